"""The lines of an article's head -> kicker, title, subtitle, byline, date line; the contents' spelling decides gaps and breaks."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.characters import (
    BYLINE,
    HAN,
    KICKER,
    MARKERS,
    PAREN_DATE,
    PASSED,
    SERIES,
    is_body_name,
    is_unit_name,
    names_set_wide,
    plain,
    skeleton,
)
from convert.importer.matching import Joints, holds
from convert.importer.records import Entry, Head, Line, Person
from convert.importer.repair import GAP, repair_line

_DASH = re.compile(r"^[—–―-]{1,2}\s*(?=\S)")
_INNER_DASH = re.compile(r"^([^“《（]{4,}?)[\u3000 ]*——([^——]{6,})$")
_PRESENT = re.compile(r"(?:讲话|主持|出席|致辞|作报告|参加|陪同)$")
_DUTY = re.compile("(?:记者|教师|老师|工人|职工|村民|学生|作家|诗人|编辑|特约|整理|采访|摄影|通讯员|.员|.长|.师|.家)$")
_OFFICE = re.compile("(?:主席|书记|主任|会长|[部处科院局厅校厂矿队班组社站所台州市县区省镇乡村]长|董事长|秘书长|"
                     "巡视员|经理|教授|工程师|记者|通讯员)$")
_DOUBLE_SURNAMES = re.compile("欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|司徒|夏侯|端木|长孙|轩辕|南宫|独孤|百里|呼延")
# what kind of report is headed by the title below it
_REPORT = re.compile("[^，。！？\u3000]{4,}(?:手记|纪实|侧记|见闻|走笔|述评|札记|掠影)$")
_LISTED = 0.5               # share of a kicker's words that the contents has where it tells the kicker
_VERBS = 8                  # characters of a kicker's end without who speaks: 调研时强调
_SMALLER = 0.93             # share of the title's size that a kicker's has at most
_SURE = 3.0                 # strength of a joint that turns two lines of a title round
_SURNAMES = frozenset("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
                      "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤祝")
_PERSONS = 6                # names in a row at most
_TITLE_LINES = 24           # lines of a title whose halves are told apart, at most
# what kind of paper is headed by the title below it
_MATERIAL = re.compile("(?:交流|发言|汇报|典型|书面|经验|会议|学习)材料(?:之?[（(]?[一二三四五六七八九十\\d]{1,3}[）)]?)?$")
_STOPS = re.compile("[^，：；、]")
_LEAD_IN = re.compile(r"^(?:作\s*者|撰\s*文|执\s*笔|文)\s*[：:/／|｜]\s*")


def build_head(lines: Sequence[Line], entry: Entry | None, joints: Joints, section: str = "") -> Head:
    """The head that `lines` print; with an `entry` of the contents its order, gaps and dashes are followed."""
    byline = date_line = ""
    rest: list[Line] = []
    kicker: list[str] = []
    tagged: list[str] = []
    for line in _by_size(lines, entry):
        text = repair_line(line.text)
        if line.role == "kicker":
            kicker.append(text)
        elif line.role == "subtitle":
            tagged.append(text)
        elif line.role == "byline" or BYLINE.match(text) or (
                entry is not None and entry.author and skeleton(text) == skeleton(entry.author)) or (rest and names_author(text)):
            byline = f"{byline}{GAP}{text}" if byline else text
        elif line.role == "date-line" or PAREN_DATE.match(plain(text)):
            date_line = text
        else:
            rest.append(line._replace(text=text))
    if not byline and entry is None and len(rest) > 1 and _is_signed_by(rest[-1], rest[-2], joints):
        byline = rest.pop().text
    more: list[str] = []
    if any(line.role == "title" for line in rest):
        title, subtitle, found = "".join(line.text for line in rest), tagged, ""
    elif entry:
        title, more, subtitle, found = _by_entry(rest, entry)
    else:
        title, more, subtitle, found = _by_form(rest, joints)
    kicker += more
    return Head(title, tuple(kicker), tuple(subtitle), byline, date_line, found or section)


def _by_size(lines: Sequence[Line], entry: Entry | None) -> Sequence[Line]:
    """A head whose sizes are known with the lines above its largest type put together as the kicker, where the contents does not
    tell it; units' names are none."""
    top = _SMALLER * max((line.size for line in lines), default=0.0)
    large = [i for i, line in enumerate(lines) if line.size >= top]
    if not top or len(large) == len(lines):
        return lines
    above = [line for line in lines[:large[0]] if not line.role and not BYLINE.match(repair_line(line.text))]
    words = skeleton("".join(line.text for line in above))
    if all(is_unit_name(line.text) for line in above) or (entry is not None and holds(skeleton(entry.text), words) > _LISTED):
        return lines
    kicker = [above[0]._replace(text="".join(line.text for line in above), role="kicker")] if above else []
    return [*kicker, *(line for line in lines if line not in above)]


def _is_signed_by(line: Line, above: Line, joints: Joints) -> bool:
    """The name of a body below a title that is whole without it."""
    bare = skeleton(line.text)
    return (not line.role and is_body_name(line.text) and 3 <= len(bare) <= 16 and not re.search("[召举开进推]", bare)
            and len(bare) < len(skeleton(above.text)) and not joints.strength(above.text, line.text) and line.gap == above.gap)


def with_byline(lines: Sequence[Line], entry: Entry | None, joints: Joints) -> tuple[Line, ...]:
    """The head of an article in one column with its byline marked: the last line but for the date, if it names a body or persons
    and neither goes on with the title above it nor stands in the `entry` of the contents."""
    last = next((i for i in range(len(lines) - 1, 0, -1) if not PAREN_DATE.match(plain(lines[i].text))), 0)
    if not last or any(line.role == "byline" or BYLINE.match(repair_line(line.text)) for line in lines):
        return tuple(lines)
    line, text = lines[last], repair_line(lines[last].text)
    body = is_unit_name(text) and len(skeleton(text)) >= 3 and not re.search("[召举开进推]", text)
    runs_on = joints.strength(repair_line(lines[last - 1].text), text) > 0
    listed = entry is not None and skeleton(text) in skeleton(entry.text)
    if (body or _names_persons(text)) and not runs_on and not listed and not _DASH.match(text):
        return (*lines[:last], line._replace(role="byline"), *lines[last + 1:])
    return tuple(lines)


def names_author(text: str) -> bool:
    """A body or duties, a gap, and a person's name: a byline without its mark."""
    *before, name = names_set_wide([token for token in re.split(f"[{GAP} ]+", text.strip()) if token] or [""])
    short = len(name) <= 3 or bool(_DOUBLE_SURNAMES.match(name))
    return bool(before) and short and _is_person(name) and all(is_body_name(x) or bool(_OFFICE.search(x)) for x in before)


def _names_persons(text: str) -> bool:
    """Names of persons in a row, two characters set wide or not; a single one must begin with a surname that is common."""
    names = re.split(f"[{GAP} 、]+", re.sub(rf"(?<![{HAN}])([{HAN}])[{GAP} ]([{HAN}])(?![{HAN}])", r"\1\2", text.strip()))
    if not all(re.fullmatch(f"[{HAN}]{{2,4}}", name) for name in names) or len(names) > _PERSONS:
        return False
    return len(names) > 1 or (len(names[0]) <= 3 and names[0][0] in _SURNAMES) or bool(_DOUBLE_SURNAMES.match(names[0]))


def _by_entry(lines: list[Line], entry: Entry) -> tuple[str, list[str], list[str], str]:
    """(title, kicker, subtitle, section) in the order of the entry's words."""
    whole = skeleton(entry.text)
    placed, kicker, section = _placed(_with_whole_kicker(lines, whole), entry, whole)
    title, subtitle, state, first_level = "", "", "title", 0
    above = _lines_above(placed, entry)
    for place, line in placed:
        if line in above:
            kicker.append(_spelled(line.text, entry))
            continue
        text, gap = _spelled(line.text, entry), _before(entry, place)
        complete = place >= 10_000 and len(skeleton("".join(kicker) + title)) >= len(whole)
        if PASSED.match(plain(text)):
            state = "subtitle"
        elif state == "title" and _turns(text, gap, title, line, first_level, complete):
            state = "subtitle"
            text = "——" + text if "—" in gap and not _DASH.match(text) else text
        elif state == "title" and _is_kicker(text) and line is not placed[-1][1]:
            kicker.append(_joined(title, text, gap if is_balanced(title) and text[:1] not in "“《" else "") if title else text)
            title, first_level = "", 0
            continue
        elif state == "title" and title and is_balanced(title) and _parts(title, text, gap, first_level, line) and not (
                kicker and _is_kicker(kicker[-1]) and first_level == line.level):          # two halves
            kicker.append(title)
            title, first_level = "", 0
        if state == "subtitle":
            subtitle = _joined(subtitle, text, gap)
        else:
            title, first_level = _joined(title, text, gap), first_level or line.level
    if not title and kicker:
        title = kicker.pop()
    if not subtitle:
        title, subtitle = _cut(title)
    return title, kicker, [subtitle] if subtitle else [], section


def _with_whole_kicker(lines: list[Line], whole: str) -> list[Line]:
    """`lines` with both lines of a kicker that the contents leaves out put together."""
    for i in range(1, len(lines)):
        above, text = lines[i - 1].text, lines[i].text
        left_out = all(skeleton(part) not in whole for part in (above, text))
        if left_out and KICKER.search(plain(text)) and not KICKER.search(plain(above)) and not _DASH.match(above):
            return [*lines[:i - 1], lines[i - 1]._replace(text=above + text), *lines[i + 1:]]
    return lines


def _placed(lines: list[Line], entry: Entry, whole: str) -> tuple[list[tuple[float, Line]], list[str], str]:
    """(lines with their place in the entry, kickers that it lacks, a unit's name that it lacks)."""
    placed: list[tuple[float, Line]] = []
    kicker: list[str] = []
    section = ""
    for line in lines:
        bare = skeleton(line.text)
        at = whole.find(bare)
        again = any(other is not line and skeleton(other.text).startswith(bare) for other in lines)
        if at >= 0 and not (again and is_body_name(line.text)):
            placed.append((at, line))
        elif KICKER.search(plain(line.text)) and holds(whole, bare) < 0.8:
            kicker.append(_spelled(line.text, entry))
        elif is_body_name(line.text) and len(bare) <= 12 and not placed and (again or holds(whole, bare) < 1):
            section = line.text
        else:
            placed.append((-1, line))
    return sorted(_in_place(placed), key=lambda item: item[0]), kicker, section


def _lines_above(placed: Sequence[tuple[float, Line]], entry: Entry) -> tuple[Line, ...]:
    """The lines of a kicker: the page breaks the head where the contents does, and the parts are no couplet."""
    own = _parts_of_head([line for _, line in placed], entry)
    if own and _PRESENT.search(plain(own[-1])):
        return ()                   # who spoke is no title
    parts = [skeleton(part) for part in (*own[:-1], *(part.split("——")[0] for part in own[-1:]))]
    if len(parts) not in (2, 3) or len(placed) < len(parts) or "—" in own[-1][:2]:
        return ()
    *above, last = parts
    last = last.removesuffix(skeleton(entry.author))
    lines = tuple(line for _, line in placed[:len(above)])
    rest = "".join(skeleton(line.text) for _, line in placed[len(above):])
    parted = [skeleton(line.text) for line in lines] == above and bool(last) and rest.startswith(last)
    marks = {_STOPS.sub("", text) for text in (own[0], _INNER_DASH.sub(r"\1", own[-1]))}
    unlike = abs(len(above[0]) - len(last)) > 2 or len(marks) > 1 or is_body_name(own[0])
    apart = unlike if len(above) == 1 else len(last) < min(map(len, above))
    return lines if parted and apart else ()


def _parts_of_head(lines: Sequence[Line], entry: Entry) -> list[str]:
    """The parts of an entry that share words with the head: a broken contents puts words of other entries behind them."""
    heads = [skeleton(line.text) for line in lines]
    return [part for part in entry.parts if any(head in skeleton(part) or skeleton(part) in head for head in heads)]


def _parts(title: str, text: str, gap: str, first_level: int, line: Line) -> bool:
    """Whether `title` so far was a kicker, and `line` with its `text` is the title: by a gap between them or by their marks.  Who
    spoke is no title, nor is what stood on the page beside it."""
    if line.role == "half" or _PRESENT.search(plain(text)):
        return False
    apart = GAP in gap and not _is_couplet(title, text)
    return apart or 0 == first_level < line.level or (first_level > line.level > 0 and (line.indent >= 0 or apart))


def _is_couplet(title: str, text: str) -> bool:
    """Whether `text` goes on with a title in parts of one length; what differs in length above a title is a kicker."""
    last = title.rsplit(GAP, maxsplit=1)[-1]
    second = text.split(GAP, maxsplit=1)[0]
    if GAP not in title and is_body_name(title) and len(skeleton(title)) <= 12 and len(skeleton(title)) != len(skeleton(second)):
        return False
    return GAP in title or (abs(len(skeleton(last)) - len(skeleton(second))) <= 2
                            and _STOPS.sub("", last) == _STOPS.sub("", second))


def _is_kicker(text: str) -> bool:
    """A line that announces the title below it: 某某强调, or the name and the number of a series."""
    return bool(KICKER.search(plain(text))) or bool(SERIES.search(plain(text)))


def _turns(text: str, gap: str, title: str, line: Line, first_level: int, complete: bool) -> bool:
    """Whether the subtitle begins at `line`: a dash, a lower mark under a couplet, or words that the whole entry lacks."""
    if title and _names_speakers(text):
        return True
    if is_balanced(title) and (_DASH.match(text) or "—" in gap):
        return True
    return bool(title) and (complete or (GAP in gap and line.level > first_level > 0 and GAP in title))


def _in_place(placed: list[tuple[float, Line]]) -> list[tuple[float, Line]]:
    """Lines that the entry does not have stand where the page has them: right before the next line that it has, else at the end."""
    out: list[tuple[float, Line]] = []
    for i, (at, line) in enumerate(placed):
        after = next((a for a, _ in placed[i + 1:] if a >= 0), None)
        beside = 10_000.0 if after is None or _DASH.match(line.text) else after - 0.5
        out.append((at if at >= 0 else beside, line))
    return out


def _joined(before: str, text: str, gap: str) -> str:
    if not before:
        return text
    return before + (GAP if GAP in gap else "") + text


def _before(entry: Entry, at: float) -> str:
    """What stands in the entry's text just before its `at`-th character of the skeleton."""
    if at <= 0 or at >= 5_000:
        return ""
    seen, out = 0, ""
    for char in entry.text:
        if skeleton(char):
            if seen == at:
                return out
            seen, out = seen + 1, ""
        else:
            out += char
    return out


def _spelled(text: str, entry: Entry) -> str:
    """Gaps of `text` that the entry has too stay; the others were ends of lines."""
    if GAP not in text:
        return text
    parts = text.split(GAP)
    out = parts[0]
    for part in parts[1:]:
        tail, head = skeleton(out)[-4:], skeleton(part)[:4]
        known = re.search(re.escape(tail[-2:]) + r"[”》’]?\u3000[“《‘—]*" + re.escape(head[:2]), entry.text)
        joined = skeleton(entry.text).find(tail + head) >= 0
        out += (GAP if known or not joined else "") + part
    return out


def _cut(title: str) -> tuple[str, str]:
    """(title, subtitle) of one line that holds both, parted by a dash outside quotation marks."""
    match = _INNER_DASH.match(title)
    if match and is_balanced(match[1]) and is_balanced(match[2]):
        return match[1].rstrip(GAP), "——" + match[2]
    return title, ""


def is_balanced(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in ("“”", "《》", "（）", "‘’"))


def _by_form(lines: list[Line], joints: Joints) -> tuple[str, list[str], list[str], str]:
    """Without a contents page: dashes, verbs that announce a title, marks and joints tell the functions of the lines."""
    kicker: list[str] = []
    subtitle: list[str] = []
    titles: list[Line] = []
    section = ""
    for i, line in enumerate(lines):
        text = line.text
        if _DASH.match(text) or PASSED.match(plain(text)):
            subtitle.append(text)
        elif _announces(lines, i, joints):
            kicker.append(text)
        elif (_names_speakers(text) and len(lines) > 1) or _is_lower(line, titles):
            subtitle.append(text)
        elif subtitle and titles and not line.level and _DASH.match(subtitle[-1]) and lines[i - 1].text == subtitle[-1]:
            subtitle[-1] += text
        elif not titles and not section and _is_unit_head(lines, i):
            section = text
        else:
            titles.append(line)
    title = _titles(titles, joints)
    if not title and subtitle:
        title, subtitle = subtitle[0].lstrip("—"), subtitle[1:]
    if not title and kicker:
        title, kicker = kicker[-1], kicker[:-1]
    if not subtitle:
        title, cut = _cut(title)
        subtitle = [cut] if cut else []
    return title, ["".join(kicker)] if kicker else [], subtitle, section


def _is_lower(line: Line, titles: list[Line]) -> bool:
    """A line whose mark is lower than the title's."""
    return bool(titles and line.level > titles[-1].level > 0) and len(skeleton(line.text)) >= 6


def _is_unit_head(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    if any(below.role == "half" for below in lines[index + 1:index + 2]):
        return False
    if index + 1 < len(lines) and not index and _is_unit_above(line, lines[index + 1]):
        return True
    short = is_body_name(line.text) and len(skeleton(line.text)) <= 10
    return line.level > 0 and short and index + 1 < len(lines) and _follows(lines, index)


def _follows(lines: Sequence[Line], index: int) -> bool:
    """Whether the line after a unit's head is a whole title of its own and does not go on with the unit's name."""
    return bool(lines[index + 1].level) and not _DASH.match(lines[index + 1].text) and lines[index + 1].gap > 0


def _announces(lines: Sequence[Line], index: int, joints: Joints) -> bool:
    """A kicker: the line itself ends in a verb that announces, or it is the first half of such a line right below it."""
    if len(lines) < 2:
        return False
    if _is_kicker(lines[index].text):
        return True
    below = lines[index + 1] if index + 1 < len(lines) else None
    if below is not None and _MATERIAL.search(lines[index].text) and not _DASH.match(below.text):
        return True
    if below is not None and _REPORT.match(lines[index].text):
        return is_balanced(below.text) and bool(re.search("[，？！\u3000]", below.text))
    if below is None or index == 0 or not KICKER.search(plain(below.text)):
        return False
    shorter = below.gap == 0 and len(skeleton(below.text)) < len(skeleton(lines[index].text))
    return shorter or len(plain(below.text)) <= _VERBS or joints.strength(lines[index].text, below.text) > 0


def _is_unit_above(line: Line, below: Line) -> bool:
    """The name of a unit that stands apart from the title below it; one that touches it is the title's first line."""
    apart = not line.level and below.gap > 0
    return apart and is_unit_name(line.text) and not BYLINE.match(below.text) and not KICKER.search(plain(below.text))


def _names_speakers(text: str) -> bool:
    return GAP in text and bool(_PRESENT.search(text)) and len(skeleton(text)) <= 40


def _titles(lines: list[Line], joints: Joints) -> str:
    """Title lines joined: turned round when only that way the joint is known, with a gap between halves of one length."""
    texts = [line.text for line in lines]
    if len(texts) > _TITLE_LINES:
        return "".join(texts)
    if len(texts) == 2:
        first, second = texts
        if joints.strength(second, first) >= _SURE and not joints.strength(first, second):
            texts = [second, first]
    out = ""
    for text in texts:
        last = re.split(GAP, out)[-1]
        equal = abs(len(skeleton(last)) - len(skeleton(text))) <= 2 and min(len(skeleton(last)), len(skeleton(text))) >= 4
        couplet = out and (equal or GAP in out) and is_balanced(last) and is_balanced(text) and not joints.strength(last, text)
        out = f"{out}{GAP}{text}" if couplet else out + text
    return out


def authors_of(byline: str) -> tuple[Person, ...]:
    """The persons or bodies of a byline: □　duties　name; several names; a body alone."""
    text = _LEAD_IN.sub("", byline.lstrip(MARKERS).strip(GAP + " "))
    tokens = [t for t in re.split(rf"[{GAP} ]+", text) if t]
    if not tokens:
        return ()
    tokens = names_set_wide(tokens)
    names = [t for t in tokens if _is_person(t) and not (t is not tokens[-1] and _is_duty(t))]
    if len(names) == len(tokens):
        return tuple(Person(t) for t in names)
    last = tokens[-1]
    if len(tokens) == 1:
        several = re.split("[、，,]", last)
        if len(several) > 1 and all(_is_person(t) for t in several):
            return tuple(Person(t) for t in several)
        return (Person(last, corporate=not _is_person(last)),)
    if all(is_body_name(t) for t in tokens) and not last.startswith(tokens[0][:4]):
        return tuple(Person(t, corporate=True) for t in tokens)
    role = "".join(tokens[:-1])
    several = re.split("[、，,]", last)
    if len(several) > 1 and all(_is_person(t) for t in several):
        return tuple(Person(t, role) for t in several)
    return (Person(last, role, corporate=not _is_person(last)),)


def _is_duty(text: str) -> bool:
    """What a person is or does, before the name: 退休教师, 本刊特约, 采访整理.  Names of four characters have a double surname."""
    return bool(_DUTY.search(text)) or (len(text) == 4 and not _DOUBLE_SURNAMES.match(text) and "·" not in text)


def _is_person(text: str) -> bool:
    return bool(re.fullmatch(f"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}[·•][{HAN}·•]{{1,12}}", text)) and not is_body_name(text)
