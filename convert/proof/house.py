"""The house's own table (styles/check.yaml): fixed phrases and their wrong forms, persons with their duties."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from convert.diagnostics import Diagnostic, ExitCode, Refusal, diagnose, has_errors
from convert.model.record import Record
from convert.proof.text import Passage
from convert.strictyaml import Fields, parse

_DUTY = "(?:副?(?:主席|书记|部长|主任|局长|厅长|院长|经理|董事长|会长|秘书长|组长|科长|处长|主编)|委员|总编辑)$"


class HouseTable(Record):
    """`words`: (wrong, right); `duties`: (name, duty)."""

    words: tuple[tuple[str, str], ...] = ()
    duties: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The persons of the register."""
        return tuple(name for name, _ in self.duties)


def read_table(path: Path, shown: str) -> HouseTable:
    """The table in `path`, empty when there is no such file; raises Refusal (exit 3) when it cannot be read."""
    if not path.is_file():
        return HouseTable()
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(ExitCode.SOURCE, [diagnose("V005", path=shown, problem=str(error))]) from None
    diagnostics: list[Diagnostic] = []
    fields = Fields.of(parse(text, shown), diagnostics)
    words, duties = (_pairs(fields.fields(key)) for key in ("words", "duties"))
    fields.finish()
    if has_errors(diagnostics):
        raise Refusal(ExitCode.SOURCE, diagnostics)
    return HouseTable(words, duties)


def _pairs(fields: Fields | None) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key in fields if key and (value := fields.text(key).strip())) if fields else ()


def check(table: HouseTable, passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P061: a wrong form of a fixed phrase; P062: another duty before a name than the table has."""
    duty = re.compile(_DUTY)
    for passage in passages:
        for wrong, right in table.words:
            for match in re.finditer(re.escape(wrong), passage.text):
                end = match.start() + max(0, right.find(wrong)) + len(right)
                if right not in passage.text[max(0, match.start() - len(right)):end]:
                    yield passage.finding("P061", *match.span(), right=right)
        for name, right in table.duties:
            for match in re.finditer(re.escape(name), passage.text):
                before = passage.text[:match.start()].rstrip(" 　、")
                if (shown := duty.search(before)) and not before.endswith(right):
                    yield passage.finding("P062", shown.start(), match.end(), right=right)
