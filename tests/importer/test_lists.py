"""Lists come back with the numbers that they were printed with, from our own editions and from other hands' files."""
from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.cli import main
from convert.importer.lists import Entry, Number, list_text, numbered
from convert.model.nodes import Block, List, Paragraph, plain_text
from convert.pipeline import check_issue
from convert.workspace import find_workspace
from tests.importer.conftest import Importer

BODY = "天还没有亮，渡口的灯已经亮了。老周把缆绳解开，船慢慢离了岸，水声比人声大。"
GOODS = "米盐油柴茶布糖酒纸笔刀斧锅碗盆勺筷桶绳网灯旗鼓锣锚舵桨帆篷缆"
ROMAN = ("viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
BODIES = {
    "从五数起": "5. 第五件是米。\n6. 第六件是盐。\n\n说到这里要停一停。\n\n7. 第七件是柴。\n8. 第八件是茶。",
    "括号": "1) 米。\n2) 盐。\n\n隔一段。\n\n(3) 柴。\n(4) 茶。\n\n再隔一段。\n\nC.  酒。\nD.  纸。\n\n"
          "还隔一段。\n\nII.  笔。\nIII.  刀。",
    "二十多样": "\n".join(f"{chr(97 + n % 26)}. {name}一件。" for n, name in enumerate(GOODS)),
    "工序": "\n".join(f"{numeral}. 第{n}道{'[^1]' * (n == 1)}。" for n, numeral in enumerate(ROMAN)) + "\n\n[^1]: 老法子。",
    "套着": "9. 第九仓。\n10. 第十仓。\n    c. 三排。\n    d. 四排。\n        iv. 四袋。\n        v. 五袋。\n    - 防潮。\n"
            "        7) 第七条。\n11. 第十一仓。",
    "前后": "1. 米。\n2. 盐。\n\n<!-- -->\n\n1. 柴。\n2. 茶。\n\n    1) 布。\n\n    <!-- -->\n\n    1) 糖。\n    2) 酒。",
    "一条两段": "4. 头一段说的是米。\n\n    第二段说的是仓。\n\n5. 只有一段。\n\n"
            "6. 又是两段。\n    - 中间夹着一项。\n\n    末段说完了。\n\n7. 收尾。",
}


def entries(blocks: Sequence[Block], depth: int = 0) -> Iterator[Entry]:
    """The lists of `blocks` as the reader counts them; a paragraph outside lists has depth -1."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield Entry(depth - 1, plain_text(block.inlines), None, True)
        elif isinstance(block, List):
            for number, item in enumerate(block.items, block.start):
                first, *rest = entries(item.blocks, depth + 1)
                yield first._replace(number=Number(number, block.marker, block.delimiter) if block.ordered else None, more=False)
                yield from rest


def write_issue(folder: Path, bodies: Mapping[str, str]) -> Path:
    folder.mkdir(parents=True)
    (folder / "issue.yaml").write_text(
        "id: a\ndocument_type: magazine-issue\ntitle: 渡口月报\nissue_label: 2031年第1期\ndate: '2031-01'\n", encoding="utf-8")
    for number, (title, body) in enumerate(bodies.items(), 1):
        text = f"---\nid: a{number}\ntype: article\ntitle: {title}\n---\n\n{BODY}\n\n{body}\n\n{BODY}\n"
        (folder / f"{number:02}-a.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_issue(tmp_path_factory.mktemp("lists") / "issues" / "a", BODIES)
    assert main(["build", str(folder), "--edition", "print,word", "--out", str(folder.parents[1] / "out"), "-q"]) == 0
    return folder


@pytest.mark.parametrize("suffix", ["docx", "print.pdf"])
def test_our_own_lists_come_back_number_for_number(built: Path, tmp_path: Path, suffix: str) -> None:
    again = tmp_path / "issues" / "again"
    made = next((built.parents[1] / "out").glob(f"*/*.{suffix}"))
    assert main(["import", str(made), "--kind", "magazine", "--out", str(again), "-q"]) == 0
    source, back = (check_issue(folder, find_workspace(folder))[0] for folder in (built, again))
    assert source is not None
    assert back is not None
    want = {a.metadata.title: list(entries(a.blocks)) for a in source.articles}
    assert want["前后"][1:3] == [Entry(0, "米。", Number(1)), Entry(0, "盐。", Number(2))]
    assert want["前后"][3] == Entry(0, "柴。", Number(1))
    assert {a.metadata.title: list(entries(a.blocks)) for a in back.articles} == want


def retagged(built: Path, tmp_path: Path, change: Callable[[list[pikepdf.Dictionary]], None]) -> str:
    """What is imported from our print PDF when `change` has had its first list."""
    with pikepdf.open(next((built.parents[1] / "out").glob("*/*.print.pdf"))) as pdf:
        first = next(e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/L" and len(e.K) == 2)
        change(list(first.K))
        first.K = pikepdf.Array([item for item in first.K if len(item.K)])
        pdf.save(tmp_path / "a.pdf")
    out = tmp_path / "issues" / "again"
    assert main(["import", str(tmp_path / "a.pdf"), "--kind", "magazine", "--out", str(out), "-q"]) == 0
    return "".join(path.read_text(encoding="utf-8") for path in sorted(out.glob("*.md")))


def test_a_label_that_is_tagged_as_text_is_the_number(built: Path, tmp_path: Path) -> None:
    def as_text(items: list[pikepdf.Dictionary]) -> None:
        for item in items:
            label, body = item.K
            label.S = pikepdf.Name.Span
            body.K[0].K = pikepdf.Array([label, *body.K[0].K])
            item.K = pikepdf.Array([body])

    assert "\n\n5. 第五件是米。\n6. 第六件是盐。\n\n" in retagged(built, tmp_path, as_text)


def test_a_label_that_no_list_can_say_stays_as_words(built: Path, tmp_path: Path) -> None:
    def one_item(items: list[pikepdf.Dictionary]) -> None:
        items[0].K[0].K = pikepdf.Array([items[0].K[1].K[0]])
        items[0].K[1] = items[1].K[1]
        items[1].K = pikepdf.Array([])

    assert "\n\n第五件是米。第六件是盐。\n\n" in retagged(built, tmp_path, one_item)


def level(depth: int, kind: str, text: str, start: int = 1) -> str:
    return (f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>')


def word(levels: str, nums: dict[int, str], paragraphs: Sequence[tuple[str, int, int]], style: str = "Normal") -> bytes:
    """A file with one abstract numbering, the w:num that are built on it, paragraphs (text, num, level); num 0 for none."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for child in list(numbering):
        numbering.remove(child)
    numbering.append(parse_xml(f'<w:abstractNum {names} w:abstractNumId="7">{levels}</w:abstractNum>'))
    for number, own in nums.items():
        numbering.append(parse_xml(f'<w:num {names} w:numId="{number}"><w:abstractNumId w:val="7"/>{own}</w:num>'))
    document.add_heading("渡口的早晨", 1)
    document.add_paragraph(BODY)
    for text, number, depth in paragraphs:
        paragraph = document.add_paragraph(text, style=style)
        if number:
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {names}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


AGAIN = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
DECIMAL = level(0, "decimal", "%1.", 5) + level(1, "upperLetter", "(%2)", 3) + level(2, "upperRoman", "%3.", 2)


@pytest.mark.parametrize(("levels", "nums", "paragraphs", "wanted"), [
    (DECIMAL, {1: ""}, [("米。", 1, 0), ("盐。", 1, 1), ("油。", 1, 2), ("柴。", 1, 0), ("茶。", 1, 1)],
     "5. 米。\n    (C) 盐。\n        II.  油。\n6. 柴。\n    (C) 茶。"),
    (DECIMAL, {1: "", 2: ""}, [("米。", 1, 0), ("盐。", 2, 0)], "5. 米。\n6. 盐。"),
    (DECIMAL, {1: "", 2: AGAIN.format(9)}, [("米。", 1, 0), ("盐。", 2, 0), ("油。", 2, 0)],
     "5. 米。\n\n<!-- -->\n\n9. 盐。\n10. 油。"),
    (DECIMAL, {1: ""}, [("米。", 1, 0), ("隔着的话。", 0, 0), ("盐。", 1, 0)], "5. 米。\n\n隔着的话。\n\n6. 盐。"),
    (DECIMAL, {1: ""}, [("米。", 1, 0), ("", 1, 0), ("盐。", 1, 0)], "5. 米。\n\n<!-- -->\n\n7. 盐。"),
    (level(0, "decimal", "第%1条"), {1: ""}, [("米。", 1, 0), ("盐。", 1, 0)], "第1条\u3000米。\n\n第2条\u3000盐。"),
    (level(0, "chineseCounting", "%1、", 3) + level(1, "decimal", "%1.%2"), {1: ""}, [("米是主要的货。", 1, 0), ("盐。", 1, 1)],
     "三、米是主要的货。\n\n三.1\u3000盐。"),
    (level(0, "lowerRoman", "%1.", 5), {1: ""}, [("米。", 1, 0), ("盐。", 1, 0)], "5. 米。\n6. 盐。"),
    (level(0, "lowerLetter", "%1)", 25), {1: ""}, [("米。", 1, 0), ("盐。", 1, 0), ("油。", 1, 0)], "y) 米。\nz) 盐。\na) 油。"),
    (level(0, "lowerRoman", "(%1)", 7) + level(1, "decimal", "%2."), {1: ""}, [("米。", 1, 0), ("盐。", 1, 0), ("油。", 1, 1)],
     "(vii) 米。\n(viii) 盐。\n       1. 油。")])
def test_lists_of_other_hands_keep_their_numbers(
        importer: Importer, levels: str, nums: dict[int, str], paragraphs: list[tuple[str, int, int]], wanted: str) -> None:
    assert importer(word(levels, nums, paragraphs), name="n.docx").body(0) == f"{BODY}\n\n{wanted}"


def test_a_paragraph_of_an_item_stays_in_it(importer: Importer) -> None:
    made = word(DECIMAL, {1: ""}, [("米。", 1, 0), ("米要防潮。", 0, 0), ("盐。", 1, 0)], "List Paragraph")
    assert importer(made, name="p.docx").body(0) == f"{BODY}\n\n5. 米。\n\n    米要防潮。\n\n6. 盐。"


@pytest.mark.parametrize(("labels", "wanted"), [
    (["3.", "4."], [(3, "decimal", "period"), (4, "decimal", "period")]),
    (["(7)", "(9)"], [(7, "decimal", "parens"), (9, "decimal", "parens")]),
    (["C.", "D."], [(3, "upper-alpha", "period"), (4, "upper-alpha", "period")]),
    (["z)", "aa)"], [(26, "lower-alpha", "paren"), (27, "lower-alpha", "paren")]),
    (["v.", "vi."], [(5, "lower-roman", "period"), (6, "lower-roman", "period")]),
    (["i."], [(1, "lower-roman", "period")]), (["v."], [(22, "lower-alpha", "period")]),
    (["III.", "IV."], [(3, "upper-roman", "period"), (4, "upper-roman", "period")]),
    (["●", "一、", "第3条", "1.2"], [None] * 4), (["a.", "c."], [None, None]), (["bb.", "dd."], [None, None])])
def test_what_a_printed_label_says(labels: list[str], wanted: list[tuple[int, str, str] | None]) -> None:
    assert numbered(labels) == wanted


COUNTERS = ("decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman")
NUMBERS = st.none() | st.builds(Number, st.sampled_from([1, 2, 5, 9, 10, 26, 27, 38, 100]), st.sampled_from(COUNTERS),
                                st.sampled_from(["period", "paren", "parens"]))


@st.composite
def lists(draw: st.DrawFn) -> list[Entry]:
    """Entries at any depth, most of which count on, some of which begin another list or are a further paragraph."""
    out: list[Entry] = []
    last: dict[int, Number | None] = {}
    for n in range(draw(st.integers(1, 10))):
        depth = draw(st.integers(0, min(out[-1].depth + 1, 4))) if out else 0
        last = {d: number for d, number in last.items() if d <= depth}
        if out and out[-1].depth == depth and draw(st.integers(0, 7)) == 0:
            out.append(Entry(depth, f"货{n}", None, True))
            continue
        on = depth in last and draw(st.booleans())
        before = last.get(depth)
        last[depth] = (before._replace(value=before.value + 1) if before else None) if on else draw(NUMBERS)
        out.append(Entry(depth, f"货{n}", last[depth]))
    return out


@settings(max_examples=25, deadline=None)
@given(made=st.lists(lists(), min_size=1, max_size=8))
def test_the_reader_counts_lists_as_they_were_printed(made: list[list[Entry]], tmp_path_factory: pytest.TempPathFactory) -> None:
    bodies = {f"题{number}": list_text(printed) for number, printed in enumerate(made)}
    folder = write_issue(tmp_path_factory.mktemp("desk") / "a", bodies)
    issue, found = check_issue(folder, find_workspace(folder))
    assert issue is not None, [d.render() for d in found]
    for printed, article in zip(made, issue.articles, strict=True):
        read = list(entries(article.blocks))[1:-1]
        assert [said(entry) for entry in read] == [said(entry) for entry in printed]
        assert all(a.number == b.number or (a.number and a.number.counter == "decimal") for a, b in zip(read, printed, strict=True))


def said(entry: Entry) -> tuple[int, str, bool, int | None, str]:
    """An entry but for what its number is written with: Markdown has no list from v. on."""
    number = entry.number
    return entry.depth, entry.text, entry.more, number.value if number else None, number.delimiter if number else ""
