"""The conversion of single lines: word boundaries, rules, glossary, quotes, protected text."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.variant import Converter
from convert.variant.glossary import Entry, shipped_entries
from convert.variant.rules import rules

TAIWAN = Converter("zh-Hant-TW")
HONG_KONG = Converter("zh-Hant-HK")


@pytest.mark.parametrize(("source", "wanted"), [
    ("街头发传单的人走了。", "街頭發傳單的人走了。"),
    ("镜头发生了晃动。", "鏡頭發生了晃動。"),
    ("龙头发挥作用。", "龍頭發揮作用。"),
    ("对方面临破产。", "對方面臨破產。"),
    ("体制造成的问题。", "體制造成的問題。"),
    ("控制药品价格。", "控制藥品價格。"),
    ("选手表情轻松。", "選手表情輕鬆。"),
    ("国家具备条件。", "國家具備條件。"),
    ("走向导演身边。", "走向導演身邊。"),
    ("参加注册会计师考试。", "參加註冊會計師考試。"),
    ("增加注意事项。", "增加注意事項。"),
    ("批准备用方案。", "批准備用方案。"),
    ("宣布置换方案。", "宣佈置換方案。"),
    ("学历史的人懂得敬畏。", "學歷史的人懂得敬畏。"),
    ("方向导致错误。", "方向導致錯誤。"),
    ("验收获评优秀。", "驗收獲評優秀。"),
    ("必须发展经济。", "必須發展經濟。"),
    ("一个中队驻扎在山下。", "一個中隊駐紮在山下。"),
    ("模范围着老师傅请教。", "模範圍著老師傅請教。"),
    ("轻松地放松树苗的绳子。", "輕鬆地放鬆樹苗的繩子。"),
    ("若干净水器要换滤芯。", "若干淨水器要換濾芯。"),
    ("传统制造业和系统制造商。", "傳統製造業和系統製造商。"),
    ("两天后回来剪发，唱完歌后就走。", "兩天後回來剪髮，唱完歌後就走。"),
])
def test_a_phrase_does_not_straddle_two_words(source: str, wanted: str) -> None:
    assert TAIWAN.convert(source) == wanted


def test_both_regions_have_their_own_forms() -> None:
    assert TAIWAN.convert("群众在这里说着历史。") == "群眾在這裡說著歷史。"
    assert HONG_KONG.convert("群众在这里说着历史。") == "群眾在這裏説着歷史。"
    assert HONG_KONG.convert("平日里标志着往日里") == "平日裏標誌着往日裏"
    assert HONG_KONG.convert("启程前躺在床上，想吃那锅面和面条。") == "啟程前躺在床上，想吃那鍋麵和麵條。"


# A word must win whatever stands to its left: OpenCC cuts from the left.
@pytest.mark.parametrize("left", ["", "他说，", "我们的"])
@pytest.mark.parametrize("entry", shipped_entries(), ids=lambda e: e.source)
def test_every_word_of_the_glossary(entry: object, left: str) -> None:
    source, target, example = entry.source, entry.target, entry.example  # type: ignore[attr-defined]
    assert source in example
    assert target in TAIWAN.convert(left + example)
    assert target in TAIWAN.convert(left + source)


@pytest.mark.parametrize("example", dict.fromkeys(r.example for r in rules()))
def test_every_rule_decides_its_example(example: str) -> None:
    own = [r for r in rules() if r.example == example and r.char in example]
    converted = TAIWAN.convert(example)
    assert any(converted[i] == r.form for r in own for i, c in enumerate(example) if c == r.char)


@pytest.mark.parametrize(("source", "wanted"), [
    ("散会后于师傅、钟主任留下来。", "散會後于師傅、鍾主任留下來。"),
    ("于去年获得批准。", "於去年獲得批准。"),
    ("对于谦虚的人，大家敬重。", "對於謙虛的人，大家敬重。"),
    ("终于都来了。", "終於都來了。"),
    ("老范、小余都在。", "老范、小余都在。"),
    ("三十余名工人只有一只船。", "三十餘名工人只有一隻船。"),
    ("收到稿件 3000 余篇，40 余名职工参加。", "收到稿件 3000 餘篇，40 餘名職工參加。"),
    ("不准备参加，也不准请假。", "不準備參加，也不准請假。"),
    ("唱了两出戏，一出门就下雨。", "唱了兩齣戲，一出門就下雨。"),
    ("编制预算报告，冻结编制。", "編製預算報告，凍結編制。"),
])
def test_context_decides(source: str, wanted: str) -> None:
    assert TAIWAN.convert(source) == wanted


# What a proofreader of the samples had to mend by hand once.
@pytest.mark.parametrize(("source", "wanted"), [
    ("去年8月台风过境，3月2日历时两天的航行结束。", "去年8月颱風過境，3月2日歷時兩天的航行結束。"),
    ("五个工作日里，问卷的选项里根本没有。", "五個工作日裡，問卷的選項裡根本沒有。"),
    ("下水道里、过道里、隧道里都查了。", "下水道裡、過道裡、隧道裡都查了。"),
    ("走得越远，吃得越干，越干越有劲。", "走得越遠，吃得越乾，越幹越有勁。"),
    ("拿不准的先问，挂钟走得不准了，不准吸烟。", "拿不準的先問，掛鐘走得不準了，不准吸菸。"),
    ("写清地点和干的活，太干的咽不下去。", "寫清地點和幹的活，太乾的嚥不下去。"),
    ("腰里都系一根布带，安全带谁都会系，系对的不多。", "腰裡都繫一根布帶，安全帶誰都會繫，繫對的不多。"),
    ("中文系对了解历史有要求。", "中文系對瞭解歷史有要求。"),
    ("“松”与“紧”之间；松。解开衣领。", "「鬆」與「緊」之間；鬆。解開衣領。"),
    ("第十四锅面：面端出来是一整块，面倒是不粘了。", "第十四鍋麵：麵端出來是一整塊，麵倒是不黏了。"),
    ("下面端正态度，方面、层面和全面都要看。", "下面端正態度，方面、層面和全面都要看。"),
    ("困了再躺，被困了三天。", "睏了再躺，被困了三天。"),
    ("旁边注了两个字，桶里注了水。", "旁邊註了兩個字，桶裡注了水。"),
    ("窗口可以并，灯不能灭。", "窗口可以併，燈不能滅。"),
    ("骨架改制而成的凉棚，企业改制而成的公司。", "骨架改製而成的涼棚，企業改制而成的公司。"),
    ("（汐）内资准字〔2025〕006号，准点到达。", "（汐）內資准字〔2025〕006號，準點到達。"),
    ("奶娘和师娘是娘家人。", "奶娘和師娘是娘家人。"),
])
def test_ordinary_prose(source: str, wanted: str) -> None:
    assert TAIWAN.convert(source) == wanted


@pytest.mark.parametrize("number", ["青总发〔2022〕24号", "沙工发[2023]7号", "某党发（2024）1号"])
def test_a_document_number_keeps_its_meaning(number: str) -> None:
    assert "發" in TAIWAN.convert(f"根据《通知》（{number}）要求")
    assert "髮" not in TAIWAN.convert(number)


@pytest.mark.parametrize(("source", "wanted"), [
    ("她的头**发**白了", "她的頭**髮**白了"),
    ("看[面](面粉.md)粉", "看[麵](面粉.md)粉"),
    ("批准[^1]备案，收*获*很大", "批准[^1]備案，收*穫*很大"),
    ("运行`头发 --里`后", "運行`头发 --里`後"),
    ("电子稿寄li@example.org，见https://example.org/a。", "電子稿寄li@example.org，見https://example.org/a。"),
    ('<b>头</b>发 ![面](a.png){alt="里" width=80%}', '<b>頭</b>髮 ![面](a.png){alt="裡" width=80%}'),
    ("图在 images/fengmian.png 里", "圖在 images/fengmian.png 裡"),
])
def test_marks_stay_and_words_are_read_across_them(source: str, wanted: str) -> None:
    assert TAIWAN.convert(source) == wanted


@pytest.mark.parametrize(("source", "wanted"), [
    ("他说：“班长说‘别怕’。”", "他說：「班長說『別怕』。」"),
    ("“一‘二“三”二’一”", "「一『二「三」二』一」"),
    ("什么叫‘主人’？", "什麼叫『主人』？"),
    ("《“匠心”筑梦》", "《「匠心」築夢》"),
    ("“It’s OK”是口头语，Workers’ Daily是报名。", "“It’s OK”是口頭語，Workers’ Daily是報名。"),
    ("建设“1+4+N”体系和“C919”", "建設「1+4+N」體系和「C919」"),
    ('属性 "里" 不动', '屬性 "裡" 不動'),
])
def test_quotes(source: str, wanted: str) -> None:
    assert TAIWAN.convert(source) == wanted


def test_later_layers_win_and_locked_entries_cut_words() -> None:
    house = (Entry("软件", "軟體"), Entry("互联网", "網際網路"))
    assert Converter("zh-Hant-TW", (house,)).convert("互联网软件公司") == "網際網路軟體公司"
    article = (Entry("软件", "軟件"),)
    assert Converter("zh-Hant-TW", (house, article)).convert("互联网软件") == "網際網路軟件"
    straddling = "对于敏感问题"
    assert Converter("zh-Hant-TW", ((Entry("于敏", "于敏"),),)).convert(straddling) == "對於敏感問題"
    assert Converter("zh-Hant-TW", ((Entry("于敏", "于敏", locked=True),),)).convert(straddling) == "對于敏感問題"
    assert Converter("zh-Hant-TW", ((Entry("干部", "幹部們"),),)).convert("领导干部会") == "領導幹部們會"


@pytest.mark.parametrize("source", ["头\x00发", "头\ud800发", "头\ue123发"])
def test_unfit_characters_stay_and_nothing_is_lost(source: str) -> None:
    converted = TAIWAN.convert(source + "里")
    assert converted[1] == source[1]
    assert len(converted) == 4
    assert converted.endswith("裡")


def test_radicals_of_pdf_text_are_read_as_characters() -> None:
    assert TAIWAN.convert("⼲部⻅⾯") == "幹部見面"


@given(st.text(alphabet="发头面里干部制度只于余“”‘’了。，a1 \n*[](){}`<>〔〕", max_size=40))
def test_any_line_keeps_its_length(line: str) -> None:
    assert len(TAIWAN.convert(line)) == len(line)


def test_words_are_read_alike_in_any_company() -> None:
    sentence = "码头发运的货物当日送到，干部和群众都松了一口气。"
    other = "新征程上，更加注重实效。"
    assert TAIWAN.convert(sentence + other) == TAIWAN.convert(sentence) + TAIWAN.convert(other)


PROSE = ("码头发运的货物当日送到，干部和群众都松了一口气。更加注重实效的新征程上，困难职工领到了慰问金，发放仪式办得简朴。"
         "“龙头企业”发挥‘领头羊’作用，国家具备条件，专家具有经验，体制造成的问题也在慢慢解决；于师傅修表修得准，"
         "三十余名工人只有一只船，唱了两出戏，一出门就下雨，晾在绳上的衣服总也不干。")


@pytest.mark.parametrize("width", range(18, 34))
@pytest.mark.parametrize("end", ["", "\r"])
def test_words_are_read_across_the_breaks_of_a_hard_wrapped_paragraph(width: int, end: str) -> None:
    lines = []
    rest = PROSE
    while rest:         # as a typesetter wraps: no stop and no closing mark begins a line
        cut = width
        while cut < len(rest) and rest[cut] in "，。；”’、":
            cut -= 1
        lines.append(rest[:cut] + end)
        rest = rest[cut:]
    converted = TAIWAN.convert_lines(["一行短的。", "", *lines, "", "头发", "里面"])
    assert [len(line) for line in converted[2:-3]] == [len(line) for line in lines]
    assert "".join(converted[2:-3]).replace("\r", "") == TAIWAN.convert(PROSE)
    assert converted[-2:] == ["頭髮", "裡面"]


def test_lines_that_were_not_wrapped_are_read_one_by_one() -> None:
    titles = ["一支队伍的春天，也是一座城市的春天和希望，从一条码头", "发展才是硬道理，十年来我们把这句话写进了每一天的工作里",
              "看山"]
    assert TAIWAN.convert_lines(titles)[1].startswith("發展")
    assert TAIWAN.convert_lines(["街头", "发白"]) == ["街頭", "發白"]
    listed = ["- 他说今天的码头", "- 发运的货物很多", "1. 里"]
    assert TAIWAN.convert_lines(listed) == [TAIWAN.convert(line) for line in listed]


@pytest.mark.parametrize(("paragraphs", "wanted"), [
    (["“第一段里有‘话中话’。", "“第二段还有‘话里话’。”"], ["「第一段裡有『話中話』。", "「第二段還有『話裡話』。」"]),
    (["“他说：‘先这样。", "“‘再那样。’”"], ["「他說：『先這樣。", "「『再那樣。』」"]),
    (["‘内层在前，“外层”在后’"], ["『內層在前，「外層」在後』"]),
])
def test_quotations_of_several_paragraphs_and_levels(paragraphs: list[str], wanted: list[str]) -> None:
    assert TAIWAN.convert_lines(paragraphs) == wanted


@given(st.data())
def test_ruby_and_tags_at_any_character_change_no_form(data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(PROSE) - 2))
    marks = ["<ruby>", "</ruby>", "<rp>(</rp><rt>pinyin</rt><rp>)</rp>", '<span lang="x">', "</span>", "{.note}", "[^7]", "**"]
    mark = data.draw(st.sampled_from(marks))
    text = PROSE[:at] + mark + PROSE[at:]
    assert TAIWAN.convert(text).replace(mark, "") == TAIWAN.convert(PROSE)
