"""One 核红 from end to end: the two versions found, compared, judged; and the versions that were printed, kept."""
from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose
from convert.messages import COLLATION, PROOF_SHEET
from convert.press.highlighted import Stretch, highlighted
from convert.proofsheet.compare import END, FOLLOWING, PICTURE, TEXT, At, Change, Comparison, compare
from convert.proofsheet.judge import DONE, NOT_FOUND, OTHERWISE, Judgement, judge
from convert.proofsheet.marks import read_marks
from convert.proofsheet.record import MOST_BYTES, ProofRecord, from_json
from convert.review.places import ISSUE_FILE
from convert.review.session import id_of

FOLDER = "proofs"           # of build/<id>: every version that was set, by number and mark
ENDING = ".proof.json"
_PDF = re.compile(r"(?:\.vertical)?\.(?:proof|print|screen)\.pdf$")
_MARK = re.compile(r"[0-9a-f]{4,8}$")
_BRIEF = 12             # characters of a change that is shown with _BESIDE on either side
_BESIDE = 3
_KEPT = re.compile(r"(.+)\.(\d{4})\.([0-9a-f]{8})\.json\.gz$")


class Collation(NamedTuple):
    """`judgement` is None where nobody gave a list of marks."""

    comparison: Comparison
    judgement: Judgement | None

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What a person has to look at, each at its place in the sources as they are now."""
        if self.judgement is None:
            return ()
        found = []
        for verdict in self.judgement.verdicts:
            if verdict.state == DONE:
                continue
            at, mark = verdict.new_at, verdict.mark
            code = {NOT_FOUND: "K012", OTHERWISE: "K011"}.get(verdict.state, "K010")
            span = Span(at.file, at.source_line) if at and at.file else mark.span
            where = place_of(verdict.old_at) if verdict.old_at else said_place(mark.page, mark.column, mark.line) or str(mark.span)
            found.append(diagnose(code, span, where=where, old=_short(mark.old), new=_short(mark.new), now=_short(verdict.now)))
        for change in self.judgement.unmarked:
            at = change.new_at or change.old_at
            span = Span(at.file, at.source_line) if at and at.file else Span("")
            found.append(diagnose("K013", span, where=place_of(at), what=words_of(change)))
        return tuple(found)


def collate(old: ProofRecord, new: ProofRecord, marks: Path | None) -> Collation:
    """Compare two versions of one issue.  Raises Refusal (exit 3) when they are of two, or the list of marks cannot be read."""
    if (old.issue, old.script, old.vertical) != (new.issue, new.script, new.vertical):
        names = [f"{r.issue}.{r.script}" + ".vertical" * r.vertical for r in (old, new)]
        raise Refusal(ExitCode.SOURCE, [diagnose("K005", old=names[0], new=names[1])])
    listed = read_marks(marks) if marks else None
    comparison = compare(old, new)
    return Collation(comparison, judge(comparison, listed) if listed is not None else None)


def changed_pages(collation: Collation) -> dict[int, list[Stretch]]:
    """Index of each page of the new version on which something changed -> its changed lines; those nobody marked alarm."""
    compared, judged = collation.comparison, collation.judgement
    text = compared.new
    numbers = {page.label: page.number - 1 for page in text.record.pages}
    unmarked = set(judged.unmarked) if judged else set()
    out: dict[int, dict[int, bool]] = {}
    for change in compared.changes:
        if change.kind in FOLLOWING or change.new_at is None:
            continue
        out.setdefault(numbers[change.new_at.page], {})
        lines = {text.lines[i] for n in change.ops for i in range(*compared.ops[n][3:5]) if text.lines[i] >= 0}
        lines |= {n for n, (page, line) in enumerate(text.places)
                  if not lines and (page.label, line.column, line.number) == (change.new_at[:3])}
        for number in lines:
            alarms = out.setdefault(text.places[number][0].number - 1, {})
            alarms[number] = alarms.get(number, False) or change in unmarked
    return {page: [Stretch(text.places[n][1].box, alarm) for n, alarm in sorted(alarms.items())] for page, alarms in out.items()}


def marked_pages(collation: Collation, pdf: Path) -> bytes:
    """The pages that changed out of the new version's sheets `pdf`, with the changed lines tinted."""
    record = collation.comparison.new.record
    labels = [page.label for page in record.pages]
    return highlighted(pdf, changed_pages(collation), labels, COLLATION["title"].format(title=f"{record.title} {record.mark}"))


# --- words ---
def said_place(page: str, column: str = "", line: int = 0) -> str:
    """第 12 页左栏第 17 行."""
    words = PROOF_SHEET["folio"].format(label=page) if page.isdecimal() else page
    number = f"第 {line} 行" if line > 0 else f"倒数第 {-line} 行" if line else ""
    return "".join((words, column, number))


def place_of(at: At | None) -> str:
    """`said_place` of a place; "" of none."""
    return said_place(at.page, at.column, at.line) if at is not None else ""


def words_of(change: Change) -> str:
    """What changed, in a few words; a short change of text with what stands beside it."""
    old, new = change.old, change.new
    if change.kind == TEXT and max(len(old), len(new)) <= _BRIEF and END not in old + new:
        before, after = change.before[-_BESIDE:], change.after[:_BESIDE]
        old, new = before + old + after, before + new + after
    return said_change(change.kind, old, new)


def said_change(kind: str, old: str, new: str) -> str:
    if old and new:
        return PROOF_SHEET[f"change-{kind}"].format(old=_short(old), new=_short(new))
    what = PICTURE if kind == PICTURE else TEXT
    return PROOF_SHEET[f"{'in' if new else 'out'}-{what}"].format(text=_short(new or old))


def _short(text: str) -> str:
    text = text.replace("\n", "¶")
    return text if len(text) <= 40 else f"{text[:28]}……{text[-8:]}"


# --- versions ---
def find_versions(names: Sequence[str], build: Path, script: str) -> tuple[ProofRecord, ProofRecord]:
    """The two versions that `names` mean: files, folders of builds, marks; one name: the last two of that issue.

    `script` ends in .vertical for vertical proofs.  Raises Refusal (exit 3) and OSError.
    """
    if len(names) > 1:
        return open_record(names[0], build, script), open_record(names[1], build, script)
    folder = Path(names[0])
    if (folder / ISSUE_FILE).is_file():
        folder = build / id_of(folder)
    versions = kept_versions(folder, script)
    if len(versions) < 2:
        raise Refusal(ExitCode.SOURCE, [diagnose("K007", name=names[0], count=len(versions))])
    return _read(versions[-2]), _read(versions[-1])


def open_record(name: str, build: Path, script: str) -> ProofRecord:
    """The version that `name` means: a proof or print PDF of ours, its record, a folder of a build, or a mark."""
    path = Path(name)
    if (path / ISSUE_FILE).is_file():
        path = build / id_of(path)
    if path.is_dir():
        found = sorted(path.glob(f"*.{script}{ENDING}"))
        if not found:
            raise Refusal(ExitCode.SOURCE, [diagnose("K006", name=name, json=f"*.{script}{ENDING}")])
        return _read(found[0])
    if path.is_file():
        return _of_pdf(path) if path.suffix.lower() == ".pdf" else _read(path)
    if _MARK.match(name):
        kept = [p for p in sorted(build.glob(f"*/{FOLDER}/*.json.gz")) if (m := _KEPT.match(p.name)) and m[3].startswith(name)]
        if kept:
            return _read(kept[-1])
    raise Refusal(ExitCode.SOURCE, [diagnose("K002", name=name)])


def sheets_of(record: ProofRecord, name: str, build: Path) -> Path:
    """The proof PDF of `record`, which `name` means: that file, or the one in a folder of builds.  Raises Refusal (exit 3)."""
    script = record.script + ".vertical" * record.vertical
    path = Path(name)
    folder = build / record.issue
    if path.is_file() or (path.is_dir() and not (path / ISSUE_FILE).is_file()):
        folder = path if path.is_dir() else path.parent
    found = path if path.name.endswith(".proof.pdf") else folder / f"{record.issue}.{script}.proof.pdf"
    if not found.is_file() or PROOF_SHEET["title"].format(mark=record.mark).encode() not in found.read_bytes():
        raise Refusal(ExitCode.SOURCE, [diagnose("K008", mark=record.mark, path=found.as_posix())])
    return found


def _of_pdf(path: Path) -> ProofRecord:
    beside = path.with_name(_PDF.sub(lambda m: ".vertical" * m[0].startswith(".vertical") + ENDING, path.name))
    if beside == path or not beside.is_file():
        raise Refusal(ExitCode.SOURCE, [diagnose("K006", name=path.name, json="….proof.json")])
    record = _read(beside)
    if path.name.endswith(".proof.pdf") and PROOF_SHEET["title"].format(mark=record.mark).encode() not in path.read_bytes():
        raise Refusal(ExitCode.SOURCE, [diagnose("K004", Span(path.name), json=beside.name)])
    return record


def _read(path: Path) -> ProofRecord:
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, MOST_BYTES)
        except zlib.error:
            raise Refusal(ExitCode.SOURCE, [diagnose("K001", Span(path.name))]) from None
    return from_json(data, path.name)


def kept_versions(folder: Path, script: str) -> list[Path]:
    """Every version of `script` kept under `folder` (build/<id>), the oldest first."""
    found = [(int(m[2]), p) for p in (folder / FOLDER).glob("*.json.gz") if (m := _KEPT.match(p.name)) and m[1] == script]
    return [path for _, path in sorted(found)]


def kept(folder: Path, script: str, mark: str, record: bytes) -> dict[str, bytes]:
    """Name -> bytes of what to keep under `folder`/proofs of a version just made; nothing where it is the last one still."""
    versions = kept_versions(folder, script)
    last = _KEPT.match(versions[-1].name) if versions else None
    if last and last[3] == mark:
        return {}
    number = int(last[2]) + 1 if last else 1
    return {f"{script}.{number:04}.{mark}.json.gz": gzip.compress(record, compresslevel=6, mtime=0)}
