"""Printer profiles: what one press wants of the file it prints (`styles/printers/NAME.yaml`).

Bleed, marks, ink limit, output condition, binding and paper belong to the job, not to the design; PDF/X itself sets none of them.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from convert import strictyaml
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose, has_errors
from convert.model.length import Length
from convert.strictyaml import Fields, suggest
from convert.workspace import press_profile

STANDARDS = ("x4", "x1a")
MARKS = ("none", "crop", "full")
BINDINGS = ("saddle", "perfect", "none")
COVERS = ("same", "separate")
_MULTIPLES = {"saddle": 4, "perfect": 2, "none": 1}
_NUMBER = re.compile(r"\d{1,4}(\.\d{1,3})?")
_SIZE = re.compile(r"(\d{2,4}(?:\.\d+)?)\s*[xX×*]\s*(\d{2,4}(?:\.\d+)?)")


class Bleed(NamedTuple):
    """Bleed at the four edges of a page; `spine` is the bound edge."""

    top: Length = Length(0)
    bottom: Length = Length(0)
    outer: Length = Length(0)
    spine: Length = Length(0)

    @property
    def widest(self) -> Length:
        return max(self)


class Paper(NamedTuple):
    """`thickness` of one leaf; 0 when it is not known."""

    name: str = ""
    thickness: Length = Length(0)


class Printer(NamedTuple):
    """One printer's wishes.  A zero `trim` leaves the size to the style sheet; `bleed` None too."""

    name: str = ""
    title: str = ""
    standard: str = "x4"
    trim: tuple[Length, Length] | None = None
    bleed: Bleed | None = None
    slug: Length = Length.from_mm(7)
    marks: str = ""                     # "" leaves them to the style sheet
    safe: Length = Length.from_mm(3)    # nearest that text may come to the trim
    tac: int = 300                      # total area coverage in per cent
    icc: Path = Path()
    condition: str = "FOGRA39"          # OutputConditionIdentifier in the registry of the ICC
    condition_text: str = "Offset, ISO 12647-2:2004/Amd 1, OFCOM, paper type 1 or 2, coated, 115 g/m2"
    min_ppi: int = 149                  # contone pictures below are errors, below `good_ppi` warnings
    good_ppi: int = 224
    min_ppi_lineart: int = 299
    binding: str = "none"
    page_multiple: int = 1
    paper: Paper = Paper()
    cover_paper: Paper = Paper()
    black_overprint_below: Length = Length.from_pt(12)      # black text smaller than this must overprint (GWG)
    spots: tuple[str, ...] = ()
    cover: str = "same"
    files: tuple[Path, ...] = ()        # what was read, for the manifest

    @property
    def profile(self) -> Path:
        """The ICC profile of the press."""
        return self.icc if self.icc != Path() else press_profile()


NO_PRINTER = Printer()


def load_printer(name: str, folders: Iterable[Path], span: Span) -> Printer:
    """The profile `name`: printers/NAME.yaml below one of `folders` (of style sheets), the first that has it; `span` asks for it.

    Raises Refusal (exit 3) when there is none or it is wrong.
    """
    folders = tuple(folders)
    path = next((f / "printers" / f"{name}.yaml" for f in folders
                 if re.fullmatch(r"[\w-]+", name) and (f / "printers" / f"{name}.yaml").is_file()), None)
    if path is None:
        known = sorted({p.stem for f in folders for p in (f / "printers").glob("*.yaml")})
        raise Refusal(ExitCode.SOURCE, [diagnose("S010", span, name=name, hint=suggest(name, known))])
    diagnostics: list[Diagnostic] = []
    printer = _Reader(path, folders, diagnostics).read(name)
    if has_errors(diagnostics):
        raise Refusal(ExitCode.SOURCE, diagnostics)
    return printer


class _Reader:
    def __init__(self, path: Path, folders: tuple[Path, ...], diagnostics: list[Diagnostic]):
        self.path, self.folders, self.diagnostics = path, folders, diagnostics
        self.fields = Fields.of(strictyaml.load(path, path.as_posix()), diagnostics)

    def read(self, name: str) -> Printer:
        fields = self.fields
        binding = fields.choice("binding", BINDINGS, "none")
        ppi = fields.fields("min_ppi")
        icc = self._icc(fields.text("icc"))
        paper = fields.fields("paper")
        printer = Printer(
            name, fields.text("title", name), fields.choice("standard", STANDARDS, "x4"), self._size("trim"), self._bleed(),
            self._mm(fields, "slug", 7), fields.choice("marks", MARKS), self._mm(fields, "safe", 3),
            self._whole(fields, "tac", 300), icc, fields.text("condition", NO_PRINTER.condition),
            fields.text("condition_text", "" if icc != Path() else NO_PRINTER.condition_text),
            self._whole(ppi, "photo", 149), self._whole(ppi, "photo_good", 224), self._whole(ppi, "lineart", 299),
            binding, self._whole(fields, "page_multiple", _MULTIPLES[binding]),
            self._paper(paper, "text"), self._paper(paper, "cover"),
            Length.from_pt(self._number(fields, "black_overprint_below", 12)), fields.texts("spots"),
            fields.choice("cover", COVERS, "same"), (self.path, *((icc,) if icc != Path() else ())))
        for part in (ppi, paper):
            if part is not None:
                part.finish()
        fields.text("sheet")                # the press sheet, for people and for `banxin impose --sheet`
        fields.finish()
        return printer

    def _bleed(self) -> Bleed | None:
        if isinstance(self.fields.node("bleed"), strictyaml.Scalar):
            return Bleed(*[self._mm(self.fields, "bleed", 3)] * 4)
        edges = self.fields.fields("bleed")
        if edges is None:
            return None
        bleed = Bleed(*(self._mm(edges, edge, 3) for edge in Bleed._fields))
        edges.finish()
        return bleed

    def _paper(self, papers: Fields | None, key: str) -> Paper:
        fields = papers.fields(key) if papers is not None else None
        if fields is None:
            return Paper()
        paper = Paper(fields.text("name"), self._mm(fields, "thickness", 0))
        fields.finish()
        return paper

    def _icc(self, name: str) -> Path:
        """A profile in the folder icc/ beside the style sheets."""
        if not name:
            return Path()
        for folder in self.folders:
            if re.fullmatch(r"[\w .-]+", name) and (folder / "icc" / name).is_file():
                return folder / "icc" / name
        known = sorted({p.name for f in self.folders for p in (f / "icc").glob("*.icc")})
        self.diagnostics.append(diagnose("S011", self.fields.span_of("icc"), name=name, hint=suggest(name, known)))
        return Path()

    def _size(self, key: str) -> tuple[Length, Length] | None:
        text = self.fields.text(key)
        if not text:
            return None
        if match := _SIZE.fullmatch(text.strip()):
            return Length.from_mm(float(match[1])), Length.from_mm(float(match[2]))
        self.diagnostics.append(diagnose("S005", self.fields.span_of(key), key=key, value="210 x 285"))
        return None

    def _mm(self, fields: Fields, key: str, default: float) -> Length:
        return Length.from_mm(self._number(fields, key, default))

    def _whole(self, fields: Fields | None, key: str, default: int) -> int:
        return default if fields is None else round(self._number(fields, key, default))

    def _number(self, fields: Fields, key: str, default: float) -> float:
        text = fields.text(key).strip().removesuffix("mm").removesuffix("pt").strip()
        if not text:
            return default
        if not _NUMBER.fullmatch(text):
            self.diagnostics.append(diagnose("S005", fields.span_of(key), key=key, value=str(default)))
            return default
        return float(text)
