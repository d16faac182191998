"""Tables in text that other tools took out of print: cells one by one, out of their order, on two lines; what is no table."""
from __future__ import annotations

import pytest

from convert.importer.assembly import assemble
from convert.importer.footnotes import without_notes
from convert.importer.rawlines import read_lines
from convert.importer.records import CELL, Line
from convert.importer.tables import with_tables, with_tables_below

PROSE = ("堤上的灯亮了一夜，守堤的人走了一夜，天亮的时候他们在", "最高的那一段坐下来，看江水慢慢退下去，谁也没有先说话。") * 4


def cut(text: str) -> list[str]:
    return text.replace("\n", "").split("|")


ROWS = ["序号　事项　牵头单位　完成时限", "1　查看堤脚有无渗水并记下水位涨落情况　巡堤一队　6月2日", "2　检修堤灯　机修队　6月3日",
        "3　沙袋、木桩、铁丝和铁锹备好送到各段　物资站　6月9日"]
BY_CELLS = cut("""序号|事项|牵头单位|完成时限|1|查看堤脚有无渗水并记下水位|涨落情况|巡堤一队|6 月 2 日|2|检修堤灯|机修队|
6 月 3 日|3|沙袋、木桩、铁丝和铁锹备好|送到各段|物资站|6 月 9 日""")
BY_HEIGHT = cut("""序号|事项|查看堤脚有无渗水并记下水位|1|涨落情况|牵头单位|完成时限|巡堤一队|6 月 2 日|2|检修堤灯|机修队|
6 月 3 日|沙袋、木桩、铁丝和铁锹备好|3|送到各段|物资站|6 月 9 日""")
BY_ROWS = cut("""序号 事项 牵头单位 完成时限|1|查看堤脚有无渗水并记下水位|涨落情况 巡堤一队 6 月 2 日|2 检修堤灯 机修队 6 月 3 日|3|
沙袋、木桩、铁丝和铁锹备好|送到各段 物资站 6 月 9 日""")
LAID_OUT = cut("""序号    事项                 牵头单位     完成时限|       查看堤脚有无渗水并记下水位|
 1                          巡堤一队     6 月 2 日|       涨落情况|
 2     检修堤灯               机修队      6 月 3 日|       沙袋、木桩、铁丝和铁锹备好|
 3                          物资站      6 月 9 日|       送到各段""")


def lines(*texts: str) -> tuple[Line, ...]:
    return read_lines("\n".join(texts), "raw.txt")


def rows(*texts: str) -> list[str]:
    return [line.text.replace(CELL, "\u3000") for line in with_tables(lines(*texts)) if line.role == "row"]


@pytest.mark.parametrize("cells", [BY_CELLS, BY_HEIGHT, BY_ROWS, LAID_OUT])
def test_rows_come_back_from_cells_however_they_were_written(cells: list[str]) -> None:
    assert rows(*PROSE, *cells, *PROSE) == ROWS


def test_numbers_of_rows_may_be_bold() -> None:
    """Half-Markdown marks them; whole bold lines lose their marks when they are read, pieces of a line keep them."""
    given = lines(*PROSE, *BY_CELLS, *PROSE)
    bold = [line._replace(text=f"**{line.text}**" if line.text in "123" else line.text) for line in given]
    assert [line for line in with_tables(bold) if line.role == "row"]


def test_the_rest_of_a_cell_comes_back_from_behind_the_next_one_where_blank_lines_part_cells() -> None:
    listed = [
        ("1", "查看堤脚有无渗水，记下", "水位", "", "巡堤一队", "机修队", "6 月 2 日"),
        ("2", "检修堤灯、更换电缆", "", "", "机修队", "物资站", "6 月 3 日"),
        ("3", "各段值守排班，药箱每周", "清点", "", "物资站", "巡堤一队", "长期"),
        ("4", "取消进出登记并告知外来", "", "人员", "巡堤一队", "物资站", "6 月 9 日"),
        ("5", "沙袋、木桩、铁丝送到各", "段", "", "物资站", "机修队", "6 月 9 日")]
    cells = [*PROSE, "", "序号", "", "事项", "", "牵头单位", "", "配合单位", "", "完成时限", ""]
    for number, matter, below, behind, lead, other, due in listed:
        cells += [number, "", matter, *([below] if below else []), *([""] if not behind else []), lead,
                  *([behind] if behind else []), "", other, "", due, ""]
    assert rows(*cells, *PROSE) == ["序号　事项　牵头单位　配合单位　完成时限", *(
        f"{number}　{matter}{below}{behind}　{lead}　{other}　{due.replace(' ', '')}"
        for number, matter, below, behind, lead, other, due in listed)]


def test_a_caption_and_a_row_of_totals_with_a_sentence_belong_to_the_table() -> None:
    cells = cut("断面|水位（米）|涨幅（米）|东圩|12.5|+0.3|西河|11.8|-0.1|北闸|12.0|+0.2|合计")
    found = rows(*PROSE, "表1", "各段水位", *cells, "三个断面，每日八时报送一次。", *PROSE)
    assert found == ["表1　各段水位", "断面　水位（米）　涨幅（米）", "东圩　12.5　+0.3", "西河　11.8　-0.1", "北闸　12.0　+0.2",
                     "合计　三个断面，每日八时报送一次。"]


def test_signatures_lists_and_pieces_of_text_are_no_tables() -> None:
    assert not rows(*PROSE, "一、先进集体（3个）", "东圩站", "西河站", "北闸站", "云岭省江堤管理局", "2031 年 6 月 1 日")
    pieces = cut("8 月 5 日，|东圩站全体职工|连续值守 26 小时，|加固堤段 300 米，|转运沙袋 1200 只，|没有一人|离开岗位。")
    assert not rows(*PROSE, *pieces * 3, *PROSE)


def test_a_table_that_floated_comes_below_the_words_that_announce_it() -> None:
    whole = [Line("raw.txt", i, text, role=role) for i, (text, role) in enumerate(
        [("各段水位见下表：", ""), ("三是道路不通。", ""), ("断面　水位", "row"), ("东圩　12.5", "row"), ("专此报告。", "")])]
    assert [line.number for line in with_tables_below(whole)] == [0, 2, 3, 1, 4]


def test_a_note_answers_the_call_above_it_and_one_further_down_its_page() -> None:
    text = [*PROSE, "巡堤的办法① 已经印发，各站按办法执行，不得走样。", "① 指江堤管理局的巡堤办法。", *PROSE, "二、安排",
            "② 水位以东圩断面为准。", "水位②超过警戒的时候，各站增加人手，昼夜不停地走。"]
    noted = without_notes(lines(*text))
    assert [[line.text for line in note] for note in noted.notes] == [["① 指江堤管理局的巡堤办法。"], ["② 水位以东圩断面为准。"]]
    assert "巡堤的办法\ue100已经印发，各站按办法执行，不得走样。" in [line.text for line in noted.lines]


def test_numbered_items_in_circles_are_no_notes() -> None:
    text = [*PROSE, "要做到三点：①看得细；②记得准；③报得快。", "①看得细，就是一步一步走。", "②记得准，就是当场记下来。"]
    assert not without_notes(lines(*text)).notes


def test_a_note_whose_call_stands_outside_the_text_is_not_lost() -> None:
    text = ["云岭省江堤管理局文件", "云堤发〔2031〕8 号", "云岭省江堤管理局关于夜间巡堤②的通知", "各县江堤管理站：", *PROSE,
            "② 指日落以后。", "云岭省江堤管理局", "2031 年 6 月 1 日"]
    made = assemble(lines(*text), "official")
    assert (made.lost, made.gained) == ("", "")
    assert "\ue100" not in made.articles[0].head.title
    assert any("指日落以后。" in block.text for block in made.articles[0].blocks)


NARROW = ("堤上的灯亮了一夜，守堤的人走了一夜，天亮", "的时候他们在最高的那一段坐下来，看着江水慢。") * 4
NOTED = ["巡堤的人每夜走两趟，每趟四个小时①。", "① 由管理站值班室派人，", "分前后两段走完全程，", "遇到雨", "天加派。",
         "水位上涨的时候另行按照防汛的规定，", "增加人", "手。"]


def test_pieces_of_a_note_are_put_together_to_its_last_row() -> None:
    below = ["表 1 巡堤的人数和水位（2031 年 6 月，每日八时）", "断面 水位 人数", "东圩 12.5 8"]
    noted = without_notes(lines(*NARROW, *NOTED, *below))
    assert [line.text for line in noted.notes[0]] == ["".join(NOTED[1:])]
    assert [line.text for line in noted.lines][-3:] == below


def test_a_second_paragraph_of_a_note_is_known_by_its_smaller_type() -> None:
    more = ["按月派出的人员和船只由各管理站自行商定并报局里备案，", "不另行文。"]
    noted = without_notes(lines(*NARROW, NOTED[0], "① 见江堤管理局的规定。", *more, *NARROW))
    assert [line.text for line in noted.notes[0]] == ["① 见江堤管理局的规定。", "".join(more)]
    assert [line.text for line in noted.lines][-len(NARROW):] == list(NARROW)


def test_a_call_that_stands_above_its_row_goes_into_the_gap_that_it_left() -> None:
    noted = without_notes(lines(*NARROW, "①", "老轨 说，水位还要涨。", "① 堤上对轮机长的叫法。", *NARROW))
    assert "老轨\ue100说，水位还要涨。" in [line.text for line in noted.lines] and len(noted.notes) == 1
    listed = ["①", "东圩 西河", *NARROW]
    assert [line.text for line in without_notes(lines(*listed)).lines] == [line.text for line in lines(*listed)]
