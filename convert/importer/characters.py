"""What the stages ask of characters and lines: kinds of characters, widths, ends of sentences, numberings, names of bodies."""
from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator

HAN = "\u3400-\u9fff\uf900-\ufaff\u3007\U00020000-\U0003134f"
LEADERS = "·•.…．‧・⋯"    # the dots of a row from an entry of the contents to its page
HAN_CHAR = re.compile(f"[{HAN}]")
_SKELETON = re.compile(f"[^{HAN}0-9A-Za-z]")
_PLAIN = re.compile(r"\*\*|[\s\u3000\ue012-\ue025]+")
_TERMINAL = re.compile(r"(?:[。！？…!?]|——|[：:])[”’』」）)》\"']*$|[。！？”][（(][^（）()]*[）)]$")
_SENTENCE = re.compile(r"[。！？…!?][”’』」）)》\"']*$|[。！？”》][（(][^（）()]*[）)]$")
_NUMBERS = "一二三四五六七八九十百"
_RANKS = (
    (2, re.compile(rf"第[{_NUMBERS}\d]+[章部编篇](?:分)?(?=[\s\u3000：、]|$)")),
    (2, re.compile(rf"[{_NUMBERS}]{{1,3}}、")),
    (3, re.compile(rf"[（(][{_NUMBERS}]{{1,3}}[）)]")),
    (4, re.compile(r"\d{1,2}\s*[．.、](?!\d)")),
    (5, re.compile(r"[（(]?\d{1,2}[）)]")),
)
ORDINAL = re.compile(rf"(?:第[{_NUMBERS}]{{1,2}}[，,、]|[{_NUMBERS}]{{1,2}}[是要])")
BODY_NAME = re.compile(
    r"(?:总?工会|联合会|委员会|办公室|研究室|编辑部|党组|党委|党支部|支部|课题组|调研组|工作组|报告组|小组|组|部|处|科|室|局|厅|委|办|院|校|"
    r"学院|大学|中学|小学|医院|中心|公司|集团|分公司|厂|矿|站|所|队|班|社|团|会|政府|法院|检察院|银行|协会|学会|报|刊|网|台|馆|"
    r"街道|社区|县|市|区|州|镇|乡|村|基地|园区|船|轮|[林农牧渔茶盐机]场|车间|(?:工|[工机车电]务|供电|客运|车辆|动车)段|码头|文化宫|俱乐部|幼儿园|公园|"
    r"工坊|酒店|宾馆|饭店|商场|超市|景区|[铝乳药矿]业|[风光]电场|[支分]行|"
    r"全体(?:[职员]工|成员|队员|船员|党员|师生|同[志仁])?)$")
# ends like the name of a body and names none: 发展新格局, 搭建新平台, 织密保障网
_NO_BODY = re.compile("(?:[格大布棋结]局|[平舞]台|(?:保障|安全|服务|关爱|防护|关系)网|[社机]会)$")
SOURCE = re.compile(r"(?:(?:文章|稿件|资料|内容)?来源|摘自|转自|转载自|原载|选自|节选自|据)[：:于]?|新华社.*电$|"
                    r".{2,8}(?:日报|时报|晚报|新闻|客户端).*[讯电]$")
_TAIL = re.compile(r"[（(]\s*([^（）()]{1,60}(?:[（(][^（）()]{1,20}[）)][^（）()]{0,30})?)\s*[）)]\s*$")
_REST = re.compile("[^（(。]{1,23}[）)]")           # of a bracket that a page cut
_PERSON = re.compile(f"[{HAN}]{{2,4}}")
_CREDIT_WORD = re.compile(r"(?:供稿|摄影报道|报道|撰稿|整理|通讯员|记者|执笔|供图|摄|文)")
BULLET = re.compile(rf"[■●◆▪▲◇★]|•(?! ?•)|– ?(?!–)|[-*+] (?=[{HAN}“《（])")
LIST_ITEM = re.compile(r"(?:\d{1,2}|[a-h]|[ivx]{1,4})[.．)] \S")        # of a numbered list, the number set apart
# of a line of minutes or of a letter's end
LABEL = re.compile("(?:出席|列席|参加|请假|缺席|主持人?|记录人?|整理|地点|时间|联系人|联系电话|电话|传真|地址|邮编|邮箱|网址|"
                   "拟稿|审核|签发|注|备注|说明|来源|资料来源)(?:人员|单位)?[：:]")
EDITOR_NOTE = re.compile(r"(?:编者按|编者的话|编后|编后语|按)[：:\u3000 ]")
# how an official document ends, in a paragraph of its own
CLOSING = re.compile("(?:特此|此复|专此|妥否|当否|以上(?:意见|请示|报告|方案)|随[函文]附)")
MARKERS = "□■○●◎◇◆△▲☆★▪•"
BYLINE = re.compile(r"(?:[□○◎◇△☆]\s*[^\s。；][^。；]*$|(?:作\s*者|撰\s*文|执\s*笔|文)\s*[：:/／]\s*\S|"
                    r"(?:本[刊报]|新华社)(?:通讯员|记者|特约)|文\s*[|｜]\s*\S)")
KICKER = re.compile(r"(?:强调|指出|[时中上](?:要求|表示|提出|说|谈))[：:]?$")
PAREN_DATE = re.compile(rf"[（(]?\s*(?:[\d〇○零{_NUMBERS}]{{4}}\s*年\s*)?[\d{_NUMBERS}]{{1,3}}\s*月\s*"
                        rf"(?:[\d{_NUMBERS}]{{1,3}}\s*日)?\s*[）)]?$")
SERIES = re.compile(rf"(?:系列|连载|报道|专题|访谈|述评|纪实|[笔漫纵]?谈|旧事|故事|走笔|见闻)"
                    rf"(?:之|（|[\u3000 ·])[{_NUMBERS}]{{1,3}}）?$")
# a head's line that tells when and by whom a rule was passed, in brackets of its own
PASSED = re.compile(r"[（(][^（）()]*\d{1,2}\s*[月日][^（）()]*"
                    r"(?:通过|公布|发布|修订|修正|印发|批准)[^（）()]{0,12}[）)]$")
GENRE = re.compile(r"(?:公报|通报|通知|公告|启事|决定|办法|条例|规定|意见|方案|讲话|致辞|报告|"
                   r"纪实|侧记|综述|倡议书|一封信|讣告|名单|问答|大事记|简讯)$")
# where words quoted above are from, on a line of its own
FROM = re.compile("——[^，。！？；：]{2,30}$")
END_NOTE = re.compile(r"[（(](?:未完待续|待续|续完|全文完|完|[接续]上[期文页]|[下上][转接]第?[^（）()]{1,6}页|"
                      r"[^（）()]{0,12}(?:删节|删改|节选)[^（）()]{0,6})[）)]$")
_NAMES = re.compile(f"(?:^|、)[{HAN}]{{2,4}}、[{HAN}]{{2,4}}$")
_LIST = re.compile("(?:[^，。；：！？、]{2,20}、){2,}[^，。；：！？、]{2,20}$")
# a name, a gap and what belongs to it: a row of a list
NOTE_MARK = re.compile("[①-⑳]")             # at the beginning of a note, or where it is called
ROW = re.compile(f"(?:[{HAN}]\u3000[{HAN}]|[{HAN}]{{2,4}})\u3000\\S[^，。；：]{{3,}}$")
_UNIT = 16                  # characters of a unit's name
DOC_NUMBER = re.compile(rf"[{HAN}（）]{{2,16}}〔\d{{4}}〕第?\d{{1,4}}号")       # 发文字号
DATE = re.compile(rf"[\d〇○零{_NUMBERS}]{{4}}\s*年\s*[\d{_NUMBERS}]{{1,3}}\s*月\s*(?:[\d{_NUMBERS}]{{1,3}}\s*日)?$")


@functools.lru_cache(maxsize=1 << 14)       # every stage asks for the same lines again: here and below
def skeleton(text: str) -> str:
    """Han characters, digits and Latin letters of `text`, width folded: what matching compares."""
    return _SKELETON.sub("", unicodedata.normalize("NFKC", text))


@functools.lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """`text` without bold marks and white space."""
    return _PLAIN.sub("", text)


@functools.lru_cache(maxsize=1 << 14)
def is_terminal(text: str) -> bool:
    """Whether a paragraph may end here.  A closing quotation mark or bracket ends one only after a sentence's own mark."""
    bare = plain(text)
    return bool(_TERMINAL.search(bare)) or bool(END_NOTE.match(bare))


def ends_sentence(text: str) -> bool:
    """As is_terminal, without the colon and the dash that announce something."""
    return bool(_SENTENCE.search(plain(text)))


def is_list(text: str) -> bool:
    """Whether `text` is names in a row, which end without a mark."""
    return bool(_LIST.match(plain(text)))


@functools.lru_cache(maxsize=1 << 14)
def width(text: str) -> float:
    """Width in em as set: a space beside Han is the gap to digits or Latin, punctuation at the line's ends sets half."""
    total = 0.0
    body = text.strip().replace("**", "")
    for char in body:
        if char == " ":
            total += 0.25
        else:
            total += 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5
    if body and body[-1] in "，。、；：！？”’）》":
        total -= 0.5
    if body and body[0] in "“‘（《":
        total -= 0.5
    return total


@functools.lru_cache(maxsize=1 << 14)
def rank(text: str) -> int:
    """Level of heading that the numbering of `text` stands for: 2 for 一、, 3 for （一）, 4 for 1., 5 for (1); 0 without one."""
    bare = text.replace("**", "").strip()
    return next((level for level, pattern in _RANKS if pattern.match(bare)), 0)


@functools.lru_cache(maxsize=1 << 14)
def credit(text: str) -> tuple[str, str, str] | None:
    """(text before, source, contributor) of a paragraph that ends with a source or a unit in brackets; None without one."""
    match = _TAIL.search(text)
    if not match:
        return None
    before, inside = text[:match.start()].rstrip(), match[1].strip()
    tight = plain(inside)
    if before and not re.search(r"[。！？…”》；!?][”’）)]*$", before) and credit(before) is None and not (
            _NAMES.search(before) or END_NOTE.search(before) or _REST.fullmatch(before)
            or DATE.match(plain(before)) or ROW.match(before)):
        return None
    if SOURCE.match(tight):
        return before, inside, ""
    parts = [p for p in re.split(r"[、，,\s\u3000]+", inside) if p]
    if len(parts) > 1 and BODY_NAME.search(plain(parts[0])) and not re.search(r"[。；]", inside):
        parts = [p for p in parts if not _PERSON.fullmatch(p)]         # the unit, then who wrote it
    if _CREDIT_WORD.search(tight) and len(tight) <= 30:
        return before, "", inside
    if parts and all(BODY_NAME.search(plain(p)) for p in parts) and not re.search(r"[。；]", inside):
        return before, "", inside
    return None


@functools.lru_cache(maxsize=1 << 14)
def is_body_name(text: str) -> bool:
    """Whether `text` reads like the name of an organisation or a part of one."""
    bare = plain(text)
    return bool(BODY_NAME.search(bare)) and not _NO_BODY.search(bare) and not re.search(r"[。，；：！？]", text)


def is_unit_name(text: str) -> bool:
    """Whether `text` is the name of a body and no clause that ends like one (…当成自家的事来办)."""
    return is_body_name(text) and len(skeleton(text)) <= _UNIT and not re.search("[的把让为了在来是不]", text)


def names_set_wide(tokens: Iterable[str]) -> list[str]:
    """`tokens` with two single characters in a row as the one name that they are, set wide (汪　琦)."""
    out: list[str] = []
    for token in tokens:
        if len(token) == 1 and out and len(out[-1]) == 1:
            out[-1] += token
        else:
            out.append(token)
    return out


def stretches(flags: Iterable[bool]) -> Iterator[range]:
    """The runs of indices whose flags are set: lines of one kind one below the other."""
    for is_set, run in itertools.groupby(enumerate(flags), key=lambda flag: flag[1]):
        if is_set:
            first, *others = run
            yield range(first[0], first[0] + 1 + len(others))


def han(text: str) -> str:
    return "".join(HAN_CHAR.findall(text))
