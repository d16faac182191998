"""Cover, 编委会 and 版权页: labelled lines -> fields of issue.yaml (names: model.metadata)."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convert.importer.characters import HAN, is_body_name, plain, skeleton
from convert.importer.imprint import BOARDS, BODIES, ROLES, Part, field_of, fits, names_in, parts_of
from convert.importer.records import Doubt, Fate, Line
from convert.importer.repair import repair_line

ISSUE = re.compile(r"(\d{4})\s*年\s*第?\s*(\d{1,3})\s*期(?:\s*[（(]?总第?\s*\d+\s*期[）)]?)?")
_NEAR = 6                   # lines from the name on a cover to the number of the issue; from a label to its value
_LATIN_NAME = re.compile(r"(?!C ?O ?N ?T ?E ?N ?T ?S$)[A-Z][A-Z'’. ]{5,}$")
_BOARD = re.compile(r"(?:本刊)?(?:编辑委员会|编委会|编辑部成员)$")
_SYLLABLE = (r"(?:[ZCS]H|[BPMFDTNLGKHJQXRZCSYW])?"
             r"(?:[IU]ANG|IONG|UAI|UAN|IAN|IAO|[AEIO]NG|[AEU]I|[AO]U|AO|I[EU]|UE|UO|VE|IA|UA|ER|[AEIUV]N|[AEIOUV])")
_SET_APART = re.compile(r"(?:[A-Z]{1,4} ){4,}[A-Z]{1,4}$")
_COLUMN = 3                 # labels one below the other that are a column
_LETTERS = 1.8              # letters in a piece of a name whose letters are set apart, at most


class Fields(NamedTuple):
    """Fields of issue.yaml found so far and what became of the lines they came from."""

    values: dict[str, str]
    board: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fates: tuple[Fate, ...] = ()
    rest: tuple[Line, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def read_masthead(lines: Sequence[Line]) -> Fields:
    """Take the labelled lines out of `lines`; the others come back as `rest` in their order."""
    reader = _Reader(_by_rows(lines))
    for index in range(len(lines)):
        reader.read(index)
    left = {id(line) for line in reader.rest}
    return Fields(reader.values, tuple((role, tuple(names)) for role, names in reader.board), tuple(reader.fates),
                  tuple(line for line in lines if id(line) in left), tuple(reader.doubts()))


def _by_rows(lines: Sequence[Line]) -> Sequence[Line]:
    """`lines` with the rows of a page put together where its labels were taken for one column and their values for the next."""
    rows = {(line.file, line.key) for line in lines}
    alone = [i for i, line in enumerate(lines) if (line.file, line.key + 1) in rows and all(
        part.label and not part.value for part in parts_of(line.text) or [Part("", "")])]
    out = list(lines)
    for page in dict.fromkeys(lines[i].page for i in alone):
        mine = [i for i in alone if lines[i].page == page]
        mates = {(lines[i].file, lines[i].key + 1) for i in mine}
        last = max(i for i, line in enumerate(lines) if (line.file, line.key) in mates)
        if len(mine) >= _COLUMN:
            out[mine[0]:last + 1] = sorted(lines[mine[0]:last + 1], key=lambda line: (line.page, line.key))
    return out


class _Reader:
    """Reads line after line: labels that stand alone wait for their values, which may come some lines below, in their order."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.values: dict[str, str] = {}
        self.board: list[tuple[str, list[str]]] = []
        self.fates: list[Fate] = []
        self.rest: list[Line] = []
        self.strays: list[Line] = []
        self.waiting: list[tuple[str, int]] = []        # labels without a value yet, and where they stand
        self.role = ""                                  # that the next names belong to
        self.listing = -1                               # index of the last line with names of the board
        self.names = _issue_names(lines)

    def read(self, index: int) -> None:
        line = self.lines[index]
        parts = parts_of(line.text)
        if parts and (not line.level or all(p.label and not p.value for p in parts)) and self._is_labelled(parts, index):
            self._take(line, index, parts)
        elif line.level or not (self._is_value(line, index) or self._is_other(line)):
            self._leave(line, index)

    def _is_labelled(self, parts: Sequence[Part], index: int) -> bool:
        """Whether the words before the labels of a line, and those behind them, belong to them."""
        first, *others = parts
        if not first.label:
            return field_of(others[0].label) in BODIES and not others[0].value and is_body_name(first.value)
        within = bool(index and self.fates and self.fates[-1].line is self.lines[index - 1])
        known = [bool(_reads(part, within)) for part in parts if part.value]
        return all(known) or (first.apart and bool(first.value) and known[0])

    def _take(self, line: Line, index: int, parts: Sequence[Part]) -> None:
        read: list[str] = []
        self.role, self.listing = "", -1
        above = "" if parts[0].label else parts[0].value
        for part in (part for part in parts if part.label):
            field = _reads(part, True)
            if field == "editorial_board":
                self.board.append((part.label, list(names_in(part.value))))
                self.listing = index
            elif field:
                set_field(self.values, field, part.value)
            elif above and not part.value:
                field = field_of(part.label)
                set_field(self.values, field, above)
            elif not part.value:
                self._await(part.label, index)
            above = ""
            read += [field] if field else []
        whole = not any(part.value for part in parts)
        reason = "编委会的职名，在 issue.yaml" if self.role else "版权页的项目名，值在 issue.yaml"
        self.fates.append(Fate(line, "debris", reason) if whole else Fate(line, "field", read[0] if read else "版权行"))

    def _await(self, label: str, index: int) -> None:
        """A label alone: its value comes below, or stood right above where the cover says who edits it."""
        field = field_of(label)
        self.role = label if label in ROLES or label in BOARDS else ""
        if not field:
            return
        above = self.lines[index - 1] if index else None
        below = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        if above and self.rest and self.rest[-1] is above and field in BODIES and is_body_name(above.text) and (
                parts_of(below) and not above.level):
            set_field(self.values, field, above.text)
            self.fates.append(Fate(self.rest.pop(), "field", field))
        else:
            self.waiting.append((field, index))

    def _is_value(self, line: Line, index: int) -> bool:
        """Names for the role above, going on with the names above, or the value of a label that waits for one."""
        names = names_in(line.text)
        if names and self.role and (self.role not in BOARDS or not _BOARD.match(plain(line.text))):
            self.board.append((self.role, list(names)))
        elif names and self.listing == index - 1 >= 0 and line.page == self.lines[index - 1].page and self._goes_on(index, names):
            self.board[-1][1].extend(names)
        else:
            return self._is_awaited(line, index)
        self.role, self.listing = "", index
        self.waiting = [(field, at) for field, at in self.waiting if at != index - 1]       # 编辑 is a role here
        self.fates.append(Fate(line, "field", "editorial_board"))
        return True

    def _goes_on(self, index: int, names: Sequence[str]) -> bool:
        """Whether `names` on line `index` are of the kind of those above: persons, or bodies; and neither the name of the magazine
        nor that of a column, which stands above an entry with its page."""
        below = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        column = len(names) == 1 and re.search(r"\S\s+\d{1,3}$", below) is not None
        return not column and plain(self.lines[index].text) not in self.names and all(
            is_body_name(name) == is_body_name(self.board[-1][1][0]) for name in names)

    def _is_awaited(self, line: Line, index: int) -> bool:
        self.waiting = [(field, at) for field, at in self.waiting if index - at <= 2 * _NEAR]
        for waiting in self.waiting:
            field, at = waiting
            near = field not in (*BODIES, "address", "audience") or index - at == 1
            if near and plain(line.text) not in self.names and fits(field, line.text, index - at == 1):
                self.waiting.remove(waiting)
                set_field(self.values, field, line.text)
                self.fates.append(Fate(line, "field", field))
                self.role = ""
                return True
        return False

    def _is_other(self, line: Line) -> bool:
        """The number of the issue, its name in Latin letters, the words 编委会."""
        free = plain(line.text) == "免费交流" and self.values.get("internal_use") == "内部资料"
        if free:
            self.values["internal_use"] = "内部资料 免费交流"
        reason = "internal_use" if free else _read_name(line.text, self.values)
        if not reason:
            return False
        self.fates.append(Fate(line, "field", reason))
        if reason == "issue_label" and "title" not in self.values and self.rest and (name := _name_above(self.rest[-1], line)):
            self.values["title"] = name
            self.fates.append(Fate(self.rest.pop(), "field", "title"))
        return True

    def _leave(self, line: Line, index: int) -> None:
        if self.board and re.fullmatch(f"[{HAN}]{{1,4}}(?:[ \u3000][{HAN}]{{1,4}})*", line.text) and (
                plain(line.text) not in self.names and self._is_by_fields(index)):
            self.strays.append(line)
        self.role = ""
        self.rest.append(line)

    def _is_by_fields(self, index: int) -> bool:
        """Whether a line read as a field, or another stray, stands right above."""
        above = self.lines[index - 1] if index else None
        return bool(above and ((self.fates and self.fates[-1].line is above) or (self.strays and self.strays[-1] is above)))

    def doubts(self) -> Iterable[Doubt]:
        """Names that a text taken out of its columns no longer shows beside their role."""
        if len(self.strays) > 2:
            first, words = self.strays[0], "、".join(line.text for line in self.strays)
            yield Doubt(first.file, first.number, "编委会的名单在原文里散开了，这些字没有归到职名下，请照原刊补", words, 0.3)


def _reads(part: Part, within: bool) -> str:
    """The field that the value of `part` belongs to, "" for none.  `within`: beside or below other fields, where one space parts a
    label from its value too."""
    names = names_in(part.value)
    if names and (part.label in ROLES or part.label in BOARDS) and (part.apart or within or part.label not in BOARDS):
        return "editorial_board"
    field = field_of(part.label)
    if field == "internal_use":
        return field if len(part.value) <= 24 else ""
    return field if fits(field, part.value, within or part.apart) else ""


def set_field(values: dict[str, str], field: str, value: str) -> None:
    """`value` as that of `field` unless it is known; white that the setting of figures left is closed."""
    free = field == "internal_use" and "免费交流" in value
    text = "内部资料 免费交流" if free else repair_line(re.sub(r"[ \u3000\t]+", " ", value)).strip()
    if text and field not in values:
        values[field] = text


def read_line(line: Line, values: dict[str, str]) -> bool:
    """Read one line of a back cover into `values`; whether it was one."""
    if line.level:
        return False
    found = read_masthead((line,))
    for field, value in found.values.items():
        values.setdefault(field, value)
    return any(fate.kind == "field" for fate in found.fates)


def _read_name(text: str, values: dict[str, str]) -> str:
    """What a line without labels was read as, "" when as nothing."""
    bare = skeleton(text)
    issue = ISSUE.search(text)
    if issue and len(bare) <= 30:
        read_issue_label(issue, values)
        name = re.sub("^(?:本期)?目录", "", plain(text[:issue.start()]))
        if 2 <= len(name) <= 10 and re.fullmatch(f"[{HAN}]+", name):
            set_field(values, "title", name)
        return "issue_label"
    if _LATIN_NAME.match(text):
        set_field(values, "title_en", text)
        return "title_en"
    return "editorial_board" if _BOARD.match(plain(text)) else ""


def _issue_names(lines: Sequence[Line]) -> frozenset[str]:
    """Words that stand before, above or below the number of the issue: among them the name of the magazine."""
    found: set[str] = set()
    for index, line in enumerate(lines):
        if issue := ISSUE.search(line.text):
            found |= {plain(line.text[:issue.start()]), plain(line.text),
                      *(plain(other.text) for other in (*lines[max(0, index - 2):index], *lines[index + 1:index + 2]))}
    return frozenset(found)


def _name_above(above: Line, label: Line) -> str:
    """The name of the issue on a cover: a few characters, perhaps set apart, right above its number."""
    bare = plain(above.text)
    near = above.key < label.key and label.number - above.number <= _NEAR
    return bare if near and re.fullmatch(f"[{HAN}]{{2,8}}", bare) and "目录" not in bare else ""


def read_issue_label(match: re.Match[str], values: dict[str, str]) -> None:
    values.setdefault("volume_year", match[1])
    values.setdefault("number", str(int(match[2])))
    values.setdefault("issue_label", f"{match[1]}年第{int(match[2])}期")


def read_colophon_line(text: str, values: dict[str, str]) -> None:
    """A line of several labelled parts, perhaps printed twice, the folio before it: 70准印证号：… 编辑：… 印刷：…"""
    for part in parts_of(re.sub(r"^\d{1,3}(?=\D)", "", text.strip())):
        if field := field_of(part.label):
            set_field(values, field, part.value)


def spelled(values: dict[str, str]) -> dict[str, str]:
    """`values` with the name in Latin letters as what it is: the pinyin of the title or a name of its own.  Letters set apart are
    put together."""
    name, title = values.get("title_en", ""), values.get("title", "")
    if _SET_APART.match(name) and len(re.sub(" ", "", name)) <= _LETTERS * len(name.split()):
        name = name.replace(" ", "")
    if not name or not re.fullmatch(f"(?:{_SYLLABLE}){{{max(1, len(plain(title)))}}}", re.sub("[ '’]", "", name)):
        return values | ({"title_en": name} if name else {})
    return {key: value for key, value in values.items() if key != "title_en"} | {"title_pinyin": name}
