"""Usage: fixed phrases, 的地得, collocations, what is said twice or left out, separators, figures; true and false examples."""
from __future__ import annotations

import pytest

from convert.proof import check_issue
from tests.proof.test_rules import codes, issue_of, paragraph
from tests.proof.usage import RIGHT, USAGE


@pytest.mark.parametrize(("code", "text"), USAGE)
def test_a_slip_is_found(code: str, text: str) -> None:
    found = check_issue(issue_of(paragraph(text)), None)    # type: ignore[arg-type]
    assert code in {d.code for d in found}
    assert all(d.hint and d.span.line == 5 for d in found)


@pytest.mark.parametrize("text", RIGHT)
def test_right_usage_is_left_alone(text: str) -> None:
    assert codes(text) == []


def test_phrases_of_the_issue_are_its_measure() -> None:
    lines = [f"第{n}班学习关于夜班照明工作的重要论述。" for n in range(10)]
    assert codes(*lines, "再学关于夜班照明工作重要论述。") == ["P082"]
    assert codes(*lines) == []
    rooms = [f"{n}号驿站和船员技能创新工作室。" for n in range(7)]
    assert codes(*rooms, "船员技能创新室挂牌。") == ["P093"]
    turned = [f"{n}月建立维护夜间航行政治安全长效办法。" for n in range(6)]
    assert codes(*turned, "夜间维护航行政治安全长效办法。") == ["P093"]


def test_a_word_that_the_issue_turns_round_once_is_found() -> None:
    lines = [f"{n}号泊位请按本通知执行。" for n in range(6)]
    assert codes(*lines, "以本知通为准。") == ["P093"]
    assert codes(*lines, "以本通知为准，知通情理。") == []
    parted = [f"{n}号泊位开展夜间调查。" for n in range(6)]
    assert codes(*parted, "夜班集中排查调研。") == []


def test_a_term_in_quotes_everywhere_is_in_quotes() -> None:
    lines = [f"第{n}班实现“五亮”目标。" for n in range(3)]
    assert codes(*lines, "夜班紧扣五亮目标。") == ["P099"]
    assert codes(*lines, "夜班紧扣五亮目标。", "白班紧扣五亮目标。") == []
    assert codes(*lines, "夜班紧扣“灯要五亮”的目标。") == []


def test_a_finding_tells_what_is_right() -> None:
    (found,) = check_issue(issue_of(paragraph("学思用贯通、知信行合一")), None)    # type: ignore[arg-type]
    assert "学思用贯通、知信行统一" in found.hint
    assert "知信行合一" in found.message
