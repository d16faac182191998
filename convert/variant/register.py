"""The register of names: people of the masthead and the bylines, whose surname keeps its form wherever they are named.

Only names that begin with a surname of two possible forms are taken; a given name goes character by character.  What an editor
decides (styles/house.yaml `names`, `glossary` of the issue or the article) lies above.
"""
from __future__ import annotations

import re

from convert.model.nodes import Issue
from convert.variant.engine import engine
from convert.variant.glossary import Entry, Layer

SURNAMES = {c: c for c in "于余范岳郁姜涂游仇种党曲谷沈卜朴"} | {"钟": "鍾", "丰": "豐", "万": "萬", "云": "雲"}
_PERSON = re.compile(f"[{''.join(SURNAMES)}][\u4e00-\u9fff]{{1,2}}")
_OFFICE = re.compile("[室处科会部组社局委办站队院厂校所网报心团]$")


def names_of(issue: Issue, script: str) -> Layer:
    """Entries for the people named in `issue`'s masthead and bylines, in their order."""
    people = [name for role in issue.metadata.editorial_board for name in role.names]
    people += [author.name for article in issue.articles for author in article.metadata.authors if not author.corporate]
    people = [name.replace("　", "").replace(" ", "") for name in people]
    return tuple(Entry(name, form_of(name, script)) for name in dict.fromkeys(people) if is_person(name))


def is_person(name: str) -> bool:
    """Whether `name` reads as a person whose surname a converter may take for another word."""
    return bool(_PERSON.fullmatch(name)) and not _OFFICE.search(name)


def form_of(name: str, script: str) -> str:
    """`name` in `script`: the surname by the table, the given name by its characters (里 is hardly 裡 there: 余秋里)."""
    return SURNAMES[name[0]] + "".join(c if c == "里" else engine(script).plain(c) for c in name[1:])
