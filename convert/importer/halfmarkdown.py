"""Half-Markdown that a converter made of a PDF -> its printed lines.

Such a converter runs the lines of a paragraph together with spaces: between Han characters no other space stands, and the words
between two of them are as wide as the column.  So the lines can be had back, and with them what widths tell: where paragraphs begin
that were run together, and which of them a column or a page cut.  Other converters leave every line between blank ones.
"""
from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.blockorder import in_reading_order
from convert.importer.characters import (
    BULLET,
    BYLINE,
    HAN,
    HAN_CHAR,
    LEADERS,
    LIST_ITEM,
    NOTE_MARK,
    is_body_name,
    is_terminal,
    names_set_wide,
    rank,
    width,
)
from convert.importer.folios import paged
from convert.importer.pipetables import PIPED_RULE, marked_cells
from convert.importer.records import BOLD, PARTS, UNMARKED, Line
from convert.importer.repair import GAP

_WIDE = f"{HAN}\u3000-\u303f\uff00-\uffef“”‘’…—"
_SOFT = re.compile(f"(?<=[{_WIDE}]) (?=[{_WIDE}])")
_GAP = re.compile(f"[{HAN}] [{HAN}]")
_MARK = re.compile(r"\*\*|~~|</?(?:sup|sub|u|mark)>")
_BEFORE = re.compile(r"\s*(?:(#{1,6})\s+|> |- (?=\S))?")
_BREAK = re.compile(r"\s*<br\s*/?>\s*")
_LEADER = re.compile(rf"(?<![{LEADERS}_\s])[{LEADERS}_\s]{{3,}}$")         # looked for at the beginning of a row only
_LEADS = re.compile(rf"(?<![{LEADERS}_])(?<![{LEADERS}_] )(?:[{LEADERS}_] ?){{3,}}\d{{0,3}}$")
_FOLIO = re.compile(r"[-—–] ?\d{1,3} ?[-—–]$")
_DOTS = re.compile(r"•{2,}")             # below the characters that they emphasise, on a line of their own in print
_OPENS = re.compile("[□○◎◇△]|——")        # what begins a line of a head
_LABEL = re.compile(r"\*\*([^*]+)\*\*")
_VALUE = re.compile(r"^\*\*([^*]{2,6})\*\* ([^*，。；]+)$")         # of a masthead, behind what it is
_HEADING = re.compile(r"#{1,6} |\*\*[^*]+\*\*$")
_LED = re.compile(r"(?:- ){3,}-?")
_RUNNING = re.compile(r"(?=\d|.*\d$)(\d{1,3}|\*\*[^*]+\*\*) (\*\*[^*]+\*\*|\d{1,3})$")      # head beside its folio
_SIGNED = re.compile(r"(\S*) (\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日)$")
_LEAD = re.compile(r"([^*。；]+) (\*\*[^*。；]+\*\*)")
_TABLE = re.compile(r"表 ?\d{1,2}(?!\d)")
_BOLD = re.compile(r"\*\*[^*]+\*\*$")
_END_OF_PAGE = re.compile(rf"-{{5}}$|-{{3,}} end of page[^-{HAN}]*-{{3,}}$")
_COMMENT = re.compile(rf"<!--[^<>{HAN}]*-->|\*\*-{{5}} (?:Start|End) of picture text -{{5}}\*\*|"        # no words of the issue
                      r"-{5} (?:Start|End) of picture text -{5}")
_LONG = 60                  # characters of a paragraph that tells
_COLUMN, _OFF = 8, 2        # em of a line at least; that full lines differ by
_PROOFS, _SHARE = 6, 0.6    # lines inside paragraphs that prove them run together, and the share of them that are full
_FIRST, _SLACK = 2.0, 1.0   # em of an indent; that a line falls short or is over
_KEPT = 6.0                 # cost of a space between Han characters that ends no line
_CUT = 1.5                  # of another space that does
_MISFIT, _ENDED = 6.0, 2.5  # of a line's width at most; of one that ends a sentence
_OTHER, _OVER = 8.0, 4.0    # of a measure that is not the usual one; em that a line is over it at most
_APART, _MOSTLY, _MARKED = 20, 0.8, 2       # lines of a text, share of them with blank lines above, and marked ones at least
_LABELS, _VALUES = 12, 2    # characters of a label at most; labels of one block at least
_VERSES, _VERSE = 3, 0.75   # lines of a poem that tell, and the share of the measure that they have at most
_WORDS = 60                 # words of a line at most


class _Joint(NamedTuple):
    """A word, the white before it inside a line, what it costs that no line ends there, and whether the word is bold."""

    white: str
    word: str
    kept: float
    bold: bool


def _measure(text: str) -> float:
    """The em of the column where most of the words between two spaces of the paragraphs of `text` are as wide as each other: lines
    of print.  0 for other text."""
    usual = _usual(text)
    inner = sum(usual.values())
    most = max(usual, key=lambda wide: (usual[wide], -wide), default=0)
    full = sum(count for wide, count in usual.items() if abs(wide - most) <= _OFF)
    return float(most) if most >= _COLUMN and full >= max(_PROOFS, _SHARE * inner) else 0.0


def _usual(text: str) -> Counter[int]:
    """How often the words between two spaces that stand between Han characters are as wide as so many em."""
    found: Counter[int] = Counter()
    for raw in text.split("\n"):
        if len(raw) >= _LONG and "|" not in raw:
            found.update(round(width(piece)) for piece in _SOFT.split(_MARK.sub("", raw))[1:-1])
    return found


def read_converted(text: str, file: str) -> tuple[Line, ...]:
    """The lines of print of half-Markdown that a converter made of a PDF, with their pages where folios tell them; () for other
    text."""
    measure = _measure(text)
    lines = _read_run_together(text, file, measure) if measure else _read_apart(text, file) if _is_apart(text) else ()
    return tuple(line for line in lines if line.text)       # marks alone leave nothing


def _read_run_together(text: str, file: str, measure: float) -> tuple[Line, ...]:
    """The lines of paragraphs that were run together, their blocks in reading order."""
    lines, prose = _printed_lines(text.split("\n"), file, measure)
    first = next((i for i, line in enumerate(lines) if line.number >= prose), len(lines))
    listed = "".join(line.text for line in lines[:first])
    begins = max((i + 1 for i, line in enumerate(lines[:first]) if _LEADER.search(line.text)), default=0)
    placed = _paged(lines[begins:])
    rest = (line._replace(level=UNMARKED) for line in in_reading_order(placed[first - begins:], measure, listed))
    return (*(line._replace(level=line.level * (line.part == 0)) for line in (*lines[:begins], *placed[:first - begins])), *rest)


def _is_apart(text: str) -> bool:
    """Whether every line of print stands between blank ones, and some are marked."""
    raws = text.split("\n")
    filled = [i for i, raw in enumerate(raws) if raw.strip()]
    apart = sum(b - a > 2 for a, b in itertools.pairwise(filled))
    marked = sum(bool(_HEADING.match(raws[i])) for i in filled)
    return len(filled) >= _APART and apart >= _MOSTLY * len(filled) and marked >= _MARKED


def _read_apart(text: str, file: str) -> tuple[Line, ...]:
    """Lines of print that stand between blank ones, without their marks."""
    lines: list[Line] = []
    page = 0
    for number, whole in enumerate(text.split("\n"), 1):
        raw = whole.strip()
        page += whole.count("\f") + bool(_END_OF_PAGE.match(raw))
        if raw and not _END_OF_PAGE.match(raw):
            body = _VALUE.sub(rf"\1{GAP}\2", raw.lstrip("#>").strip())
            lead = _led_title(body)
            level = (len(raw) - len(raw.lstrip("#"))) or BOLD * bool(_BOLD.match(body))
            lines += [Line(file, number, _LED.sub(_dotted, _whole(_joints(words))).strip(), page, level=level, raw=whole, part=part)
                      for part, words in enumerate(lead or (body,))]
    texts = [_unbulleted(line.text, below.text if below else "") for line, below in zip(lines, (*lines[1:], None), strict=True)]
    found = [line._replace(text=words) for line, words in zip(lines, texts, strict=True)]
    begins = max((i + 1 for i, line in enumerate(found) if _LEADS.search(line.text)), default=0)
    listed = [part for line in found[:begins] for part in _signed_entry(line)]
    return (*listed, *_paged([line._replace(level=UNMARKED) for line in found[begins:]]))


def _signed_entry(line: Line) -> list[Line]:
    """A line of the contents, whose author, a body, stands apart from the title."""
    *title, last = line.text.split(GAP)
    found = _LEADS.search(last)
    if not found or not title or not is_body_name(last[:found.start()]):
        return [line]
    at = len(title)
    while at > 1 and is_body_name(title[at - 1]):
        at -= 1
    rest = GAP.join((*title[at:], last))
    return [line._replace(text=GAP.join(title[:at])), line._replace(text=rest, part=line.part + 1)]


def _dotted(match: re.Match[str]) -> str:
    """A row of dots that was taken for marks of items."""
    return "· " * match[0].count("-")


def _unbulleted(text: str, below: str) -> str:
    """A folio between dashes and a byline, whose marks were taken for marks of items."""
    if not text.startswith("- "):
        return text
    names = names_set_wide(text[2:].split(GAP))
    if _FOLIO.match(f"-{text[2:]}"):
        return f"— {text[2:]}"
    persons = [bool(re.fullmatch(f"[{HAN}]{{2,4}}", name)) for name in names]
    named = all(person or is_body_name(name) for person, name in zip(persons, names, strict=True)) or (
        len(names) > 1 and persons[-1] and not re.search("[。；：]", text))
    return f"□ {text[2:]}" if named and not below.startswith("- ") else text


def _paged(lines: Sequence[Line]) -> list[Line]:
    """`lines` with their pages, as folios tell."""
    found = paged([line._replace(level=UNMARKED) for line in lines])
    return [line._replace(page=placed.page) for line, placed in zip(lines, found, strict=True)]


def _printed_lines(raws: Sequence[str], file: str, measure: float) -> tuple[list[Line], int]:
    """The lines of print of the blocks `raws`, and the number of the first that is prose."""
    out: list[Line] = []
    above: list[str] = []
    page = at = prose = 0
    while at < len(raws):
        raw = _COMMENT.sub("", raws[at]).strip()
        page += raws[at].count("\f") + bool(_END_OF_PAGE.match(raw))
        end = at + 1
        if raw.startswith("|") and end < len(raws) and PIPED_RULE.match(raws[end].strip()):
            end = next((k for k in range(at, len(raws)) if not raws[k].strip().startswith("|")), len(raws))
            if prose and out and _is_caption(above[-2:]):
                out[-1] = out[-1]._replace(text=f"|{out[-1].text}|")
            out += [line._replace(page=page) for line in _table(file, raws, at, end, not prose)]
        elif raw and not _END_OF_PAGE.match(raw):
            nested = raws[at].startswith("   ")
            ended = not above or above[-1][-1] in "。；：！？" + "，、—" * nested
            above.append(raw)
            lines = _block(file, end, raw, measure, ended)
            prose = prose or end * (len(lines) > 2 and any("。" in line.text for line in lines))
            out += [line._replace(page=page) for line in lines]
        at = end
    return out, prose or len(raws) + 1


def _block(file: str, number: int, raw: str, measure: float, is_item: bool) -> list[Line]:
    """The lines of one paragraph or heading."""
    before = _BEFORE.match(raw)
    assert before is not None
    body = re.sub(" +", " ", raw[before.end():]).strip()
    level = len(before[1] or "") or BOLD * bool(_BOLD.match(body))
    meant = _RUNNING.match(body) or _led_title(body) or _labelled(body) or ("。" in body and not level)       # the marks of bold
    rows = _rows(body if meant else body.replace("**", ""), measure)
    signs = rank(body) or any(pattern.match(body) for pattern in (NOTE_MARK, BULLET, LIST_ITEM))
    if before[0].endswith("- ") and is_item and not signs:
        rows[0] = f"- {rows[0]}"
    rows[PARTS - 1:] = ["".join(rows[PARTS - 1:])] if len(rows) >= PARTS else []
    lines = [Line(file, number, row, level=level, raw=row, part=part) for part, row in enumerate(rows) if row]
    if len(lines) > 1 and abs(width(rows[0]) + _FIRST - measure) <= _SLACK and not before[1]:
        lines[0] = lines[0]._replace(set_in=True)
    return lines


def _rows(body: str, measure: float) -> list[str]:
    """`body` cut into its lines of print."""
    if _BREAK.search(body):
        return [row for part in _BREAK.split(body) for row in _rows(part, measure)]
    lead = _led_title(body)
    if lead:
        return [*_rows(lead[0], measure), _whole(_joints(lead[1]))]
    labelled = _labelled(body)
    if labelled:
        return labelled
    joints = _joints(body)
    whole = _whole(joints)
    signed = _SIGNED.match(whole)
    running = _RUNNING.match(body)
    if running:         # a title among them may have marks that no running head beside a folio has
        return [_MARK.sub("", part) for part in running.groups()] if re.search("[，。；·…]", whole) else [whole]
    if signed and is_body_name(signed[1]):
        return list(signed.groups())
    if BYLINE.match(whole) and width(whole) <= 2 * measure and not re.search("[，。]", whole):
        return [whole]
    rows = _SOFT.split(_MARK.sub("", body))
    cut = is_terminal(whole) and len(rows) > 1 and abs(width(rows[0]) + _FIRST - measure) <= _SLACK
    if width(whole) <= measure + _SLACK and not cut and not any(math.isinf(joint.kept) for joint in joints):
        return [_with_bold(joints) if is_terminal(whole) else whole]
    pieces = [width(row) for row in rows[:-1]]
    if len(pieces) >= _VERSES and max(pieces) <= _VERSE * measure and max(pieces) - min(pieces) > _OFF:
        return rows
    own = sorted(pieces)[len(pieces) // 2] if pieces else measure
    measures = {measure, own if len(pieces) > 1 or own > measure + _OVER else measure}
    ways = [(cost + _OTHER * (own != measure), lines) for own in sorted(measures) for cost, lines in [_cut(joints, own)]]
    return min(ways, key=lambda way: way[0])[1]


def _led_title(body: str) -> tuple[str, ...]:
    """A kicker and the title below it, which alone is bold; () for other text, such as a running head beside its folio."""
    lead = _LEAD.fullmatch(body)
    return (lead[1], lead[2]) if lead and len(HAN_CHAR.findall(lead[1])) > 1 else ()


def _labelled(body: str) -> list[str]:
    """The lines of a masthead, in which what is bold tells what stands behind it; [] for other text."""
    first, *parts = _LABEL.split(body)
    labels = [label.split() for label in parts[::2]]
    if first or len(labels) < _VALUES or "。" in body or max(map(len, parts[::2])) > _LABELS:
        return []
    out: list[str] = []
    for (*heads, label), value in zip(labels, parts[1::2], strict=True):
        out += [*heads, f"{label} {_whole(_joints(value))}".strip()]
    return out


def _joints(body: str) -> list[_Joint]:
    """The words of `body` without marks, with the joint before each."""
    out: list[_Joint] = []
    marked = bold = False
    for token in _DOTS.sub(r" \g<0> ", body).split():
        word = _MARK.sub("", token)
        marked = marked or token.startswith(("**", "<"))
        bold = bold or token.startswith("**")
        if word:
            edge = f"{out[-1].word[-1]} {word[0]}" if out else ""
            soft, own = _SOFT.search(edge), "•" in edge or _OPENS.match(word) is not None
            white = "" if soft and marked else GAP if _GAP.search(edge) else " "
            out.append(_Joint(white * bool(out), word, math.inf if own and out else _KEPT if soft and not marked else 0.0, bold))
            marked = False
        marked = marked or token.endswith(("**", ">"))
        bold = bold and not token.endswith("**")
    return out


def _whole(joints: Sequence[_Joint]) -> str:
    """The words as one line."""
    return "".join(joint.white * (i > 0) + joint.word for i, joint in enumerate(joints))


def _cut(joints: Sequence[_Joint], measure: float) -> tuple[float, list[str]]:
    """(cost, lines) of the cheapest way of cutting words into lines of `measure` em."""
    count = len(joints)
    best = [0.0] + [math.inf] * count
    back = [0] * (count + 1)
    for start in range(count):
        inside = 0.0
        for end in range(start + 1, min(count, start + _WORDS) + 1):
            line = _whole(joints[start:end])
            wide = width(line)
            if end > start + 1:
                inside += joints[end - 1].kept
                if wide > measure + _OVER:
                    break
            cost = best[start] + inside
            if end == count:
                cost += max(0.0, wide - measure - _SLACK)
            else:
                off = min(abs(wide - measure), abs(wide + _FIRST - measure) if start == 0 else math.inf)
                cost += min(off, _ENDED if is_terminal(line) else _MISFIT) + (0.0 if joints[end].kept else _CUT)
            if cost < best[end]:
                best[end], back[end] = cost, start
    out: list[str] = []
    end = count
    while end:
        out.append(_with_bold(joints[back[end]:end]))
        end = back[end]
    return best[-1], out[::-1]


def _with_bold(joints: Sequence[_Joint]) -> str:
    """The words as one line, marked where they are bold."""
    out = ""
    for bold, run in itertools.groupby(joints, key=lambda joint: joint.bold):
        words = list(run)
        white, text = words[0].white if out else "", _whole(words)
        out += f"{white}**{text}**" if bold and re.search(r"\w", text) and not rank(text) else white + text
    return out


def _is_caption(above: Sequence[str]) -> bool:
    """Whether the last of the blocks above a table is its caption: it is numbered as one, or a head below another."""
    heads = [bool(raw.startswith("#") or _BOLD.match(raw)) for raw in above]
    text = _MARK.sub("", above[-1]).lstrip("# ") if above else ""
    return bool(_TABLE.match(text)) or (len(heads) > 1 and all(heads) and not rank(text) and not is_terminal(text))


def _table(file: str, raws: Sequence[str], start: int, end: int, front: bool) -> Iterator[Line]:
    """The rows of a table; those of contents and masthead, which the converter took for one, as lines."""
    rows = [(k, marked_cells(raws[k])) for k in range(start, end) if k != start + 1]
    loose = front or _FOLIO.match("".join(rows[-1][1]))
    for k, cells in rows:
        if loose:
            for part, words in enumerate(_entry(cells)):
                yield Line(file, k + 1, _whole(_joints(words)), level=BOLD * bool(_BOLD.match(words)), raw=words, part=part)
            continue
        text = "|".join(_MARK.sub("", _BREAK.sub("", cell)).replace("|", r"\|") for cell in cells)
        yield Line(file, k + 1, f"|{text}|", raw=raws[k])
        if k == start:
            yield Line(file, start + 2, raws[start + 1].strip(), raw=raws[start + 1])


def _entry(cells: Sequence[str]) -> list[str]:
    """The lines of a row of the contents: words behind the row of dots begin the next entry."""
    first, *others = [[piece for piece in _BREAK.split(cell) if piece.strip()] for cell in cells]
    rest = [piece for pieces in others for piece in pieces]
    dots = next((i for i, piece in enumerate(first) if _LEADER.fullmatch(piece)), len(first))
    return [*first[:dots + 1], *rest, *first[dots + 1:]]
