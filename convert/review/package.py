"""A .docx from outside, for a review or an import, opened with suspicion: bounded sizes, no entities, no network."""
from __future__ import annotations

import functools
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from lxml import etree

from convert.diagnostics import ExitCode, Refusal, Span, diagnose
from convert.model.picturefile import MAX_BYTES
from convert.model.record import Record, field

Element = etree._Element

MAX_FILE = 256 << 20
MAX_ENTRIES = 10_000
MAX_PART = 64 << 20             # of one XML part, unpacked
MAX_FURNITURE = 500
MAX_PARAGRAPHS = 200_000
MAX_RATIO = 400                 # unpacked to packed, from a megabyte on
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = ((b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W.encode()),
           (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"))
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")        # [MS-OFFCRYPTO] 2.3.4.4
_OTHERS = ((b"{\\rtf", " RTF 文件"), (b"<html", "网页"), (b"<!doctype html", "网页"), (b"<?xml", " XML 文件"), (b"%pdf", " PDF"))
_PARTS = ("styles", "footnotes", "comments", "custom-properties", "core-properties", "commentsExtended",
          "numbering")


class Parts(Record):
    """The parts of a Word file that are read; one that is absent is None."""

    document: Element
    styles: Element | None = None
    footnotes: Element | None = None
    comments: Element | None = None
    custom: Element | None = None
    core: Element | None = None
    threads: Element | None = None      # which comment answers which, and which are settled
    pictures: Mapping[str, str] = field(default_factory=dict)       # id of a relation of the body -> part
    furniture: tuple[Element, ...] = ()                             # running heads and feet
    numbering: Element | None = None


class _Unfit(Exception):
    """Why a file is not opened."""


def w(name: str) -> str:
    """`p` -> `{namespace of WordprocessingML}p`."""
    return f"{{{_W}}}{name}"


def read_bounded(path: Path) -> bytes:
    """The bytes of the file at `path`.  Raises Refusal (exit 3) when it is too large; OSError."""
    if path.stat().st_size > MAX_FILE:
        raise Refusal(ExitCode.SOURCE, [diagnose("W010", Span(path.name), problem=f"文件大于 {MAX_FILE >> 20} MB")])
    return path.read_bytes()


def open_bytes(data: bytes, name: str, *, code: str = "W010", needed: tuple[str, ...] = ("styles",)) -> Parts:
    """The parts of the Word file with bytes `data`; messages call it `name` and have the code `code`.

    `needed`: parts it must have.  Raises Refusal (exit 3) when it is no Word file, or when it could do harm.
    """
    try:
        if data[:4] == _OLE:
            locked = _ENCRYPTED in data
            raise _Unfit("加了打开密码；请去掉密码再存一次" if locked else "是旧的 .doc 格式（改了后缀也还是）；请另存为 .docx")
        if data[:4] != b"PK\x03\x04":
            other = next((name for head, name in _OTHERS if data[:512].lstrip(b"\xef\xbb\xbf \r\n").lower().startswith(head)), "")
            raise _Unfit(f"其实是{other}，改了后缀；请另存为 .docx" if other else "不是 Word 文件（.docx）")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _parts(archive, needed)
    except _Unfit as unfit:
        problem = str(unfit)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        problem = f"压缩包坏了（{type(error).__name__}）"
    except Exception as error:
        if type(error).__module__ not in {"zlib", "lzma", "_lzma"}:
            raise
        problem = "压缩包坏了"
    raise Refusal(ExitCode.SOURCE, [diagnose(code, Span(name), problem=problem)])


def _parts(archive: zipfile.ZipFile, needed: tuple[str, ...]) -> Parts:
    if len(archive.infolist()) > MAX_ENTRIES:
        raise _Unfit(f"压缩包里超过 {MAX_ENTRIES} 个文件")
    names = set(archive.namelist())
    if "mimetype" in names and "[Content_Types].xml" not in names:
        raise _Unfit("是 OpenDocument 文件；请在 WPS 或 LibreOffice 里另存为 .docx")
    root = _relations(archive, names, "")
    main = root.get("officeDocument", "word/document.xml")
    if main not in names:
        raise _Unfit("缺正文（word/document.xml）")
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
        raise _Unfit("带着宏（.docm）；请另存为不带宏的 .docx")
    near = _relations(archive, names, main)
    usual = PurePosixPath(main).parent
    found = {kind: _xml(archive, path) for kind in _PARTS
             if (path := near.get(kind) or root.get(kind) or (usual / f"{kind}.xml").as_posix()) in names}
    if missing := [kind for kind in needed if kind not in found]:
        raise _Unfit(f"缺 {usual / missing[0]}.xml")
    every = list(_every_relation(archive, names, main))
    pictures = {key: path for kind, key, path in every if kind == "image"}
    heads = dict.fromkeys(path for kind, _, path in every if kind in {"header", "footer"} and path in names)
    furniture = tuple(_xml(archive, path) for path in list(heads)[:MAX_FURNITURE])
    styles, footnotes, comments, custom, core, threads, numbering = (found.get(kind) for kind in _PARTS)
    document = _xml(archive, main)
    if sum(1 for _ in document.iter(w("p"))) > MAX_PARAGRAPHS:
        raise _Unfit(f"正文超过 {MAX_PARAGRAPHS} 段")
    return Parts(document, styles, footnotes, comments, custom, core, threads, pictures, furniture, numbering)


def read_picture(data: bytes, part: str) -> bytes:
    """A picture of the Word file with bytes `data`; b"" where it has none of that name, or one that is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part) as stream:
            picture = stream.read(MAX_BYTES + 1)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        return b""
    return picture if len(picture) <= MAX_BYTES else b""


def _relations(archive: zipfile.ZipFile, names: set[str], part: str) -> dict[str, str]:
    """Kind of relation -> part, for `part` ("" is the package)."""
    out: dict[str, str] = {}
    for kind, _, path in _every_relation(archive, names, part):
        out.setdefault(kind, path)
    return out


def _every_relation(archive: zipfile.ZipFile, names: set[str], part: str) -> Iterator[tuple[str, str, str]]:
    """(kind, id, part) of every relation of `part` that leads into the package."""
    folder, _, base = part.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
    if rels not in names:
        return
    for relation in _xml(archive, rels).iter(_RELATION):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") == "External":
            continue
        path = PurePosixPath(target[1:]) if target.startswith("/") else PurePosixPath(folder) / target
        if ".." not in path.parts:
            yield (relation.get("Type") or "").rpartition("/")[2], relation.get("Id") or "", path.as_posix()


def _xml(archive: zipfile.ZipFile, part: str) -> Element:
    info = archive.getinfo(part)
    if info.file_size > MAX_PART or (info.file_size > 1 << 20 and info.file_size > MAX_RATIO * max(1, info.compress_size)):
        raise _Unfit(f"{part} 展开后大得反常")
    if info.flag_bits & 1:
        raise _Unfit("加了密码")
    with archive.open(info) as stream:
        data = stream.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise _Unfit(f"{part} 展开后大得反常")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _Unfit(f"{part} 里有文档类型或实体声明，Word 不会写这种东西")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
                             remove_pis=True)
    try:
        root = etree.fromstring(functools.reduce(lambda text, names: text.replace(*names), _STRICT, data), parser)
    except etree.XMLSyntaxError as error:
        raise _Unfit(f"{part} 不是完好的 XML（第 {error.lineno or 1} 行）") from None
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise _Unfit(f"{part} 里有文档类型声明，Word 不会写这种东西")
    return root
