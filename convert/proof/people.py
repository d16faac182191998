"""Names of persons: one that differs in a single character from an author's, a member's, or one that the text gives often."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.nodes import Issue
from convert.proof.text import HAN, Passage

_NAME = re.compile(f"[{HAN}]{{3}}$")
_DUTY = ("同志|女士|先生|主席|书记|部长|主任|局长|厅长|院长|经理|董事长|会长|秘书长|组长|科长|处长|班长|队长|主编|总编|委员|校长"
         "|站长|教授|工程师|劳模|代表|师傅|医生|护士|老师|作者|记者|职工|工人")
_SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
             "吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔祁")
_OFTEN = 3      # times a name must stand in the text to be a measure for others
_BEFORE = re.compile(rf"(?:{_DUTY}|[□、　\s“”》）：，。；由]|^)$")
_AFTER = re.compile(r"(?:同志|女士|先生|师傅|等|、|介绍|表示|告诉|强调|指出|说|讲|主持|出席|陪同|参加|代表|带领|带队|率"
                    r"|[，。；：）　\s]|$)")


def near_names(issue: Issue, texts: tuple[Passage, ...], register: tuple[str, ...] = ()) -> Iterator[Diagnostic]:
    """P064: 田德梅 beside 田得梅.  Looked for where a name may stand, behind a duty or in a list, and of three characters only:
    two characters and the surname leave too little to know a name by.  A name that only the text gives must stand often, and
    what is doubted for it stand once, behind a duty."""
    known = _known(issue, register)
    often = _often(texts) - known
    shapes = {(name[:i], name[i + 1:]): name for name in sorted(known | often) for i in (1, 2)}
    doubted = [(passage, match, name) for passage in texts for (head, tail), name in shapes.items()
               if head in passage.text and tail in passage.text
               for match in re.finditer(f"{head}([{HAN}]){tail}", passage.text)
               if match[0] not in known | often and _stands_as_name(passage.text, match, name in often)]
    times = Counter(match[0] for _, match, _ in doubted)
    for passage, match, name in doubted:
        if name in known or times[match[0]] == 1:
            yield passage.finding("P064", *match.span(), usual=name)


def _known(issue: Issue, register: tuple[str, ...]) -> frozenset[str]:
    """Names of three characters among authors, the editorial board and the house's register."""
    names = [person.name for article in issue.articles for person in article.metadata.authors if not person.corporate]
    names += [*register]
    names += [name for group in issue.metadata.editorial_board for name in group.names]
    return frozenset(bare for name in names if _NAME.match(bare := re.sub(r"[\s　]", "", name)))


def _often(texts: tuple[Passage, ...]) -> frozenset[str]:
    """Names of three characters that stand behind a duty in the text, and `_OFTEN` times in all."""
    pattern = re.compile(f"(?:{_DUTY})([{_SURNAMES}][{HAN}]{{2}})(?=同志|主持|出席|参加|指出|强调|表示|介绍|[，。、；）（])")
    names = {match[1] for passage in texts for match in pattern.finditer(passage.text)}
    return frozenset(name for name in names if sum(passage.text.count(name) for passage in texts) >= _OFTEN)


def _stands_as_name(text: str, match: re.Match[str], strictly: bool) -> bool:
    before, after = text[max(0, match.start() - 4):match.start()], text[match.end():match.end() + 3]
    duty = re.search(f"(?:{_DUTY})$", before) is not None
    behind = bool(_AFTER.match(after))
    return duty and behind if strictly else duty or (bool(_BEFORE.search(before)) and behind)
