"""Lines of the body -> drafts of articles, where titles stand before their texts (half-Markdown, paragraphs, tagged files)."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from convert.importer.characters import (
    BULLET,
    BYLINE,
    DATE,
    END_NOTE,
    GENRE,
    KICKER,
    ORDINAL,
    PAREN_DATE,
    PASSED,
    ROW,
    credit,
    ends_sentence,
    is_body_name,
    is_list,
    is_terminal,
    plain,
    rank,
    skeleton,
)
from convert.importer.heads import names_author
from convert.importer.matching import Joints, coverage, holds
from convert.importer.records import HEAD_ROLES, Contents, Doubt, Draft, Fate, Line
from convert.importer.repair import repair_line

ALIKE = 0.8                 # share of a printed title that must stand in an entry of the contents
_MAX_DISPLAY, _MAX_UNMARKED, _SECOND, _HEAD = 70, 45, 26, 16
_NEWS = re.compile(r"(?:本[刊报网]讯|.{2,6}讯[\u3000 ]|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|起|[上中下]旬)|近日|日前|近期|连日来)")
_ROUND = 12                 # characters round a title that an unmarked line may have and still print it: a unit, an author
_OWN, _HALF = 7, 4          # characters that a title has and a word over a section mostly has not, of half a title
_LEAD = 2                   # paragraphs that may stand above their head
_RATHER = 0.1               # share of its words that the text above a head has more than what else it may belong to
_TOLD, _CLEARLY = 0.5, 0.25 # share of a title's words that its text has; that it has more than the text before
_REST, _CREDIT = re.compile("[^（(。]{1,23}[）)]"), 24      # the rest of a bracket; characters of a credit at most
_SURE, _KNOWN = 3.0, 1.5    # strength of a joint that is known from running text, of one that may be by chance
_PROOFS, _NEARLY = 4, 0.9   # titles beyond doubt that prove how titles are set; the share of them that counts as all
_IMAGE_GAP = 2              # blank lines beyond the usual: a picture stood here
_PICTURED = re.compile("[上下左右]?图(?:[①-⑨]?[为：:]|[一二三四五六七八九][为：:])")        # how words of a picture begin


class Segments(NamedTuple):
    drafts: tuple[Draft, ...]
    doubts: tuple[Doubt, ...] = ()
    fates: tuple[Fate, ...] = ()


class _Open:
    """A draft that is being filled."""

    def __init__(self, head: list[Line], entry: int, section: str, page: int):
        self.head = head
        self.entry = entry
        self.section = section
        self.lead: list[Line] = []          # paragraphs printed above the head
        self.body: list[Line] = []
        self.captions: list[Line] = []
        self.closed = False
        self.page = page
        self.column = ""


def segment(lines: Sequence[Line], contents: Contents, joints: Joints, gap: int,
            places: Mapping[int, int] | None = None) -> Segments:
    """Cut `lines` into articles.  The contents is followed where it fits; what fits nowhere is reported.
    `places`: numbers of the lines that are known to print an entry's title."""
    return _Segmenter(lines, contents, joints, gap, places or {}).run()


def _ranks(lines: Sequence[Line]) -> dict[int, tuple[int, int]]:
    """Level of a mark -> (titles, heads inside articles) that have it beyond doubt: a byline below or a credit above; a number."""
    out: dict[int, tuple[int, int]] = {}
    for i, line in enumerate(lines):
        text = repair_line(line.text)
        if not line.level or text.startswith("—"):
            continue
        titles, heads = out.get(line.level, (0, 0))
        opens = _is_signed(lines, i) or (i > 0 and not lines[i - 1].level and credit(repair_line(lines[i - 1].text)) is not None)
        out[line.level] = (titles + (opens and not rank(text)), heads + bool(rank(text)))
    return out


def _is_signed(lines: Sequence[Line], i: int) -> bool:
    """Whether a byline stands right below line `i`, or a subtitle and a byline."""
    return any(BYLINE.match(repair_line(line.text)) for line in lines[i + 1:i + 3])


def _set_off(lines: Sequence[Line], gap: int) -> tuple[bool, bool]:
    """Whether more blank lines than usual stand above the heads that are titles beyond doubt, and above no numbered one; whether
    there are numbered ones."""
    titles = heads = 0
    apart = [0, 0]
    for i, line in enumerate(lines):
        text = repair_line(line.text)
        if not line.level or text.startswith("—") or i == 0 or lines[i - 1].level:
            continue
        if rank(text):
            heads, apart[1] = heads + 1, apart[1] + (line.gap > gap)
        elif credit(repair_line(lines[i - 1].text)) is not None or _is_signed(lines, i):
            titles, apart[0] = titles + 1, apart[0] + (line.gap > gap)
    return titles >= _PROOFS and apart[0] >= _NEARLY * titles and apart[1] <= (1 - _NEARLY) * heads, heads > 1


def _may_end(text: str) -> bool:
    """Whether an article may end with `text`: a sentence, names in a row, a row of a list, a date."""
    return is_terminal(text) or is_list(text) or bool(ROW.match(repair_line(text))) or bool(DATE.match(plain(text)))


def _is_date(text: str) -> bool:
    """A date in brackets of its own."""
    return text[:1] in "（(" and bool(PAREN_DATE.match(plain(text)))


def _is_signed_off(lines: Sequence[Line]) -> bool:
    """Whether text ends with the name of a body and a date."""
    return len(lines) > 1 and bool(DATE.match(plain(lines[-1].text))) and is_body_name(repair_line(lines[-2].text))


def _is_title_like(text: str) -> bool:
    """Long enough for a title, without a number and no name of a unit."""
    return len(skeleton(text)) >= _OWN and not rank(text) and not ORDINAL.match(plain(text)) and not is_body_name(text)


def _is_couplet(text: str) -> bool:
    """Two halves set apart, as titles have them."""
    halves = text.split("\u3000")
    return len(halves) == 2 and all(len(skeleton(half)) >= _HALF for half in halves)


class _Segmenter:
    def __init__(self, lines: Sequence[Line], contents: Contents, joints: Joints, gap: int, places: Mapping[int, int]):
        self.lines = lines
        self.places = places
        self.placed = frozenset(places.values())
        self.contents = contents
        self.joints = joints
        self.gap = gap
        self.keys = [skeleton(e.text) for e in contents.entries]
        self.marked = sum(line.level > 0 for line in lines) >= (2 if len(lines) > 80 else 1)
        self.roles = any(line.role not in ("", "row", "raw", "note") for line in lines)
        self.ranks = _ranks(lines)
        self.set_off, self.heads_known = _set_off(lines, gap)
        self.named: set[int] = set()            # plain lines that are titles by their words
        self.used: set[int] = set()
        self.open: list[_Open] = []
        self.pending: list[Line] = []
        self.section = self.column = ""
        self.stray: list[tuple[_Open, Line, Sequence[Doubt]]] = []       # text below the end of an article, and whose it became
        self.doubts: list[Doubt] = []
        self.fates: list[Fate] = []

    def run(self) -> Segments:
        for i, line in enumerate(self.lines):
            self._take(i, line)
        self._leave_back_cover()
        self._flush(None)
        for i, entry in enumerate(self.contents.entries):
            if i not in self.used and (entry.page or not any(e.page for e in self.contents.entries)):
                file = self.lines[0].file if self.lines else ""
                self.doubts.append(Doubt(file, entry.line, "目录里有，正文里没有找到", entry.text, 0.3))
        drafts = tuple(Draft(tuple(d.head), (*d.lead, *d.body), tuple(d.captions), d.section,
                             self.contents.entries[d.entry] if d.entry >= 0 else None, d.column, d.page) for d in self.open)
        return Segments(drafts, tuple(self.doubts), tuple(self.fates))

    def _leave_back_cover(self) -> None:
        """Display lines on a page of their own after all text are the back cover's, no article's."""
        last = max((line.page for d in self.open for line in d.body), default=0)
        back = [line for line in self.pending if line.page > last > 0]
        self.pending = [line for line in self.pending if not line.page > last > 0]
        self.fates += [Fate(line, "debris", "封底上的字") for line in back]

    def _take(self, index: int, line: Line) -> None:
        text = repair_line(line.text)
        if line.role == "caption" and self.open:
            self.open[-1].captions.append(line)
            return
        if line.role in ("column", "section"):
            self._flush(None)
            self.fates.append(Fate(line, "field", "栏目或单位名"))
            self.column = text if line.role == "column" else self.column
            self.section = text if line.role == "section" else ""
            return
        if line.role in ("subtitle", "byline", "date-line") and self._into_head(line):
            return
        named = self._is_section(text, line)
        entry = -1 if named else self._entry_of(line, text)
        if entry >= 0 and entry not in self.used:
            self._begin(line, entry)
        elif entry >= 0 and self.open and self.open[-1].entry == entry:
            self.open[-1].head.append(line._replace(role=line.role or "half" * bool(self.open[-1].body)))
        elif named:
            self._flush(None)
            self.section = text
            self.fates.append(Fate(line, "field", "栏目或单位名"))
            self._column_head(line, text)
        elif self._above_subtitle(index, line, text) or self._is_plain_title(index, line, text):
            self.pending.append(line)
        elif self._is_caption(index, line, text):
            self._flush(None)
            self.open[-1].captions.append(line)
        elif not self._is_signature(index, line, text) and self._is_display(index, line, text):
            self.pending.append(line)
        else:
            self._flush(index)
            self._prose(line)

    def _into_head(self, line: Line) -> bool:
        """A tagged line of a head: to the title that waits or that was just begun."""
        if self.pending:
            self.pending.append(line)
        elif self.open and not self.open[-1].body:
            self.open[-1].head.append(line)
        else:
            return False
        return True

    def _entry_of(self, line: Line, text: str) -> int:
        """The entry of the contents that `line` prints, wholly or in part; -1 for none."""
        bare = skeleton(text)
        if line.key in self.places:
            return self.places[line.key]
        whole = credit(text)
        if line.role not in ("kicker", "title", "subtitle", "") or (whole is not None and not whole[0]):
            return -1               # （某总工会） on a line of its own is a credit
        return self._likest_entry(line, text, bare)

    def _likest_entry(self, line: Line, text: str, bare: str) -> int:
        if line.level and bare:
            exact = next((i for i, key in enumerate(self.keys) if key == bare and i not in self.used | self.placed), -1)
            if exact >= 0:
                return exact
        following = self.open[-1].entry + 1 if self.open else 0
        if bare and following not in self.used and self.keys[following:following + 1] == [bare] and not self.placed:
            return following            # however short
        opens = any(key.startswith(bare) for i, key in enumerate(self.keys) if i not in self.used) and len(bare) >= 6
        if len(bare) < 3 or len(bare) > 90 or (not line.level and is_terminal(text) and not opens) or BYLINE.match(text) or (
                not self.marked and rank(text)):
            return -1
        least = 4 if line.level else 6
        current = self.open[-1].entry if self.open else -1
        best, best_score = -1, 0.0
        for i, key in enumerate(self.keys):
            if (i in self.used or i in self.placed) and i != current:
                continue
            score = 1.0 if (len(bare) >= least and bare in key) or (
                len(key) >= 4 and key in bare and (line.level or len(bare) <= len(key) + _ROUND)) else 0.0
            if not score and len(bare) >= 8 and i != current:
                score = holds(key, bare)
                score = 0.0 if score < ALIKE or holds(bare, key) < 0.5 else score
            if i == current and (not score or self._covered(bare)):
                continue
            score -= 0.001 * abs(i - current - 1) if score else 0
            if score > best_score:
                best, best_score = i, score
        return -1 if text.startswith("—") and best != current else best       # a subtitle begins nothing

    def _covered(self, bare: str) -> bool:
        """Whether the head of the open article has these words already."""
        return bare in "".join(skeleton(line.text) for line in self.open[-1].head)

    def _begin(self, line: Line, entry: int) -> None:
        head, before = self._kickers()
        self._give(before)
        self.pending = []
        self.used.add(entry)
        listed = self.contents.entries[entry].section
        section = listed or (self.section if self.section in self.contents.sections else "")
        if entry < max(self.used, default=0):
            self.doubts.append(Doubt(line.file, line.number, "次序与目录不同", line.text, 0.6))
        lead = [] if before else self._lead(entry)
        self.open.append(_Open([*head, line], entry, section, line.page))
        self.open[-1].column, self.open[-1].lead = self.column, lead
        self.section = ""

    def _lead(self, entry: int) -> list[Line]:
        """The paragraphs between the end of an article and the head of `entry` that tell of it: printed above their head."""
        stray, self.stray = self.stray, []
        if not 0 < len(stray) <= _LEAD or any(draft is not stray[0][0] for draft, _, _ in stray):
            return []
        lines, draft = [line for _, line, _ in stray], stray[0][0]
        text = "".join(line.text for line in lines)
        own, other = coverage(self.contents.entries[entry].text, text), coverage("".join(x.text for x in draft.head), text)
        if draft.body[-len(lines):] != lines or own <= other + _RATHER * (draft is not self.open[-1]):
            return []
        draft.body = draft.body[:-len(lines)]
        self.doubts = [doubt for doubt in self.doubts if not any(doubt in told for _, _, told in stray)]
        self.doubts.append(Doubt(lines[0].file, lines[0].number, "这一段印在题目前面，按字面归到题目下", lines[0].text[:40], 0.6))
        return lines

    def _kickers(self) -> tuple[list[Line], list[Line]]:
        """(lines of the head that begins, headings of the article that ends) among the display lines that wait."""
        if self.roles:
            cut = next((i for i, x in enumerate(self.pending) if x.role in HEAD_ROLES), len(self.pending))
            return self.pending[cut:], self.pending[:cut]
        cut = len(self.pending)
        while cut and not rank(self.pending[cut - 1].text) and not BYLINE.match(repair_line(self.pending[cut - 1].text)):
            cut -= 1
        return self.pending[cut:], self.pending[:cut]

    def _is_section(self, text: str, line: Line) -> bool:
        bare = plain(text).strip("【】〖〗")
        return bool(bare) and (bare in map(plain, self.contents.sections) or bare in map(plain, self.contents.columns)) and (
            line.level > 0 or len(bare) <= 12)

    def _column_head(self, line: Line, text: str) -> None:
        name = plain(text).strip("【】〖〗")
        if name in map(plain, self.contents.columns):
            self.section, self.column = "", name
            self.fates[-1] = Fate(line, "debris", "栏目名在版面上的重复，目录里已有")

    def _is_caption(self, index: int, line: Line, text: str) -> bool:
        if (line.level or self.roles or not self.open or not self.open[-1].body or is_terminal(text) or rank(text)
                or len(skeleton(text)) > 60 or BYLINE.match(text) or not text or text[-1] in "，、；"):
            return False
        if KICKER.search(plain(text)) or not (line.gap >= self.gap + _IMAGE_GAP or _PICTURED.match(text)):
            return False
        before = self.open[-1].body[-1].text
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        bare = not self.marked and not self.contents.entries
        if bare and after is not None and after.gap <= self.gap and (_may_end(before) or self.open[-1].closed):
            return False            # text goes on right below: without marks and contents more likely a title
        if is_terminal(before) or after is None:
            return True
        return self.joints.strength(before, after.text) >= self.joints.strength(before, text)

    def _above_subtitle(self, index: int, line: Line, text: str) -> bool:
        """A line that lost its mark: a title by the dash or the byline that begins the line below."""
        below = repair_line(self.lines[index + 1].text) if index + 1 < len(self.lines) else ""
        last = self.open[-1].body[-1].text if self.open and self.open[-1].body else ""
        return (not line.role and 4 <= len(skeleton(text)) <= _MAX_UNMARKED and text[-1:] not in "，、；。：" and not rank(text)
                and (below.startswith("——") or bool(BYLINE.match(below)) or _is_date(below))
                and not is_terminal(below) and len(below) < _MAX_UNMARKED
                and (not last or _may_end(last)))

    def _is_plain_title(self, index: int, line: Line, text: str) -> bool:
        """Without a contents page: a plain line between sentences, set off above, whose words come in the text below, not above."""
        if self.contents.entries or self.roles or line.level or self.pending:
            return False
        if not (self.open and self.open[-1].body and _may_end(self.open[-1].body[-1].text)) or is_terminal(text) or rank(text):
            return False
        if not _OWN - 1 <= len(skeleton(text)) <= _MAX_UNMARKED or re.search("[。；]|[，、]$", text) or DATE.match(plain(text)):
            return False
        if credit(text) is not None or not self._names_below(index, text, line.gap > self.gap):
            return False
        self.named.add(line.key)
        return True

    def _names_below(self, index: int, text: str, apart: bool = True) -> bool:
        """Whether the paragraphs below have more of the words of `text` than those above, or as many where it names a genre.
        Where it is not set `apart` from the text above, much more."""
        below = [x for x in self.lines[index + 1:index + 4] if not x.level]
        if not below or (len(below[0].text) <= _MAX_UNMARKED and not ends_sentence(below[0].text)):
            return False
        told = coverage(text, "".join(x.text for x in below))
        above = coverage(text, "".join(x.text for x in self.open[-1].body[-3:]))
        news = bool(_NEWS.match(repair_line(below[0].text)))
        if not apart:
            return "，" not in text and told > _TOLD and told > above + 2 * _CLEARLY - _CLEARLY * (news or _is_couplet(text))
        return (told > above + _CLEARLY and (told > _TOLD or news)) or (told >= above and bool(GENRE.search(plain(text))))

    def _is_signature(self, index: int, line: Line, text: str) -> bool:
        """Without any mark: the name of a body above a date, and the date below it, at the end of a letter."""
        if line.level or line.role or not self.open or not self.open[-1].body or self.pending:
            return False
        below = self.lines[index + 1] if index + 1 < len(self.lines) else None
        last = self.open[-1].body[-1]
        return (below is not None and not below.level and is_body_name(text) and bool(DATE.match(plain(below.text)))) or (
            bool(DATE.match(plain(text))) and is_body_name(repair_line(last.text)))

    def _is_display(self, index: int, line: Line, text: str) -> bool:
        if line.role or line.level:
            return not line.role or line.role in HEAD_ROLES or line.role == "heading"
        if len(skeleton(text)) > _MAX_DISPLAY or (credit(text) is not None and not BYLINE.match(text)):
            return False
        if (BYLINE.match(text) and not is_terminal(text)) or (text.startswith("——") and not is_terminal(text) and len(text) < 45):
            return True
        last = self.open[-1].body[-1].text if self.open and self.open[-1].body else ""
        if self.open and not last and names_author(text):
            return True
        over = not last or ends_sentence(last) or (_may_end(last) and not is_terminal(last)) or bool(END_NOTE.match(plain(last)))
        fresh = over or self.open[-1].closed or bool(self.pending)
        if is_list(text) or (not self.marked and self._is_row(index, text)):
            return False
        dated = PAREN_DATE.match(plain(text)) or PASSED.match(plain(text))
        if dated and (self.pending or (self.open and not self.open[-1].body)):
            return True
        if is_terminal(text) or text[-1:] in "，、；" or not fresh:
            return False
        if self.pending and self.pending[-1].level and len(skeleton(text)) <= _SECOND and not re.search("[，。；]", text):
            return True                 # the second line of a head
        if rank(text) == 2 or KICKER.search(plain(text)):
            return True
        cut = (_NEWS.match(text) and "，" in text) or self._goes_on_below(index, text)      # a picture or a page cut the sentence
        return not self.marked and not cut and text.count("，") <= 1 and len(skeleton(text)) <= _MAX_UNMARKED

    def _goes_on_below(self, index: int, text: str) -> bool:
        """Whether the paragraph below begins in the middle of a word or a phrase that `text` begins."""
        below = self.lines[index + 1] if index + 1 < len(self.lines) else None
        apart = self.lines[index].gap > self.gap        # a title is set off from what stands above it
        return not apart and below is not None and not below.level and len(below.text) > _MAX_UNMARKED and (
            self.joints.strength(text, repair_line(below.text)) >= _SURE)

    def _is_row(self, index: int, text: str) -> bool:
        """A row of a list: a name and what belongs to it, beside another such line."""
        near = [self.lines[k] for k in range(max(0, index - 2), min(len(self.lines), index + 3))]
        if is_body_name(text) and sum(is_body_name(line.text) and len(line.text) <= _SECOND for line in near) > 2:
            return True
        beside = (self.lines[k] for k in (index - 1, index + 1) if 0 <= k < len(self.lines))
        return bool(ROW.match(text)) and any(ROW.match(repair_line(line.text)) for line in beside)

    def _flush(self, index: int | None) -> None:
        """Running text comes: the display lines that wait are headings of the open article or the head of an unlisted one."""
        if not self.pending:
            return
        waiting, self.pending = [*self._kicker_above(), *self.pending], []
        if self.open and not self.open[-1].body and index is not None and not any(line.role in HEAD_ROLES for line in waiting):
            cut = next((i for i, line in enumerate(waiting) if self._is_subheading(line, waiting[:i])), len(waiting))
            self.open[-1].head += waiting[:cut]
            self.open[-1].body += waiting[cut:]
            return
        start = self._unlisted(waiting, index)
        below = self.lines[index].text if index is not None else ""
        self._give([self._as_head(line, below if line is waiting[-1] else "") for line in waiting[:start]])
        if start < len(waiting):
            head = waiting[start:]
            numbered = next((i for i, line in enumerate(head) if i and rank(line.text)), len(head))
            self.open.append(_Open(head[:numbered], -1, self.section, head[0].page))
            self.open[-1].body += head[numbered:]
            self.open[-1].column = self.column
            self.section = ""
            if self.contents.entries:
                self.doubts.append(Doubt(head[0].file, head[0].number, "目录里没有这一篇", head[0].text, 0.6))

    def _kicker_above(self) -> list[Line]:
        """Without a contents page: a short plain line between the end of a paragraph and a marked title, taken from the text."""
        if self.contents.entries or self.roles or not self.open or len(self.open[-1].body) < 2:
            return []
        before, line = self.open[-1].body[-2:]
        title, text = self.pending[0], repair_line(line.text)
        fits = _OWN <= len(skeleton(text)) <= _MAX_UNMARKED and not re.search("[。；：]", text) and not rank(text) and (
            text[-1:] not in "，、" and not is_terminal(text) and credit(text) is None and not is_list(text))
        if not (fits and title.level and not rank(title.text) and not line.level and line.gap < self.gap + _IMAGE_GAP) or not (
                ends_sentence(before.text) or credit(repair_line(before.text))):
            return []
        return [self.open[-1].body.pop()]

    def _as_head(self, line: Line, below: str) -> Line:
        """A few words between paragraphs are a heading where the text has no marks at all; more of them if the paragraph `below`
        does not go on with them."""
        text = repair_line(line.text)
        few = len(skeleton(text)) <= _HEAD and not re.search("[，。、；：！？（）\u3000]", text)
        apart = len(below) > _MAX_UNMARKED and not re.search("[。；：]", text) and not KICKER.search(plain(text)) and (
            self.joints.strength(text, below) < _KNOWN)
        head = (few or apart) and not self.marked and not line.role and not BYLINE.match(text) and not DATE.search(plain(text))
        return line._replace(role="heading") if head else line

    def _is_subheading(self, line: Line, above: Sequence[Line]) -> bool:
        """Numbered, or below the byline: the head is over."""
        text = repair_line(line.text)
        if BYLINE.match(text) or PAREN_DATE.match(plain(text)) or text.startswith("—"):
            return False
        if rank(text) or ORDINAL.match(text):
            return True
        return any(BYLINE.match(repair_line(x.text)) or PAREN_DATE.match(plain(x.text)) for x in (*self.open[-1].head, *above))

    def _unlisted(self, waiting: list[Line], index: int | None) -> int:
        """Where in `waiting` the head of an article begins that the contents does not list; len(waiting) for nowhere."""
        if not self.open:
            return 0
        last = self.open[-1]
        texts = [repair_line(line.text) for line in waiting]
        first = next((i for i, t in enumerate(texts) if not rank(t) and not ORDINAL.match(t)), len(texts))
        if self.roles:
            return next((i for i, line in enumerate(waiting) if line.role in HEAD_ROLES), len(waiting))
        if first == len(texts) or (
                last.body and not _may_end(last.body[-1].text) and not last.closed):
            return len(waiting)
        signed = any(BYLINE.match(t) or PAREN_DATE.match(plain(t)) or (is_body_name(t) and "的" not in t and len(skeleton(t)) <= 16)
                     for t in texts[first + 1:])
        announced = any(KICKER.search(plain(t)) for t in texts[first:-1]) or any(t.startswith("——") for t in texts[first + 1:])
        named = any(line.key in self.named for line in waiting)
        over = last.closed or (_is_signed_off(last.body) and not texts[first].startswith("附"))
        score = 3 * (over + named + signed) + 2 * announced + 2 * bool(GENRE.search(plain(texts[first])))
        if not self.contents.entries:
            lead = index is not None and bool(_NEWS.match(repair_line(self.lines[index].text)))
            unit_like = is_body_name(texts[first]) and len(skeleton(texts[first])) <= 12
            unit = unit_like and any(line.level and not rank(line.text) for line in waiting[first + 1:])
            called = index is not None and self.lines[index].text.endswith(("：", ":")) and len(self.lines[index].text) <= _SECOND
            plain_unit = not self.marked and unit_like and len(texts) > first + 1 and _is_title_like(texts[first + 1])
            score += 3 * ((unit and waiting[first].level > 0) or plain_unit) + 2 * called
            genre = index is not None and GENRE.search(plain(texts[first])) and self._names_below(index - 1, texts[first])
            score += self._title_rank(waiting[first]) + announced + bool(genre) + 2 * (lead and len(skeleton(texts[first])) >= 8)
        return first if score >= 3 else len(waiting)

    def _title_rank(self, line: Line) -> int:
        """Without a contents page marks alone must tell: a title has the highest mark, and more space before it."""
        if plain(line.text).endswith("——") or self._is_clauses(line):
            return 0
        if self.set_off and line.level:
            return 3 if line.gap > self.gap and (self.heads_known or len(skeleton(line.text)) >= _OWN) else 0
        titles, numbers = self.ranks.get(line.level, (0, 0))
        if titles > 2 and titles > 3 * numbers and len(skeleton(line.text)) >= _OWN:
            return 3
        numbered = [x.level for x in self.open[-1].body if x.level and rank(x.text)] if self.open else []
        if numbered and line.level and len(skeleton(line.text)) >= 8 and (line.level <= min(numbered) or line.gap > self.gap):
            return 3
        if self.open and self._above_head(line, self.open[-1]):
            return 3
        marks = [x.level for x in self.lines if x.level]
        top = min(marks, default=0)
        heads = {x.level for x in self.lines if x.level and rank(x.text)}
        if line.level and line.level == top and line.level not in heads:
            return 3
        signed = bool(self.open and self.open[-1].body and DATE.search(plain(self.open[-1].body[-1].text)))
        by_number = not self.marked and line.gap > self.gap and bool(
            self.open and any(rank(x.text) == 2 and len(x.text) <= _MAX_UNMARKED for x in self.open[-1].body))
        return int(line.gap > self.gap) + signed + (not self.marked) + by_number

    def _is_clauses(self, line: Line) -> bool:
        """Two clauses with a comma, not set off, in an article that is not closed: a heading; the halves of a title stand apart."""
        text = repair_line(line.text)
        return (line.level > 0 and line.gap <= self.gap and "，" in text and "\u3000" not in text and not KICKER.search(plain(text))
                and bool(self.open and self.open[-1].body and not self.open[-1].closed))

    def _above_head(self, line: Line, last: _Open) -> bool:
        """Whether a mark without a number ranks as high as the title of the open article, whose own heads, if any, rank lower."""
        title = min((x.level for x in last.head if x.level), default=0)
        own = [x.level for x in last.body if x.level]
        long = len(skeleton(line.text)) >= _OWN or bool(GENRE.search(plain(line.text)))
        return 0 < line.level <= title and long and bool(last.body) and all(level > line.level for level in own)

    def _give(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if self.open:
                self.open[-1].body.append(line)
            else:
                self.open.append(_Open([line], -1, "", line.page))

    def _prose(self, line: Line) -> None:
        told = len(self.doubts)
        target = self._target(line)
        over = bool(self.open) and self.open[-1].closed and credit(repair_line(line.text)) is None
        self.stray = [*self.stray, (target, line, self.doubts[told:])] if over else []
        before = target.body[-1].text if target.body else ""
        target.body.append(line)
        rest = "（" in before[-_CREDIT:] and _REST.fullmatch(line.text) is not None      # of a credit that a page cut
        if credit(repair_line(before + line.text if rest else line.text)) is not None:
            target.closed = True

    def _target(self, line: Line) -> _Open:
        if not self.open:
            self.open.append(_Open([], -1, "", line.page))
        last = self.open[-1]
        listed = BULLET.match(repair_line(line.text)) and any(BULLET.match(repair_line(x.text)) for x in last.body[-2:])
        own = credit(repair_line(line.text))
        if not last.closed or self.roles or listed or (own is not None and not own[0]):
            return last             # a source may have a unit's credit below it
        older = next((d for d in self.open[-3:-1][::-1] if not d.closed and d.body), None)
        end = last.body[-1].text
        if older is None or not (is_terminal(end) or credit(end) is not None):
            return last
        self.doubts.append(Doubt(line.file, line.number, "上一篇已有落款，这一段接到更前面没有落款的一篇", line.text[:40], 0.7))
        return older
