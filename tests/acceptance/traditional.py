"""The Traditional editions: the proofreader's list, forms that must never be printed, the public sets where they are at hand."""
from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path

from convert.fidelity import read_pdf
from convert.variant import Converter
from tests.acceptance.rows import AUDIT, Row

MARKS = 3.0         # of the list, for 1,000 characters
# Forms that stock OpenCC prints in texts of this kind, each wrong.
FORBIDDEN = re.compile("征徵|新徵|徵程|對錶|指明瞭|闡明瞭|加註重|註重|好乾部|乾部|製度|髮展|髮放|髮揚|髮〔|睏難|孃家|準入|準印|"
                       "木裡|下籤訂|迴歸")


def judge_list(listed: Path) -> Iterator[Row]:
    """The load of a list, and that its edition comes back to Simplified but for a handful of characters."""
    data = json.loads(listed.read_text("utf-8"))
    load = 1000 * len(data["marks"]) / max(data["characters"], 1)
    yield Row(listed.name, "每千字校样单的处数", f"{load:.2f}", f"至多 {MARKS:g}", load <= MARKS)
    returns = len(data["returns"])
    yield Row(listed.name, "转回简体不同的字", returns, "千分之一以内", returns <= data["characters"] / 1000)


def judge_forms(pdf: Path) -> Iterator[Row]:
    read = read_pdf(pdf.read_bytes())
    found = sorted(set(FORBIDDEN.findall(read.body + read.notes)))
    yield Row(pdf.name, "原版词典的错字", found or 0, "0", not found)


def judge_public_sets() -> Iterator[Row]:
    """Sentences and phrases of the yardstick, in the forms that are printed."""
    spec = importlib.util.spec_from_file_location("score_traditional", AUDIT / "score_traditional.py")
    if spec is None or spec.loader is None or not (AUDIT / "data" / "public.tsv").is_file():
        return
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    for name, target, bar in (("public.tsv", "tw", 0.98), ("public.tsv", "pub", 0.98), ("s2t_cases_public.tsv", "tw", 0.99),
                              ("s2t_cases_public.tsv", "hk", 0.99)):
        own = Converter("zh-Hant-HK" if target == "hk" else "zh-Hant-TW")
        got = score.evaluate(str(AUDIT / "data" / name), own.convert, target, glyph=name == "public.tsv")
        yield Row(name, f"对的行（{target}）", f"{got['ok']}/{got['n']}", f"{bar:.0%}", got["share"] >= bar)
