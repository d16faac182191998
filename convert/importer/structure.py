"""Paragraphs -> blocks of the body: headings by their numbering, run-in heads, salutations, signatures, dates, notes, abstracts."""
from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence

from convert.importer.characters import (
    BULLET,
    DATE,
    DOC_NUMBER,
    EDITOR_NOTE,
    END_NOTE,
    FROM,
    HAN,
    ORDINAL,
    ROW,
    credit,
    is_body_name,
    is_list,
    is_terminal,
    plain,
    rank,
    skeleton,
    stretches,
    width,
)
from convert.importer.marks import unmarked_lead, without_marks
from convert.importer.paragraphs import MAX_HEADING
from convert.importer.records import NOTE_OPEN, Block, Line
from convert.importer.repair import GAP, finish_paragraph
from convert.importer.rowtable import table_texts
from convert.importer.tablecells import is_row
from convert.model.numerals import value_of

_SALUTATION = re.compile(r"(?!.*[如以]下[：:]$)(?:[^，。！？]{0,30}(?:同志|朋友|代表|委员|来宾|领导|同事|职工|单位|工会|部门|"
                         r"女士|先生|师傅|你们?好|各位|尊敬的|亲爱的)[^。！？]{0,80})[：:]$")
_BULLET = re.compile(r"[■●◆▪▲◇★☆○]\s*")
_MORE_POEMS = re.compile("[（(]外([一二三四五六七八九])首[）)]")
_POEM, _VERSE = 6, 16       # lines of a poem at least, em of a verse at most
_SHORT_LEAD = 26            # characters of a head run in behind 一、, at most
_RUN_IN = re.compile(r"((?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)[^。！？：]{2,70}?[。：])(?=\S)")


def body_blocks(groups: Sequence[Sequence[Line]], strict: bool, title: str = "") -> tuple[Block, ...]:
    """The blocks of one article.  `strict`: headings carry marks in this text, so an unmarked line is a heading only by 一、
    `title` tells how many poems there are."""
    blocks: list[Block] = []
    verses, poems = _verses(groups), frozenset[int]()
    if verses and (more := _MORE_POEMS.search(plain(title))):
        poems = _heads_of_poems(groups, verses, value_of(more[1]))
    numbered = any(rank(g[0].text) == 2 for g in groups if _may_be_heading(g, strict))
    for index, group in enumerate(groups):
        if group[0].role == "raw":
            blocks.append(Block("raw", group[0].text, (group[0].number,), 0, group[0].file))
            continue
        if group[0].role == "row":
            if not index or groups[index - 1][0].role != "row":
                run = list(itertools.takewhile(lambda group: group[0].role == "row", groups[index:]))
                numbers = tuple(row[0].number for row in run)
                blocks += [Block("raw", text, numbers, 0, group[0].file) for text in table_texts([row[0].text for row in run])]
            continue
        text = _finished("".join(line.text + " " * _latin_joint(line, group) for line in group), bool(group[0].role))
        if not text:
            continue
        numbers = tuple(line.number for line in group)
        before = blocks[-1] if blocks else None
        after = groups[index + 1] if index + 1 < len(groups) else None
        if index in verses:
            role, level = ("heading", 0) if index in poems else ("p", 0)
        else:
            role, level = _role(text, group, before, after, strict) if skeleton(text) else ("p", 0)
        if role == "heading" and not (group[0].role and level):
            level = _level(text, before, numbered, blocks, level)
        blocks.append(Block(role, text, numbers, level, group[0].file))
    return tuple(_closing(blocks if strict else _stacked(blocks)))


def _verses(groups: Sequence[Sequence[Line]]) -> frozenset[int]:
    """Indices of the lines of poems: many short ones one below the other, as no heads stand."""
    return frozenset(index for run in stretches(map(_is_verse, groups)) if len(run) >= _POEM for index in run)


def _is_verse(group: Sequence[Line]) -> bool:
    text = group[0].text
    marked = group[0].level or group[0].role or rank(text) or _BULLET.match(text) or text.startswith("——")
    return len(group) == 1 and not marked and 0 < width(text) <= _VERSE and not (DATE.match(plain(text)) or ROW.match(text))


def _heads_of_poems(groups: Sequence[Sequence[Line]], verses: Collection[int], more: int) -> frozenset[int]:
    """Indices of the `more` shortest lines among the `verses` with verses above and below that have no mark: titles of poems that
    stand below the first."""
    bare = [i for i in verses if not re.search("[，。、；：！？…—“”]", groups[i][0].text)]
    inside = [i for i in bare if {i - 1, i + 1, i + 2} <= set(verses)]
    return frozenset(sorted(inside, key=lambda i: (not groups[i][0].gap, width(groups[i][0].text), i))[:more])


def _stacked(blocks: list[Block]) -> list[Block]:
    """Headings without numbers right below headings are of a lower level; where an article stacks them twice and more, all that
    stand right above text are."""
    blocks = _with_particulars(blocks)
    plainly = [block.role == "heading" and block.level == 2 and not rank(block.text) for block in blocks]
    below = [i for i in range(1, len(blocks)) if plainly[i - 1] and plainly[i]]
    upper = {i - 1 for i in below}
    lower = {i for i in below if i not in upper}
    if len(lower) > 1:
        lower = {i for i, plain_one in enumerate(plainly) if plain_one and i not in upper}
    return [block._replace(level=3) if i in lower else block for i, block in enumerate(blocks)]


def _with_particulars(blocks: Sequence[Block]) -> list[Block]:
    """Headings that name a body put together with the line right below them that tells, after a comma, more of it."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if last is not None and last.role == block.role == "heading" and is_body_name(last.text) and "，" in block.text and (
                not rank(block.text)):
            out[-1] = last._replace(text=last.text + GAP + block.text, lines=(*last.lines, *block.lines))
        else:
            out.append(block)
    return out


def _finished(text: str, whole: bool) -> str:
    """The text of a paragraph; `whole`: it came as one, so that its gaps are its own and no white of justified lines."""
    if not whole or GAP not in text:
        return finish_paragraph(text)
    return GAP.join(finish_paragraph(part) for part in text.strip(GAP).split(GAP))


def _latin_joint(line: Line, group: Sequence[Line]) -> bool:
    """Whether a line ends and the next begins with a Latin word: the end of the line was a space."""
    index = group.index(line)
    if index + 1 >= len(group):
        return False
    following = group[index + 1].text
    return bool(re.search(r"[A-Za-z,;.]$", line.text) and re.match(r"[A-Za-z]", following))


def _may_be_heading(group: Sequence[Line], strict: bool) -> bool:
    text = "".join(line.text for line in group)
    if group[0].role:
        return group[0].role == "heading"
    if len(skeleton(text)) > MAX_HEADING or re.search(r"[。；？！：，、]$|[。；？！][”’）]$", plain(text)):
        return False
    if group[0].level:
        return True
    return len(group) <= 2 and rank(text) in ((2,) if strict else (2, 3))


def _role(text: str, group: Sequence[Line], before: Block | None, after: Sequence[Line] | None, strict: bool) -> tuple[str, int]:
    first = group[0]
    if first.role in ("salutation", "signature", "date", "editor-note", "raw", "note"):
        return first.role, 0
    if first.role == "heading":
        return "heading", first.level
    if not first.role and _may_be_heading(group, strict) and after is not None:
        return "heading", 0
    if is_row(text):
        return "p", 0
    if not strict and not first.role and after is not None and not _are_names(text, after) and _stands_alone(text, group, before):
        return "heading", 0
    numbered = before is not None and DOC_NUMBER.fullmatch(plain(before.text)) and re.fullmatch("[^。；]{2,80}：", plain(text))
    if numbered or (before is None and len(text) <= 160 and _SALUTATION.match(plain(text))):
        return "salutation", 0
    if EDITOR_NOTE.match(without_marks(text)):
        return "editor-note", 0
    if _BULLET.match(text) and (before is None or before.role == "abstract"):
        return "abstract", 0
    return "p", 0


def _are_names(text: str, after: Sequence[Line]) -> bool:
    """Whether `text` and what stands below it are names in two rows."""
    rows = (text, "".join(line.text for line in after))
    return all(re.fullmatch(f"[{HAN}]{{2,10}}", plain(row)) for row in rows) or all(map(ROW.match, rows))


def _stands_alone(text: str, group: Sequence[Line], before: Block | None) -> bool:
    """An unmarked line or two without an end mark, between sentences that ended: a heading of wrapped text."""
    if len(group) > 2 or len(skeleton(text)) > 45 or text.startswith("——") or BULLET.match(text) or (
            credit(text) or END_NOTE.match(plain(text))):
        return False
    if before is not None and before.role == "p" and not is_terminal(before.text) and not FROM.match(before.text):
        return False
    bare = plain(text)
    if bare.endswith("——"):
        return len(bare) <= 24 and len(group) == 1
    if re.fullmatch("[（(][^（）()]*[）)]", bare) or DOC_NUMBER.fullmatch(bare):
        return False                    # （满分100分）, （单位：吨）
    if re.match(f"[{HAN}]{{2,4}}：", text):
        return False                    # 出席：, 地点：
    names = text.split("\u3000")
    if ROW.match(text) and before is not None and ROW.match(before.text):
        return False
    if is_list(text) or (len(names) > 1 and all(2 <= len(name) <= 4 for name in names)):
        return False
    return not re.search(r"[。；？！：，、]$|[。！？]", bare) and not DATE.search(bare) and not is_body_name(bare)


def _level(text: str, before: Block | None, numbered: bool, blocks: Sequence[Block], marked: int) -> int:
    """Numbering gives the level; what has none is 2, or 3 below a numbered head or right below a head that ends with a dash."""
    own = rank(text)
    if own:
        return own
    if ORDINAL.match(text):
        return 3 if numbered else 2
    if before is not None and before.role == "heading" and before.level == 2 and plain(before.text).endswith("——"):
        return 3
    if marked:
        return marked
    return 3 if numbered and any(b.role == "heading" for b in blocks) else 2


def _closing(blocks: list[Block]) -> list[Block]:
    """Signatures and the date at the end of the body; a note in brackets may follow the date."""
    out = list(blocks)
    notes = sum(block.text.startswith(NOTE_OPEN) for block in out)
    at = len(out) - 1 - notes
    while at > 0 and len(out) - notes - at <= 2 and re.fullmatch("（[^（）]*）", out[at].text):
        at -= 1
    if at > 0 and out[at].role in ("p", "heading") and DATE.match(plain(out[at].text)):
        out[at] = out[at]._replace(role="date", level=0)
        at -= 1
        while at > 0 and out[at].role in ("p", "heading") and is_body_name(out[at].text) and len(out[at].text) <= 40:
            out[at] = out[at]._replace(role="signature", level=0)
            at -= 1
    return out


def with_run_in(text: str) -> str:
    """The numbered head of a paragraph marked as run in: [（一）…。]{.runin-3}; bold stays as it is."""
    if text.startswith("**"):
        return text
    bare = unmarked_lead(text)
    match = _RUN_IN.match(bare)
    if not match or "[" in match[1] or "]" in match[1] or "*" in match[1] or match[1] != without_marks(match[1]):
        return text
    text = bare
    level = 3 if match[1][0] in "（(" else 2
    return f"[{match[1]}]{{.runin-{level}}}{text[match.end():]}"


def have_run_in(blocks: Sequence[Block]) -> bool:
    """Whether the paragraphs with 一、 begin with short heads run in: all of them do."""
    heads = [_RUN_IN.match(unmarked_lead(block.text)) for block in blocks if block.role == "p" and rank(block.text) == 2]
    return all(head is not None and len(head[1]) <= _SHORT_LEAD for head in heads)


def with_marker(text: str) -> str:
    """An abstract's paragraph with the gap behind its bullet that finishing the paragraph closed."""
    return _BULLET.sub(lambda m: m[0].rstrip() + "\u3000", text, count=1)
