"""Whatever the text: no traceback, no character lost, and what comes out reads without an error."""
from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert.diagnostics import has_errors
from convert.importer.assembly import assemble
from convert.importer.delivery import deliver
from convert.importer.ledger import count
from convert.importer.pictures import Pictures
from convert.importer.rawlines import read_lines
from convert.importer.repair import repair_line
from convert.pipeline import check_issue
from convert.workspace import find_workspace

_PIECES = [
    "堤上的灯亮了一夜", "，", "。", "守堤的人", "（江边站）", "“", "”", "《", "》", "——", "一、", "（二）", "1.",
    "第三，", "强调", "□ 何志明", "12", " ", "　", "\t", "**", "#", "[", "]", "<", "*", "_", "|", "+", "-", ":::", "---",
    "~", "$", "目录", "3", "主编", "：", "准印证号：", "附件1", "抄送：", "2031年6月1日", "2031年第7期", "（来源：江边晚报）",
    "同志们：", "A", "and", "\\", "`", "^", "@", "{.x}", "编者按：", "■ ",
]
_LINES = st.lists(st.sampled_from(_PIECES), max_size=9).map("".join)
_BREAKS = st.sampled_from(["\n", "\n\n", "\n\n\n\n", "\n\f", "\n "])


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(st.tuples(st.sampled_from(["", "# ", "## ", "### "]), _LINES, _BREAKS), min_size=1, max_size=40),
       kind=st.sampled_from(["magazine", "official", "bulletin"]))
def test_any_text_is_accounted_for(lines: list[tuple[str, str, str]], kind: str) -> None:
    raw = read_lines("".join(mark + text + end for mark, text, end in lines), "raw.txt")
    made = assemble(raw, kind)
    assert (made.lost, made.gained) == ("", "")
    if not made.articles:
        assert count(repair_line(line.text) for line in raw) == count(repair_line(f.line.text) for f in made.fates)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(st.tuples(st.sampled_from(["", "# ", "## "]), _LINES, _BREAKS), min_size=1, max_size=40),
       kind=st.sampled_from(["magazine", "official", "bulletin"]))
def test_what_comes_out_has_no_errors(lines: list[tuple[str, str, str]], kind: str) -> None:
    raw = read_lines("".join(mark + text + end for mark, text, end in lines), "raw.txt")
    made = assemble(raw, kind)
    if not made.articles:
        return
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "a"
        out.mkdir()
        for name, data in deliver(made, kind, "a", raw, Pictures())[0].items():
            (out / name).write_bytes(data)
        issue, found = check_issue(out, find_workspace(out))
        assert issue is not None, [d.render() for d in found if has_errors([d])]
