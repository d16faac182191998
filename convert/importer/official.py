"""An official document's own parts (GB/T 9704-2012): 版头 before the title, 版记 after the text; a bulletin's likewise."""
from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from convert.importer.characters import DATE, HAN, is_body_name, is_terminal, plain, skeleton
from convert.importer.masthead import ISSUE, read_issue_label
from convert.importer.pipetables import PIPED_RULE
from convert.importer.records import HEAD_ROLES, Doubt, Fate, Line
from convert.importer.repair import GAP, repair_line
from convert.model.numerals import digits, value_of

_DOC_NUMBER = re.compile(rf"([{HAN}（）()]{{2,16}})\s*[〔\[［（(【]\s*(\d{{4}})\s*[〕\]］）)】]\s*第?\s*(\d{{1,4}})\s*号$")
_GENRES = ("通知", "决定", "公告", "通告", "意见", "通报", "报告", "请示", "批复", "议案", "函", "纪要",
           "命令", "决议", "公报", "方案", "办法", "规定")
_SECRECY = re.compile(r"(?:绝密|机密|秘密|内部)(?:★.*)?$")
_URGENCY = re.compile(r"(?:特急|加急|平急|特提|急件)$")
_FRONT_LABEL = re.compile("^(?:份号|密级|密级和保密期限|紧急程度|缓急)[：:]")
_COPY_NO = re.compile(r"\d{6}$")
_SIGNER = re.compile(r"签\s*发\s*人\s*[:：]\s*(\S.*)$")
_CC = re.compile(r"(抄\s*送|主\s*送|抄\s*报|分\s*送|发\s*送)\s*[:：]\s*(.*)$")
_DISTRIBUTION = re.compile(r"(分\s*送|发\s*送|报\s*送|[报送发])\s*[:：]\s*(.*)$")
_ISSUED = re.compile(r"(.*?)\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*印\s*[发制]?$")
_PRINT_RUN = re.compile(r"[（(]?共印\s*(\d+\s*份)[）)]?$")
_ANNEX = re.compile(r"附\s*件\s*(\d{0,2})\s*$")
_ANNEX_LIST = re.compile(r"附\s*件\s*[:：]\s*(\S.*)$")
_NUMBERED = re.compile(r"\d{1,2}\s*[.．、]\s*(\S.*)$")
_DRAFT = re.compile("（[^（）]{0,10}(?:稿|试行|暂行|样[式本]|范本|参考|修订|节选|摘要)[^（）]{0,4}）$")         # below a title
_BULLETIN_NUMBER = re.compile(r"(?:(\d{4})\s*年\s*)?第\s*(\d{1,4})\s*期\s*(?:[（(]\s*总第?\s*\d+\s*期\s*[）)])?")
_BULLETIN_NAME = re.compile("(?:简报|快报|专报|通报|信息|动态|通讯|要情|内参|参考|工作)$")
_REMARK = re.compile(r"（([^（）]{2,60})）$")
_BARE_NUMBER = re.compile(r"(?:〔(\d{4})〕|\[(\d{4})\])第?(\d{1,4})[号期]$|[（(]?第\d{1,4}[期号][）)]?$")
_MINUTES = re.compile("(?:(?:党[委组]|[局馆院校所处厂矿司站社行委政会]务|专题|办公|工作|议事|协调|联席|现场|例行|全体|理事|"
                      "董事|主席|主任|[局院校馆厂所]长)*会?议?)纪要")
_MEETING = re.compile("第[一二三四五六七八九十百〇\\d]{1,5}[次届].{0,12}纪要$")           # minutes of one meeting: a title
_RULE = re.compile(r"[-_=—─━*\s]{3,}$")
_SHORT_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$")
_WRITTEN_DATE = re.compile("([一二三四五六七八九〇○零]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$")
_EDGE = 2                    # lines from the edge of a page where its folio may stand
_OFFICE = 4                  # characters of the name of an organ are more
_SIGNERS = 10                # organs that issue a document together, at most


class Parts(NamedTuple):
    """What stands round the text, and the text itself, annexes apart."""

    values: dict[str, object]
    texts: tuple[tuple[tuple[Line, ...], tuple[Line, ...]], ...]      # (head, body) of the document and of every annex
    fates: tuple[Fate, ...]
    doubts: tuple[Doubt, ...]


def read_official(lines: Sequence[Line]) -> Parts:
    """版头, title, body, 版记 of an official document."""
    values: dict[str, object] = {}
    fates: list[Fate] = []
    edges = _edges(lines)
    rest = _tail([line for line in lines if not _is_rule(line, fates, edges) and not _is_annex_mark(line, fates)], values, fates)
    annex = next((i for i, line in enumerate(rest) if i and _ANNEX.match(plain(line.text))), -1)
    if annex > 0 and not values.get("printed"):         # 版记 below the document itself, its annexes after it
        rest = _tail(rest[:annex], values, fates) + rest[annex:]
    rest = _front(rest, values, fates)
    head, body = _title(rest, values)
    body = _signers_apart(_minutes(head, body, values, fates))
    texts = list(_annexes(head, body, fates))
    first = texts[0][1] if texts else ()
    doubts = []
    named = _attachments(first, values)
    fates += [Fate(line, "field", "附件说明") for line in named]
    if len(first) > 1 and date_of(plain(first[-2].text)) and (note := _REMARK.match(repair_line(first[-1].text))):
        values["remark"] = note[1]
        named.append(first[-1])
        fates.append(Fate(first[-1], "field", "附注"))
    texts[:1] = [(texts[0][0], tuple(line for line in first if line not in named))] if texts else []
    _dated(first, values)
    file = lines[0].file if lines else ""
    for key, name in (("doc_number", "发文字号"), ("date", "成文日期"), ("printed_by", "印发机关")):
        if not values.get(key):
            doubts.append(Doubt(file, 0, f"原文里没有找到{name}，没有补写", "", 0.5))
    return Parts(values, tuple(texts), tuple(fates), tuple(doubts))


def _edges(lines: Sequence[Line]) -> frozenset[int]:
    """Keys of the first and last lines of pages, where a bare number is a folio and no cell of a table; all without pages."""
    if not lines or not lines[-1].page:
        return frozenset(line.key for line in lines)
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return frozenset(line.key for page in pages.values() for line in (*page[:_EDGE], *page[-_EDGE:]))


def _is_rule(line: Line, fates: list[Fate], edges: Collection[int]) -> bool:
    if _RULE.match(line.text) or PIPED_RULE.match(line.text):
        fates.append(Fate(line, "debris", "横线"))
        return True
    if line.role == "furniture":
        fates.append(Fate(line, "debris", "书眉或页脚"))
        return True
    folio = re.fullmatch(r"[-—–·\s]*\d{1,3}[-—–·\s]*", line.text)
    if folio and not line.level and (line.key in edges or not line.text.isdigit()):
        fates.append(Fate(line, "debris", "页码"))
        return True
    return False


def _is_annex_mark(line: Line, fates: list[Fate]) -> bool:
    """附件 1 at the head of a tagged annex, whose title is known by its tag."""
    if line.role and _ANNEX.match(plain(line.text)):
        fates.append(Fate(line, "debris", "附件的标记，由程序排出"))
        return True
    return False


def _front(lines: list[Line], values: dict[str, object], fates: list[Fate]) -> list[Line]:
    """Lines before the title: 份号, 密级, 紧急程度, 发文机关标志, 发文字号, 签发人."""
    kept: list[Line] = []
    joint = _joint_head(lines[:_SIGNERS + 6], values)
    fates += [Fate(line, "field", "版头") for line in joint]
    lines = [line for line in lines if line not in joint]
    lines = _with_signer(lines)
    for index, line in enumerate(lines):
        if line.role == "title" or index > 12 or len(plain(line.text)) > 60:
            return kept + lines[index:]
        if (_front_line(line, values) or _red_head(lines[index:index + 4], values) or _letterhead(lines[index:index + 3], values)
                or _below_letterhead(line, values)):
            fates.append(Fate(line, "field", "版头"))
        else:
            kept.append(line)
    return kept


def _with_signer(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the name of 签发人, which is set in another type, on the line of its label."""
    out: list[Line] = []
    for line in lines:
        label = out and re.search(r"签\s*发\s*人\s*[:：]$", out[-1].text)
        if label and re.fullmatch(f"[{HAN} \u3000]{{2,8}}", line.text):
            out[-1] = out[-1]._replace(text=out[-1].text + line.text)
        else:
            out.append(line)
    return out


def _front_line(line: Line, values: dict[str, object]) -> bool:
    """Read one line of 版头; whether it was one."""
    text = repair_line(line.text)
    signer = _SIGNER.search(text)
    if signer:
        values["signer"] = signer[1]
        text = text[:signer.start()]
    bare = _FRONT_LABEL.sub("", plain(text))
    number = _DOC_NUMBER.search(bare)
    if number and "doc_number" not in values:
        values["doc_number"] = f"{number[1]}〔{number[2]}〕{int(number[3])}号"
        return True
    for key, pattern in (("secrecy", _SECRECY), ("urgency", _URGENCY), ("copy_no", _COPY_NO)):
        if pattern.match(bare):
            values[key] = bare
            return True
    return bool(signer)


def _letterhead(lines: Sequence[Line], values: dict[str, object]) -> bool:
    """The name of a body, or of a body and 纪要, alone right above the document's number: 信函格式 and 纪要格式."""
    bare = plain(lines[0].text)
    below = [plain(repair_line(line.text)) for line in lines[1:]]
    if "title" in values or not re.fullmatch(f"[{HAN}]{{4,40}}", bare) or "关于" in bare or _MEETING.search(bare) or (
            below and below[0].startswith("关于")):
        return False                    # the first line of a title
    issuer = _holder(bare)
    numbered = any(_DOC_NUMBER.search(text) for text in below) or (issuer and any(_BARE_NUMBER.match(text) for text in below))
    name = issuer or bare
    if not numbered or not is_body_name(name):
        return False
    values["title"], values["issuer"] = bare, name
    return True


def _holder(text: str) -> str:
    """The body whose minutes `text` heads: 某某局局务会议纪要; "" for none."""
    return next((text[:cut] for cut in range(4, len(text)) if is_body_name(text[:cut]) and _MINUTES.fullmatch(text[cut:])), "")


def _below_letterhead(line: Line, values: dict[str, object]) -> bool:
    """What stands below a letterhead of minutes: the number without a body's letters, the office and the date; a star."""
    bare = plain(repair_line(line.text))
    if re.fullmatch("[★☆*]+", bare):
        return True
    if "title" not in values or not _holder(str(values["title"])):
        return False
    if _BARE_NUMBER.match(bare):
        values["doc_number"] = bare
        return True
    dated = re.match(r"(.{4,30}?)(\d{4}年\d{1,2}月\d{1,2}日)$", bare)
    if dated and is_body_name(dated[1]):
        values["printed_by"] = dated[1]
        _dated([line._replace(text=dated[2])], values)
        return True
    return False


def _joint_head(lines: Sequence[Line], values: dict[str, object]) -> list[Line]:
    """The organs of a joint document, one to a line, 文件 beside one of them or by itself, the number below; [] for none.

    Names that stand on one line are told apart by gaps (GB/T 9704-2012, 7.2.4).
    """
    names: list[str] = []
    taken: list[Line] = []
    mark = False
    for line in lines:
        text = repair_line(line.text)
        parts = [plain(part) for part in text.split(GAP) if plain(part)]
        if _DOC_NUMBER.search(plain(_SIGNER.sub("", text))) or not parts:
            break
        ends = plain(text).endswith("文件")
        parts = [part for part in ([*parts[:-1], parts[-1][:-2]] if ends else parts) if part]
        if not all(is_body_name(part) and re.fullmatch(f"[{HAN}]{{3,30}}", part) for part in parts):
            if taken:
                return []
            continue
        mark = mark or ends
        names += parts
        taken.append(line)
    else:
        return []
    if not mark or not 2 <= len(names) <= _SIGNERS:
        return []
    values["issuers"], values["issuer"], values["title"] = names, names[0], GAP.join(names) + "文件"
    return taken


def _red_head(lines: Sequence[Line], values: dict[str, object]) -> bool:
    """发文机关标志: the name of a body and 文件; of any name where the document's number comes close below."""
    bare = plain(lines[0].text)
    if not bare.endswith("文件") or "title" in values or not re.fullmatch(f"[{HAN}]{{3,40}}", bare):
        return False
    if not is_body_name(bare[:-2]) and not any(_DOC_NUMBER.search(plain(line.text)) for line in lines[1:]):
        return False
    values["title"], values["issuer"] = bare, bare[:-2]
    return True


def _title(lines: list[Line], values: dict[str, object]) -> tuple[list[Line], list[Line]]:
    """(lines of the title, the rest): up to the line that ends with a genre, or to the addressee."""
    end = 0
    for index, line in enumerate(lines[:6]):
        bare = plain(line.text)
        if re.search("[：:]$", bare) or len(skeleton(bare)) > 60 or is_terminal(bare):
            break
        end = index + 1
        genre = next((g for g in _GENRES if re.search(f"{g}(?:（试行）)?$", bare)), "")
        if genre:
            values["genre"] = genre
            break
    if not values.get("issuer") and end:
        about = re.match(rf"([{HAN}]{{4,30}}?)关于", "".join(plain(x.text) for x in lines[:end]))
        if about and is_body_name(about[1]):
            values["issuer"] = about[1]
    return lines[:end], lines[end:]


def _tail(lines: list[Line], values: dict[str, object], fates: list[Fate]) -> list[Line]:
    """Take 版记 off the end: 抄送, 印发机关, 印发日期, 印数."""
    kept = list(lines)
    while kept:
        line = kept[-1]
        bare, text = plain(line.text), repair_line(line.text)
        issued, run, copied = _ISSUED.match(text), _PRINT_RUN.match(bare), _CC.match(text)
        if issued and issued[2]:
            values["printed"] = f"{issued[2]}-{int(issued[3]):02d}-{int(issued[4]):02d}"
            if issued[1].strip():
                values["printed_by"] = plain(issued[1])
        elif run:
            values["print_run"] = run[1]
        elif copied and plain(copied[1]) != "主送":
            values["cc"] = (copied[2] + str(values.pop("cc_more", ""))).strip("\u3000 ")
        elif values.get("printed") and "printed_by" not in values and is_body_name(bare) and len(bare) <= 30:
            values["printed_by"] = bare
        elif values.get("printed") and "cc" not in values and any(_CC.match(x.text) for x in kept[-4:-1]):
            values["cc_more"] = text + str(values.get("cc_more", ""))
        else:
            break
        fates.append(Fate(line, "field", "版记"))
        kept.pop()
    values.pop("cc_more", None)
    return kept


def _minutes(head: Sequence[Line], body: list[Line], values: dict[str, object], fates: list[Fate]) -> list[Line]:
    """Read the body that met from the title of minutes and the number below it; returns the rest of `body`."""
    title = "".join(plain(line.text) for line in head)
    held = re.match(f"([{HAN}]{{4,30}}?)(?=第.{{1,5}}[次届])", title)
    if values.get("genre") != "纪要" or held is None or not is_body_name(held[1]):
        return body
    values.setdefault("issuer", held[1])
    values.setdefault("title", held[1] + "会议纪要")
    number = plain(repair_line(body[0].text)) if body else ""
    if "doc_number" in values or not _BARE_NUMBER.match(number):
        return body
    values["doc_number"] = number
    fates.append(Fate(body[0], "field", "版头"))
    return body[1:]


def _signers_apart(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the organs that sign above a date, set beside each other, one to a line."""
    out: list[Line] = []
    for index, line in enumerate(lines):
        names = [part for part in repair_line(line.text).split(GAP) if part]
        dated = index + 1 < len(lines) and DATE.match(plain(lines[index + 1].text)) is not None
        if dated and len(names) > 1 and all(is_body_name(name) and len(name) > _OFFICE for name in names):
            out += [line._replace(text=name, part=k) for k, name in enumerate(names)]
        else:
            out.append(line)
    return out


def _annexes(head: list[Line], body: list[Line], fates: list[Fate]) -> list[tuple[tuple[Line, ...], tuple[Line, ...]]]:
    """The document and its annexes: each begins with a line 附件1 of its own, its title below."""
    titles = [i for i, line in enumerate(body) if line.role == "title" and i > 0]
    if titles:
        first = tuple(x for x in body[:titles[0]] if x.role != "front")
        return [(tuple(head), first), *((tuple(body[a:a + 1]), tuple(body[a + 1:b]))
                                       for a, b in zip(titles, [*titles[1:], len(body)], strict=True))]
    starts = [i for i, line in enumerate(body) if _ANNEX.match(plain(line.text)) and i > 0]
    if not starts:
        return [(tuple(head), tuple(body))]
    fates += [Fate(body[i], "debris", "附件的标记，由程序排出") for i in starts]
    out = [(tuple(head), tuple(body[:starts[0]]))]
    for a, b in zip(starts, [*starts[1:], len(body)], strict=True):
        title = next((i for i in range(a + 1, min(b, a + 4)) if is_terminal(body[i].text) or len(skeleton(body[i].text)) > 40),
                     a + 2)
        end = min(title, a + 2)
        end += end < b and end > a + 1 and _DRAFT.match(repair_line(body[end].text)) is not None
        out.append((tuple(body[a + 1:end]), tuple(body[end:b])))
    return out


def _attachments(body: Sequence[Line], values: dict[str, object]) -> list[Line]:
    """附件说明 below the text: 附件：1. … 2. …, on one line or on several; returns its lines."""
    for index, line in enumerate(body):
        match = _ANNEX_LIST.match(repair_line(line.text))
        if not match:
            continue
        lines = [line]
        for more in body[index + 1:]:
            if not _NUMBERED.match(repair_line(more.text)):
                break
            lines.append(more)
        parts = [part for words in (match[1], *(repair_line(x.text) for x in lines[1:]))
                 for part in re.split(r"(?:^|(?<=\D))\d{1,2}\s*[.．、]\s*(?=\D|\d{4}年)", words)]
        values["attachments"] = [part.strip("　 。；") for part in parts if part.strip()]
        return lines
    return []


def _dated(body: Sequence[Line], values: dict[str, object]) -> None:
    for line in body[-6:]:
        if date := date_of(plain(line.text)):
            values["date"] = date
        elif DATE.match(plain(line.text)):
            values.setdefault("date", "")


def date_of(text: str) -> str:
    """2031-06-01 of 2031年6月1日 or 二〇三一年六月一日; "" for any other text."""
    match = _SHORT_DATE.match(text) or _WRITTEN_DATE.match(text)
    if match is None:
        return ""
    return f"{digits(match[1])}-{value_of(match[2]):02d}-{value_of(match[3]):02d}"


class Bulletin(NamedTuple):
    values: dict[str, object]
    lines: tuple[Line, ...]
    fates: tuple[Fate, ...]


def read_bulletin(lines: Sequence[Line]) -> Bulletin:
    """Masthead (name, number, compiler, date) and 分送 of an internal bulletin; the lines between are its articles."""
    values: dict[str, object] = {}
    fates: list[Fate] = []
    edges = _edges(lines)
    kept = [line for line in lines if not _is_rule(line, fates, edges)]
    kept = _distribution(kept, values, fates)
    end = 0
    seen: list[Line] = []
    for index, line in enumerate(kept[:16]):
        number = _BULLETIN_NUMBER.search(plain(line.text))
        if line.role in HEAD_ROLES or len(skeleton(line.text)) > 45 or is_terminal(line.text):
            break
        seen.append(line)
        if number or _SHORT_DATE.search(plain(line.text)):
            end = index + 1
    name = ""
    for line in seen[:end]:
        name = _bulletin_line(line, values, name)
        fates.append(Fate(line, "field", "报头"))
    if name:
        values.setdefault("title", name)
    return Bulletin(values, tuple(kept[end:]), tuple(fates))


def _bulletin_line(line: Line, values: dict[str, object], name: str) -> str:
    """Read one line of the masthead; returns the name as far as it is known: its letters may stand on lines of their own."""
    bare = plain(line.text)
    date = _SHORT_DATE.search(bare)
    if date:
        values["date"] = f"{date[1]}-{int(date[2]):02d}-{int(date[3]):02d}"
        bare = bare[:date.start()]
    number = _BULLETIN_NUMBER.search(bare)
    if number:
        issue = ISSUE.search(bare)
        texts: dict[str, str] = {}
        if issue:
            read_issue_label(issue, texts)
        values.update(texts)
        values["issue_label"] = number[0]
        values["number"] = number[2]
        bare = (bare[:number.start()] + bare[number.end():]).strip("（）()")
    compiler = re.search(r"(.{4,30}?)(?:编印|主编|编发|编|主办|印发)$", bare)
    if compiler and is_body_name(compiler[1]):
        values["compiler"] = compiler[1]
    elif bare and not name and _BULLETIN_NAME.search(bare):
        name = bare
    elif bare and is_body_name(bare) and len(bare) >= 5 and not name.endswith(bare):
        values.setdefault("compiler" if name else "organizer", bare)
    elif bare and _SECRECY.match(bare):
        values["secrecy"] = bare
    elif bare.startswith("内部") or bare == "注意保存":
        values["internal_use"] = f"{values['internal_use']} {bare}" if values.get("internal_use") else bare
    elif (re.fullmatch(f"[{HAN}]{{1,12}}", bare) and not values.get("issue_label", "")) or (not name and bare):
        name += bare
    return name


def _distribution(lines: list[Line], values: dict[str, object], fates: list[Fate]) -> list[Line]:
    """分送：… at the end, perhaps over several lines, and 共印…份."""
    start = next((i for i in range(len(lines) - 1, max(-1, len(lines) - 12), -1) if _DISTRIBUTION.match(lines[i].text)), -1)
    while start > 0 and _DISTRIBUTION.match(lines[start - 1].text):
        start -= 1
    kept, tail = (lines[:start], lines[start:]) if start >= 0 else (lines, [])
    text = ""
    for index, line in enumerate(tail):
        run = _PRINT_RUN.match(plain(line.text))
        match = _DISTRIBUTION.match(repair_line(line.text))
        issued = _ISSUED.match(repair_line(line.text))
        above = index > 0 and index + 1 < len(tail) and _ISSUED.match(repair_line(tail[index + 1].text))
        if issued:
            values["printed"] = f"{issued[2]}-{int(issued[3]):02d}-{int(issued[4]):02d}"
            values.update({"printed_by": plain(issued[1])} if issued[1].strip() else {})
        elif above and not above[1].strip() and is_body_name(line.text) and is_terminal(text):
            values["printed_by"] = plain(line.text)
        elif run:
            values["print_run"] = run[1]
        elif match:
            values.setdefault("distribution_label", plain(match[1]))
            text += ("，" if text and text[-1] not in "，；。" else "") + match[2]
        else:
            text += repair_line(line.text)
        fates.append(Fate(line, "field", "分送"))
    if text:
        values["distribution"] = [part for part in re.split("[，；。]", text) if part.strip()]
    return kept
