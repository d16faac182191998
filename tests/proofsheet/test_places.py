"""Every numbered line leads to the line of the source that it prints."""
from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from tests.proofsheet.conftest import BULLETIN, MAGAZINE, NOTICE, Proofs

HAN = re.compile("[\u4e00-\u9fff]")
OWN_WORDS = {"目录", "附件1", "附件2", "编委会"}        # of the program


def han(text: str) -> str:
    return "".join(HAN.findall(text))


def lines_of(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for page in record["pages"] for line in page["lines"]]


@pytest.mark.parametrize("issue", [MAGAZINE, NOTICE, BULLETIN])
def test_every_line_is_found_where_its_number_says(samples: Proofs, issue: str) -> None:
    sources: dict[str, list[str]] = {}
    lines = lines_of(samples.record(issue))
    assert len(lines) > 100
    for line in lines:
        if not line["file"]:
            assert re.sub(r"\s", "", line["text"]) in OWN_WORDS, line
            continue
        source = sources.setdefault(line["file"], samples.source(issue, line["file"]).read_text(encoding="utf-8").split("\n"))
        at = line["source_line"] - 1
        grid = source[at].startswith("|")       # its rows go on below
        said = han("".join(source[at:at + 4]) if grid else source[at])
        # the program's own words may stand beside a value: 主办, 供稿
        pieces = [han(p)[:4 if grid else 8] for p in (line["text"], *re.split("[\u3000：，]", line["text"]))]
        pieces += [han(line["text"])[-4:]] * grid
        assert not han(line["text"]) or any(p and (p in said or said in p) for p in pieces), (line, said)


def test_a_paragraph_written_on_many_lines_leads_to_each(desk: Proofs) -> None:
    """Hard-wrapped text, a quotation, a list, a poem, a note: every line of the source begins somewhere on the page."""
    body = """---
id: ceshi-yihang
title: 一行一行地看
---

岸上的人一天要看三遍潮水表，<!-- 批注 王：三遍早上够不够？ -->
**早上看一遍**，中午看一遍，
收工以前再看[一遍](https://example.org/shan)，看完才在本子上画一个勾。
谁也没有说过这是规矩，
可是二十年来没有人忘过。

> 潮水不等人，
> 人也不催潮水。

1. 先看水尺，水尺上的字
   要用手电照着看清楚
2. 再看风向

| 先把缆绳收紧
| 再把灯挂上去
|
| 天亮以前都不要说话

这里有一处注[^1]，注在下面。

[^1]: 注文也可以写得很长，
    长到要另起一行才写得完。
"""
    desk.source(NOTICE, "03-fujian-yingji.md").write_text(body, encoding="utf-8")
    assert desk.build(NOTICE) == 0
    lines = [line for line in lines_of(desk.record(NOTICE)) if line["file"] == "03-fujian-yingji.md"]
    source = body.split("\n")
    for line in lines:
        assert han(line["text"])[:1] in han(source[line["source_line"] - 1]), line
    reached = {line["source_line"] for line in lines}
    beginnings = {n for n, text in enumerate(source, 1) if han(text)}
    # a line of the source that begins in the middle of a printed line is not that line's place
    assert {6, 12, 15, 17, 19, 20, 22, 24, 26} <= reached <= beginnings


@pytest.mark.parametrize("issue", [MAGAZINE, NOTICE, BULLETIN])
def test_traditional_sheets_lead_to_the_same_sources(samples: Proofs, issue: str) -> None:
    plain, other = (lines_of(samples.record(issue, script)) for script in ("zh-Hans", "zh-Hant-TW"))
    seen, wanted = ({(line["file"], line["source_line"]) for line in lines if line["file"]} for lines in (other, plain))
    # which lines of the source begin a printed line depends on the breaks, where paragraphs stand does not
    assert len(seen ^ wanted) <= len(wanted) // 50


@pytest.mark.parametrize("issue", [MAGAZINE, NOTICE, BULLETIN])
def test_numbers_count_every_column_from_its_head(samples: Proofs, issue: str) -> None:
    for page in samples.record(issue)["pages"]:
        for column in {line["column"] for line in page["lines"]}:
            numbers = sorted({line["line"] for line in page["lines"] if line["column"] == column})
            assert numbers == list(range(1, len(numbers) + 1))
        body = [line for line in page["lines"] if line["column"] in ("左栏", "右栏")]
        for a, b in pairwise(body):
            if a["element"] == b["element"] and a["column"] == b["column"]:
                assert b["line"] >= a["line"], "a paragraph runs down its column"
