"""Tables between the columns of a magazine that other tools took out of print: found by their cells alone; what is no table."""
from __future__ import annotations

import re

import pytest

from convert.importer.rawlines import read_lines
from convert.importer.records import CELL
from convert.importer.rowtable import table_texts
from convert.importer.tables import with_page_tables
from tests.importer.conftest import Importer

COLUMN = ("堤上的灯亮了一夜，守堤的人走了一夜，天亮", "的时候他们在最高的那一段坐下来，看着江水慢",
          "慢退下去，谁也没有先说话。") * 6


def rows(*texts: str) -> list[str]:
    """Rows of the tables on a page of `texts` between columns of text, their cells parted by |."""
    page = read_lines("\n".join((*COLUMN, *texts, *COLUMN)), "raw.txt")
    return [line.text.replace(CELL, "|") for line in with_page_tables(page) if line.role == "row"]


def cut(text: str) -> list[str]:
    return text.replace("\n", "").split("|")


@pytest.mark.parametrize("cells", [
    cut("同一段堤，有人巡以前和以后|以前|以后|每夜人次|18|34|渗水点|126|9|最久无人的钟点|3.5|0.5|没有回话的次数|22|0"),
    cut("同一段堤，有人巡以前和以后|以前 以后|每夜人次 18 34|渗水点 126 9|最久无人的钟点 3.5 0.5|没有回话的次数 22 0")])
def test_a_table_whose_first_column_has_no_head_has_its_caption_above(cells: list[str]) -> None:
    assert rows(*cells) == ["同一段堤，有人巡以前和以后", "|以前|以后", "每夜人次|18|34", "渗水点|126|9", "最久无人的钟点|3.5|0.5",
                            "没有回话的次数|22|0"]


@pytest.mark.parametrize("cells", [
    cut("表 1 三段江堤的夜间水位（2031 年 6 月，八时）|断面 水位 涨幅 守堤人的话|东圩 12.5 0.3|“水到了石阶，|还没有停”|"
        "西河 11.8 0.1|“听得见江水|在响”|北闸 12.0 0.2|“灯都亮着，人|都在”"),
    cut("表1　三段江堤的夜间水位（2031 年6 月，八时）|断面|水位|涨幅|守堤人的话|东圩|12.5|0.3|“水到了石阶，|还没有停”|"
        "西河|11.8|0.1|“听得见江水|在响”|北闸|12.0|0.2|“灯都亮着，人|都在”"),
    cut("表 1　三段江堤的夜间水位（2031 年 6 月，八时）|断面 水位 涨幅 守堤人的话|东圩 12.5 0.3 “水到了石阶， 还没有停”|"
        "西河 11.8 0.1 “听得见江水 在响”|北闸 12.0 0.2 “灯都亮着，人 都在”")])
def test_cells_on_two_lines_are_whole(cells: list[str]) -> None:
    assert rows(*cells)[1:] == ["断面|水位|涨幅|守堤人的话", "东圩|12.5|0.3|“水到了石阶，还没有停”",
                                "西河|11.8|0.1|“听得见江水在响”",
                                "北闸|12.0|0.2|“灯都亮着，人都在”"]


@pytest.mark.parametrize("cells", [
    cut("表2　各站到险段的路|管理站|险段|路程|（米）|单程走路用时（分）|修路前|修路后|东圩|1 号闸口|420|6|6|4 号闸口|1350|18|5|"
        "西河|石矶|760|10|10|老渡口|1680|22|6|北闸|上坝|980|13|4|下坝|1520|20|5"),
    cut("表 2　各站到险段的路|管理站 险段 路程 （米） 单程走路用时（分） 修路前 修路后|东圩|1 号闸口 420 6 6|4 号闸口 1350 18 5|"
        "西河|石矶 760 10 10|老渡口 1680 22 6|北闸|上坝 980 13 4|下坝 1520 20 5")])
def test_heads_above_heads_and_cells_over_several_rows_are_drawn_as_a_grid(cells: list[str]) -> None:
    found = rows(*cells)
    assert found[1:5] == ["管理站|险段|路程（米）|单程走路用时（分）", "|||修路前|修路后", "东圩|1号闸口|420|6|6",
                          "|4号闸口|1350|18|5"]
    made = table_texts([row.replace("|", CELL) for row in found])[0].splitlines()
    assert made[-1] == ": 表2\u3000各站到险段的路"
    assert made[0].startswith("+---") and [line.count("|") for line in made if "单程走路用时" in line] == [5]
    assert sum(line.startswith("| 东圩") for line in made) == 1 and any(re.match(r"\| +\+", line) for line in made)


@pytest.mark.parametrize("pieces", [
    cut("8 月 5 日，|东圩站全体职工|连续值守 26 小时，|加固堤段 300 米，|转运沙袋 1200 只，|没有一人|离开岗位，"),
    cut("筑堤用了 3 年|先后来了 860 人|运来石料 42 万方|修成堤段 18 公里|种下柳树 6 千棵|"
        "留下的人 12 个|走了的人 80 个|回来的人 5 个"),
    cut("主编　宣传科|编辑　编辑一室|校对　校对室|电话　3020|印数　3000|邮编　000000|地址　江堤路 1 号|印刷　江堤印刷所"),
    cut("堤上一盏灯|照着八百里|风来它不动|雨来它不熄|有人问它|亮给谁看|它说我看|夜里的人")])
def test_cut_rows_lists_imprints_and_verse_are_no_tables(pieces: list[str]) -> None:
    assert not rows(*pieces)


def test_a_row_written_on_one_line_may_have_more_pieces_than_cells() -> None:
    cells = cut("夜里的水位到了几级就怎样巡堤|水位 巡堤的办法|3级以上 当晚不撤|5级以上、7级以下 一个小时巡一遍，遇渗水 的地方插旗|"
                "7级以上、9级以下 全站上堤不分班，天不亮 谁也不下来")
    assert rows(*cells)[1:] == ["水位|巡堤的办法", "3级以上|当晚不撤", "5级以上、7级以下|一个小时巡一遍，遇渗水的地方插旗",
                                "7级以上、9级以下|全站上堤不分班，天不亮谁也不下来"]


def test_a_number_in_a_cell_is_no_folio_and_rows_stand_where_they_were(importer: Importer) -> None:
    pages = []
    for number in range(1, 5):
        table = cut("同一段堤，有人巡以前和以后|以前|以后|每夜人次|18|34|渗水点|126|9|最久无人的钟点|3|5|没有回话的次数|22|0")
        pages.append("\n".join(["江堤职工", f"第{'一二三四'[number - 1]}段堤上的夜", f"□ 第{number}管理站",
                                *COLUMN, *(table if number == 3 else ()), *COLUMN, str(number)]))
    body = importer("\f".join(pages), "magazine")
    text = "\n".join(body.body(i) for i in range(len(body.issue.articles))) if body.issue else ""
    assert "| 渗水点 | 126 | 9 |\n" in text and "| 没有回话的次数 | 22 | 0 |\n\n: 同一段堤，有人巡以前和以后\n" in text
    assert "| -- | --: | --: |" in text


def test_a_last_row_whose_two_cells_were_written_as_one_is_parted_as_the_row_above() -> None:
    cells = cut("夜里的水位到了几级就怎样巡堤|水位|巡堤的办法|3级以上、5级以下|两个小时巡一遍|5级以上、7级以下|"
                "一个小时巡一遍，每一处|渗水插一面旗|7级以上、9级以下全站上堤不分班，天不亮谁也不下来，|直到退水|（守堤站）")
    assert rows(*cells)[-2:] == ["5级以上、7级以下|一个小时巡一遍，每一处渗水插一面旗",
                                 "7级以上、9级以下|全站上堤不分班，天不亮谁也不下来，直到退水"]
