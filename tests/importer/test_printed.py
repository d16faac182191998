"""Pages of a small magazine as a tool wrote them line by line: heads, verse, boxes, pictures and the ends of articles."""
from __future__ import annotations

from tests.importer.conftest import Importer, Result

ROOM = 22                   # em of a column; a first line has two less
_WORDS = ("渡口的木板换过三回，头一回是松木，后来是槐木，如今用的是旧船板。撑船的人说旧船板认得水，踩上去不打滑。"
          "每天头一班船载的是上学的孩子，末一班船载的是收摊的人，中间的几班有时一个人也没有，船照样要走。"
          "水位高的时候绳子放长，水位低的时候绳子收短，一收一放都记在墙上，粉笔写的，下雨就没有了，第二天再写。"
          "有人问记它做什么，他说记着就不会忘，忘了就会出事。去年夏天水涨得急，全靠墙上那几个数，提前半天把船收了上来。"
          "岸上的灯是新装的，亮得远，隔着一里地也看得见台阶。孩子们在灯下面等船，写一会儿字，船就到了。")


def prose(at: int, size: int) -> list[str]:
    """The lines of a paragraph of about `size` characters, which begins near the `at`-th of the words; a mark hangs at its line's
    end."""
    rest = (_WORDS * 3)[at:at + size].strip("，。") + "，就是这样。"
    lines: list[str] = []
    while rest:
        end = ROOM if lines else ROOM - 2
        end += rest[end:end + 1] in tuple("，。")
        lines, rest = [*lines, rest[:end]], rest[end:]
    return lines


def pages(*articles: list[str]) -> str:
    """A contents page and a page for each article, whose first line is its title and whose second its byline."""
    listed = "\n".join(f"{lines[0]} {lines[1].lstrip('□ ')} ········ {number}" for number, lines in enumerate(articles, 1))
    return f"渡口\n2031 年第 2 期\n\f目　录\n{listed}\n" + "".join(
        "\f" + "\n".join([*lines, f"{number} 渡口　2031 年第 2 期"]) for number, lines in enumerate(articles, 1))


def article(title: str, *lines: str | list[str], at: int = 0) -> list[str]:
    out = [title, "□ 渡口工会"]
    for line in (prose(at, 95), prose(at + 11, 70), *lines, prose(at + 33, 88), prose(at + 58, 120)):
        out += [line] if isinstance(line, str) else line
    return out


def blocks(result: Result, index: int) -> list[str]:
    return result.body(index).split("\n\n")


def magazine(importer: Importer, *lines: str | list[str]) -> Result:
    result = importer(pages(article("木板与绳子", *lines), article("墙上的水位", at=101), article("末一班船", at=153)))
    assert result.code == 0
    return result


def test_two_short_heads_one_below_the_other_are_two_levels(importer: Importer) -> None:
    made = magazine(importer, "上船以前", "先看绳子", prose(20, 60), "再看木板", prose(40, 66), "下船以后", "把灯留着")
    heads = [block for block in blocks(made, 0) if block.startswith("#")]
    assert heads == ["## 上船以前", "### 先看绳子", "### 再看木板", "## 下船以后", "### 把灯留着"]


def test_a_head_that_fills_its_line_goes_on_below(importer: Importer) -> None:
    made = magazine(importer, "水位涨落之间撑船人和看水人怎样", "把一天的船开完")
    assert [block for block in blocks(made, 0) if block.startswith("#")] == ["## 水位涨落之间撑船人和看水人怎样把一天的船开完"]


def test_a_body_and_what_is_told_of_it_are_one_head(importer: Importer) -> None:
    made = magazine(importer, "看水二组", "四个人，河东旧码头")
    assert [block for block in blocks(made, 0) if block.startswith("#")] == ["## 看水二组　四个人，河东旧码头"]


def test_where_a_quotation_is_from_is_no_head(importer: Importer) -> None:
    made = magazine(importer, prose(20, 60), "——《渡口手记》", "船板", prose(40, 66))
    assert "——《渡口手记》" in blocks(made, 0)
    assert "## 船板" in blocks(made, 0)


def test_behind_a_signature_with_its_date_a_piece_of_its_own_begins(importer: Importer) -> None:
    letter = [*article("写给撑船的人"), "渡口看水班全体", "2031 年 4 月 2 日", "借伞", *prose(70, 60), *prose(101, 77)]
    made = importer(pages(letter, article("墙上的水位", at=101), article("末一班船", at=153)))
    assert made.titles() == ["写给撑船的人", "借伞", "墙上的水位", "末一班船"]
    assert made.body(0).endswith("\n\n".join(["::: {.signature}", "渡口看水班全体", ":::", "::: {.date}", "2031年4月2日", ":::"]))


def test_sounds_and_waves_drawn_over_words_are_listed(importer: Importer) -> None:
    drawn = ["～～～～～～", "dù kǒu"]
    made = importer(pages(article("木板与绳子"), article("墙上的水位", at=101), article("渡口的书", at=153)).replace(
        "\f渡口的书", "\n".join(["\f" + drawn[0], drawn[1], "渡口的书"])))
    assert made.titles() == ["木板与绳子", "墙上的水位", "渡口的书"]
    left = {item["raw"]: item["reason"] for item in made.report["left_out"] if item["raw"] in drawn}
    assert left == {"～～～～～～": "横线或文末的记号", "dù kǒu": "注音，印在它所注的字上面"}


def test_a_poem_with_a_head_amid_prose_is_a_piece_of_its_own(importer: Importer) -> None:
    verses = ["东边一条船，早起看云天；", "西边一条船，晚归看水边。", "南边一条船，放绳要放全；", "北边一条船，收绳要收全。"]
    made = magazine(importer, "渡口谚语", *verses)
    assert made.titles() == ["木板与绳子", "墙上的水位", "末一班船", "渡口谚语"]
    assert blocks(made, 3) == verses
    assert not any(verse in made.body(0) for verse in verses)


def test_verses_that_the_text_announces_stay_in_their_article(importer: Importer) -> None:
    made = magazine(importer, "撑船的人会念几句老话：", "东边一条船，早起看云天；", "西边一条船，晚归看水边。",
                    "南边一条船，放绳要放全；", "北边一条船，收绳要收全。")
    assert len(made.titles()) == 3
    assert "北边一条船，收绳要收全。" in blocks(made, 0)


def test_a_correction_across_the_columns_is_found_though_its_rows_were_cut(importer: Importer) -> None:
    rows = ["更正", "上一期第四页", "《看水的人》", "一文中，“水位二尺”应为“水位三尺”，“四丈”应为“三丈”；",
            "同一页照片的说明里“河东渡口”应为“河西渡口”，两处都是编辑部看错了稿子，多谢看水班来信，",
            "特此更正，并向作者和读者致歉。"]
    made = magazine(importer, *rows)
    assert made.titles()[3:] == ["更正"]
    assert made.body(3) == "".join(rows[1:])


def test_words_above_the_name_of_who_took_a_picture_are_its_caption(importer: Importer) -> None:
    cut = prose(40, 66)
    made = magazine(importer, [*cut[:2], "头一班船靠岸", "图：渡口工会", *cut[2:]])
    assert "captions:\n- 头一班船靠岸\n" in (made.folder / made.report["articles"][0]["file"]).read_text(encoding="utf-8")
    assert "".join(cut) in blocks(made, 0)
    assert "图：渡口工会" not in made.body(0)


def test_a_title_above_who_took_the_pictures_stays_a_title(importer: Importer) -> None:
    made = importer(pages(article("木板与绳子"), article("墙上的水位", at=101), article("末一班船", at=153)).replace(
        "末一班船\n□ 渡口工会", "末一班船\n摄影：渡口工会"))
    assert made.titles() == ["木板与绳子", "墙上的水位", "末一班船"]


def test_a_contents_page_with_authors_on_lines_of_their_own(importer: Importer) -> None:
    titles = ["木板换过三回的渡口", "墙上写着一年的水位", "末一班船等到了什么人", "借伞"]
    text = pages(*(article(title, at=at) for title, at in zip(titles, (0, 101, 153, 61), strict=True)))
    listed = "渡口手记\n" + "".join(f"{title}\n渡口工会\n{page}\n· · · · · ·\n" for page, title in enumerate(titles, 1))
    made = importer(text[:text.index("目　录") + 4] + listed + text[text.index("\f木板"):])
    assert made.titles() == titles
    assert [a["column"] for a in made.report["articles"]] == ["渡口手记"] * 4


def test_lines_of_poems_are_no_heads_and_the_title_tells_how_many_there_are(importer: Importer) -> None:
    poem = ["渡口的末一班船", "载着一船的月光", "绳子在水里写字", "一个字", "也没有写完", "撑船的人不说话", "木桨替他说", "等",
            "等是一块石头，不是一条船", "坐得久了", "水就绕着它走", "它不说走", "也不说留"]
    told = ["末一班船（外一首）", "□ 渡口工会", *poem]
    made = importer(pages(article("木板与绳子"), told, article("墙上的水位", at=101)))
    assert made.titles() == ["木板与绳子", "末一班船（外一首）", "墙上的水位"]
    assert blocks(made, 1) == [*poem[:7], "## 等", *poem[8:]]


def test_an_item_set_in_twice_goes_on_below(importer: Importer) -> None:
    made = magazine(importer, "收绳以前要看三样：", "– 看绳子有没有起毛；", "– 看木板：", "▪ 新板子看钉子；",
                    "▪ 旧板子看缝，缝里有泥的要先撬", "开再看。", "– 看水。")
    assert "    - 旧板子看缝，缝里有泥的要先撬开再看。\n\n- 看水。" in made.body(0)


def test_numbered_items_below_one_another_are_no_heads(importer: Importer) -> None:
    made = magazine(importer, "– 给谁用：雨天的船上", "1. 头一回坐船的人，", "2. 手里拿着东西，腾不出手来的", "老人和孩子；",
                    "– 用多久。")
    assert not any(block.startswith("#") for block in blocks(made, 0))


def test_rows_beside_a_picture_that_were_cut_at_their_marks(importer: Importer) -> None:
    beside = ["墙上写的那一行数字记", "的是去年夏天里的水位线每", "一笔都是看水的人写上去的", "没有一笔是别人代他写的了",
              "下雨，", "刮风，", "落雪，", "天晴，", "都", "在同一个钟点走到墙跟前去", "写完了再走。"]
    around = [[piece for row in prose(at, size) for piece in cut(row)] for at, size in ((20, 66), (71, 90), (140, 90))]
    made = magazine(importer, around[0], beside, *around[1:])
    assert "".join(beside) in blocks(made, 0)


def test_the_name_of_a_picture_above_text_that_it_makes_narrow_is_a_caption(importer: Importer) -> None:
    narrow = ["水位写在墙上的那一行", "数字旁边还有一行更小的字", "不走到跟前看不见它写的是", "去年今日水到这里就停下了",
              "看水的人说写它的时候正下", "着雨粉笔一碰墙就化开了。"]
    text = pages(article("木板与绳子"), article("墙上的水位", at=101), article("末一班船", at=153)).replace(
        "墙上的水位\n□ 渡口工会\n", "\n".join(["墙上的水位", "□ 渡口工会", "渡口的旧墙", *narrow, ""]))
    made = importer(text)
    assert blocks(made, 1)[0] == "".join(narrow)
    assert "captions:\n- 渡口的旧墙\n" in (made.folder / made.report["articles"][1]["file"]).read_text(encoding="utf-8")


def test_bullets_in_a_box_go_on_below_their_first_lines(importer: Importer) -> None:
    box = ["■ 全年换木板三回，收绳放绳一百二十", "六次，没有一次误了船，也没有一次等错人", "到了岸",
           "■ 夜里加开两班，等船的人由四十五个", "减到十二个，最末一班不再有人站着等到天", "亮",
           "■ 墙上的水位改用油漆来写，一年里再", "没有重写过"]
    made = importer(pages([*article("木板与绳子")[:2], *box, *article("木板与绳子")[2:]], article("墙上的水位", at=101),
                          article("末一班船", at=153)))
    text = "".join(box).replace(" ", "　").replace("■", "\n■").split()
    assert [block for block in blocks(made, 0) if block.startswith("■")] == ["　".join(text[i:i + 2]) for i in (0, 2, 4)]


def test_latin_words_that_a_line_parts_keep_their_space(importer: Importer) -> None:
    made = magazine(importer, ["借得最多的是一本英文书，书名叫 A Short", "Guide to Old Boats，一共六十四页。"])
    assert "书名叫A Short Guide to Old Boats，一共" in made.body(0)


def test_the_source_of_the_last_article_is_no_imprint_though_it_was_cut(importer: Importer) -> None:
    made = importer(pages(article("木板与绳子"), article("墙上的水位", at=101), [*article("末一班船", at=153), "（来源：",
                                                                              "《河东渡口》2030 年第 4 期）"]))
    assert "publication: 河东渡口" in (made.folder / made.report["articles"][2]["file"]).read_text(encoding="utf-8")


def test_titles_of_works_that_a_sentence_names_are_no_heads_where_rows_were_cut(importer: Importer) -> None:
    made = magazine(importer, "渡口的书架上有：", "《绳结的系法和解法》", "《旧船板》", "《看水的人和他的墙》。", "《水位》",
                    "《木板》")
    found = blocks(made, 0)
    assert any("《旧船板》《看水的人和他的墙》。" in block for block in found)
    assert "《水位》《木板》" not in found


def cut(row: str) -> list[str]:
    """The pieces of a row that a tool cut behind every comma."""
    parts = row.split("，")
    return [part + "，" for part in parts[:-1]] + [parts[-1]] * bool(parts[-1])
