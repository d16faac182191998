"""Package document, container and ZIP of an EPUB 3.3 (EPUB 3.3 §4 OCF, §5 package document)."""
from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from convert.model.record import Record
from convert.writer.xhtml import attributes, escape, language

FOLDER = "EPUB"
_CONTAINER = ('<?xml version="1.0" encoding="utf-8"?>\n'
              '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">\n<rootfiles>\n'
              f'<rootfile full-path="{FOLDER}/package.opf" media-type="application/oebps-package+xml"/>\n'
              '</rootfiles>\n</container>\n')
_EPOCH = (1980, 1, 1, 0, 0, 0)
XHTML = "application/xhtml+xml"


class Resource(Record):
    """A file of the book; `path` inside the package folder; documents stand in the spine in the order they are given."""

    path: str
    media_type: str
    data: bytes
    properties: str = ""
    in_spine: bool = False

    @property
    def id(self) -> str:
        return "f-" + self.path.replace("/", "-")


def write_container(resources: Iterable[Resource], metadata: str, script: str, identifier_id: str, *,
                    right_to_left: bool = False) -> bytes:
    """The whole book; `metadata` is the content of the package's metadata element.  Same input, same bytes."""
    progression = "rtl" if right_to_left else "ltr"
    resources = tuple(resources)
    manifest = "\n".join(f'<item id="{escape(r.id)}" href="{escape(r.path)}" media-type="{r.media_type}"'
                         f"{attributes(properties=r.properties)}/>" for r in sorted(resources, key=lambda r: r.path))
    spine = "\n".join(f'<itemref idref="{escape(r.id)}"/>' for r in resources if r.in_spine)
    opf = ('<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
           f'unique-identifier="{identifier_id}"{language(script)[len(attributes(lang=script)):]} dir="ltr"'
           f' prefix="prism: {PRISM}">\n'
           f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{metadata}\n</metadata>\n'
           f'<manifest>\n{manifest}\n</manifest>\n'
           f'<spine page-progression-direction="{progression}">\n{spine}\n</spine>\n</package>\n')
    return _zip([("META-INF/container.xml", _CONTAINER.encode()), (f"{FOLDER}/package.opf", opf.encode()),
                 *((f"{FOLDER}/{r.path}", r.data) for r in sorted(resources, key=lambda r: r.path))])


PRISM = "http://www.prismstandard.org/specifications/3.0/PRISM_CV_Spec_3.0.htm#"


def _zip(files: list[tuple[str, bytes]]) -> bytes:
    """OCF ZIP: mimetype first and stored, no extra fields, fixed dates and attributes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        for name, data in files:
            stored = name.endswith((".jpg", ".png"))
            _add(archive, name, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, method: int) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = method
    info.create_system = 3
    info.external_attr = 0o644 << 16
    archive.writestr(info, data, compresslevel=9 if method == zipfile.ZIP_DEFLATED else None)
