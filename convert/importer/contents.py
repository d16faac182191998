"""The contents page in all its broken forms -> entries, columns, unit heads.  It is evidence, never text of the issue."""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from convert.importer.characters import HAN, LEADERS, is_body_name, is_unit_name, plain, rank, skeleton
from convert.importer.records import HEAD_ROLES, Contents, Doubt, Entry, Fate, Line
from convert.importer.repair import repair_line

_TITLE = re.compile(r"\d{0,4}(?:本期)?(?:目录|目次|要目)(?:CONTENTS)?(?:\w{0,14}\d{4}年第\d{1,3}期)?$|\d{0,3}CONTENTS$", re.I)
_LEADER = re.compile(rf"(?:\s*[{LEADERS}_]\s*){{3,}}|…+")
_PAGED = re.compile(r"^(.*?\S)(?:\t+|\s+|\uf8ff\s*)[（(]?(\d{1,3})[）)]?$")
_BRACKETED = re.compile(r"\t(\S.*?)[（(](\d{1,3})[）)]$")
_LEADING = re.compile(rf"(?:[Pp]\.?)?(\d{{1,3}})[ \t\u3000/／|｜、.．]+(?=[{HAN}“《]|\d{{4}}年)(?!月 ?\d)(\S.*)$")
_COLUMN_MARK = re.compile(rf"[■◆●◇□▲★▍|｜\s]*[【〔\[《]?\s*([{HAN}·…\u3000 ]{{2,12}}?)\s*[】〕\]》]?$")
_LABEL_LINE = re.compile(rf"[{HAN} \u3000]{{0,10}}\d{{4}}\s*年\s*第?\s*\d{{1,3}}\s*期(?:\s*[（(]\S*[）)])?$")
_NUMBER = re.compile(r"[（(]?(\d{1,3})[）)]?$")
_RULE = re.compile(r"[-_=|+—·.\s]{3,}$")
_CAPTION = re.compile(r"(?:本期)?(?:封[面底二三四][图照]?|[题插]?图片?|图文|摄影)(?:设计|摄影|作者)?\s*[：:/／]\s*[^\s\d][^\d]*$")
_AUTHOR = re.compile(r"(?:[\t ]+|\s*)[/／]\s*(\S.*)$")
_LEADERS, _APART = 5, 12    # entries with a number before them that make such a contents page; lines from one to the next
_LONGEST = 300              # lines of a contents page
_HEAD, _SHORT = 8, 12       # lines above CONTENTS, and characters of one
_SIGNED = 3                 # lines with authors alone that make a contents of such
_NEAR, _PAGES = 10, 2       # lines below one inside the contents, and page numbers among them at least
_UNIT = 4                   # characters of a unit's name at least
_WORD = 2                   # characters that a name of a column set apart has in one piece at most
_PROSE, _ENTRY = 60, 130    # Han characters from which a block of text is prose and no display line; of an entry at most


def pages_behind(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with the numbers of a contents page whose entries begin with them set behind the entries."""
    start = next((i for i, line in enumerate(lines[:400]) if _TITLE.match(skeleton(line.text))), -1)
    found: dict[int, Line] = {}
    last = 0
    for i in range(start + 1, min(len(lines), start + _LONGEST) if start >= 0 else 0):
        match = _LEADING.match(lines[i].text.strip())
        if match is None or _page_of(lines[i]) or len(skeleton(match[2])) > _PROSE or _LABEL_LINE.match(match[2]):
            continue
        if int(match[1]) < last or (found and i - max(found) > _APART):
            break
        last = int(match[1])
        found[i] = lines[i]._replace(text=f"{match[2]}\t{last}")
    turned = [found.get(i, line) for i, line in enumerate(lines)] if len(found) >= _LEADERS else list(lines)
    return tuple(_with_pages_apart(turned, start))


def _with_pages_apart(lines: list[Line], start: int) -> list[Line]:
    """`lines` with the page numbers of a contents page that stand in a block of their own, as many as there are entries above them,
    each behind its entry."""
    out = list(lines)
    above: list[list[int]] = []         # entries and heads since the last number, each as its lines
    at, end = start + 1, min(len(lines), start + _LONGEST) if start >= 0 else 0
    while at < end and len(skeleton(lines[at].text)) <= _ENTRY and not re.search("。.*[。！？]$", lines[at].text):
        run = list(itertools.takewhile(lambda k: _is_number(lines[k]), range(at, len(lines))))
        pages = [int(skeleton(lines[k].text)) for k in run]
        entries = _as_many(lines, above, len(run)) if len(run) > 1 and pages == sorted(pages) else []
        for entry, page in zip(entries, pages, strict=False):
            out[entry[-1]] = out[entry[-1]]._replace(text=f"{out[entry[-1]].text}\t{page}")
        for k in run if entries else ():
            out[k] = out[k]._replace(text="")
        line = lines[at]
        if run or _page_of(line) or _RULE.match(line.text) or _LABEL_LINE.match(line.text):
            above = []
        elif above and not line.gap and not line.level and not lines[above[-1][0]].level:
            above[-1].append(at)
        else:
            above.append([at])
        at = run[-1] + 1 if run else at + 1
    return [line for old, line in zip(lines, out, strict=True) if line.text or not old.text]


def _as_many(lines: Sequence[Line], above: Sequence[list[int]], count: int) -> list[list[int]]:
    """Those of the blocks `above` that are entries, where there are `count` of them: below the last head, or all but the heads."""
    heads = [k for k, entry in enumerate(above) if _is_head(lines, entry[0])]
    marked = [k for k in heads if lines[above[k][0]].level]
    ways = ([entry for k, entry in enumerate(above) if k > max(found, default=-1)] for found in (marked, heads))
    rest = ([entry for k, entry in enumerate(above) if k not in found] for found in (heads, marked))
    return next((entries for entries in (*ways, *rest) if len(entries) == count), [])


def _is_number(line: Line) -> bool:
    return not line.level and _NUMBER.match(line.text) is not None


def _is_head(lines: Sequence[Line], at: int) -> bool:
    return lines[at].level > 0 or _is_column(repair_line(lines[at].text))


def find_contents(lines: Sequence[Line]) -> tuple[int, int]:
    """(first, end) of the lines of cover, contents and masthead at the head of an issue; (0, 0) without a contents page."""
    if any(line.role == "title" for line in lines):
        return 0, next(i for i, line in enumerate(lines) if line.role in HEAD_ROLES)
    start = next((i for i, line in enumerate(lines[:400]) if _TITLE.match(skeleton(line.text))), -1)
    if start < 0:
        return 0, 0
    end = next((i for i in range(start + 1, len(lines)) if is_prose(lines, i) and not _is_inside(lines, i)), len(lines))
    titles = [skeleton(_without_page(line.text)) for line in lines[start + 1:end] if _page_of(line)]
    joined = "".join(skeleton(line.text) for line in lines[start + 1:end])
    first = end
    for i in range(end - 1, start, -1):
        bare = skeleton(lines[i].text)
        if _page_of(lines[i]) or _RULE.match(lines[i].text) or _NUMBER.match(lines[i].text):
            break
        again = len(bare) >= 4 and not bare.isdigit() and joined.count(bare) > 1
        if any(bare and bare == t for t in titles) or again or _opens(titles, bare):
            first = i
        elif end - i > 8 and (end - i > 30 or not lines[i].page or lines[i].page != lines[end - 1].page):
            break
    return 0, _head_of_page(lines, first)


def _is_inside(lines: Sequence[Line], index: int) -> bool:
    """Whether rows of dots and page numbers go on right below a line of the contents, on its page."""
    near = [line for line in lines[index + 1:index + 1 + _NEAR] if line.page == lines[index].page]
    return (len(skeleton(lines[index].text)) <= _PROSE and bool(_LEADER.search("".join(line.text for line in near)))
            and sum(bool(_NUMBER.match(_led(line.text).strip())) or _page_of(line) > 0 for line in near) >= _PAGES)


def _head_of_page(lines: Sequence[Line], first: int) -> int:
    """`first`, or the folio and the running head above it on its page."""
    above = [i for i in range(max(0, first - 3), first) if lines[i].page == lines[first].page] if first < len(lines) else []
    if not above or (above[0] and lines[above[0] - 1].page == lines[first].page):
        return first
    return above[0] if any(_NUMBER.match(lines[i].text) or _page_of(lines[i]) for i in above) else first


def _opens(titles: list[str], bare: str) -> bool:
    return len(bare) >= 6 and any(bare in t or (len(t) >= 6 and t in bare) for t in titles)


def is_prose(lines: Sequence[Line], index: int) -> bool:
    """Whether running text begins at `index`: a long block, or three lines in a row that are as long and hold a sentence."""
    line = lines[index]
    if line.level or _is_long_entry(lines, index):
        return False
    bare = skeleton(line.text)
    if len(bare) > _PROSE or (len(bare) > 12 and re.search("[。！？]", line.text) and not _page_of(line)):
        return True
    near = lines[index:index + 3]
    return (len(near) == 3 and all(len(skeleton(x.text)) >= 15 and not _page_of(x) and not x.level for x in near)
            and any(re.search("[。，]", x.text) for x in near) and not line.tabs)


def _is_long_entry(lines: Sequence[Line], index: int) -> bool:
    """Whether an entry with its kicker and its subtitle begins at `index`: no sentence ends in it, and its page comes soon."""
    near = lines[index:index + 2]
    whole = "".join(line.text for line in near)
    paged = next((i for i, line in enumerate(near) if _page_of(line) or (i and _NUMBER.match(line.text))), -1)
    if paged < 0 or any(line.level for line in near[:paged + 1]):
        return False
    return not re.search("[。；]", near[0].text if not paged else whole) and len(skeleton(whole)) <= _ENTRY


def _page_of(line: Line) -> int:
    match = _PAGED.match(_from_cells(_led(line.text)))
    return int(match[2]) if match else 0


def _led(text: str) -> str:
    """An entry with a tab for its row of dots, and the page in brackets behind the author set apart."""
    return _BRACKETED.sub(r"\t\1 \2", _LEADER.sub("\t", text))


def _without_page(text: str) -> str:
    match = _PAGED.match(_led(text))
    return _AUTHOR.sub("", match[1] if match else text)


class _Reader:
    """Walks over the lines of the contents; keeps the entry that has no page yet."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.heads: list[tuple[str, bool]] = []         # (words, whether an entry came since)
        self.columns: list[str] = []
        self.sections: list[str] = []
        self.column = self.section = ""
        self.pending: list[str] = []
        self.pending_line = 0

    def head(self, words: str) -> None:
        """A head: a unit inside the column when it stands right below one or is formed like the units before it."""
        self.close()
        fresh = not self.entries or self.entries[-1].column != self.column
        if self.columns and words not in self.columns and (
                (fresh and _is_unit(words) and not _is_unit(self.column))
                or (self.sections and _common_tail(words, self.sections[-1]) >= 2)):
            self.section = words
            self.sections.append(words)
            return
        self.column, self.section = words, ""
        if words not in self.columns:
            self.columns.append(words)

    def text(self, words: str, line: int) -> None:
        if not self.pending:
            self.pending_line = line
        self.pending.append(words)

    def page(self, page: int) -> None:
        """A page number closes the entry that waits for one."""
        if self.pending:
            self._add(page)

    def close(self) -> None:
        if self.pending and len(skeleton("".join(self.pending))) >= 4:
            self._add(0)
        self.pending = []

    def _add(self, page: int) -> None:
        parts, author = self.pending, ""
        if len(parts) > 1 and len(skeleton("".join(parts[:-1]))) >= 4 and _is_author(parts[-1]):
            parts, author = parts[:-1], parts[-1].strip()
        text = "".join(parts)
        match = _AUTHOR.search(text)
        if match and len(match[1]) <= 30:
            text, author = text[:match.start()], match[1].strip()
        self.entries.append(Entry(repair_line(text), repair_line(author), page, self.column, self.section, self.pending_line,
                                  tuple(map(repair_line, parts))))
        self.pending = []


def read_contents(lines: Iterable[Line]) -> tuple[Contents, tuple[Fate, ...], tuple[Doubt, ...]]:
    """Entries in order.  Column, author and page as the contents gives them; nothing is filled in."""
    lines = tuple(lines)
    fates: list[Fate] = []
    body = [line for line in lines if not _TITLE.match(skeleton(line.text))]
    titles = [line for line in lines if _TITLE.match(skeleton(line.text))]
    reader = _Reader()
    marked = any(line.level for line in body)
    headed = _page_heads(lines)
    led = {a.key for a, b in itertools.pairwise(body)       # the ends of entries: a row of dots or a page number comes next
           if _LEADER.search(a.text) or not _led(b.text).strip() or _NUMBER.match(b.text)}
    above = [a for a, b in itertools.pairwise(body) if (b.key in led or _page_of(b)) and _is_signature(_without_page(b.text))]
    often = sum(not _is_column(a.text) for a in above) >= _SIGNED        # this contents has authors on lines of their own
    signed = led | {a.key for a in above if often}
    for line in body:
        text = _from_cells(_led(line.text).strip())
        if line.key in headed or (_CAPTION.match(text) and not line.level):
            reason = "目录页上的刊名和期号" if line.key in headed else "目录页上图片的说明"
            fates.append(Fate(line, "debris", reason))
            continue
        fates.append(Fate(line, "contents", "目录的一行，用来核对"))
        number = _NUMBER.match(text)
        paged = _PAGED.match(text)
        column = _COLUMN_MARK.match(text)
        if column and text[0] in "■◆●◇□▲★▍【〔[" and not paged:
            reader.head(repair_line(column[1]))
            continue
        if _LABEL_LINE.match(text) and not number:
            fates[-1] = Fate(line, "debris", "目录页上的刊名和期号")
        elif not text or _RULE.match(text) or re.fullmatch(r"(?:19|20)\d\d", text):
            fates[-1] = Fate(line, "debris", "表格的横线")
        elif number:
            reader.page(int(number[1]))
        elif line.level or (not marked and not paged and not reader.pending and _is_column(text) and line.key not in signed):
            reader.head(repair_line(text))
        elif paged and not rank(text[-len(paged[2]) - 4:]):
            reader.text(paged[1], line.number)
            reader.page(int(paged[2]))
        else:
            reader.text(text, line.number)
    reader.close()
    fates += [Fate(line, "debris", "“目录”二字，由程序排出") for line in titles]
    while len(reader.entries) > 1 and not reader.entries[-1].page and any(e.page for e in reader.entries):
        reader.entries.pop()            # what stands below the last entry with a page is no entry
    entries, doubts = _checked_pages(reader.entries, body)
    return Contents(tuple(entries), tuple(reader.columns), tuple(reader.sections)), tuple(fates), tuple(doubts)


def _is_signature(text: str) -> bool:
    """Names of bodies alone on a line, as whose work an entry is."""
    return all(re.fullmatch(f"[{HAN}]+", name) and is_unit_name(name) for name in text.split()) and len(skeleton(text)) >= _UNIT


def _page_heads(lines: Sequence[Line]) -> frozenset[int]:
    """Keys of the lines above CONTENTS at the heads of contents pages: 目 and 录 set apart, name and number of the issue."""
    out: set[int] = set()
    for at, line in enumerate(lines):
        above = [x for x in lines[max(0, at - _HEAD):at] if x.page == line.page]
        if skeleton(line.text).upper() == "CONTENTS" and all(len(skeleton(x.text)) <= _SHORT for x in above):
            out |= {x.key for x in above}
    return frozenset(out)


def _is_unit(text: str) -> bool:
    """The name of a unit; a column may be called 市县."""
    return is_body_name(text) and len(skeleton(text)) >= _UNIT


def _is_author(text: str) -> bool:
    """A line of its own below a title: a person's name, or names of bodies."""
    names = re.split(r"[\s\u3000]+", text.strip())
    return (len(names) == 1 and bool(re.fullmatch(f"[{HAN}]{{2,3}}", names[0]))) or (
        all(is_body_name(name) for name in names) and len(skeleton(text)) <= 24)


def _from_cells(text: str) -> str:
    """A row of a Markdown table as a line: title, author, page."""
    if not text.startswith("|") or text.count("|") < 2:
        return text
    cells = [cell.strip(" *") for cell in text.strip("|").split("|")]
    filled = [cell for cell in cells if cell and not re.fullmatch(r":?-+:?", cell)]
    if len(filled) == 3 and filled[2].isdigit():
        return f"{filled[0]}\t/{filled[1]} {filled[2]}"
    return "\t".join(filled)


def _is_column(text: str) -> bool:
    """A short line of Han.  Two phrases with a gap between them are a title."""
    if len(parts := text.split("\u3000")) > 1 and all(len(part) > _WORD for part in parts):
        return False
    return len(skeleton(text)) <= 8 and bool(re.fullmatch(f"[{HAN}·\u3000 —、]+", text)) and not re.search(r"[/／]", text)


def _checked_pages(entries: list[Entry], lines: Sequence[Line]) -> tuple[list[Entry], list[Doubt]]:
    """Pages must not go back: one that does lost a digit; it is put right where its neighbours leave one answer, else left open."""
    file = lines[0].file if lines else ""
    doubts: list[Doubt] = []
    out = list(entries)
    for i, entry in enumerate(out):
        before = next((e.page for e in reversed(out[:i]) if e.page), 0)
        after = next((e.page for e in out[i + 1:] if e.page >= before), 0)
        if not entry.page or entry.page >= before:
            continue
        page = before if before == after else 0
        reason = f"目录里这一篇的页码 {entry.page} 比上一篇的 {before} 小，可能缺了一位数"
        doubts.append(Doubt(file, entry.line, reason, entry.text, 0.5))
        out[i] = entry._replace(page=page)
    return out, doubts


def _common_tail(a: str, b: str) -> int:
    n = 0
    for x, y in zip(reversed(plain(a)), reversed(plain(b)), strict=False):
        if x != y:
            break
        n += 1
    return n


def split_cover(lines: Sequence[Line], front: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """(lines of the cover, lines of the contents page) out of `lines`, which are left of `front`: parted at 目录; without it all
    belong to the contents."""
    at = next((i for i, line in enumerate(front) if _TITLE.match(skeleton(line.text))), 0)
    cover = {id(line) for line in front[:at]}
    return tuple(line for line in lines if id(line) in cover), tuple(line for line in lines if id(line) not in cover)


def cover_lines(lines: Sequence[Line], contents: Contents) -> tuple[tuple[Line, ...], ...]:
    """The titles that the cover announces, each as its lines: those that the contents has as well."""
    keys = [skeleton(entry.text) for entry in contents.entries]
    out: list[tuple[Line, ...]] = []
    for line in lines:
        bare = skeleton(line.text)
        before = skeleton("".join(x.text for x in out[-1])) if out else ""
        if before and bare and any(before + bare in key for key in keys):
            out[-1] = (*out[-1], line)
        elif len(bare) >= 5 and any(bare in key for key in keys):
            out.append((line,))
    return tuple(out)
