"""The contents set against the body: which of its heads are columns, where its titles are printed, what its broken entries were."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from convert.importer.characters import BYLINE, credit, is_body_name, is_terminal, is_unit_name, skeleton
from convert.importer.furniture import printed_page
from convert.importer.headlines import with_right_half
from convert.importer.located import locate, printed_titles, runs
from convert.importer.records import Contents, Entry, Fate, Line
from convert.importer.repair import GAP, repair_line

_UNIT = 14                  # characters of a unit's name
_MARKS = "）”》！？"         # at the end of a title
_WORD = 2                   # characters of a title beyond its first line that a line of the body has at least
_NEAR, _KICKER = 4, 30       # lines below a head among which the title stands; characters of one at most
_HEADS = 3                  # heads with pages that tell how they are listed
_ABOVE = 3                  # entries above the first column that tell that it is none
_LEAST = 4                  # characters of a title that is believed without the page of an entry


def with_columns(contents: Contents, body: Sequence[Line], people: Collection[str] = ()) -> Contents:
    """`contents` without the heads that are parts of titles: a column stands in the body as a line of its own or not at all, and
    is none of the `people` of the editorial board."""
    contents = _with_heads(contents, body)
    bare = [skeleton(repair_line(line.text)) for line in body if len(line.text) <= 60 and not is_terminal(line.text)]
    whole = set(bare)
    words = "\n".join([*(skeleton(e.text) for e in contents.entries), *map(skeleton, contents.columns)])
    signed = [skeleton(line.text) for line in body if BYLINE.match(repair_line(line.text))]
    titled = _titled(contents, body, signed)

    def is_column(name: str) -> bool:
        key = skeleton(name)
        person = key in people or any(text.endswith(key) or (text.startswith(key) and key not in whole) for text in signed)
        return len(key) >= 2 and not person and name not in titled and (key in whole or not is_half(key))

    def is_half(key: str) -> bool:
        """Whether a line of the body is `key` and other words of the contents: the halves of a title."""
        rests = [text[len(key):] if text.startswith(key) else text[:-len(key)] for text in bare
                 if len(text) > len(key) and (text.startswith(key) or text.endswith(key)) and text not in words]
        return any(len(rest) >= 2 and rest in words for rest in rests)

    names = [name for name in contents.columns if is_column(name)]
    while names and _opens_title(contents, names[0], whole):
        opening = names.pop(0)
        titled[opening] = skeleton(next((e.text for e in contents.entries if e.column == opening), ""))
    entries = _with_first_lines(_with_titles(contents.entries, titled), body)
    contents = contents._replace(entries=_without_authors(
        [_with_known_author(entry, whole, signed) for entry in entries], frozenset(signed)))
    columns = _headed(contents, names, _above_titles(contents, body))
    contents = contents._replace(sections=tuple(name for name in contents.sections if name not in titled))
    if columns == contents.columns:
        return contents
    current = ""
    found = []
    order = {name: i for i, name in enumerate(contents.columns)}
    for entry in contents.entries:
        known = [name for name in contents.columns[:order.get(entry.column, -1) + 1] if name in columns]
        current = known[-1] if known else current
        found.append(entry._replace(column=current))
    return contents._replace(entries=tuple(found), columns=columns)


def _with_heads(contents: Contents, body: Sequence[Line]) -> Contents:
    """`contents` with the heads out of its entries that have a page of their own, as word processors list them: the page is that of
    the entry below, whose title stands right below the head in the body as well."""
    lines = ["" if is_terminal(line.text) else skeleton(repair_line(line.text)) for line in body]        # "" for text
    places: dict[str, list[int]] = {}
    for i, words in enumerate(lines):
        places.setdefault(words, []).append(i)

    def is_head(entry: Entry, below: Entry) -> bool:
        key, title = skeleton(entry.text), skeleton(below.text)
        if entry.page != below.page or not entry.page or len(key) > _UNIT or entry.author:
            return False
        near = (itertools.takewhile(lambda words: 0 < len(words) <= _KICKER, lines[i + 1:i + 1 + _NEAR])
                for i in places.get(key, ()))
        return any(len(words) >= _LEAST and title.startswith(words) for display in near for words in display)

    entries = list(contents.entries)
    heads = [is_head(a, b) for a, b in itertools.pairwise(entries)] + [False]
    if sum(heads) < _HEADS:
        return contents
    found: list[Entry] = []
    column = section = ""
    for entry, head in zip(entries, heads, strict=True):
        if head and column and is_unit_name(entry.text) and len(skeleton(entry.text)) >= _LEAST:
            section = entry.text
        elif head:
            column, section = entry.text, ""
        else:
            found.append(entry._replace(column=column or entry.column, section=section or entry.section))
    columns = dict.fromkeys((*contents.columns, *(entry.column for entry in found)))
    sections = dict.fromkeys((*contents.sections, *(entry.section for entry in found)))
    return Contents(tuple(found), tuple(filter(None, columns)), tuple(filter(None, sections)))


def _above_titles(contents: Contents, body: Sequence[Line]) -> frozenset[str]:
    """Heads of the contents that stand in the body right above a title, on a line of their own."""
    entries = [skeleton(entry.text) for entry in contents.entries]
    lines = [skeleton(repair_line(line.text)).strip("0123456789") for line in body]
    above = {a for a, b in itertools.pairwise(lines) if len(b) >= _LEAST and any(words.startswith(b) for words in entries)}
    return frozenset(name for name in contents.columns if skeleton(name) in above)


def _headed(contents: Contents, names: Sequence[str], sure: Collection[str] = ()) -> tuple[str, ...]:
    """Those of the `names` of columns below which entries stand, before the next of them, or that are `sure`: tools may put the
    names of two columns one below the other."""
    used = {entry.column for entry in contents.entries} | {name for name in names if name in sure}
    out: list[str] = []
    for name in contents.columns:
        if name in names:
            out.append(name)
            if name not in used and len(out) > 1 and out[-2] not in used:
                out.pop(-2)
        elif out and name in used:
            used.add(out[-1])
    return tuple(name for name in out if name in used)


def _titled(contents: Contents, body: Sequence[Line], signed: Sequence[str]) -> dict[str, str]:
    """Names of columns that are titles -> words of the entry below that belong to them: a byline or a subtitle stands right below
    in the body, the second line of the title, or their entry is a byline."""
    first: dict[str, str] = {}
    for entry in contents.entries:
        first.setdefault(entry.section or entry.column, skeleton(entry.text))
        first.setdefault(entry.column, skeleton(entry.section + entry.text))        # a unit and who wrote it
    lines = Counter(skeleton(repair_line(line.text)).strip("0123456789") for line in body)        # running heads stand by folios
    by_name = {skeleton(name): name for name in (*contents.columns, *contents.sections)}
    out = {name: words for name, words in first.items()
           if words and lines[skeleton(name)] == 1 and any(words in text for text in signed)}
    for line, below in itertools.pairwise(body):
        name = by_name.get(skeleton(repair_line(line.text)))
        if name is None or below.page != line.page or below.gap:
            continue
        words = skeleton(repair_line(below.text))
        if BYLINE.match(repair_line(below.text)) or below.text.startswith("——") or (
                line.gap and line.indent < 0 and words == first.get(name) and lines[skeleton(name)] == 1):
            out.setdefault(name, words)
    return out


def _opens_title(contents: Contents, name: str, whole: Collection[str]) -> bool:
    """Whether `name`, above which entries stand in no column, and the words below it in the contents are one line of the body: the
    first line of a title."""
    order = contents.columns
    below = next((name for name in order[order.index(name):] if any(e.column == name for e in contents.entries)), name)
    at = next((i for i, entry in enumerate(contents.entries) if entry.column == below), 0)
    key = skeleton(name)
    words = key + "".join(map(skeleton, order[order.index(name) + 1:order.index(below) + 1])) + skeleton(contents.entries[at].text)
    return at >= _ABOVE and len(key) >= _LEAST and any(
        len(line) >= len(key) + _WORD and line.startswith(key) and words.startswith(line) for line in whole)


def _with_titles(entries: Sequence[Entry], titled: Mapping[str, str]) -> list[Entry]:
    """`entries` with the titles that were read as columns because no page stands on their line."""
    out: list[Entry] = []
    seen: set[str] = set()
    for given in entries:
        signed = given.section and titled.get(given.column) == skeleton(given.section + given.text) and given.column not in seen
        entry = given._replace(text=f"{given.section}{GAP}{given.text}", section="") if signed else given
        name = entry.section or entry.column
        below = titled.get(name, "") if name not in seen else ""
        seen.add(name)
        words = skeleton(entry.text)
        if below and words == below:
            out.append(entry._replace(text=name + entry.text, section="", parts=(name, *entry.parts)))
        elif below and words and words in below:
            out.append(entry._replace(text=name, author=entry.author or entry.text, section="", parts=(name,)))
        else:
            out.append(entry)
    return out


def _with_first_lines(entries: Sequence[Entry], body: Sequence[Line]) -> list[Entry]:
    """`entries` with the first line of a title that came to stand beside the entry above, where the body has it above the rest."""
    joints = {(skeleton(repair_line(a.text)), skeleton(repair_line(b.text))) for a, b in itertools.pairwise(body)
              if a.page == b.page and not b.gap}
    out: list[Entry] = []
    for entry in entries:
        above = out[-1] if out else entry
        if above.author and entry.parts and (skeleton(above.author), skeleton(entry.parts[0])) in joints:
            out[-1] = above._replace(author="")
            out.append(entry._replace(text=f"{above.author}{GAP}{entry.text}", parts=(above.author, *entry.parts)))
        else:
            out.append(entry)
    return out


def _without_authors(entries: Sequence[Entry], signed: Collection[str]) -> tuple[Entry, ...]:
    """`entries` without those that are a byline of the body: the contents came broken; it may belong to the entry before."""
    out: list[Entry] = []
    for entry in entries:
        if skeleton(entry.text) not in signed:
            out.append(entry)
        elif out and not (out[-1].page or out[-1].author):
            out[-1] = out[-1]._replace(author=entry.text, page=entry.page)
    return tuple(out)


def _with_known_author(entry: Entry, whole: Collection[str], signed: Sequence[str]) -> Entry:
    """An author that the contents sets on a line below the title stands in the body too; else it is the end of the title."""
    name = skeleton(entry.author)
    if not name:
        return _without_body(_without_byline(entry, signed), whole)
    if "".join(map(skeleton, entry.parts)) + name != skeleton(entry.text) + name or len(entry.parts) < 1:
        return entry
    if name in whole or any(text.endswith(name) or (len(text) >= _LEAST and name.endswith(text)) for text in signed):
        return entry
    return entry._replace(text=entry.text + entry.author, author="", parts=(*entry.parts, entry.author))


def _without_byline(entry: Entry, signed: Sequence[str]) -> Entry:
    """An entry whose words end with a byline of the body, cut before it."""
    bare = skeleton(entry.text)
    byline = max((text for text in signed if 2 <= len(text) < len(bare) - 1 and bare.endswith(text)), key=len, default="")
    *before, last = re.split(f"[ {GAP}]+", entry.text)
    if byline and before and skeleton(last).endswith(byline) and is_body_name(last):
        byline = skeleton(last)         # the page has the end of the body's name only
    left = len(bare) - len(byline)
    for at, char in enumerate(entry.text) if byline else ():
        if not left and char not in _MARKS:
            return entry._replace(text=entry.text[:at].rstrip(" /" + GAP), author=entry.text[at:].strip(" /" + GAP))
        left -= len(skeleton(char))
    return entry


def _without_body(entry: Entry, whole: Collection[str]) -> Entry:
    """An entry cut before the name of a body that a gap sets apart at its end, and that is a line of the page."""
    title, gap, name = entry.text.rpartition(GAP)
    alone = bool(gap) and not entry.author and is_unit_name(name) and {skeleton(name), skeleton(title)} <= set(whole)
    return entry._replace(text=title, author=name) if alone else entry


def without_labels(lines: Sequence[Line], contents: Contents) -> tuple[tuple[Line, ...], tuple[Fate, ...]]:
    """(lines without the names of columns that stand above their first articles, what became of those)."""
    return _without(lines, label_lines(lines, contents))


def without_running_labels(lines: Sequence[Line], contents: Contents) -> tuple[tuple[Line, ...], tuple[Fate, ...]]:
    """(lines without the names of columns that are running heads, what became of those): at the head of a page, printed again on it
    or before it."""
    labels = label_lines(lines, contents)
    seen: dict[str, int] = {}
    found: set[int] = set()
    last = {(line.page, skeleton(line.text)): line.key for line in lines if line.key in labels}
    for at, line in enumerate(lines):
        if line.key not in labels:
            continue
        words = skeleton(line.text)
        first = not at or lines[at - 1].page != line.page
        if first and (last[line.page, words] != line.key or seen.get(words, line.page) < line.page):
            found.add(line.key)
        seen.setdefault(words, line.page)
    return _without(lines, found)


def _without(lines: Sequence[Line], labels: Collection[int]) -> tuple[tuple[Line, ...], tuple[Fate, ...]]:
    return (tuple(line for line in lines if line.key not in labels),
            tuple(Fate(line, "debris", "栏目名在版面上的重复，目录里已有") for line in lines if line.key in labels))


def label_lines(lines: Sequence[Line], contents: Contents) -> frozenset[int]:
    """Keys of the lines that print the name of a column."""
    names = {skeleton(name) for name in contents.columns}
    return frozenset(line.key for line in lines
                     if skeleton(repair_line(line.text)) in names and credit(repair_line(line.text)) is None)


def settled(contents: Contents, listed: Sequence[Line], body: Sequence[Line],
            folios: Mapping[int, int]) -> tuple[Contents, dict[int, int]]:
    """(contents, number of a line -> index of the entry whose title it prints).

    Entries are looked for on their pages first.  Display lines of the body whose words the contents has, and which no entry was
    found for, are titles as well: there the contents came broken, and the entry is taken from the page.
    """
    places = locate(body, contents, folios)
    places |= _halves(body, contents, places, printed_titles(body, contents, listed))
    clusters = _clusters(body, contents, places, listed)
    clusters = _joined(clusters, body, places)
    if not clusters:
        return contents, places
    entries = list(contents.entries)
    taken = set(places.values())
    broken = {i for i, e in enumerate(entries) if i not in taken
              and any(skeleton("".join(repair_line(x.text) for x in lines)) in skeleton(e.text) for lines in clusters)}
    for lines in clusters:
        text = "".join(repair_line(line.text) for line in lines)
        own = next((i for i, e in enumerate(entries) if i in broken and skeleton(e.text) == skeleton(text)), -1)
        if own < 0:
            column = _column_of(skeleton(text), contents, listed)
            page = printed_page(dict(folios), lines[0].page)
            entries.append(Entry(text, "", page, column, "", lines[0].number, _parts_of(text, contents)))
            own = len(entries) - 1
        broken.discard(own)
        places |= {line.key: own for line in lines}
    for author, title in _authors(entries, places, body).items():
        broken.add(author)
        entries[title] = entries[title]._replace(author=entries[title].author or entries[author].text)
        places = {key: title if own == author else own for key, own in places.items()}
    kept = [i for i in range(len(entries)) if i not in broken]
    first = {entry: number for number, entry in sorted(places.items(), reverse=True)}
    kept.sort(key=lambda i: (first.get(i, entries[i].line), i))
    at = {old: new for new, old in enumerate(kept)}
    return (contents._replace(entries=tuple(entries[i] for i in kept)), {number: at[i] for number, i in places.items()})


def _halves(body: Sequence[Line], contents: Contents, places: Mapping[int, int], printed: Collection[int]) -> dict[int, int]:
    """Number of a line -> index of the entry whose title stands on two pages: the halves together have its words, and it has a gap
    between them; two titles of one entry that came broken have none."""
    taken = set(places.values())
    free = {key: i for i, entry in enumerate(contents.entries) if i not in taken
            for key in (skeleton(entry.text), skeleton(entry.text + entry.author))}
    at = {line.key: i for i, line in enumerate(body)}
    found = runs([line for line in body if line.key in printed and line.key not in places], at)
    found += [[*run, body[end]] for run in found for end in [at[run[-1].key] + 1]
              if end < len(body) and body[end].page == run[0].page and not body[end].gap]      # few words: no line of the contents
    facing: dict[int, list[list[Line]]] = {}
    for run in found:
        facing.setdefault(run[0].page, []).append(run)
    out: dict[int, int] = {}
    for left, right in ((a, b) for a in found for b in facing.get(a[0].page + 1, ())):
        words = skeleton("".join(repair_line(line.text) for line in with_right_half(left, right)))
        if words in free and _has_gap(contents.entries[free[words]].text, repair_line(left[0].text)):
            out |= {line.key: free[words] for line in (*left, *right)}
    return out


def _has_gap(text: str, first: str) -> bool:
    """Whether a title has a gap behind its `first` words, a line."""
    before = itertools.accumulate(map(skeleton, text.split(GAP)))
    return GAP in text and skeleton(first) in before


def _authors(entries: Sequence[Entry], places: Mapping[int, int], body: Sequence[Line]) -> dict[int, int]:
    """Entry that is the name of a body in the head of another entry -> that entry: the contents came broken there."""
    out: dict[int, int] = {}
    last = -1
    since = 0                   # display lines since the title that was printed last
    for above, line in zip([None, *body], body, strict=False):
        own = places.get(line.key, -1)
        if is_terminal(line.text) or above is None or above.page != line.page:
            last = -1
        since = 0 if own >= 0 else since + 1
        if own >= 0 and own != last and last >= 0 and is_body_name(entries[own].text):
            out.setdefault(own, last)
        elif own >= 0:
            last = own
        elif since > _NEAR:
            last = -1
    return out


def _parts_of(title: str, contents: Contents) -> tuple[str, ...]:
    """The lines of a `title` in the broken entry that holds its words."""
    words = skeleton(title)
    parts = next((e.parts for e in contents.entries if words in skeleton(e.text)), ())
    own = tuple(part for part in parts if skeleton(part) and skeleton(part) in words)
    return own if "".join(map(skeleton, own)) == words else ()


def _joined(clusters: Sequence[list[Line]], body: Sequence[Line], places: dict[int, int]) -> list[list[Line]]:
    """`clusters` without those right above a title that was found: lines of that title, put into `places`."""
    at = {line.key: i for i, line in enumerate(body)}
    out = []
    for lines in clusters:
        after = at[lines[-1].key] + 1
        below = body[after] if after < len(body) and body[after].page == lines[0].page else None
        own = places.get(below.key, -1) if below else -1
        if own < 0:
            out.append(lines)
        else:
            places |= {line.key: own for line in lines}
    return out


def _clusters(body: Sequence[Line], contents: Contents, places: Mapping[int, int],
              listed: Sequence[Line]) -> list[list[Line]]:
    """Runs of display lines that print words of the contents and that running text does not lead into."""
    printed = printed_titles(body, contents, listed)
    columns = {skeleton(name) for name in contents.columns}
    out: list[list[Line]] = []
    for i, line in enumerate(body):
        if line.key not in printed or line.key in places or skeleton(line.text) in columns or BYLINE.match(repair_line(line.text)):
            continue
        before = body[i - 1] if i else None
        if before is not None and out and out[-1][-1] is before and before.page == line.page:
            out[-1].append(line)
        elif before is None or before.page != line.page or _ends(before) or before.key in places:
            out.append([line])
    entries = {skeleton(entry.text) for entry in contents.entries}
    titles = _found(places, body)
    return [lines for lines in out if len(skeleton("".join(x.text for x in lines))) >= _LEAST and not _is_part(lines, titles)
            and not (len(lines) == 1 and _is_unit(lines[0].text) and skeleton(lines[0].text) not in entries)]


def _is_unit(text: str) -> bool:
    """The name of a unit, which the contents has as an author and a page as a label."""
    return is_body_name(text) and len(skeleton(text)) <= _UNIT


def _ends(line: Line) -> bool:
    text = repair_line(line.text)
    return is_terminal(text) or credit(text) is not None or BYLINE.match(text) is not None or len(skeleton(text)) < 14


def _found(places: Mapping[int, int], body: Sequence[Line]) -> frozenset[str]:
    """The words of the titles that were found, as they are printed."""
    found: dict[int, str] = {}
    for line in body:
        if line.key in places:
            found[places[line.key]] = found.get(places[line.key], "") + skeleton(repair_line(line.text))
    return frozenset(found.values())


def _is_part(lines: Sequence[Line], titles: Collection[str]) -> bool:
    """Whether the lines repeat one of the `titles` that were found: a running head."""
    words = skeleton("".join(repair_line(line.text) for line in lines))
    return any(words in title for title in titles)


def _column_of(words: str, contents: Contents, listed: Sequence[Line]) -> str:
    """The column under which the lines of the contents print `words`."""
    names = {skeleton(name): name for name in contents.columns}
    current = ""
    for line in listed:
        bare = skeleton(repair_line(line.text))
        if bare in names:
            current = names[bare]
        elif len(bare) >= _LEAST and (bare in words or words in bare):
            return current
    return current
