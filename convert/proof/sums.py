"""Numbers that must agree with each other: totals of tables, members of a list, shares and changes told in one sentence."""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from convert.diagnostics import Diagnostic, diagnose
from convert.model.nodes import Article, Block, Heading, List, Paragraph, Table, child_blocks, plain_text, walk
from convert.model.numerals import value_of
from convert.proof.text import Passage, Rule, article_passages, at_words, of_inlines

_TOTAL = re.compile("^(?:合计|总计|总和)$")
_NUMBER = re.compile("-?[0-9]+(?:\\.[0-9]+)?$")
_COUNTED = re.compile("(?:以下|如下|下列|这|记住|约定了?|做到|备好)([两三四五六七八九十]|[2-9])(?:条|项|点|件事?|步|个方面|样"
                      "|个要求|种情形?|个问题)"
                      "(?:[^。；：0-9，]{0,8})(?:：|$)")
_UP = "增加|增长|提高|提升|上升|升|扩大|增"
_DOWN = "减少|下降|降低|降|缩短|缩小|回落"
_UNIT = "(?:%|万|亿|[个名人元件次吨份家天年起分克米座间台辆盏]|公里|小时|分钟|人次|亿元|万元)"
_CHANGE = re.compile(f"(?:由|从)[^，。；：由从0-9]{{0,6}}([0-9]+(?:\\.[0-9]+)?)({_UNIT}?)[^，。；0-9]{{0,4}}?({_UP}"
                     f"|{_DOWN})(?:到|至|为)了?"
                     f"([0-9]+(?:\\.[0-9]+)?)({_UNIT}?)")
_SHARE = re.compile("([0-9]+)人中有?([0-9]+)人[^。；0-9]{0,12}占([0-9.]+)%")
_OF_ALL = re.compile("([0-9]+)(人次?|件|份|家|个|户|名)[^。；0-9]{0,14}的?(?:只有|有"
                     "|其中)([0-9]+)\\2[^。；0-9]{0,3}，占(?:比)?([0-9.]+)%")
_GROWTH = re.compile("([0-9]+)([件人个份家户起次名])，比[^，。；0-9]{1,12}?(增加|减少)了?([0-9]+)\\2，(?:增长|下降|增幅为?"
                     "|降幅为?)了?([0-9.]+)%")
_TITLED = re.compile("(?:一共|共|这|的)([两三四五六七八九十]|[2-9])(?:步|招|条|件事|个步骤)$")
_WHOLE_NUMBER = re.compile("(?<![0-9.,:])[0-9]{4,}(?![0-9.,:年])")
_COUNT = re.compile("(?<![0-9.,:])([0-9]{3,})([\u3400-\u9fff])(?<![年月日时分])")
_SETTLED = 2                # times a number must stand for one with two digits exchanged to be doubted
_SECOND = re.compile("(?<=[，。；])第二(?:，|是|要)")
_NEAR = Decimal("0.6")      # of the last place shown: what rounding explains


def totals(article: Article) -> Iterator[Diagnostic]:
    """P107: the row 合计 of a table is not the sum of the rows above it."""
    for table in (block for block in walk(article.blocks) if isinstance(block, Table)):
        rows = [[plain_text(cell.inlines).strip() for cell in row.cells] for row in table.body]
        if len(rows) <= 2 or not rows[-1] or not _TOTAL.match(rows[-1][0]) or len({len(row) for row in rows}) > 1:
            continue
        for column, cells in list(enumerate(zip(*rows, strict=True)))[1:]:
            right = _sum_of(cells)
            if right is not None:
                found = diagnose("P107", table.body[-1].cells[column].span, found=cells[-1], right=right,
                                 excerpt="　".join(rows[-1])[:30])
                yield at_words(found, cells[-1])


def _sum_of(cells: Sequence[str]) -> Decimal | None:
    """What the last of the cells should be, the sum of the others; None where it is, or where some are no numbers."""
    if not all(_NUMBER.match(cell) for cell in cells):
        return None
    *parts, total = map(Decimal, cells)
    right = sum(parts, Decimal())
    return right if abs(right - total) > _rounding(cells) * (len(parts) if "." in "".join(cells) else 0) else None


def _rounding(cells: Sequence[str]) -> Decimal:
    return _NEAR.scaleb(-max(len(cell.partition(".")[2]) for cell in cells))


def counted(article: Article) -> Iterator[Diagnostic]:
    """P106: 请记住三条： before a list of four."""
    yield from _counted(article.blocks)
    for block in walk(article.blocks):
        yield from _counted(child_blocks(block))


def _counted(blocks: tuple[Block, ...]) -> Iterator[Diagnostic]:
    for n, (block, following) in enumerate(itertools.pairwise(blocks), 1):
        if isinstance(block, Paragraph) and isinstance(following, List | Heading) and (passage := of_inlines(block.inlines, block)):
            match = next((m for m in _COUNTED.finditer(passage.text) if m.end() == len(passage.text.rstrip())), None)
            members = len(following.items) if isinstance(following, List) else _headings_alike(blocks[n:])
            if match and value_of(match[1]) != members:
                yield passage.finding("P106", match.start(1), match.end(), members=members)


def _headings_alike(blocks: tuple[Block, ...]) -> int:
    """How many headings of the rank of the first come before one of a rank above."""
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    end = next((n for n, level in enumerate(levels) if level < levels[0]), len(levels))
    return levels[:end].count(levels[0])


def titled(article: Article) -> Iterator[Diagnostic]:
    """P106: a title of seven steps above the one numbered list of the article, which has eight."""
    lists = [block for block in article.blocks if isinstance(block, List) and block.ordered]
    match = _TITLED.search(article.metadata.title)
    if match and len(lists) == 1 and value_of(match[1]) != len(lists[0].items):
        yield at_words(diagnose("P106", article.span, found=match[0], members=len(lists[0].items), excerpt=article.metadata.title),
                       article.metadata.title)


def turned(article: Article) -> Iterator[Diagnostic]:
    """P108: 321盏 once in an article that says 312盏 again and again."""
    hits: dict[tuple[str, str], list[tuple[Passage, int, int]]] = {}
    for passage in article_passages(article):
        for match in _COUNT.finditer(passage.text):
            hits.setdefault((match[1], match[2]), []).append((passage, *match.span()))
    for (number, unit), places in hits.items():
        right = min((other for other in _swapped(number) if len(hits.get((other, unit), ())) >= _SETTLED), default="")
        if right and len(places) == 1:
            passage, begin, end = places[0]
            yield passage.finding("P108", begin, end, right=right + unit)


def _swapped(number: str) -> frozenset[str]:
    """`number` with two neighbours of its digits exchanged, in every place."""
    turned = {number[:i] + number[i + 1] + number[i] + number[i + 2:] for i in range(len(number) - 1)}
    return frozenset(turned - {number})


def of_tables(article: Article) -> Iterator[Diagnostic]:
    """P108: 1213 in the text, 1231 in a table of the article."""
    tables = [block for block in walk(article.blocks) if isinstance(block, Table)]
    told = {plain_text(cell.inlines).strip() for table in tables for row in table.body for cell in row.cells}
    known = {number for number in told if _WHOLE_NUMBER.fullmatch(number)}
    for passage in article_passages(article) if known else ():
        for match in _WHOLE_NUMBER.finditer(passage.text) if isinstance(passage.block, Paragraph) else ():
            if match[0] not in known and (right := min(_swapped(match[0]) & known, default="")):
                yield passage.finding("P108", *match.span(), right=right)


def changes(passage: Passage) -> Iterator[Diagnostic]:
    """P108: 由61.3%提高到58.7%, shares and rates that the numbers beside them do not give."""
    text = passage.text
    for match in _CHANGE.finditer(text) if "到" in text or "至" in text or "为" in text else ():
        before, after = Decimal(match[1]), Decimal(match[4])
        same = match[2] == match[5] or not match[2]
        if same and (after < before if re.match(_UP, match[3]) else after > before):
            yield passage.finding("P108", *match.span(), right="减少" if after < before else "增加")
    if "%" not in text:
        return
    for match in _SHARE.finditer(text):
        yield from _rate(passage, match, Decimal(match[2]), Decimal(match[1]), match[3])
    for match in _OF_ALL.finditer(text):
        yield from _rate(passage, match, Decimal(match[3]), Decimal(match[1]), match[4])
    for match in _GROWTH.finditer(text):
        now, step = Decimal(match[1]), Decimal(match[4])
        yield from _rate(passage, match, step, now - step if match[3] == "增加" else now + step, match[5])


def _rate(passage: Passage, match: re.Match[str], part: Decimal, whole: Decimal, shown: str) -> Iterator[Diagnostic]:
    places = len(shown.partition(".")[2])
    right = part * 100 / whole if whole > 0 else Decimal(shown)
    if abs(right - Decimal(shown)) > _NEAR.scaleb(-places):
        yield passage.finding("P108", *match.span(), right=f"{right:.{places}f}%")


def mixed_ordinals(passage: Passage) -> Iterator[Diagnostic]:
    """P109: 首先……第二……"""
    if "首先" in passage.text and "第一" not in passage.text and "其次" not in passage.text:
        opened = passage.text.index("首先")
        if match := _SECOND.search(passage.text, opened):
            yield passage.finding("P109", *match.span())


RULES: tuple[Rule, ...] = (changes, mixed_ordinals)
