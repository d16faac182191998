"""Cover, 编委会 and 版权页: labelled lines -> fields of issue.yaml (names: model.metadata)."""
from __future__ import annotations

import re
from typing import NamedTuple

from convert.importer.characters import HAN, is_body_name, plain, skeleton
from convert.importer.records import Doubt, Fate, Line

LABELS = {
    "organizer": ("主办单位", "主办"),
    "publisher": ("主管单位", "主管", "出版单位", "出版"),
    "compiler": ("编辑部门", "编印部门", "编印单位", "编辑单位", "编辑出版", "编印", "编辑部", "承办单位", "承办", "编发", "编辑"),
    "permit": ("准印证号", "准印证", "内部资料准印证号", "内部资料性出版物准印证号", "登记证号"),
    "address": ("编辑部地址", "通讯地址", "通信地址", "地址", "社址"),
    "email": ("电子邮箱", "电子邮件", "投稿邮箱", "电子信箱", "邮箱", "email", "Email"),
    "phone": ("联系电话", "电话传真", "电话", "传真"),
    "postcode": ("邮政编码", "邮编"),
    "printer": ("印刷单位", "承印单位", "承印", "印刷"),
    "print_run": ("印刷数量", "印数", "印量"),
    "printed": ("印刷日期", "印刷时间"),
    "date": ("出版日期", "出刊日期"),
    "audience": ("发送对象", "发送范围", "发行范围", "发行对象", "赠阅范围"),
    "frequency": ("刊期",),
}
FIELD_NAMES = {field: labels[0] for field, labels in LABELS.items()} | {
    "title": "刊名", "title_en": "外文刊名", "title_pinyin": "刊名拼音", "volume_year": "年份", "number": "期号",
    "issue_label": "期数", "editorial_board": "编委会", "internal_use": "内部资料字样", "cover": "封面",
    "issuer": "发文机关", "doc_number": "发文字号",
    "genre": "文种", "addressee": "主送机关", "secrecy": "密级", "urgency": "紧急程度", "copy_no": "份号", "signer": "签发人",
    "attachments": "附件", "cc": "抄送", "printed_by": "印发机关", "distribution_label": "分送的叫法", "distribution": "分送",
}
ROLES = (
    "编委会主任", "编委会副主任", "编委会委员", "名誉主任", "名誉主编", "主任委员", "副主任委员", "主任", "副主任", "委员",
    "编委", "顾问", "总编辑", "副总编辑", "总编", "副总编", "社长", "副社长", "执行主编", "常务副主编", "主编", "副主编",
    "执行编辑", "责任编辑", "本期责编", "责编", "特约编辑", "美术编辑", "美编", "文字编辑", "编辑", "编审", "校对",
    "责任校对", "摄影", "设计", "版式设计", "封面设计", "装帧设计", "排版", "审核", "监制", "策划", "发行", "编务", "通联",
)
_LABEL_OF = {label: field for field, labels in LABELS.items() for label in labels}
_BY_LENGTH = sorted(_LABEL_OF, key=len, reverse=True)
_SPACED_LABEL = re.compile("(" + "|".join(r"[ \u3000\t]*".join(re.escape(c) for c in label) for label in _BY_LENGTH)
                           + r")(?:[（(]传真[）)])?[ \u3000\t]*(?:[:：]|[ \u3000\t]{2,}|\t)[ \u3000\t]*(\S.*)$")
_ROLE = re.compile("(" + "|".join(r"[ \u3000]*".join(re.escape(c) for c in role) for role in sorted(ROLES, key=len, reverse=True))
                   + r")[ \u3000\t]*(?:[:：]|[ \u3000\t])[ \u3000\t]*(\S.*)$")
_BETWEEN = re.compile(r"[ \u3000\t]+(?=(?:" + "|".join(sorted((*ROLES, *_LABEL_OF), key=len, reverse=True)) + r")[ \u3000]*[:：])")
ISSUE = re.compile(r"(\d{4})\s*年\s*第?\s*(\d{1,3})\s*期(?:\s*[（(]?总第?\s*\d+\s*期[）)]?)?")
_NEAR = 6                   # lines from the name on a cover to the number of the issue
_LATIN_NAME = re.compile(r"(?!C ?O ?N ?T ?E ?N ?T ?S$)[A-Z][A-Z'’. ]{5,}$")
_BOARD = re.compile(r"(?:本刊)?(?:编辑委员会|编委会|编辑部成员)$")


class Fields(NamedTuple):
    """Fields of issue.yaml found so far and what became of the lines they came from."""

    values: dict[str, str]
    board: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fates: tuple[Fate, ...] = ()
    rest: tuple[Line, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def read_masthead(lines: tuple[Line, ...]) -> Fields:
    """Take the labelled lines out of `lines`; the others come back as `rest` in their order."""
    values: dict[str, str] = {}
    board: list[tuple[str, tuple[str, ...]]] = []
    fates: list[Fate] = []
    rest: list[Line] = []
    label = ""
    role = ""
    for line in lines:
        if role and (names := _names(line.text)) and not _takes_part(line):
            board.append((role, names))
            fates.append(Fate(line, "field", "editorial_board"))
            role = ""
            continue
        role = plain(line.text) if plain(line.text) in ROLES and not line.level else ""
        if role:
            fates.append(Fate(line, "debris", "编委会的职名，在 issue.yaml"))
            continue
        field = _label_alone(line.text)
        if label and not field and not _takes_part(line):
            _set(values, label, line.text)
            fates.append(Fate(line, "field", label))
            label = ""
            continue
        if field:
            label = field
            fates.append(Fate(line, "debris", "版权页的项目名，值在 issue.yaml"))
            continue
        label = ""
        reason = _read(line, values, board)
        if reason:
            fates.append(Fate(line, "field", reason))
            if reason == "issue_label" and "title" not in values and rest and (name := _name_above(rest[-1], line)):
                values["title"] = name
                fates.append(Fate(rest.pop(), "field", "title"))
        else:
            rest.append(line)
    return Fields(values, tuple(board), tuple(fates), tuple(rest))


def _name_above(above: Line, label: Line) -> str:
    """The name of the issue on a cover: a few characters, perhaps set apart, right above its number."""
    bare = plain(above.text)
    near = above.key < label.key and label.number - above.number <= _NEAR
    return bare if near and re.fullmatch(f"[{HAN}]{{2,8}}", bare) and "目录" not in bare else ""


def _takes_part(line: Line) -> bool:
    labelled = plain(line.text) in ROLES or bool(_SPACED_LABEL.match(line.text))
    return line.level > 0 or labelled or skeleton(line.text).startswith("内部资料")


def _label_alone(text: str) -> str:
    bare = re.sub(r"[（(]传真[）)]", "", plain(text)).rstrip("：:")
    return _LABEL_OF.get(bare, "") if len(text) <= 16 else ""


def _set(values: dict[str, str], key: str, value: str) -> None:
    text = re.sub(r"[ \u3000\t]+", " ", value).strip()
    if text and key not in values:
        values[key] = text


def read_line(line: Line, values: dict[str, str]) -> bool:
    """Read one labelled line of a back cover into `values`; whether it was one."""
    return not line.level and bool(_read(line, values, []))


def _read(line: Line, values: dict[str, str], board: list[tuple[str, tuple[str, ...]]]) -> str:
    """What `line` was read as, "" when as nothing."""
    text = line.text
    bare = skeleton(text)
    several = _BETWEEN.split(text.strip())
    if len(several) > 1 and not line.level and _BETWEEN.match(" " + text.strip()):
        read = [_read(line._replace(text=part), values, board) for part in several]
        return next(filter(None, read), "")
    if bare.startswith("内部资料") and len(bare) <= 24:
        _set(values, "internal_use", "内部资料 免费交流" if "免费交流" in bare else text)
        return "internal_use"
    role = _ROLE.match(text)
    if role and (names := _names(role[2])):
        board.append((plain(role[1]), names))
        return "editorial_board"
    if "准印证" in bare and re.search(r"准印证号?\s*[:：]", text):
        read_colophon_line(text, values)
        return "版权行"
    labelled = _SPACED_LABEL.match(text)
    if labelled:
        _set(values, _LABEL_OF[plain(labelled[1])], labelled[2])
        return _LABEL_OF[plain(labelled[1])]
    issue = ISSUE.search(text)
    if issue and len(bare) <= 30:
        read_issue_label(issue, values)
        name = re.sub("^(?:本期)?目录", "", plain(text[:issue.start()]))
        if 2 <= len(name) <= 10 and re.fullmatch(f"[{HAN}]+", name):
            _set(values, "title", name)
        return "issue_label"
    if _LATIN_NAME.match(text):
        _set(values, "title_en", text)
        return "title_en"
    if _BOARD.match(plain(text)):
        return "editorial_board"
    return ""


def read_issue_label(match: re.Match[str], values: dict[str, str]) -> None:
    values.setdefault("volume_year", match[1])
    values.setdefault("number", str(int(match[2])))
    values.setdefault("issue_label", f"{match[1]}年第{int(match[2])}期")


def read_colophon_line(text: str, values: dict[str, str]) -> None:
    """A line of several labelled parts, perhaps printed twice, the folio before it: 70准印证号：… 编辑：… 印刷：…"""
    body = re.sub(r"^\d{1,3}(?=\D)", "", text.strip())
    for part in re.split(r"[ \u3000\t]{2,}", body):
        match = re.match(r"(.{2,8}?)\s*[:：]\s*(\S.*)$", part)
        if match and plain(match[1]) in _LABEL_OF:
            _set(values, _LABEL_OF[plain(match[1])], match[2])
    if "内部资料" in body:
        _set(values, "internal_use", "内部资料 免费交流" if "免费交流" in body else "内部资料")


def _names(text: str) -> tuple[str, ...]:
    """Names between spaces or 、; two single characters in a row are one name set wide (汪　琦)."""
    tokens = [t for t in re.split(r"[ \u3000\t、，,]+", text.strip()) if t]
    names: list[str] = []
    for token in tokens:
        if len(token) == 1 and names and len(names[-1]) == 1:
            names[-1] += token
        else:
            names.append(token)
    if all(re.fullmatch(f"[{HAN}·]{{2,8}}", n) or is_body_name(n) for n in names):
        return tuple(names)
    return ()
