"""Official document and bulletin to the millimetre of GB/T 9704-2012 and of office practice."""
from __future__ import annotations

from itertools import pairwise

import pytest

from convert.layout.boxes import ImageBox, Publication, Rectangle, TextLine
from convert.layout.grid import Grid
from convert.layout.letterhead import ink
from convert.model.nodes import Issue
from convert.model.text import added_addressee, article_text, joint_mark, opening_lines, squeeze
from tests.layout.makeup import (
    TEXT,
    article,
    everything,
    figure,
    heading,
    issue,
    lines,
    logical_text,
    long_article,
    made,
    page_text,
    paragraph,
    sheet_for,
    text_of,
)

GRID = Grid.of(sheet_for("official-document"))
MM = 72000 / 25.4
META = {"title": "渠边水利站文件", "issuer": "渠边水利站", "doc_number": "渠发〔2025〕3号", "addressee": "各工段：",
        "cc": "资料室。", "printed_by": "渠边水利站办公室", "printed": "2025-03-20"}


def document(*articles, **meta: object) -> Issue:
    return issue(articles, "official-document", **(META | meta))


@pytest.fixture(scope="module")
def notice() -> Issue:
    return document(long_article("a", 24, column="", title="渠边水利站关于做好春季清淤工作的通知"), date="2025-03-18")


@pytest.fixture(scope="module")
def pages(notice: Issue) -> Publication:
    return made(notice)[0]


def red(publication: Publication, number: int = 1) -> list[Rectangle]:
    return [b for b in publication.pages[number - 1].boxes if isinstance(b, Rectangle) and b.color.name == "red"]


def with_key(publication: Publication, key: str) -> list[TextLine]:
    return [line for _, line in lines(publication) if line.tag and line.tag.key == key]


def test_the_mark_is_red_and_begins_72_mm_from_the_head(pages: Publication) -> None:
    mark = with_key(pages, "~issuer-mark")
    assert {s.color.name for line in mark for s in line.segments} == {"red"}
    assert abs(ink(mark)[0] - 72 * MM) < 0.05 * MM


def test_the_rule_lies_4_mm_below_the_number_as_wide_as_the_type_area(pages: Publication) -> None:
    (rule,) = red(pages)
    assert abs(rule.y - ink(with_key(pages, "~doc-number"))[1] - 4 * MM) < 0.05 * MM
    assert abs(rule.width - 156 * MM) < 0.01 * MM


def test_a_full_page_has_22_lines_of_28_characters(pages: Publication) -> None:
    full = [line for n, line in lines(pages) if n == 2 and line.tag and line.tag.parent and line.tag.parent.key == "a"]
    assert len({line.y for line in full}) == 22
    assert 26 <= max(len(text_of(line)) for line in full) <= 30
    han = [line for line in full if len(text_of(line)) == 28]
    assert han
    assert abs(GRID.depth - 225 * MM) < 0.1 * MM


def test_the_first_page_carries_text(pages: Publication) -> None:
    assert "各工段：" in page_text(pages, 1)
    assert TEXT[:12] in page_text(pages, 1)


def test_page_numbers_stand_outside_7_mm_below(pages: Publication) -> None:
    for page in pages.pages[:2]:
        folio = [line for n, line in lines(pages) if n == page.number and line.tag is None and line.y > GRID.bottom]
        assert "".join(text_of(line) for line in folio) == f"—{page.label}—"
        left = GRID.left(page.side)
        if page.side == "right":
            last = folio[-1].segments[-1]
            end = last.x + sum(last.advances) * last.size // 1000
            assert abs(end - (left + GRID.measure - 14_000)) < 200
        else:
            assert folio[0].segments[0].x == left + 14_000
        middle = folio[0].y - 380 * 14
        assert abs(middle - GRID.bottom - 7 * MM) < 0.3 * MM


def test_the_record_ends_on_the_foot_of_the_last_page(pages: Publication) -> None:
    rules = [b for b in pages.pages[-1].boxes if isinstance(b, Rectangle)]
    assert abs(max(r.y + r.height for r in rules) - 262 * MM) < 0.05 * MM
    text = page_text(pages, len(pages.pages))
    assert "抄送：" in text
    assert "2025年3月20日印发" in text


def test_signature_and_date_come_from_the_metadata_once(pages: Publication, notice: Issue) -> None:
    text = "".join(page_text(pages, p.number) for p in pages.pages)
    assert text.count("2025年3月18日") == 1
    (date,), (name,) = with_key(pages, "~date"), with_key(pages, "~signature")
    assert name.y + GRID.row == date.y
    assert _logical(pages, notice) == article_text(notice.articles[0])


@pytest.mark.parametrize("name", ["渠边水利站", "渠边县水利管理总站联合办公室"])
def test_a_signature_in_the_text_is_centred_over_its_date_four_characters_from_the_right(name: str) -> None:
    one = article("a", (paragraph("a-1"), paragraph("a-2", name, "signature"), paragraph("a-3", "2025年3月18日", "date")))
    publication, _ = made(document(one))
    edges = {}
    for key in ("a-2", "a-3"):
        (line,) = with_key(publication, key)
        last = line.segments[-1]
        edges[key] = line.segments[0].x, last.x + sum(last.advances) * last.size // 1000
    (left, right), (start, end) = edges["a-2"], edges["a-3"]
    edge = GRID.left("right") + GRID.measure
    assert abs(edge - end - 4 * GRID.em) < GRID.em // 2
    assert abs((left + right) - (start + end)) < GRID.em // 2 or abs(edge - right) < GRID.em // 4


def test_a_missing_date_is_reported_and_not_made_up() -> None:
    publication, diagnostics = made(document(article("a", (paragraph("a-1"),))))
    (found,) = (d for d in diagnostics if d.code == "L051")
    assert found.span.file == "a.md"
    assert not with_key(publication, "~date")
    assert not with_key(publication, "~signature")


def test_an_addressee_in_the_text_stands_once() -> None:
    one = article("a", (paragraph("a-1", "各工段：", "salutation"), paragraph("a-2")))
    publication, _ = made(document(one, date="2025-03-18"))
    assert "".join(page_text(publication, p.number) for p in publication.pages).count("各工段：") == 1


def test_an_addressee_that_a_reviewer_changed_in_the_text_alone_stands_once() -> None:
    assert added_addressee(document(article("a", (paragraph("a-s", "各工段、各闸口：", "salutation"),)))) == ""
    assert added_addressee(document(article("a", (paragraph("a-p", "现将有关事项通知如下。"),)))) == "各工段"


@pytest.mark.parametrize(("form", "title", "mark"), [
    ("", "渠边水利站文件", "渠边水利站文件"), ("letter", "渠边水利站文件", "渠边水利站"),
    ("order", "渠边水利站文件", "渠边水利站令"),
    ("minutes", "渠边水利站文件", "渠边水利站纪要"), ("minutes", "渠边水利站站务会议纪要", "渠边水利站站务会议纪要")])
def test_the_mark_of_a_special_form_is_not_that_of_the_common_one(form: str, title: str, mark: str) -> None:
    assert joint_mark(document(article("a", ()), form=form, title=title).metadata) == ((mark,), "")


def test_attachments_are_listed_above_the_signature_and_open_pages_before_the_record() -> None:
    first = article("a", (paragraph("a-1"), paragraph("a-2", "渠边水利站", "signature"), paragraph("a-3", "2025年3月18日", "date")))
    second = article("b", (paragraph("b-1"),), title="用工表")
    third = article("c", (heading("c-1", "一、联系"), paragraph("c-2")), title="名单")
    publication, diagnostics = made(document(first, second, third, attachments=("用工表", "名单")))
    assert not any(d.code == "L051" for d in diagnostics)
    listed = with_key(publication, "~attachments")
    assert [text_of(line) for line in listed] == ["附件：", "1.", "用工表", "2.", "名单"]
    order = [line.tag.key for _, line in lines(publication) if line.tag]
    assert order.index("~attachments") < order.index("a-2")
    opened = dict(publication.page_map.article_pages)
    for key, mark in (("b", "附件1"), ("c", "附件2")):
        text = page_text(publication, int(opened[key])).replace(f"—{opened[key]}—", "")
        assert text.startswith(mark)
    assert opened["b"] < opened["c"] <= str(len(publication.pages))
    assert "抄送：" in page_text(publication, len(publication.pages))


def test_security_and_copy_number_head_the_first_page() -> None:
    publication, _ = made(document(long_article("a", 3), copy_no="000003", secrecy="秘密★1年", urgency="特急", signer="办公室",
                                   date="2025-03-18"))
    ys = [with_key(publication, f"~official-{k}")[0].y for k in ("copy-number", "secrecy", "urgency")]
    assert [y - ys[0] for y in ys] == [0, GRID.row, 2 * GRID.row]
    assert "签发人：" in page_text(publication, 1)


def _logical(publication: Publication, source: Issue) -> str:
    """The text of the first article in logical order, 主送机关 taken out of its place below the title."""
    text, meta = squeeze(logical_text(publication, "a")), source.metadata
    if meta.document_type != "official-document":
        return text
    addressee = squeeze(meta.addressee).rstrip("：") + "："
    head = squeeze("".join(line for _, line in opening_lines(source.articles[0])))
    assert text.startswith(head + addressee)
    return head + text[len(head + addressee):]


@pytest.mark.parametrize("kind", ["official-document", "internal-bulletin"])
def test_every_construct_survives_in_one_column(kind: str) -> None:
    source = issue((everything("a"),), kind, **META, date="2025-03-18", distribution=("各工段",))
    publication, _ = made(source)
    assert _logical(publication, source) == article_text(source.articles[0])
    assert sum(isinstance(b, ImageBox) for p in publication.pages for b in p.boxes) == 3


def test_a_bulletin_has_a_red_head_and_its_distribution_at_the_foot() -> None:
    source = issue((long_article("a", 4), long_article("b", 3)), "internal-bulletin", title="工作通报", compiler="办公室",
                   date="2025-03-18", distribution=("各工段", "各科室"))
    publication, _ = made(source)
    (rule,) = red(publication)
    assert rule.height == 1_500
    head = [line for line in (b for b in publication.pages[0].boxes if isinstance(b, TextLine)) if line.y < rule.y]
    assert "".join(text_of(line) for line in head) == "工作通报2025年第3期办公室2025年3月18日"
    mark = [line.segments[0].x for line in with_key(publication, "~bulletin-mark")]
    steps = {b - a for a, b in pairwise(mark)}
    assert len(mark) == 4
    assert max(steps) - min(steps) <= 2
    last = page_text(publication, len(publication.pages))
    assert "分送：各工段，各科室。" in last
    rules = [b for b in publication.pages[-1].boxes if isinstance(b, Rectangle)]
    assert abs(max(r.y + r.height for r in rules) - 262 * MM) < 0.05 * MM
    assert "目录" not in page_text(publication, 1)


def test_a_short_page_of_a_bulletin_is_reported() -> None:
    """The picture has no room on it, and the text after the next heading may not go before the picture."""
    blocks = (paragraph("a-1", TEXT * 4), figure("a-2", 900, 900), heading("a-3", "二、用工"), paragraph("a-4", TEXT * 3))
    _, diagnostics = made(issue((article("a", blocks, column=""),), "internal-bulletin"))
    (found,) = (d for d in diagnostics if d.code == "L061")
    assert "第 1 页" in found.message
    assert found.span.file == "a.md"


def test_a_bulletin_of_many_pieces_lists_them() -> None:
    source = issue(tuple(long_article(k, 2) for k in "abcd"), "internal-bulletin", title="工作通报")
    text = page_text(made(source)[0], 1)
    assert text.index("目录") < text.index("渠上的第d篇")


@pytest.mark.parametrize("paragraphs", [9, 24, 37])
def test_no_line_of_a_paragraph_stands_alone_and_most_pages_are_full(paragraphs: int) -> None:
    publication, _ = made(document(long_article("a", paragraphs, column="", title="渠边水利站关于清淤的通知"), date="2025-03-18"))
    shares: dict[str, dict[int, int]] = {}
    feet: dict[int, int] = {}
    for number, line in lines(publication):
        if line.tag and line.tag.source.startswith("a-") and line.segments:
            share = shares.setdefault(line.tag.key, {})
            share[number] = share.get(number, 0) + 1
            feet[number] = max(feet.get(number, 0), line.y)
    assert all(count >= 2 for share in shares.values() if len(share) > 1 for count in share.values())
    short = [number for number in sorted(feet)[:-1] if feet[number] < GRID.bottom - GRID.row]
    assert len(short) * 3 <= len(feet), short
