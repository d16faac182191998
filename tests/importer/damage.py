"""What extraction does to a printed issue, done to stories of our own: half-Markdown with broken contents, or wrapped lines."""
from __future__ import annotations

import itertools
import random
import re
from collections.abc import Sequence

from tests.importer.stories import Story

_HAN = "[\u4e00-\u9fff]"


def spaced(text: str, rng: random.Random) -> str:
    """Spaces beside digits, brackets of half width, now and then a space between Han."""
    out = text
    if rng.random() < 0.6:
        out = re.sub(rf"(?<={_HAN})(?=\d)|(?<=\d)(?={_HAN})", " ", out)
    if rng.random() < 0.3:
        out = re.sub(rf"（({_HAN}{{2,8}})）", r"(\1)", out)
    if rng.random() < 0.1:
        out = re.sub(rf"({_HAN})，({_HAN})", r"\1,\2", out, count=1)
    return out


def broken(text: str, rng: random.Random) -> list[str]:
    """A paragraph cut by the end of a page, never where it could end."""
    cuts = [i for i in range(30, len(text) - 12) if re.match(f"{_HAN}{_HAN}", text[i - 1:i + 1])]
    if len(text) < 120 or not cuts or rng.random() < 0.5:
        return [text]
    at = rng.choice(cuts)
    return [text[:at], text[at:]]


def with_credit(story: Story, index: int) -> str:
    text = story.blocks[index][1]
    if index + 1 < len(story.blocks):
        return text
    return text + (f"（{story.source}）" if story.source else "") + (f"（{story.contributor}）" if story.contributor else "")


def half_markdown(stories: Sequence[Story], seed: int, rough: bool = False) -> str:
    """Marks whose ranks are noise, a contents page in broken forms, paragraphs cut by pages.  `rough`: heads in two marked lines,
    captions in mid-sentence, heads without any mark as well."""
    rng = random.Random(seed)
    out = ["# 目录", "", "2031年第7期", "", "## 本刊编委会", "", "主任\t石远山", "委员\t汪 琦 何志明 林小满", ""]
    page, column, section = 3, "", ""
    for story in stories:
        if story.column and story.column != column:
            column = story.column
            out += ["", rng.choice(("## ", "### ")) + column if rng.random() < 0.7 else f"**{column}**", ""]
        if story.section and story.section != section:
            out += ["", f"**{story.section}**", ""]
        section = story.section
        out += _entry(story, page, rng)
        page += rng.randint(0, 3)
    out += ["", "主 办  ", "云岭省总工会  ", "准印证号  ", "云(0000000)", "", "邮 编", "", "000000", ""]
    out += ["内部资料 免费交流", "", ""]
    for story in stories:
        out += _rough_head(story, rng) if rough else _marked_head(story, rng)
        for index, (level, text) in enumerate(story.blocks):
            if level:
                out += _marked_heading(text, rng)
                continue
            parts = broken(with_credit(story, index), rng)
            for part in parts:
                out += [spaced(part, rng), ""]
                if rough and part is not parts[-1] and rng.random() < 0.4:
                    out += ["", "", rng.choice(CAPTIONS), "", "", ""]
    return "\n".join(out)


def _marked_heading(text: str, rng: random.Random) -> list[str]:
    """A heading of a rank that tells nothing, or in bold."""
    return [rng.choice(("## ", "### ", "#### ")) + text if rng.random() < 0.7 else f"**{text}**", ""]


def _entry(story: Story, page: int, rng: random.Random) -> list[str]:
    words = " ".join(part for part in (story.kicker, story.title.replace("　", " ")) if part) + story.subtitle
    author = f"/{story.byline.split('　')[-1].lstrip('□ ')} " if story.byline and rng.random() < 0.5 else ""
    form = rng.random()
    if form < 0.6 or len(words) < 16:
        return [f"{words}\t{author}{page}"]
    if form < 0.8:
        return [words, "", str(page), ""]
    at = len(words) * 2 // 3
    return [words[:at], "", f"{words[at:]}\t{page}", "-------------\t----", ""]


def _marked_head(story: Story, rng: random.Random) -> list[str]:
    rank = rng.choice(("# ", "## ", "### "))
    out = ["", ""]
    if story.kicker:
        out += [rng.choice(("", "## ")) + story.kicker, ""]
    out += [rank + story.title.replace("　", " "), ""]
    if story.subtitle:
        out += [rank + story.subtitle, ""]
    out += [story.date_line, ""] if story.date_line else []
    return out + ([story.byline, ""] if story.byline else [])


CAPTIONS = ("石门养路站职工在风坳口清理落石", "学员们在实训场练习认坡　苏一苇摄", "慰问现场")


def _rough_head(story: Story, rng: random.Random) -> list[str]:
    """A head whose lines have marks of their own: the unit above, the halves of a title apart, the date in half brackets."""
    out = ["", ""] + ([rng.choice(("## ", "### ", "**")) + story.section] if story.section else [])
    if out[-1].startswith("**"):
        out[-1] += "**"
    out += [""] if story.section else []
    rank = rng.choice((1, 2))
    if story.kicker:
        out += ["#" * rank + " " + story.kicker, ""]
    rank += bool(story.kicker)
    halves = story.title.split("　")
    if len(halves) == 2 and rng.random() < 0.5:
        out += ["#" * rank + " " + halves[0], "", "#" * rank + " " + halves[1], ""]
    elif rng.random() < 0.15:
        out += [" ".join(halves), ""]
    else:
        out += ["#" * rank + " " + " ".join(halves), ""]
    if story.subtitle:
        out += [rng.choice(("", "#" * rank + " ", "#" * (rank + 1) + " ")) + story.subtitle, ""]
    if story.date_line:
        out += [story.date_line.replace("（", "(").replace("）", ")"), ""]
    return out + ([story.byline.replace("　", " "), ""] if story.byline else [])


def worn(stories: Sequence[Story], seed: int) -> str:
    """Half-Markdown whose contents has its page numbers in a block apart, whose paragraphs are cut by folios and running heads,
    with passages in wide digits, in punctuation of half width, or with a space between all characters."""
    rng = random.Random(seed)
    out = ["# 目录", "", "2031年第7期", ""]
    page, column, numbers = 3, "", list[str]()
    for story in stories:
        if story.column and story.column != column:
            out += ([*numbers, ""] if numbers else []) + ["## " + story.column, ""]
            column, numbers = story.column, []
        words = " ".join(part for part in (story.kicker, story.title.replace("　", " ")) if part) + story.subtitle
        out += [words, ""]
        numbers += [str(page), ""]
        page += rng.randint(1, 3)
    out += [*numbers, "", "内部资料 免费交流", "", ""]
    page = 3
    for story in stories:
        out += _marked_head(story, rng)
        for index, (level, text) in enumerate(story.blocks):
            if level:
                out += _marked_heading(text, rng)
                continue
            parts = broken(with_credit(story, index), rng)
            for part in parts:
                out += [_worn_line(part, rng), ""]
                if part is not parts[-1]:
                    page += 1
                    head = f"{page} 云岭工运 2031年第7期"
                    out += rng.choice((["", str(page), ""], ["", head, ""], ["", "云岭工运", "", str(page), ""], []))
    return "\n".join(out)


def _worn_line(text: str, rng: random.Random) -> str:
    form = rng.random()
    if form < 0.15:
        return text.translate({ord("0") + n: "０１２３４５６７８９"[n] for n in range(10)})
    if form < 0.25:
        return text.translate(str.maketrans("，：；？！（）", ",:;?!()"))
    if form < 0.35:
        return " ".join(text)
    return spaced(text, rng)


def spread(stories: Sequence[Story], seed: int) -> str:
    """Half-Markdown of spreads: the right half of a title stands inside the text, heads stand below their first paragraph, names of
    columns cut paragraphs; the contents is a table of pipes, or has its pages in front."""
    rng = random.Random(seed)
    out = ["# 目录", "", "2031年第7期", ""]
    page, column, piped = 3, "", rng.random() < 0.5
    for story in stories:
        if story.column and story.column != column:
            column = story.column
            out += ["", "## " + column, "", *(["| 题目 | 作者 | 页码 |", "|---|---|---|"] if piped else [])]
        words = " ".join(part for part in (story.kicker, story.title.replace("　", " ")) if part) + story.subtitle
        author = story.byline.split("　")[-1].lstrip("□ ")
        out += [f"| {words} | {author} | {page} |"] if piped else [f"{page:02d} {words}" + f"　/{author}" * bool(author), ""]
        page += rng.randint(1, 3)
    out += ["", "", "内部资料 免费交流", "", ""]
    for story in stories:
        head, right = _marked_head(story, rng), ""
        halves = story.title.split("　")
        at = next((k for k, line in enumerate(head) if line.endswith(story.title.replace("　", " "))), -1)
        if len(halves) == 2 and rng.random() < 0.6:
            mark = head[at][:len(head[at]) - len(" ".join(halves))]
            head[at], right = mark + halves[0], mark + halves[1]
        texts = [_spread_lines(story, index, rng) for index in range(len(story.blocks))]
        below = 1 if rng.random() < 0.25 and len(texts) > 2 and not story.blocks[0][0] else 0
        body = [line for text in texts[below:] for line in text]
        if right:
            cut = min(len(body), rng.choice((2, 4)))
            body = [*body[:cut], right, "", *body[cut:]]
        out += [*(line for text in texts[:below] for line in text), *head, *body]
    return "\n".join(out)


def _spread_lines(story: Story, index: int, rng: random.Random) -> list[str]:
    level, text = story.blocks[index]
    if level:
        return _marked_heading(text, rng)
    out: list[str] = []
    parts = broken(with_credit(story, index), rng)
    for part in parts:
        out += [spaced(part, rng), ""]
        if part is not parts[-1] and story.column and rng.random() < 0.5:
            out += [story.column, ""]
    return out


def wrapped(stories: Sequence[Story], seed: int, measure: int = 25, page_lines: int = 60) -> str:
    """Lines of print between blank ones, the title of an article at the foot of the page it begins on, folios, edge labels."""
    rng = random.Random(seed)
    pages: list[list[str]] = [[]]
    heads: list[list[str]] = [[]]
    for story in stories:
        lines = _lines(story, measure)
        start = True
        while lines:
            room = page_lines - len(pages[-1])
            if room < 12 or (start and heads[-1]):
                pages[-1] += ["\0" + "\n".join(head for head in heads[-1])] if heads[-1] else []
                pages.append([])
                heads.append([])
                room = page_lines
            if start:
                heads[-1] += _cluster(story)
                start = False
            pages[-1] += lines[:room]
            lines = lines[room:]
    pages[-1] += ["\0" + "\n".join(heads[-1])] if heads[-1] else []
    out = []
    for number, page in enumerate(pages):
        body = "\n\n".join(line.lstrip("\0") for line in page)
        if number % 9 == 4:
            body += f"\n\n\n\n{number + 6}"
        out.append(body)
    text = "\n ".join(out)
    return re.sub(rf"(?<={_HAN})(?=\d)|(?<=\d)(?={_HAN})", " ", text) if rng.random() < 0.8 else text


def frames(stories: Sequence[Story], seed: int, measure: int = 25, page_lines: int = 64) -> str:
    """As `wrapped`, with what two-column pages do besides: a second article begins on a page, its title below its own frame,
    and the end of an article stands below the frame of another one."""
    rng = random.Random(seed)
    out: list[str] = []
    page: list[str] = []
    tail: list[str] = []            # what is left of an article, set on the next page
    for story in stories:
        lines = _lines(story, measure)
        if len(page) + 14 > page_lines or (page and rng.random() < 0.4):
            out.append("\n\n".join(page))
            page = []
        if tail and not page and rng.random() < 0.6:
            page, tail = [*tail], []
        room = max(8, page_lines - len(page) - 6)
        cut = min(len(lines), room)
        while cut < len(lines) and re.search("[。！？”）]$", lines[cut - 1]):
            cut -= 1
        page += [*lines[:cut], "\n".join(_cluster(story))]
        if tail:
            page, tail = [*page, *tail], []
        if cut < len(lines):
            out.append("\n\n".join(page))
            page, tail = [], lines[cut:]
            while len(tail) > page_lines:
                out.append("\n\n".join(tail[:page_lines]))
                tail = tail[page_lines:]
    out.append("\n\n".join([*page, *tail]))
    return "\n ".join(piece for piece in out if piece)


def _cluster(story: Story) -> list[str]:
    title = [story.title] if len(story.title) <= 22 else [story.title[:20], story.title[20:]]
    return [*title, *([_announcing(story.kicker)] if story.kicker else []), *([story.subtitle] if story.subtitle else []),
            *([story.date_line] if story.date_line else []), *([story.byline.replace("□ ", "□　")] if story.byline else [])]


def _announcing(kicker: str) -> str:
    """A kicker as it stands below its title, where only its last words tell that it announces one."""
    return kicker if re.search("(?:强调|之[一二三四五六七八九十])$", kicker) else kicker + "时强调"


def _lines(story: Story, measure: int) -> list[str]:
    """Lines of the measure; the first of a paragraph two shorter, closing marks hang at the end."""
    out: list[str] = []
    for index, (level, text) in enumerate(story.blocks):
        rest = text if level else with_credit(story, index) if index + 1 < len(story.blocks) else _ended(story, index)
        width = measure if level else measure - 2
        while rest:
            line = _fit(rest, width)
            out.append(line)
            rest = rest[len(line):]
            width = measure
    return out


def _ended(story: Story, index: int) -> str:
    """The last paragraph with a credit, which tells that the article is closed."""
    text = with_credit(story, index)
    return text if text != story.blocks[index][1] else text + "（办公室）"


def _fit(text: str, width: float) -> str:
    used, end = 0.0, 0
    while end < len(text):
        step = 1.0 if ord(text[end]) > 0x2000 else 0.5
        if used + step > width:
            break
        used, end = used + step, end + 1
    while end < len(text) and text[end] in "，。、；：！？”’）》】":
        end += 1
    return text[:end]


def pages_of_columns(stories: Sequence[Story], measure: int = 22, rows: int = 40) -> list[tuple[list[str], list[str], list[str]]]:
    """Pages of two columns as printed: (title lines over both, left column, right column); every article begins a page."""
    out: list[tuple[list[str], list[str], list[str]]] = []
    for story in stories:
        head = [*([story.kicker] if story.kicker else []), story.title, *([story.subtitle] if story.subtitle else []),
                *([story.byline] if story.byline else [])]
        lines = _indented(story, measure)
        while lines:
            here, lines = lines[:2 * rows], lines[2 * rows:]
            half = (len(here) + 1) // 2
            out.append((head, here[:half], here[half:]))
            head = []
    return out


def _indented(story: Story, measure: int) -> list[str]:
    """Lines of print, the first of a paragraph with the two spaces of its indent; headings stand between paragraphs."""
    out: list[str] = []
    for index, (level, text) in enumerate(story.blocks):
        rest = text if level else with_credit(story, index)
        first = True
        while rest:
            line = _fit(rest, measure - 2 * (first and not level))
            out.append("  " + line if first and not level else line)
            rest, first = rest[len(line):], False
    return out


def extracted(stories: Sequence[Story], form: str, name: str = "苇湖") -> str:
    """What tools make of such pages: `stream` column after column, `rows` line by line across both, `blocks` one to four lines of
    the left column and as many of the right by turns, `beside` as they stand, `joined` each row as one line, a space between."""
    pages = pages_of_columns(stories)
    listed = ["目录", f"{name}　2032年第2期"]
    column, starts = "", [n for n, page in enumerate(pages, 1) if page[0]]
    for story, first in zip(stories, starts, strict=True):
        listed += [story.column] if story.column != column else []
        column = story.column
        listed.append(f"{story.kicker}{story.title} ······ {first}")
    out = ["\n".join(listed)]
    for number, (head, left, right) in enumerate(pages, 1):
        running = [f"{number} {name} 2032年第2期"]
        if form == "stream":
            body = [*head, *(line.strip() for line in (*left, *right))]
        elif form == "rows":
            pairs = [line.strip() for pair in itertools.zip_longest(left, right, fillvalue="") for line in pair if line]
            body = ["", "\n".join(head), "", "\n\n".join(pairs)]
        elif form == "blocks":
            body = ["", "\n".join(head), "", "\n\n".join(_by_turns(left, right))]
        elif form == "joined":
            rows = itertools.zip_longest(left, right, fillvalue="")
            body = [*head, *(" ".join(line.strip() for line in row if line) for row in rows)]
        else:
            wide = max(map(len, left))
            body = ["", *(" " * 12 + line for line in head), "",
                    *(a.ljust(wide + 4) + b if b else a for a, b in itertools.zip_longest(left, right, fillvalue=""))]
        out.append("\n".join([*running, *body]))
    return "\f".join(out)


def _by_turns(left: Sequence[str], right: Sequence[str]) -> list[str]:
    """Blocks of the two columns by turns; nearly all have one line."""
    out, at = [], 0
    while at < max(len(left), len(right)):
        rows = (1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 4)[at % 12]
        out += ["\n".join(line.strip() for line in column[at:at + rows]) for column in (left, right) if column[at:at + rows]]
        at += rows
    return out


def drawn(stories: Sequence[Story], join: str) -> str:
    """Pages in the order in which they were drawn, `join` between them: the number of a page before the dots that lead to it, the
    folio of a right-hand page before its running head."""
    listed, *pages = extracted(stories, "stream").split("\f")
    out = [re.sub(r"(?m) (·+) (\d+)$", r" \2\1", listed)]
    title = ""
    for number, (page, (head, _, _)) in enumerate(zip(pages, pages_of_columns(stories), strict=True), 1):
        title = next((story.title if len(story.title) > 3 else story.column for story in stories if story.title in head), title)
        running, body = page.split("\n", 1)
        out.append(f"{running if number % 2 == 0 else f'{number}{title}'}\n{body}")
    return join.join(out)


def blocks_of_contents(stories: Sequence[Story]) -> str:
    """Pages column after column, every block of the contents by itself: entries, below each its row of dots, all numbers at the
    foot."""
    listed, *pages = extracted(stories, "stream").split("\f")
    lines = [re.sub(r" ·+ \d+$", "\n\n· · · · · ·", line) for line in listed.split("\n")]
    numbers = re.findall(r"· (\d+)$", listed, re.M)
    return "\f".join(["\n\n".join((*lines, *numbers)), *pages])


def pushed(stories: Sequence[Story], room: int = 25) -> str:
    """Pages on a grid of characters that is too narrow for rows with many figures: their right column comes right behind them."""
    listed = extracted(stories, "beside").split("\f")[0]
    out = [listed]
    for number, (head, left, right) in enumerate(pages_of_columns(stories), 1):
        rows = (a.ljust(room) + b if b else a for a, b in itertools.zip_longest(left, right, fillvalue=""))
        out.append("\n".join([f"{number} 苇湖 2032年第2期", "", *(" " * 12 + line for line in head), "", *rows]))
    return "\f".join(out)
