"""Reading order of pages whose titles stand away from their texts: frames, starts, continuations (facts: sources, 5)."""
from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from convert.importer.characters import (
    BULLET,
    BYLINE,
    DATE,
    GENRE,
    KICKER,
    ORDINAL,
    PAREN_DATE,
    ROW,
    SERIES,
    credit,
    is_terminal,
    plain,
    rank,
    skeleton,
)
from convert.importer.headlines import are_halves, are_sure_halves, with_right_half
from convert.importer.matching import Joints, coverage
from convert.importer.records import Doubt, Draft, Line
from convert.importer.repair import GAP, repair_line
from convert.importer.segment import Segments
from convert.importer.wrapped import Item, joined

_DATE_LEAD = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日")
_TITLE = 6                  # characters of a title that is known by its words
_FEW = 4                    # characters that are too few for a title without a byline
_NAMED, _USUAL, _CLEAR = 3.0, 0.3, 0.15    # weight of the words that a head shares with its text; how many usually; clearly more
_BELOW_HEAD, _ONE_MORE = 3.0, 4.0          # score of a beginning below a title; cost of one more title on a page
_AWAITED = 3.0              # of going on with an article that nothing cut, where another is cut
_SURE, _KNOWN = 4.0, 8.0    # strength of a joint that is sure, of one whose every string is known
_BRIEF = 3.0                # score of a piece of news below the end of an article without a credit
_OPENING = 3                # paragraphs that tell what an article is about
# how paragraphs begin, and how much likelier an article begins there: news, a speech, the gist in points, a speaker's last appeal
_LEADS = ((_DATE_LEAD, 1.0), (re.compile(r"(?:近日|近期|日前|连日来|为|去年以来|今年以来|近年来|据)"), 0.7),
          (re.compile("今天，?[^，。]{0,8}(?:召开|举行|相聚)"), 1.5), (BULLET, 1.0),
          (re.compile("(?:同志们|朋友们|各位(?:代表|委员|同志))，"), -1.0))
_SERIAL = re.compile("第[一二三四五六七八九十]{1,2}[^，。、：]{1,2}[：:\u3000]")      # 第一课：
_LATER = "(?:[二三四五六七八九]|十[一二三四五六七八九]?)"
_COUNTED = re.compile(rf"{_LATER}(?:、|是|要[^闻点素])|[（(]{_LATER}[）)]|第{_LATER}(?:[，、]|[章节条部])|"
                      r"(?:[2-9]|1\d)[.．、](?!\d)")
_CALLED = re.compile("(?:同志|朋友|代表|委员|来宾|领导|职工|工友|女士|先生|大家)们?[：:]$")
_WHOLE = 60                 # characters of an article of one paragraph at least
_THANKS = re.compile("谢谢(?:大家|各位)?[！。!]$")         # the last words of a speech
_REST = 8                   # characters of the last line of a paragraph, when it stands alone
_SALUTATION = 30            # characters of a salutation at most


class _Story:
    """An article that is being put together."""

    def __init__(self, page: int):
        self.head: list[Line] = []
        self.body: list[Line] = []
        self.page = page
        self.closed = False
        self.last_full = False
        self.headed = False         # it ends with a heading so far
        self.turn = 0               # number of the page where it was last gone on with
        self.begun = 0              # and of the page where it begins

    @property
    def end(self) -> str:
        return self.body[-1].text if self.body else ""

    @property
    def open(self) -> bool:
        return self.cut and not self.headed

    @property
    def cut(self) -> bool:
        """Whether its last line ends in mid-sentence or is a heading."""
        return bool(self.body) and not self.closed and not is_terminal(self.end) and not DATE.match(plain(self.end))

    def goes_on(self, item: Item) -> bool:
        """Whether `item` may be the rest of its last sentence, which may have been taken for a heading."""
        return self.open or (self.cut and item.first is False)


def titles_trail(pages: Sequence[Sequence[Item]]) -> bool:
    """Whether titles come after their texts: clusters that end a page, against clusters that have running text below."""
    trailing = leading = 0
    whole = [item for items in pages for item in items]
    ends = len(whole) > 1 and not whole[0].display and whole[-1].display
    for items in pages:
        clusters = [i for i, item in enumerate(items) if item.display and not is_heading(items, i)]
        for i in clusters:
            if i + 1 == len(items) and i > 0:
                trailing += 1
            elif i == 0:
                leading += 1
    return (trailing > 3 and trailing > 1.5 * leading) or (ends and trailing > 1 and not leading)


def is_heading(items: Sequence[Item], index: int) -> bool:
    """Whether a cluster is a head inside an article: numbered, ending with a dash, or a line between two unclosed paragraphs."""
    item = items[index]
    text = item.text
    if rank(text) or ORDINAL.match(plain(text)) or _SERIAL.match(text):
        return True
    before = items[index - 1] if index else None
    after = items[index + 1] if index + 1 < len(items) else None
    if text.endswith("——") and after is not None:
        return True
    if before is not None and before.display and before.text.endswith("——") and after is not None and not after.display:
        return True
    if len(item.lines) > 1 or before is None or after is None or after.display or before.display:
        return False
    if len(plain(text)) <= _FEW and not before.closed and not before.open:
        return True
    return not before.closed and not before.open and after.first is not False


def _may_be_heading(items: Sequence[Item], index: int, joints: Joints) -> bool:
    """Whether a cluster of a line or two between paragraphs that ended has nothing of a title: no byline, subtitle or kicker, no
    parts set apart, no genre.  No heading stands in a sentence, but a line of the sentence may be taken for one."""
    item = items[index]
    texts = [repair_line(line.text) for line in item.lines]
    before = items[index - 1] if index else None
    if index + 1 >= len(items) or items[index + 1].display or len(texts) > 2:
        return False
    cut = before is not None and before.open and before.last_full and not joints.strength(before.text, item.text)
    if before is not None and (before.display or before.closed or cut):
        return False
    if GAP in item.text or GENRE.search(plain(item.text)) or SERIES.search(plain(item.text)):
        return False
    return not any(BYLINE.match(t) or t.startswith("——") or KICKER.search(plain(t)) or PAREN_DATE.match(plain(t)) for t in texts)


def _names_above(items: Sequence[Item], index: int) -> bool:
    """Whether a line between two paragraphs names what stands above it rather than what stands below: a title, no heading."""
    text = items[index].text
    if rank(text) or ORDINAL.match(plain(text)) or text.endswith("——") or _SERIAL.match(text):
        return False
    called = index + 1 < len(items) and items[index + 1].text.endswith(("：", ":")) and len(items[index + 1].lines) == 1
    if GENRE.search(plain(text)) or called:
        return True
    if len(skeleton(text)) < _TITLE:
        return False
    above = below = ""
    for item in reversed(items[:index]):
        if item.display and item.lines != items[index].lines:
            break
        above = item.text + above
    for item in items[index + 1:]:
        if item.display:
            break
        below += item.text
    return coverage(text, above) > max(_USUAL, coverage(text, below) + _CLEAR)


def _named(items: Sequence[Item], start: int, heads: Sequence[int]) -> float:
    """How much of the next head's words stand in the paragraphs that begin at `start`."""
    head = next((h for h in heads if h > start), None)
    if head is None:
        return 0.0
    texts = [item.text for item in items[start:head] if not item.display]
    return coverage(items[head].text, "".join(texts[:_OPENING]))


def put_in_order(pages: Sequence[Sequence[Item]], joints: Joints, places: Mapping[int, int] | None = None) -> Segments:
    """Articles in the order of their beginnings; every head goes to a start on its own page.
    `places`: numbers of the lines that are known to print an entry's title."""
    return _Desk(joints, places or {}).run(pages)


class _Desk:
    def __init__(self, joints: Joints, places: Mapping[int, int]):
        self.joints = joints
        self.places = places
        self.stories: list[_Story] = []
        self.doubts: list[Doubt] = []
        self.turn = 0
        self.half = -1              # index on this page of the right half of a headline
        self.whole: _Story | None = None        # the article of that headline
        self.resumed: _Story | None = None      # that the first line of this page goes on with

    def run(self, pages: Sequence[Sequence[Item]]) -> Segments:
        for index, items in enumerate(pages):
            if items:
                self.turn += 1
                following = pages[index + 1] if index + 1 < len(pages) else ()
                later = next((item for item in following if not item.display and item.first is not True), None)
                self._page(items, later)
        drafts = tuple(Draft(tuple(s.head), tuple(s.body), page=s.page) for s in self.stories)
        return Segments(drafts, tuple(self.doubts))

    def _page(self, items: Sequence[Item], later: Item | None) -> None:
        items = [part for item in items for part in self._parted(item)]
        self.resumed = self._resumed(items[0])
        heads = [i for i, item in enumerate(items) if item.display and (
            not is_heading(items, i) or _names_above(items, i) or self._entries(item.lines))]
        heads = self._without_headings(items, heads)
        self.half, self.whole = -1, None
        self.half = self._right_half(items, heads)
        heads = [h for h in heads if h != self.half]
        starts = self._starts(items, heads)
        splice = self._splice(items, starts, later) if self.half < 0 else None
        if splice:
            index, line = splice
            items, heads, starts = _cut(items, heads, starts, index, line)
            self._report_splice(items[index + 1])
        waiting = [items[i] for i in heads]
        current: _Story | None = None
        fresh = True                # a frame begins
        for i, item in enumerate(items):
            if item.display:
                if i in heads or i == self.half:
                    fresh = True
                else:
                    if i in starts:
                        current = self._begun(item, waiting)
                    current = current or self._unfinished(item)
                    current.body.append(_as_line(item))
                    current.headed, fresh = True, False
                continue
            if i in starts:
                current = self._begun(item, waiting)
            elif current is None or (fresh and not _is_listed(items, i)) or (splice and i == splice[0] + 1):
                fresh = True
                own = self.whole if self.half >= 0 and self._is_above_half(items, i, heads) else None
                current = own or self._continued(item, current, resumed=bool(splice and i == splice[0] + 1))
            self._add(current, item, fresh and i not in starts)
            fresh = current.closed
        for item in waiting:        # more heads than texts on this page
            story = _Story(item.lines[0].page)
            story.head += item.lines
            self.stories.append(story)
            self.doubts.append(Doubt(item.lines[0].file, item.lines[0].number, "这个题目在本页没有找到正文", item.text, 0.2))

    def _without_headings(self, items: Sequence[Item], heads: list[int]) -> list[int]:
        """`heads` without the clusters that may be headings inside an article: those that have no beginning of an article above
        them, and those below which none begins though a title comes."""
        if not self.stories:
            return heads
        sure = [i for i in heads if not _may_be_heading(items, i, self.joints) or self._entries(items[i].lines)]
        out: list[int] = []
        for i in heads:
            above = max((h for h in out if h < i), default=-1) + 1
            below = min((h for h in sure if h > i), default=-1)
            both = sorted({*sure, i})
            own = self._best_start(items, above, i, both)
            if i not in sure and below >= 0:
                other = self._best_start(items, i + 1, below, both) - _BELOW_HEAD
                own = min(own, own + other - self._best_start(items, above, below, sure) - _ONE_MORE)
            if i in sure or own > 0 or (i == 0 and self._stands_above(items, below, both)):
                out.append(i)
        return out

    def _stands_above(self, items: Sequence[Item], below: int, heads: Sequence[int]) -> bool:
        """Whether the cluster at the top of a page is the title of the text below it: an article begins there, and another one for
        the next title, `below`."""
        end = below if below >= 0 else len(items)
        told = coverage(items[0].text, "".join(item.text for item in items[1:1 + _OPENING] if not item.display))
        first = self._score(items, 1, heads) - _BELOW_HEAD + _NAMED * (told - _USUAL)
        begun = [1] * (first > 0) + [k for k in range(2, end) if self._begins_well(items, k, heads) > 0]
        return begun[:1] == [1] and len(begun) > (below >= 0)

    def _resumed(self, item: Item) -> _Story | None:
        """The story that was cut on the page before and that `item`, at the top of a page, goes on with."""
        cut = [s for s in self.stories if s.open and s.turn == self.turn - 1]
        joints = [(self.joints.strength(s.end, item.text), -k, s) for k, s in enumerate(cut)]
        best = max(joints, key=lambda found: found[:2], default=None)
        return best[2] if best and best[0] > 0 and not item.display and item.first is False else None

    def _right_half(self, items: Sequence[Item], heads: Sequence[int]) -> int:
        """The one head of this page that is the right half of a headline over two pages: the text above it goes on with an article
        that began on the page before, and fewer begin than there are heads.  It is given to that article; -1 for none."""
        sure = [(s, h) for s in self.stories if s.begun == self.turn - 1 for h in heads
                if self._entries(s.head) & self._entries(items[h].lines) or are_sure_halves(s.head, items[h].lines)]
        if sure:
            return self._with_half(*sure[0], items)
        left = next((s for s in reversed(self.stories) if s.begun == self.turn - 1 and s.head and not s.closed), None)
        if left is None or sum(self._begins_well(items, i, heads) > 0 for i in range(len(items))) >= len(heads):
            return -1
        halves = [h for above, h in zip([-1, *heads], heads, strict=False)
                  if self._best_start(items, above + 1, h, heads) <= 0 and self._goes_on_above(items, above + 1, h, left)]
        if len(halves) != 1:
            return -1
        return self._with_half(left, halves[0], items) if are_halves(left.head, items[halves[0]].lines) else -1

    def _entries(self, lines: Sequence[Line]) -> set[int]:
        """The entries of the contents whose titles the lines print."""
        return {self.places[line.key] for line in lines if line.key in self.places}

    def _with_half(self, left: _Story, half: int, items: Sequence[Item]) -> int:
        """`half`, whose lines the head of `left` has now."""
        right = [line._replace(role=line.role or "half") for line in items[half].lines]
        left.head = list(with_right_half(left.head, right))
        self.whole = left
        line = items[half].lines[0]
        reason = "题目横跨两页，这是右半，已接到前一页那一篇的题目后面"
        self.doubts.append(Doubt(line.file, line.number, reason, items[half].text, 0.6))
        return half

    def _parted(self, item: Item) -> list[Item]:
        """A cluster that prints the titles of several entries of the contents, cut before the second and those behind it."""
        out: list[Item] = []
        seen: set[int] = set()
        start = 0
        for k, line in enumerate(item.lines):
            own = self._entries([line])
            if own - seen and seen:
                out.append(item._replace(lines=item.lines[start:k]))
                start = k
            seen |= own
        return [*out, item._replace(lines=item.lines[start:])]

    def _is_above_half(self, items: Sequence[Item], i: int, heads: Sequence[int]) -> bool:
        """Whether the frame that begins with item `i` is the last above the right half of a headline: its article goes on."""
        frame = items[i:self.half] if i < self.half else ()
        return bool(frame) and not any(h in heads for h in range(i, self.half)) and not any(item.closed for item in frame[:-1])

    def _goes_on_above(self, items: Sequence[Item], first: int, head: int, story: _Story) -> bool:
        """Whether the frame above `head` (the one below it, at the top of a page) may go on with `story`."""
        text = next((item for item in items[first:head] if not item.display), None)
        if text is None:
            text = items[head + 1] if head == 0 and len(items) > 1 and items[1].first is False and story.open else None
        rest = text is items[0] and not self._is_awaited() and (items[head - 1].closed or items[head - 1].open)
        return text is not None and (story.open or text.begins is not False or rest)

    def _best_start(self, items: Sequence[Item], first: int, end: int, heads: Sequence[int]) -> float:
        """The score of the paragraph from `first` to `end` that looks most like the beginning of an article."""
        return max((self._begins_well(items, k, heads) for k in range(first, end) if not items[k].display), default=-1.0)

    def _begins_well(self, items: Sequence[Item], i: int, heads: Sequence[int]) -> float:
        """How much item `i` looks like the beginning of an article, of which the next head speaks."""
        return -9.0 if items[i].display else self._score(items, i, heads) + _NAMED * (_named(items, i, heads) - _USUAL)

    def _begun(self, item: Item, waiting: list[Item]) -> _Story:
        """A new story that begins with `item`, under the first of the heads that wait."""
        story = _Story(item.lines[0].page)
        story.begun = self.turn
        self.stories.append(story)
        if waiting:
            story.head += waiting.pop(0).lines
        return story

    def _starts(self, items: Sequence[Item], heads: Sequence[int]) -> frozenset[int]:
        """The paragraphs of a page that begin articles, as many as there are heads: one above every head that looks like it, then
        others that do, then the likeliest above the heads that are left."""
        marks = sorted({*heads, self.half} - {-1})
        texts = [i for i, item in enumerate(items) if not item.display]
        scored = sorted(((self._begins_well(items, i, marks), -i) for i in texts), reverse=True)
        zones = [[found for found in scored if above < -found[1] < head] for above, head in zip([-1, *heads], heads, strict=False)]
        best = [zone[0] for zone in zones if zone and zone[0][0] > 0]
        best += [found for found in scored if found not in best and found[0] > 0]
        best += [zone[0] for zone in zones if zone and not any(found in best for found in zone)]
        best += [found for found in scored if found not in best]
        chosen = frozenset(_below_headings(items, -i, marks) for score, i in best[:len(heads)] if score > -6)
        if not self.stories and not chosen and scored:
            return frozenset({next(i for i, item in enumerate(items) if not item.display)})
        return chosen

    def _splice(self, items: Sequence[Item], starts: frozenset[int], later: Item | None) -> tuple[int, int] | None:
        """(item, line) where the text of a page goes over to an article left open before, without a sign of it on the page.

        Looked for only where an article is cut in mid-sentence, every frame of the page begins one of its own, and the next page
        goes on in mid-sentence: there the joints before and after both have to fit better than the plain run of lines.
        """
        cut = [s for s in self.stories[-3:] if s.open]
        frames = [i for i, item in enumerate(items) if not item.display and (i == 0 or items[i - 1].display or items[i - 1].closed)]
        if not cut or later is None or any(i not in starts for i in frames):
            return None
        end = cut[-1].end
        best: tuple[float, int, int] = (1.0, -1, -1)
        for i, item in enumerate(items):
            if item.display or (item.open and i + 1 == len(items)):
                continue
            texts = [repair_line(line.text) for line in item.lines]
            for k in range(1, len(texts)):
                if is_terminal(texts[k - 1]):
                    continue
                gain = (self.joints.strength(end, texts[k]) + self.joints.strength(texts[k - 1], later.text)
                        - self.joints.strength(texts[k - 1], texts[k]) - self.joints.strength(end, later.text))
                if gain > best[0]:
                    best = (gain, i, k)
        return best[1:] if best[1] >= 0 else None

    def _report_splice(self, item: Item) -> None:
        line = item.lines[0]
        reason = "从这一行起接回前面没有完的一篇（依据上下文的接口，版面上没有记号）"
        self.doubts.append(Doubt(line.file, line.number, reason, line.text, 0.6))

    def _score(self, items: Sequence[Item], i: int, heads: Sequence[int]) -> float:
        item = items[i]
        top = _below_headings(items, i, heads)
        before = items[top - 1] if top else None
        if _goes_on_counting(items[top].text) or item.text.count("”") > item.text.count("“"):
            return -9.0             # after 一, in the midst of a quotation
        whole = credit(item.text)
        if item.ends_credit or (whole and not whole[0]) or _is_listed(items, i) or DATE.match(plain(item.text)):
            return -9.0
        if i == 0 and item.closed and len(item.text) < _WHOLE and any(not s.closed for s in self.stories[-1:]):
            return -9.0             # the last lines of an article
        score = 0.0
        if before is None:
            score += 2.0 + self._first_on_page(item)
        elif before.display:
            score += _BELOW_HEAD if top - 1 in heads else -4.0 - 4.0 * _goes_on_counting(before.text)
        elif before.closed or _THANKS.match(before.text):
            score += 4.0 if item.first or not any(s.open for s in self.stories) else 2.0
        elif before.open:
            return -9.0
        else:
            score += -4.0 + before.text.endswith("！") + 0.3 * (not before.last_full) + _BRIEF * _is_brief(items, i, heads)
        text = item.text
        rest = _is_rest(item) or ROW.match(text) is not None         # of a sentence, of a list
        score += {True: 1.5, False: -2.0, None: 0.0}[item.begins] + 3.0 * _calls(text) - 4.0 * rest
        if before is None or before.display or before.closed:
            score += 1.4 if _titled(items, i, heads) else -1.4
        cut = [s for s in self.stories[-6:] if s.open and (i == 0 or s is not self.resumed)]
        joint = max((self.joints.strength(s.end, text) for s in cut), default=0.0)
        if i == 0 and joint >= _KNOWN:
            return -9.0
        score -= min(4.0, joint)
        return score + next((weight for lead, weight in _LEADS if lead.match(text)), 0.0)

    def _first_on_page(self, item: Item) -> float:
        alive = [s for s in self.stories if not s.closed and (s.open or s.turn >= self.turn - 1)]
        if not alive:
            return 4.0
        if any(s.open for s in alive):
            joint = max((self.joints.strength(s.end, item.text) for s in alive if s.open and s.turn == self.turn - 1), default=0.0)
            awaited = item.first is False and joint > 0
            return {True: -2.0 if joint >= _SURE else 1.0, None: -0.5, False: -2.0 - 3.0 * awaited}[item.begins]
        return -0.5

    def _unfinished(self, item: Item) -> _Story:
        if not self.stories:
            self.stories.append(_Story(item.lines[0].page))
        return next((s for s in reversed(self.stories) if not s.closed), self.stories[-1])

    def _continued(self, item: Item, current: _Story | None, resumed: bool) -> _Story:
        """The story that a frame goes on with: by the joint when it begins in mid-sentence, else the last one unfinished.
        After a splice (`resumed`) it is never the one that was just left."""
        alive = [s for s in self.stories[-6:] if not s.closed and not (resumed and s is current)]
        if not alive:
            return current or self._unfinished(item)
        return min(alive, key=lambda s: (self._distance(s, item) + (s is current), -self.stories.index(s)))

    def _distance(self, story: _Story, item: Item) -> float:
        """The cost of `item` as what goes on with `story`: by the joint if that is cut, by the pages that lie between."""
        skipped = max(0, self.turn - 1 - story.turn)
        if story.goes_on(item):
            quoting = story.end.count("“") - story.end.count("”") == item.text.count("”") - item.text.count("“") > 0
            return skipped + 3.0 * (item.first is True) - min(8.0, self.joints.strength(story.end, item.text) + _SURE * quoting)
        ended = bool(_THANKS.match(story.end))
        begun = 5.0 * (item.first is False) - 1.0 * (item.first is True)
        return 2.0 * skipped + begun + 5.0 * ended + _AWAITED * self._is_awaited()

    def _is_awaited(self) -> bool:
        """Whether the page before cut an article in mid-sentence."""
        return any(s.open and s.turn == self.turn - 1 for s in self.stories)

    def _add(self, story: _Story, item: Item, resumed: bool) -> None:
        """Append a paragraph; the first of a resumed frame goes on with the last one if that is cut, or is full."""
        line = _as_line(item)
        credited = item.ends_credit and story.end.rfind("（") > story.end.rfind("）")        # cut at its marks
        join = credited or (resumed and bool(story.body) and (
            story.goes_on(item) or (story.last_full and item.first is False)))
        if join:
            last = story.body[-1]
            story.body[-1] = last._replace(text=joined(last.text, line.text))
        else:
            story.body.append(line)
        story.closed = (item.closed and not item.ends_credit) or (join and _closes(story.end))
        story.last_full, story.headed = item.last_full, False
        story.turn = self.turn


def _is_brief(items: Sequence[Item], i: int, heads: Sequence[int]) -> bool:
    """Whether a piece of news begins with paragraph `i`: with a date, and a credit ends it right above the next title."""
    head = next((h for h in heads if h > i), None)
    if head is None or items[i].begins is False or not _DATE_LEAD.match(items[i].text):
        return False
    return [k for k in range(i, head) if items[k].closed] == [head - 1]


def _is_listed(items: Sequence[Item], i: int) -> bool:
    """Whether paragraph `i` and one above it in its frame begin with bullets: news in brief, each perhaps with a credit."""
    if not BULLET.match(items[i].text):
        return False
    above = itertools.takewhile(lambda item: not item.display, reversed(items[:i]))
    return any(BULLET.match(item.text) for item in above)


def _goes_on_counting(text: str) -> bool:
    """Numbered, and not the first: 二、 （三） 三是 begin no article."""
    return bool(_COUNTED.match(plain(text)))


def _calls(text: str) -> bool:
    """A salutation by itself: 同志们：, 各位委员，同志们："""
    called = "[。；]" if _CALLED.search(text) else "[，。；]"
    return text.endswith(("：", ":")) and len(text) <= _SALUTATION and not re.search(called, text)


def _is_rest(item: Item) -> bool:
    """The last words of a sentence on a line of their own."""
    alone = item.first is None and len(item.lines) == 1
    return alone and len(item.text) <= _REST and is_terminal(item.text) and not _calls(item.text)


def _below_headings(items: Sequence[Item], i: int, heads: Sequence[int]) -> int:
    """`i`, or the first of the headings right above it that begin a frame: an article may begin with 第一章."""
    top = i
    while top and items[top - 1].display and top - 1 not in heads:
        top -= 1
    begins = top < i and (not top or items[top - 1].display or items[top - 1].closed)
    return top if begins else i


def _titled(items: Sequence[Item], start: int, heads: Sequence[int]) -> bool:
    """Whether the frame that begins at `start` is the one right above a title."""
    for i in range(start, len(items)):
        if i in heads:
            return True
        if items[i].closed:
            return i + 1 in heads
    return False


def _cut(items: Sequence[Item], heads: list[int], starts: frozenset[int], index: int,
         line: int) -> tuple[list[Item], list[int], frozenset[int]]:
    """`items` with the one at `index` parted before its `line`-th line; indices behind it move on by one."""
    item = items[index]
    parts = [item._replace(lines=item.lines[:line], last_full=True), item._replace(lines=item.lines[line:], first=False)]
    return ([*items[:index], *parts, *items[index + 1:]], [h + (h > index) for h in heads],
            frozenset(s + (s > index) for s in starts))


def _closes(text: str) -> bool:
    return credit(text) is not None


def _as_line(item: Item) -> Line:
    return item.lines[0]._replace(text=repair_line(item.text), joined=True)
