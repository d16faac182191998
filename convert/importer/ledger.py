"""The account of characters: every Han character that came in stands in an article or in a line that is listed with its reason."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from convert.importer.characters import HAN_CHAR, skeleton
from convert.importer.records import Article, Draft, Fate, Line
from convert.importer.repair import repair_line


def count(texts: Iterable[str]) -> Counter[str]:
    """How often each Han character stands in `texts`."""
    total: Counter[str] = Counter()
    for text in texts:
        total.update(HAN_CHAR.findall(text))
    return total


def article_texts(article: Article, draft: Draft) -> list[str]:
    """Everything of `article` that comes from its lines: not what was taken from the contents."""
    head = article.head
    out = [*head.kicker, *head.subtitle, head.byline, head.date_line, article.source, article.contributor, *article.captions]
    out += [block.text for block in article.blocks]
    if not article.borrowed:
        out.append(head.title)
    name = skeleton(head.section)
    shown = skeleton("".join([*head.kicker, head.title, *head.subtitle, head.byline]))
    if name and skeleton("".join(line.text for line in draft.head)).count(name) > shown.count(name):
        out.append(head.section)            # else it comes from an edge label or a line of its own
    return out


def unplaced(draft: Draft, article: Article, lost: str) -> tuple[Line, ...]:
    """Lines of `draft` whose words are nowhere in `article` and can be among the characters `lost`; a line whose credit went to
    the front matter is no such line, and of lines with the same words only those that are missing."""
    missing = Counter(lost)
    whole = skeleton("".join(article_texts(article, draft)))
    lines = (*draft.head, *draft.body, *draft.captions)
    bare = [skeleton(repair_line(line.text)) for line in lines]
    out = []
    for line, words in zip(lines, bare, strict=True):
        needed = sum(other.count(words) for other in bare) if words else 0
        fits = len(line.text) < 200 and not count([repair_line(line.text)]) - missing
        if fits and (words not in whole or whole.count(words) < needed):
            out.append(line)
            missing -= count([repair_line(line.text)])
    return tuple(out)


def unlisted(lines: Sequence[Line], lost: str) -> tuple[Line, ...]:
    """Raw lines that together can be the characters `lost`, the first that fit: what no draft holds."""
    missing = Counter(lost)
    out = []
    for line in lines:
        own = count([repair_line(line.text)])
        if own and not own - missing:
            out.append(line)
            missing -= own
    return tuple(out)


def imbalance(lines: Sequence[Line], drafts: Sequence[Draft], articles: Sequence[Article],
              fates: Sequence[Fate]) -> tuple[str, str]:
    """(characters lost, characters gained) between the raw lines and what was made of them; both empty when the account is even."""
    came = count(repair_line(line.text) for line in lines)
    went = count(repair_line(fate.line.text) for fate in fates)
    for draft, article in zip(drafts, articles, strict=True):
        went += count(article_texts(article, draft))
    lost, gained = came - went, went - came
    return "".join(sorted(lost.elements())), "".join(sorted(gained.elements()))
