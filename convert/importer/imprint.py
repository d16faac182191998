"""Labels of 版权页, cover and 编委会: a line cut into labels and values, and what a field's value looks like."""
from __future__ import annotations

import re
from typing import NamedTuple

from convert.importer.characters import HAN, is_body_name, names_set_wide, plain, skeleton

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
    "remark": "附注",
    "attachments": "附件", "cc": "抄送", "printed_by": "印发机关", "distribution_label": "分送的叫法", "distribution": "分送",
}
ROLES = (
    "编委会主任", "编委会副主任", "编委会委员", "名誉主任", "名誉主编", "主任委员", "副主任委员", "主任", "副主任", "委员",
    "编委", "顾问", "总编辑", "副总编辑", "总编", "副总编", "社长", "副社长", "执行主编", "常务副主编", "主编", "副主编",
    "执行编辑", "责任编辑", "本期责编", "责编", "特约编辑", "美术编辑", "美编", "文字编辑", "编辑", "编审", "校对",
    "责任校对", "摄影", "设计", "版式设计", "封面设计", "装帧设计", "排版", "审核", "监制", "策划", "发行", "编务", "通联",
)
BOARDS = ("编辑委员会", "编委会")
BODIES = ("organizer", "publisher", "compiler", "printer")      # fields whose value is an organisation
_FIELD_OF = {label: field for field, labels in LABELS.items() for label in labels}
_WORDS = sorted({*_FIELD_OF, *ROLES, *BOARDS}, key=lambda word: (-len(word), word))
_SPACE = r"[ \u3000\t]"
_LABEL = re.compile(
    rf"(?:^|(?<={_SPACE}))(?:(?P<label>" + "|".join(f"{_SPACE}*".join(map(re.escape, word)) for word in _WORDS)
    + rf")(?:[（(]传真[）)])?(?:{_SPACE}*(?P<colon>[:：])|(?P<gap>{_SPACE}+)|$)|(?=内部资料(?:$|{_SPACE}|[，,、免请注不])))")
_SHAPES = {
    "permit": re.compile(rf"(?=.*\d)(?=.*[{HAN}A-Za-z])(?!\d{{4,}})(?!.*[@。，]).{{4,40}}"),
    "address": re.compile(rf"[{HAN}].*[{HAN}\d（）()-]{{3,}}"),
    "email": re.compile(r"\S+@\S+\.\S+"),
    "phone": re.compile(r"[(（+]?\d[\d()（）+ 、，,/—\-]{4,}.{0,20}"),
    "postcode": re.compile(r"\d{6}"),
    "print_run": re.compile(rf"约?\d+ ?[{HAN}]?"),
    "printed": re.compile(r"\d{4} ?[年./-].*"),
    "date": re.compile(r"\d{4} ?[年./-].*"),
    "audience": re.compile(rf"[{HAN}][{HAN}、，和及 \u3000]+"),
    "frequency": re.compile(r"(?:[半双]?[周旬月季年])刊|不定期.*"),
}
_LONG = 40                  # characters of a value at most


class Part(NamedTuple):
    """A piece of a line: its label, "" where it has none, and its value, "" where the label stands alone."""

    label: str
    value: str
    apart: bool = False         # by a colon, or by more than one space


def parts_of(text: str) -> tuple[Part, ...]:
    """`text` cut before its labels, the piece before the first of them with none; () when there is no label in it."""
    text = text.replace("**", "").strip()
    found = list(_LABEL.finditer(text))
    if not found:
        return ()
    ends = [*(match.start() for match in found[1:]), len(text)]
    parts = [Part(plain(match["label"] or "内部资料"), text[match.end():end].strip(),
                  bool(match["colon"]) or len(match["gap"] or "") > 1 or match["gap"] in ("\t", "\u3000"))
             for match, end in zip(found, ends, strict=True)]
    before = text[:found[0].start()].strip()
    return (Part("", before), *parts) if before else tuple(parts)


def field_of(label: str) -> str:
    """The field of issue.yaml that `label` names; "" for none."""
    return "internal_use" if label == "内部资料" else _FIELD_OF.get(label, "")


def fits(field: str, value: str, below: bool = False) -> bool:
    """Whether `value` looks like one of `field`.  `below`: the label stands right above or well apart, so that any name will do."""
    text = re.sub(f"{_SPACE}+", " ", value).strip()
    if not text or len(text) > _LONG or "。" in text or parts_of(text):
        return False
    if field in BODIES:
        return len(skeleton(text)) >= 4 and not re.search("[：；，]", text) and (is_body_name(text) or below)
    shape = _SHAPES.get(field)
    return bool(shape and shape.fullmatch(text.replace(" ", "") if field == "address" else text))


def names_in(text: str) -> tuple[str, ...]:
    """Names between spaces or 、; two single characters in a row are one name set wide (汪　琦)."""
    names = names_set_wide(t for t in re.split(f"(?:{_SPACE}|[、，,])+", text.strip()) if t)
    if all(re.fullmatch(f"[{HAN}·]{{2,8}}", name) or is_body_name(name) for name in names):
        return tuple(names)
    return ()
