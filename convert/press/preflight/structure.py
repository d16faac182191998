"""The file as PDF/X (ISO 15930-4 and -7): version, identity, metadata, output intent, and what must not be in it."""
from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

from convert.press.preflight.findings import Finding, finding
from convert.press.preflight.geometry import Box
from convert.press.preflight.subject import X1A, X4, Subject

_HEADERS = {X4: (1, 6), X1A: (1, 4)}
_FORBIDDEN_FILTERS = {X4: {"/LZWDecode", "/Crypt"}, X1A: {"/LZWDecode", "/JBIG2Decode", "/JPXDecode", "/Crypt"}}
_INTENTS = ("/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual")
_DRAWING_ANNOTATIONS = ("/PrinterMark", "/TrapNet")
_MAX_OUTLINE = 20_000


def check(subject: Subject) -> Iterator[Finding]:
    yield from _version(subject)
    yield from _identity(subject)
    yield from _output_intent(subject)
    yield from _interaction(subject)
    yield from _annotations(subject)
    yield from _objects(subject)
    yield from _layers(subject)


def _version(subject: Subject) -> Iterator[Finding]:
    header = re.match(rb"%PDF-(\d)\.(\d)", subject.data[:1024].lstrip())
    limit = _HEADERS[subject.standard]
    version = (int(header[1]), int(header[2])) if header else (0, 0)
    catalog = re.fullmatch(r"/(\d)\.(\d)", str(subject.pdf.Root.get(Name.Version, "")))
    version = max(version, (int(catalog[1]), int(catalog[2]))) if catalog else version
    if not header or version > limit:
        yield finding("X101", found=".".join(map(str, version)), limit=".".join(map(str, limit)))
    compressed = any(str(o.get(Name.Type)) in ("/ObjStm", "/XRef") for o in _streams(subject.pdf))
    if subject.standard == X1A and (compressed or b"/ObjStm" in subject.data or b"/Type/XRef" in subject.data.replace(b" ", b"")):
        yield finding("X101", found="1.5（压缩的对象流）", limit="1.4")
    if subject.pdf.is_encrypted:
        yield finding("X102")


def _identity(subject: Subject) -> Iterator[Finding]:
    identity = subject.pdf.trailer.get(Name.ID)
    if not isinstance(identity, Array) or len(identity) != 2 or not all(len(bytes(part)) for part in identity.as_list()):
        yield finding("X103")


# --- output intent ---
def _output_intent(subject: Subject) -> Iterator[Finding]:
    listed = subject.pdf.Root.get(Name.OutputIntents)
    entries = list(listed.as_list()) if isinstance(listed, Array) else []
    intents = [i for i in entries if isinstance(i, Dictionary) and i.get(Name.S) == Name.GTS_PDFX]
    if len(intents) != 1:
        yield finding("X108", problem="没有输出意图" if not intents else f"有 {len(intents)} 个输出意图")
        return
    intent = intents[0]
    condition = str(intent.get(Name.OutputConditionIdentifier, ""))
    if not condition:
        yield finding("X108", problem="输出意图没有写印刷条件")
    elif subject.strict and condition != subject.printer.condition:
        yield finding("X124", found=condition, wanted=subject.printer.condition)
    profile = intent.get(Name.DestOutputProfile)
    if isinstance(profile, pikepdf.Stream):
        yield from _profile(profile, subject.standard)
    elif subject.standard == X4 or not str(intent.get(Name.RegistryName, "")):
        yield finding("X108", problem="输出意图里没有嵌入 ICC 特性文件")


def _profile(stream: pikepdf.Object, standard: str) -> Iterator[Finding]:
    """ICC.1, 7.2: size at 0, version at 8, class at 12, colour space at 16, signature at 36; tags from 128."""
    try:
        data = stream.read_bytes()
    except pikepdf.PdfError:
        data = b""
    tags = {data[p:p + 4] for p in range(132, min(132 + 12 * int.from_bytes(data[128:132], "big"), len(data)), 12)}
    wrong = [text for bad, text in (
        (len(data) < 132 or data[36:40] != b"acsp", "不是 ICC 文件"),
        (int.from_bytes(data[:4], "big") != len(data), "长度与文件头不符"),
        (data[12:16] != b"prtr", "不是印刷设备的"),
        (data[16:20] != b"CMYK" or int(stream.get(Name.N, 0)) != 4, "不是 CMYK 的"),
        (data[8:9] >= (b"\x03" if standard == X1A else b"\x05"), f"是第 {data[8] if len(data) > 8 else 0} 版的"),
        (not {b"A2B0", b"B2A0"} <= tags, "缺少换算表"),
    ) if bad]
    if wrong:
        yield finding("X109", problem=wrong[0])


# --- what a press cannot play ---
def _interaction(subject: Subject) -> Iterator[Finding]:
    root = subject.pdf.Root
    names = root.get(Name.Names, Dictionary())
    form = root.get(Name.AcroForm)
    present = [text for there, text in (
        (isinstance(root.get(Name.OpenAction), Dictionary), "打开文件时的动作"),
        (Name.AA in root, "文件的触发动作"),
        (isinstance(names, Dictionary) and Name.JavaScript in names, "JavaScript"),
        (isinstance(names, Dictionary) and Name.EmbeddedFiles in names and subject.standard == X1A, "附带的文件"),
        (isinstance(form, Dictionary) and (len(form.get(Name.Fields, Array())) > 0 or Name.XFA in form), "表单"),
    ) if there]
    present += ["书签里的动作"] * any(Name.A in item for item in _outline(root))
    for thing in present:
        yield finding("X115", what=thing)
    for sheet in subject.sheets:
        if Name.AA in sheet.page.obj:
            yield finding("X115", sheet.number, what="页面的触发动作")


def _outline(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every outline item; a chain that bites its tail ends."""
    first = root.get(Name.Outlines, Dictionary()).get(Name.First) if isinstance(root.get(Name.Outlines), Dictionary) else None
    waiting: list[pikepdf.Object | None] = [first]
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < _MAX_OUTLINE:
        item = waiting.pop()
        if isinstance(item, Dictionary) and item.objgen not in seen:
            seen.add(item.objgen)
            yield item
            waiting += [item.get(Name.Next), item.get(Name.First)]


def _annotations(subject: Subject) -> Iterator[Finding]:
    for sheet in subject.sheets:
        annotations = sheet.page.obj.get(Name.Annots)
        for note in annotations.as_list() if isinstance(annotations, Array) else []:
            kind = str(note.get(Name.Subtype, "/?"))
            rectangle = note.get(Name.Rect)
            inside = not isinstance(rectangle, Array) or len(rectangle) != 4 or Box.of(list(rectangle.as_list())).meets(sheet.bleed)
            if kind not in _DRAWING_ANNOTATIONS and inside:
                yield finding("X114", sheet.number, kind=kind[1:])


def _streams(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    return (o for o in pdf.objects if isinstance(o, pikepdf.Stream))


def _objects(subject: Subject) -> Iterator[Finding]:
    """Streams and graphics states wherever they are: filters, external data, OPI, PostScript, transfer curves, halftones."""
    intents: set[tuple[str, str]] = set()
    found: dict[Finding, None] = {}
    for stream in _streams(subject.pdf):
        number = f"对象 {stream.objgen[0]}"
        for name in _filters(stream):
            if name in _FORBIDDEN_FILTERS[subject.standard]:
                found[finding("X117", 0, number, filter=name[1:])] = None
        for key, text in ((Name.F, "数据在文件外面的流"), (Name.OPI, "OPI 替换图"), (Name.Ref, "引用别的文件")):
            if key in stream:
                found[finding("X116", 0, number, what=text)] = None
        if stream.get(Name.Subtype) == Name.PS or (stream.get(Name.Subtype2) == Name.PS):
            found[finding("X116", 0, number, what="PostScript 程序")] = None
        intents.add((number, str(stream.get(Name.Intent, ""))))
    for sheet in subject.sheets:
        for name, state in sheet.ink.states.items():
            found |= dict.fromkeys(_state(state, sheet.number, name))
            intents.add((name, str(state.get(Name.RI, ""))))
        intents |= {(f"第 {sheet.number} 页", intent) for intent in sheet.ink.intents}
    found |= {finding("X118", 0, where, what=f"渲染意图 {value}"): None for where, value in sorted(intents)
              if value and value not in _INTENTS}
    yield from found


def _filters(stream: pikepdf.Object) -> list[str]:
    value = stream.get(Name.Filter)
    return [str(v) for v in value.as_list()] if isinstance(value, Array) else [str(value)] if value is not None else []


def _state(state: pikepdf.Object, page: int, name: str) -> Iterator[Finding]:
    for key in (Name.TR, Name.TR2):
        if key in state and state.get(key) not in (Name.Default, Name.Identity):
            yield finding("X118", page, name, what="传递曲线")
    screen = state.get(Name.HT)
    if isinstance(screen, Dictionary | pikepdf.Stream) and (int(screen.get(Name.HalftoneType, 1)) not in (1, 5)
                                                            or Name.HalftoneName in screen):
        yield finding("X118", page, name, what="网点设定")


def _layers(subject: Subject) -> Iterator[Finding]:
    properties = subject.pdf.Root.get(Name.OCProperties)
    if not isinstance(properties, Dictionary):
        return
    others = properties.get(Name.Configs)
    configurations = [properties.get(Name.D), *(others.as_list() if isinstance(others, Array) else [])]
    if subject.standard == X1A:
        yield finding("X121", problem="有图层")
    elif any(not isinstance(c, Dictionary) or Name.Name not in c or Name.AS in c for c in configurations):
        yield finding("X121", problem="图层的设定没有名字，或会随场合变化")
