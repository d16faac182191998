"""A .docx from outside, for a review or an import, opened with suspicion: bounded sizes, no entities, no network."""
from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

from lxml import etree

from convert.diagnostics import ExitCode, Refusal, Span, diagnose
from convert.model.record import Record

Element = etree._Element

MAX_FILE = 256 << 20
MAX_ENTRIES = 10_000
MAX_PART = 64 << 20             # of one XML part, unpacked
MAX_RATIO = 400                 # unpacked to packed, from a megabyte on
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W.encode())
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OLE = b"\xd0\xcf\x11\xe0"
_PARTS = ("styles", "footnotes", "comments", "custom-properties", "core-properties", "numbering")


class Parts(Record):
    """The parts of a Word file that are read; one that is absent is None."""

    document: Element
    styles: Element | None = None
    footnotes: Element | None = None
    comments: Element | None = None
    custom: Element | None = None
    core: Element | None = None
    numbering: Element | None = None


class _Unfit(Exception):
    """Why a file is not opened."""


def w(name: str) -> str:
    """`p` -> `{namespace of WordprocessingML}p`."""
    return f"{{{_W}}}{name}"


def open_file(path: Path) -> Parts:
    """The parts of the Word file at `path`.  Raises Refusal (exit 3) when it is none, or when it could do harm; OSError."""
    if path.stat().st_size > MAX_FILE:
        raise Refusal(ExitCode.SOURCE, [diagnose("W010", Span(path.name), problem=f"文件大于 {MAX_FILE >> 20} MB")])
    return open_bytes(path.read_bytes(), path.name)


def open_bytes(data: bytes, name: str, *, code: str = "W010", needed: tuple[str, ...] = ("styles",)) -> Parts:
    """`open_file` of bytes in hand; messages call them `name` and have the code `code`.  `needed`: parts it must have."""
    try:
        if data[:4] == _OLE:
            raise _Unfit("是旧的 .doc 格式，或加了密码")
        if data[:4] != b"PK\x03\x04":
            raise _Unfit("不是 Word 文件（.docx）")
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
    near = _relations(archive, names, main)
    usual = PurePosixPath(main).parent
    found = {kind: _xml(archive, path) for kind in _PARTS
             if (path := near.get(kind) or root.get(kind) or (usual / f"{kind}.xml").as_posix()) in names}
    if missing := [kind for kind in needed if kind not in found]:
        raise _Unfit(f"缺 {usual / missing[0]}.xml")
    return Parts(_xml(archive, main), *(found.get(kind) for kind in _PARTS))


def _relations(archive: zipfile.ZipFile, names: set[str], part: str) -> dict[str, str]:
    """Kind of relation -> part, for `part` ("" is the package)."""
    folder, _, base = part.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
    if rels not in names:
        return {}
    out: dict[str, str] = {}
    for relation in _xml(archive, rels).iter(_RELATION):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") == "External":
            continue
        path = PurePosixPath(target[1:]) if target.startswith("/") else PurePosixPath(folder) / target
        if ".." not in path.parts:
            out.setdefault((relation.get("Type") or "").rpartition("/")[2], path.as_posix())
    return out


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
        root = etree.fromstring(data.replace(*_STRICT), parser)
    except etree.XMLSyntaxError as error:
        raise _Unfit(f"{part} 不是完好的 XML（第 {error.lineno or 1} 行）") from None
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise _Unfit(f"{part} 里有文档类型声明，Word 不会写这种东西")
    return root
