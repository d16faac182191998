"""The order of the stages for one import: raw lines in, articles, fields and the account of every line out.  Pure."""
from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from convert.importer.article import finish
from convert.importer.captions import below_captions, with_captions, without_captions, without_names
from convert.importer.characters import BYLINE, PAREN_DATE, PASSED, credit, is_body_name, is_terminal, plain, rank, skeleton, width
from convert.importer.contents import cover_lines, find_contents, pages_behind, read_contents, split_cover
from convert.importer.evidence import label_lines, settled, with_columns, without_labels, without_running_labels
from convert.importer.fillers import without_boxes, without_fillers
from convert.importer.folios import paged
from convert.importer.footnotes import Noted, with_notes, without_calls, without_notes
from convert.importer.frames import is_heading, put_in_order, titles_trail
from convert.importer.furniture import Furniture, edge_label, printed_page, strip_furniture
from convert.importer.heads import is_balanced, with_byline
from convert.importer.interleaved import unzipped
from convert.importer.ledger import imbalance, unlisted, unplaced
from convert.importer.located import listed_in_turn, printed_titles
from convert.importer.masthead import read_masthead, spelled
from convert.importer.matching import Joints, holds
from convert.importer.namerows import with_name_rows
from convert.importer.official import read_bulletin, read_official
from convert.importer.outline import read_outline
from convert.importer.pagerows import Titles
from convert.importer.pipetables import with_piped_rows
from convert.importer.rawlines import usual_gap
from convert.importer.reading import column_fit, column_width
from convert.importer.records import Article, Contents, Doubt, Draft, Fate, Line, Repair
from convert.importer.repair import GAP, repair_line
from convert.importer.segment import ALIKE, Segments, segment
from convert.importer.tables import with_page_tables, with_tables, with_tables_below
from convert.importer.unsplit import unsplit
from convert.importer.wrapped import Item, joined, page_items

KINDS = {"magazine": "magazine-issue", "official": "official-document", "bulletin": "internal-bulletin"}
_TITLE_SIZES = (1.3, 1.45)      # of titles at least, the text being 1: where no type is larger, and where some is
_MIXED = 3                  # pages with columns written row by row that are worth a word of advice
_TALL = 5                   # lines of a head that no contents tells of
_ONE_COLUMN = 24            # em: a column as wide has no other beside it
_INDENT = 2                 # em of the first line of a paragraph
_BROKEN = 0.6               # share of the measure that a heading's line has at least before it goes on below
_ADDRESSEE = re.compile("^[^。；]*(?<!如下)(?<!以下)[：:]$")
_WRAPPED = 60               # em: lines of wrapped text are not wider


class Imported(NamedTuple):
    """What an import found.  `lost` and `gained` are Han characters that do not balance: both empty, or nothing is written."""

    values: dict[str, Any]
    articles: tuple[Article, ...]
    repairs: tuple[Repair, ...]
    fates: tuple[Fate, ...]
    doubts: tuple[Doubt, ...]
    columns: tuple[str, ...] = ()
    lost: str = ""
    gained: str = ""


def assemble(lines: Sequence[Line], kind: str) -> Imported:
    """`kind` is a key of KINDS."""
    made = {"magazine": _magazine, "official": _official, "bulletin": _bulletin}[kind](tuple(lines))
    return made._replace(repairs=_repairs(lines))


def _repairs(lines: Sequence[Line]) -> tuple[Repair, ...]:
    out = []
    for line in lines:
        after = repair_line(line.text)
        if after != line.text:
            out.append(Repair(line.file, line.number, _kind_of_repair(line.text, after), line.text, after))
    return tuple(out)


def _kind_of_repair(before: str, after: str) -> str:
    if re.sub(r"\s", "", before) == re.sub(r"\s", "", after):
        return "空格"
    if "and" in before and "and" not in after:
        return "混入的 and"
    return "标点的宽度" if skeleton(before) == skeleton(after) else "字符"


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether the lines are lines of print, not paragraphs: none is long, most end in mid-sentence."""
    plain = [line for line in lines if not line.level and not line.joined and not line.role]
    if len(plain) < 0.6 * len(lines) or len(plain) < 8:
        return False
    wide = sum(width(line.text) > _WRAPPED for line in plain)
    long = [line for line in plain if width(line.text) >= 12]
    cut = sum(not is_terminal(line.text) for line in long)
    return wide <= 0.03 * len(plain) and cut > 0.5 * len(long)


def _magazine(lines: tuple[Line, ...]) -> Imported:
    lines = pages_behind(paged(lines))
    start, end = find_contents(lines)
    front = read_masthead(lines[start:end])
    before, listed = split_cover(front.rest, lines[start:end])
    contents, fates, doubts = read_contents(listed)
    contents = with_columns(contents, lines[end:], [skeleton(name) for _, names in front.board for name in names])
    cover = cover_lines(before, contents)
    shown = {line.key for rows in cover for line in rows}
    fates = (*front.fates, *fates, *(Fate(line, "field" if line.key in shown else "debris", "封面上的字") for line in before))
    joints = Joints(repair_line(line.text) for line in lines if not edge_label(line.text))
    furniture = strip_furniture(with_piped_rows(lines[end:]), contents.columns, [e.text for e in contents.entries],
                                [x.text for x in listed])
    segments = _labelled(_segments(furniture, contents, joints, usual_gap(lines), listed), furniture)
    if any(line.role == "title" for line in lines):
        segments = _in_columns(segments)
    values: dict[str, Any] = {**spelled({**furniture.values, **front.values})}
    if front.board:
        values["editorial_board"] = [{"role": role, "names": list(names)} for role, names in front.board]
    if cover:
        values["cover"] = {"lines": [repair_line("".join(line.text for line in rows)) for rows in cover]}
    made = _finished(segments, joints, furniture, values)
    return _balanced(lines, segments, _together(made, contents, fates, (*front.doubts, *doubts)))


def _segments(furniture: Furniture, contents: Contents, joints: Joints, gap: int, listed: Sequence[Line] = ()) -> Segments:
    """Articles by the way the text is laid: marked or tagged paragraphs, or lines of print whose titles lead or trail."""
    lines = furniture.lines
    if not is_wrapped(lines):
        return segment(lines, contents, joints, gap)
    printed = functools.partial(printed_titles, contents=contents, listed=listed)
    titles = printed(lines)
    given = lines
    lines, captions = without_captions(lines, titles)
    pictured = below_captions(given, captions)
    lines, notes = without_notes(lines)
    parted = any(line.gap for line in lines)
    mixed: tuple[Doubt, ...] = ()
    lines = lines if parted else with_page_tables(lines)
    lines = with_name_rows(lines, titles) if parted else lines
    lines, fillers = without_fillers(lines, titles)
    lines, heads = without_running_labels(unsplit(lines, printed(lines)), contents)
    if parted and not any(line.indent >= 0 for line in lines):
        words = "\n".join((listed_in_turn(listed), *(skeleton(entry.text) for entry in contents.entries)))
        known = Titles(printed(lines), words, label_lines(lines, contents), pictured)
        ordered, boxes = without_boxes(unzipped(lines, joints, known), titles)
        fillers = (*fillers, *boxes)
        mixed = _mixed(lines, ordered)
        if ordered != lines:            # now that what stands side by side is apart, the pieces of rows are neighbours
            lines, gap = unsplit(ordered, printed(ordered)), usual_gap(ordered)
        lines, more = without_captions(lines, titles, apart=True)
        captions = (*captions, *more)
    lines, labels = without_labels(lines, contents)
    labels = (*heads, *labels)
    lines = with_page_tables(lines) if parted else lines          # blocks of one column are neighbours only now
    contents, places = settled(contents, listed, lines, furniture.folios)
    left = Contents(tuple(entry for i, entry in enumerate(contents.entries) if i not in places.values()))
    large = frozenset() if contents.entries else _large_lines(lines)
    titles = title_lines([line for line in lines if line.key not in places], left) | frozenset(places) | large
    pages, more = without_names(page_items(lines, gap, titles, joints=joints), titles)
    captions = (*captions, *more)
    if titles_trail(pages):
        segments = put_in_order(pages, joints, places)
        drafts, doubts = _with_entries(segments.drafts, contents)
        drafts = with_notes((*with_captions(drafts, captions), *fillers), notes)
        return Segments(drafts, (*mixed, *segments.doubts, *doubts), labels)
    listed_all = bool(large) or (bool(places) and len(set(places.values())) >= 0.8 * len(contents.entries))
    segments = segment(_flat(pages, titles, listed_all), contents, joints, gap, places)
    drafts = with_notes((*with_captions(segments.drafts, captions), *fillers), notes)
    return segments._replace(drafts=drafts, doubts=(*mixed, *segments.doubts), fates=(*segments.fates, *labels))


def _mixed(lines: Sequence[Line], ordered: Sequence[Line]) -> tuple[Doubt, ...]:
    """The advice for a text whose columns a tool wrote row by row on several pages: another way of taking it out tells more."""
    places = {line.key: i for i, line in enumerate(lines)}
    pages = {b.page for a, b in itertools.pairwise(ordered) if a.page == b.page and places[a.key] > places[b.key]}
    reason = "并排的栏在原文里混着写，已逐行分回；手头有 PDF 就直接导入 PDF，或用 pdftotext -layout 重新提取，分得更准"
    return (Doubt(lines[0].file, lines[0].number, reason, "", 0.6),) if len(pages) >= _MIXED else ()


def _flat(pages: Sequence[Sequence[Item]], titles: frozenset[int] = frozenset(), listed: bool = False) -> tuple[Line, ...]:
    """Paragraphs as single lines, clusters as marked ones; what a page break cut is joined.  `listed`: `titles` holds the lines of
    all titles, so that other clusters are headings inside articles."""
    out: list[Line] = []
    rows: list[Line] = []       # of a table inside a paragraph that a page cuts
    open_end = full = False
    for items in pages:
        first = True
        for index, item in enumerate(items):
            if item.lines[0].role == "row":
                rows += item.lines
                continue
            goes_on = ((first and full and item.first is False) or ((first or rows) and open_end)) and not item.display and (
                out and not out[-1].level)
            if not goes_on:
                out, rows = out + rows, []
            if item.display:
                named = any(line.key in titles for line in item.lines)
                if not named and len(item.lines) > _TALL:        # no head: the lines of a box or a table
                    out += [line._replace(text=repair_line(line.text), joined=True) for line in item.lines]
                    first, open_end, full = False, False, False
                    continue
                signed = any(BYLINE.match(repair_line(line.text)) for line in item.lines)
                level = 2 if not named and (is_heading(items, index) or (listed and not signed and len(item.lines) <= 3)) else 1
                out += _heads(item, 1 if named else 0, level)
                continue
            text = repair_line(item.text)
            if goes_on:
                out[-1] = out[-1]._replace(text=joined(out[-1].text, text))
            else:
                out.append(item.lines[0]._replace(text=text, joined=True))
            first = False
            open_end, full = item.open and item.last_full, item.last_full
    return with_tables_below((*out, *rows))


def _large_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Keys of the lines in type of a title's size, where sizes are known and no contents tells the titles."""
    large = [line for line in lines if line.size >= _TITLE_SIZES[0] and not is_terminal(line.text)]
    larger = [line for line in large if line.size >= _TITLE_SIZES[1]]
    return frozenset(line.key for line in (larger if len(larger) > 1 else large))


def _heads(item: Item, named: int, level: int) -> list[Line]:
    """The lines of a cluster marked; lines of a heading's size are one heading on several lines where sizes are known, else where
    every line is filled but the last."""
    sized = any(line.indent >= 0 and line.level == 1 for line in item.lines)    # beside a title's size, text size is a kicker's
    heads = [line._replace(text=repair_line(line.text), level=(line.indent >= 0 and (line.level or 3 * sized)) or named or level)
             for line in item.lines]
    if not all(line.level in (2, 3) and (line.indent >= 0 or not line.gap) for line in heads) or heads[0].text.endswith("——"):
        return heads
    out = heads[:1]
    for line in heads[1:]:
        if rank(line.text) or not (line.indent >= 0 or any(_fills_head(x.text, item.measure) for x in (out[-1], line))):
            out.append(line)
        else:
            out[-1] = out[-1]._replace(text=out[-1].text + line.text)
    return out


def _fills_head(text: str, measure: float) -> bool:
    """Whether a line of a heading has no room for more, or cannot be its last."""
    return width(text) >= _BROKEN * measure or text[-1:] in "，、；：" or not is_balanced(text)


def title_lines(lines: Sequence[Line], contents: Contents) -> frozenset[int]:
    """Numbers of the lines that print a title of the contents: neighbours that together are a good part of one entry."""
    keys = [skeleton(e.text) for e in contents.entries]
    bare = [skeleton(repair_line(line.text)) for line in lines]
    out: set[int] = set()
    printed: set[str] = set()       # entries found whole already
    for i, first in enumerate(bare):
        if len(first) < 2 or lines[i].key in out or is_terminal(lines[i].text):
            continue
        running = i > 0 and lines[i - 1].key not in out and _runs_on(lines[i - 1], lines[i])
        for key in keys:
            if first not in key or (running and not key.startswith(first)):
                continue
            whole, end = first, i + 1
            while end < len(lines) and bare[end] and end - i < 5 and whole + bare[end] in key:
                whole, end = whole + bare[end], end + 1
            if key in printed or (running and len(whole) < 0.95 * len(key)):
                continue
            edge = key.startswith(whole) or key.endswith(whole)
            if len(whole) >= 0.5 * len(key) or (edge and len(whole) >= min(10, 0.3 * len(key))):
                out.update(line.key for line in lines[i:end])
                printed |= {key} if len(whole) >= 0.9 * len(key) else set()
                break
    return frozenset(out)


def _runs_on(before: Line, line: Line) -> bool:
    """Whether running text that did not end stands right above `line`."""
    return (before.page == line.page and not is_terminal(before.text) and credit(repair_line(before.text)) is None
            and len(skeleton(before.text)) >= 10)


def _with_entries(drafts: Sequence[Draft], contents: Contents) -> tuple[tuple[Draft, ...], list[Doubt]]:
    """The entries of the contents given to the drafts whose heads print them."""
    keys = [skeleton(e.text) for e in contents.entries]
    free = set(range(len(keys)))
    out: list[Draft] = []
    doubts: list[Doubt] = []
    for draft in drafts:
        head = skeleton("".join(repair_line(line.text) for line in draft.head))
        scored = [(max(holds(keys[i], head), holds(head, keys[i])), -i) for i in free if head and keys[i]]
        best, at = max(scored, default=(0.0, 0))
        if best >= ALIKE and min(len(head), len(keys[-at])) >= 4:
            free.discard(-at)
            out.append(draft._replace(entry=contents.entries[-at]))
            continue
        out.append(draft)
        if keys and draft.head:
            doubts.append(Doubt(draft.head[0].file, draft.head[0].number, "目录里没有这一篇", draft.head[0].text, 0.6))
    file = drafts[0].body[0].file if drafts and drafts[0].body else ""
    doubts += [Doubt(file, e.line, "目录里有，正文里没有找到", e.text, 0.3) for e in (contents.entries[i] for i in sorted(free))]
    return tuple(out), doubts


def _finished(segments: Segments, joints: Joints, furniture: Furniture, values: dict[str, Any]) -> Imported:
    strict = sum(1 <= line.level <= 6 for line in furniture.lines) >= 2
    articles: list[Article] = []
    doubts: list[Doubt] = list(segments.doubts)
    for draft in segments.drafts:
        article, found = finish(draft, joints, strict)
        doubts += found
        if not article.page and furniture.folios:
            article = article._replace(page=printed_page(furniture.folios, draft.page))
        articles.append(article)
    return Imported(values, tuple(articles), (), (*furniture.fates, *segments.fates), tuple(doubts))


def _together(made: Imported, contents: Contents, fates: Sequence[Fate], doubts: Sequence[Doubt]) -> Imported:
    """`made` with what the front matter of the issue gave."""
    columns = contents.columns or tuple(dict.fromkeys(a.column for a in made.articles if a.column))
    return made._replace(columns=columns, fates=(*fates, *made.fates), doubts=(*doubts, *made.doubts))


def _labelled(segments: Segments, furniture: Furniture) -> Segments:
    """Edge labels given to the last article that begins on their page."""
    last = {draft.page: index for index, draft in enumerate(segments.drafts)}
    labels = {last[page]: label for page, label in furniture.labels.items() if page in last}
    return segments._replace(drafts=tuple(draft._replace(section=draft.section or labels.get(index, ""))
                                          for index, draft in enumerate(segments.drafts)))


def _in_columns(segments: Segments) -> Segments:
    """Fillers and the like, which the contents leaves out, in the column of the article before them in a tagged file."""
    drafts: list[Draft] = []
    for draft in segments.drafts:
        before = drafts[-1] if drafts else None
        column = (before.entry.column if before.entry else before.column) if before else ""
        drafts.append(draft if draft.entry or draft.column else draft._replace(column=column))
    return segments._replace(drafts=tuple(drafts))


def _official(lines: tuple[Line, ...]) -> Imported:
    joints = Joints(repair_line(line.text) for line in lines)
    lines = with_piped_rows(lines)
    wrapped = is_wrapped(lines)
    noted = without_notes(lines) if wrapped else Noted(lines, ())
    tabled = with_tables(noted.lines)
    measure = _column(tabled) if wrapped else 0.0
    parts = read_official(unsplit(tabled, column=measure) if wrapped else tabled)
    values = _plain_values(parts.values)
    drafts: list[Draft] = []
    gap = usual_gap(tuple(line for line in tabled if line.role != "row"))
    for head, body in parts.texts:
        whole = tuple(body)
        column = measure or (column_width(body) if is_wrapped(body) else 0.0)
        if column:
            rows = whole if wrapped else unsplit(whole, column=column)
            whole = tuple(line._replace(level=min(line.level, 0)) if not line.joined and not line.level else line
                          for line in _flat(page_items(rows, gap, joints=joints, column=column)))
        if not drafts and whole and len(whole[0].text) <= 160 and _ADDRESSEE.search(whole[0].text):
            whole = (whole[0]._replace(role="salutation"), *whole[1:])
            values["addressee"] = repair_line(whole[0].text)
        drafts.append(Draft(tuple(map(_titled, head)), whole, page=head[0].page if head else -1))
    drafts = list(with_notes(drafts, noted.notes))
    strict = sum(1 <= line.level <= 6 for line in lines) >= 2
    articles, doubts = [], list(parts.doubts)
    if not values.get("addressee"):
        doubts.append(Doubt(lines[0].file if lines else "", 0, "原文里没有找到主送机关，没有补写", "", 0.5))
    for index, draft in enumerate(drafts):
        article, found = finish(draft, joints, strict)
        title = _issued_title(article.head.title)
        kind = "article" if index else "notice"
        articles.append(article._replace(head=article.head._replace(title=title), page=0, kind=kind))
        doubts += found
    values.setdefault("title", str(values.get("issuer", "")) + "文件" if values.get("issuer") else "")
    made = Imported(values, tuple(articles), (), parts.fates, tuple(doubts))
    return _balanced(lines, Segments(tuple(drafts)), made)


def _column(lines: Sequence[Line]) -> float:
    """The measure of the one column of a document, em; where rows were cut at their marks, what the rows put together show."""
    found = column_width(lines)
    wider = found + _INDENT
    return max((found, wider), key=lambda width: column_fit(unsplit(lines, column=width), width)) if found else 0.0


def _issued_title(title: str) -> str:
    """The title of a document without the ends of its lines; the gap between the organs that issue it together stays."""
    first, *others = title.split(GAP)
    out = first
    for part in others:
        together = is_body_name(first) and is_body_name(part.split("关于")[0])
        out, first = out + GAP * together + part, part
    return out


def _plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` without calls of notes, which came to stand in them by mistake."""
    return {key: without_calls(value) if isinstance(value, str) else [without_calls(x) for x in value] if isinstance(value, list)
            else value for key, value in values.items()}


def _titled(line: Line) -> Line:
    """A line of the head of a document: all are its title, but for what begins with a dash or tells when a rule was passed."""
    bare = plain(line.text)
    below = bare.startswith("—") or PASSED.match(bare) or PAREN_DATE.match(bare)
    return line if line.role else line._replace(role="" if PAREN_DATE.match(bare) else "subtitle" if below else "title")


def _bulletin(lines: tuple[Line, ...]) -> Imported:
    wrapped = is_wrapped(lines)
    noted = without_notes(lines) if wrapped else Noted(lines, ())
    tabled = with_tables(noted.lines)
    measure = _column(tabled) if wrapped else 0.0
    parts = read_bulletin(tabled)
    outline = read_outline(parts.lines)
    start, end = find_contents(outline.lines)
    contents, fates, doubts = read_contents(outline.lines[start:end])
    if not contents.entries:
        contents, fates = outline.contents, (*fates, *outline.fates)
    joints = Joints(repair_line(line.text) for line in lines)
    furniture = strip_furniture(outline.lines[end:])
    gap = usual_gap(tuple(line for line in tabled if line.role != "row"))
    if measure >= _ONE_COLUMN:
        segments = _in_one_column(furniture.lines, contents, joints, gap, measure)
    else:
        segments = _labelled(_segments(furniture, contents, joints, gap), furniture)
    drafts = tuple(draft._replace(head=with_byline(draft.head, draft.entry, joints)) for draft in segments.drafts)
    segments = segments._replace(drafts=with_notes(drafts, noted.notes))
    made = _finished(segments, joints, furniture, {**furniture.values, **_plain_values(parts.values)})
    return _balanced(lines, segments, _together(made, contents, (*parts.fates, *fates), doubts))


def _in_one_column(lines: Sequence[Line], contents: Contents, joints: Joints, gap: int, measure: float) -> Segments:
    """Articles of print in one column as wide as the page: nothing stands beside the text."""
    rows, captions = without_captions(unsplit(lines, column=measure))
    titles = title_lines(rows, contents)
    segments = segment(_flat(page_items(rows, gap, titles, joints, measure), titles), contents, joints, gap)
    return segments._replace(drafts=with_captions(segments.drafts, captions))


def _balanced(lines: Sequence[Line], segments: Segments, made: Imported) -> Imported:
    lost, gained = imbalance(lines, segments.drafts, made.articles, made.fates)
    if lost:                # list what found no place, rather than keep silent or stop
        pairs = zip(segments.drafts, made.articles, strict=True)
        made = _with_left(made, [line for draft, article in pairs for line in unplaced(draft, article, lost)])
        lost, gained = imbalance(lines, segments.drafts, made.articles, made.fates)
    if lost:
        made = _with_left(made, unlisted(lines, lost))
        lost, gained = imbalance(lines, segments.drafts, made.articles, made.fates)
    return made._replace(lost=lost, gained=gained)


def _with_left(made: Imported, left: Sequence[Line]) -> Imported:
    """`made` with lines that found no place listed, for a person to look at."""
    return made._replace(fates=(*made.fates, *(Fate(line, "debris", "没能放进文章") for line in left)),
                         doubts=(*made.doubts, *(Doubt(x.file, x.number, "这一行没能放进文章", x.text, 0.0) for x in left)))


def name_of(values: Mapping[str, Any], fallback: str) -> str:
    """The issue's title: as found, else from 《…》编辑部, else the folder's name, which is reported."""
    if values.get("title"):
        return str(values["title"])
    match = re.match("《(.+?)》", str(values.get("compiler", "")))
    return match[1] if match else fallback
