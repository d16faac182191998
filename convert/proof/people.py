"""Names of persons: one that differs in a single character from a name that the issue prints as an author's or a member's."""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.nodes import Issue
from convert.proof.text import HAN, Passage

_NAME = re.compile(f"[{HAN}]{{3}}$")
_DUTY = ("同志|女士|先生|主席|书记|部长|主任|局长|厅长|院长|经理|董事长|会长|秘书长|组长|科长|处长|班长|队长|主编|总编|委员|校长"
         "|站长|教授|工程师|劳模|代表|师傅|医生|护士|老师|作者|记者|职工|工人")
_BEFORE = re.compile(rf"(?:{_DUTY}|[□、　\s“”》）：]|^)$")
_AFTER = re.compile(r"(?:同志|女士|先生|师傅|等|、|介绍|表示|告诉|强调|指出|说|讲|主持|出席|陪同|参加|代表|带领|率"
                    r"|[，。；：）　\s]|$)")


def near_names(issue: Issue, texts: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P064: 田德梅 beside 田得梅.  Looked for where a name may stand, behind a duty or in a list, and of three characters only:
    two characters and the surname leave too little to know a name by."""
    known = _known(issue)
    shapes = {(name[:i], name[i + 1:]): name for name in sorted(known) for i in (1, 2)}
    for passage in texts:
        for (head, tail), name in shapes.items():
            for match in re.finditer(f"{head}([{HAN}]){tail}", passage.text):
                if match[0] not in known and _stands_as_name(passage.text, match):
                    yield passage.finding("P064", *match.span(), usual=name)


def _known(issue: Issue) -> frozenset[str]:
    """Names of three characters among authors and the editorial board."""
    names = [person.name for article in issue.articles for person in article.metadata.authors if not person.corporate]
    names += [name for group in issue.metadata.editorial_board for name in group.names]
    return frozenset(bare for name in names if _NAME.match(bare := re.sub(r"[\s　]", "", name)))


def _stands_as_name(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 4):match.start()], text[match.end():match.end() + 3]
    duty = re.search(f"(?:{_DUTY})$", before) is not None
    return duty or (bool(_BEFORE.search(before)) and bool(_AFTER.match(after)))
