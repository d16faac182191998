"""Official documents and bulletins: the parts round the text become fields."""
from __future__ import annotations

import io
from pathlib import Path

import pikepdf

from convert.cli import main
from convert.model.nodes import List
from convert.model.text import article_text
from tests.importer.conftest import Importer

BODY = "堤上的灯亮了一夜，守堤的人走了一夜，天亮的时候他们在最高的那一段坐下来，看江水慢慢退下去，谁也没有先说话。"

OFFICIAL = f"""# 云岭省江堤管理局文件

云堤发〔2031〕7号

## 云岭省江堤管理局 关于做好汛期巡堤工作的通知

各县江堤管理站，局机关各科室：

{BODY}

## **一、总的要求**

{BODY[:30]}

{BODY[30:]}

#### 二、几件事情

（一）先看堤。{BODY}

附件：1. 巡堤人员名单

2. 巡堤路线

云岭省江堤管理局

2031年6月1日

---

抄送：省水利厅办公室，省气象局。

---

云岭省江堤管理局办公室

2031年6月2日印发

---
"""

BULLETIN = f"""江 堤 简 报

第12期（总第345期）

云岭省江堤管理局办公室编    2031年6月3日

# 堤上的一夜

{BODY}

# 桥头的早晨

{BODY}

分送：各县江堤管理站，局领导，
局机关各科室。

（共印60份）
"""


def test_the_parts_of_an_official_document(importer: Importer) -> None:
    result = importer(OFFICIAL, "official")
    assert result.issue is not None
    meta = result.issue.metadata
    assert (meta.title, meta.issuer, meta.doc_number, meta.genre) == (
        "云岭省江堤管理局文件", "云岭省江堤管理局", "云堤发〔2031〕7号", "通知")
    assert (meta.addressee, meta.cc) == ("各县江堤管理站，局机关各科室：", "省水利厅办公室，省气象局。")
    assert (meta.printed_by, meta.printed, meta.date) == ("云岭省江堤管理局办公室", "2031-06-02", "2031-06-01")
    assert meta.attachments == ("巡堤人员名单", "巡堤路线")
    assert result.titles() == ["云岭省江堤管理局关于做好汛期巡堤工作的通知"]
    body = result.body(0).split("\n\n")
    assert body[:3] == ["::: {.salutation}", "各县江堤管理站，局机关各科室：", ":::"]
    assert "## 一、总的要求" in body
    assert body.count(BODY) == 2
    assert body[-6:] == ["::: {.signature}", "云岭省江堤管理局", ":::", "::: {.date}", "2031年6月1日", ":::"]


def test_paragraphs_with_bullets_are_a_list_one_level_further_in_for_every_other_shape(importer: Importer) -> None:
    items = ("▪ 东圩站把小屋改成值班室；", "▪ 西河站分两种情形：", "– 水涨的时候每小时看一次；",
             "– 水落的时候每四小时看一次；", "▪ 北闸站照旧。")
    plain = ("- 一站一册", "- 一段一人", "–5℃以下停止浇筑。")
    made = importer(OFFICIAL.replace(BODY[30:], "\n\n".join((BODY[30:], *items, BODY, *plain)), 1), "official")
    assert made.issue is not None
    lists = [block for block in made.issue.articles[0].blocks if isinstance(block, List)]
    assert [len(block.items) for block in lists[:2]] == [3, 2]
    assert [len(block.items) for block in lists[0].items[1].blocks if isinstance(block, List)] == [2]
    assert "–5℃以下停止浇筑。" in made.body(0)


def test_what_an_official_document_lacks_is_reported_not_filled_in(importer: Importer) -> None:
    result = importer(OFFICIAL.replace("2031年6月1日", "").replace("云堤发〔2031〕7号", ""), "official")
    assert result.issue is not None
    assert (result.issue.metadata.date, result.issue.metadata.doc_number) == ("", "")
    said = "".join(item["reason"] for item in result.report["look_at"])
    assert "发文字号" in said
    assert "成文日期" in said


def test_masthead_and_distribution_of_a_bulletin(importer: Importer) -> None:
    result = importer(BULLETIN, "bulletin")
    assert result.issue is not None
    meta = result.issue.metadata
    assert (meta.title, meta.number, meta.compiler, meta.date) == ("江堤简报", "12", "云岭省江堤管理局办公室", "2031-06-03")
    assert (meta.distribution_label, meta.distribution) == ("分送", ("各县江堤管理站", "局领导", "局机关各科室"))
    assert meta.print_run == "60份"
    assert result.titles() == ["堤上的一夜", "桥头的早晨"]
    assert result.body(1) == BODY


def test_a_pdf_without_tags_is_read_by_positions(importer: Importer, tmp_path: Path) -> None:
    """Indents part the paragraphs, sizes tell the headings; nothing else is known of an untagged file."""
    first = importer(OFFICIAL, "official")
    assert main(["build", str(first.folder), "--edition", "print", "--out", str(tmp_path / "b"), "--jobs", "1", "-q"]) == 0
    untagged = io.BytesIO()
    with pikepdf.open(tmp_path / "b" / "a" / "a.zh-Hans.print.pdf") as pdf:
        del pdf.Root["/StructTreeRoot"]
        pdf.save(untagged)
    again = importer(untagged.getvalue(), "official", "a.pdf", "--force")
    assert again.titles() == first.titles()
    assert first.issue is not None
    assert again.issue is not None
    assert article_text(again.issue.articles[0]) == article_text(first.issue.articles[0])
    assert len(again.body(0).split("\n\n")) == len(first.body(0).split("\n\n"))
    assert again.issue.metadata.doc_number == "云堤发〔2031〕7号"


LETTER = f"""江堤管理学校

云堤校函〔2031〕8号

江堤管理学校关于商请
支持实习场地的函

东圩管理站：

{BODY}

一、请贵站提供堤段。

妥否，请予函复。

江堤管理学校
云岭省江堤管理局
2031年3月3日

（联系人：何清；电话：0000-7654321）
"""

MINUTES = f"""# 云岭省江堤管理局 会 议 纪 要

〔2031〕4号

云岭省江堤管理局办公室　　　　2031年3月6日

# 研究春季巡堤工作专题会议纪要

{BODY}

出席：陆小满、丁一舟

列席：办公室、工程处

记录：何清

---

分送：局领导，各处室。

云岭省江堤管理局办公室 2031年3月6日印发
"""

COMMENDATION = f"""云 岭 省 江 堤 管 理 局 文 件

云堤发〔2031〕9号

★

关于表彰防汛先进集体和先进个人的决定

各县江堤管理站：

{BODY}

附件：1. 防汛先进集体和先进个人名单

2. 2031年度奖金分配方案

云岭省江堤管理局

2031年1月9日

附件1

防汛先进集体和先进个人名单

一、先进集体（3个）

东圩站

西河站

北闸站

二、先进个人（4名）

陆小满　丁一舟　欧阳望

附件2

2031年度奖金分配方案

{BODY}
"""


def test_a_letter_with_two_signers_and_a_note_below_the_date(importer: Importer) -> None:
    result = importer(LETTER, "official")
    assert result.issue is not None
    meta = result.issue.metadata
    assert (meta.issuer, meta.doc_number, meta.genre, meta.date) == ("江堤管理学校", "云堤校函〔2031〕8号", "函", "2031-03-03")
    assert result.titles() == ["江堤管理学校关于商请支持实习场地的函"]
    assert meta.remark == "联系人：何清；电话：0000-7654321"
    assert result.body(0).split("\n\n")[-9:] == [
        "::: {.signature}", "江堤管理学校", ":::", "::: {.signature}", "云岭省江堤管理局", ":::",
        "::: {.date}", "2031年3月3日", ":::"]


def test_minutes_with_a_letterhead_and_those_present(importer: Importer) -> None:
    result = importer(MINUTES, "official")
    assert result.issue is not None
    meta = result.issue.metadata
    assert (meta.title, meta.issuer, meta.doc_number, meta.genre) == (
        "云岭省江堤管理局会议纪要", "云岭省江堤管理局", "〔2031〕4号", "纪要")
    assert (meta.cc, meta.printed, meta.printed_by) == ("局领导，各处室。", "2031-03-06", "云岭省江堤管理局办公室")
    assert result.titles() == ["研究春季巡堤工作专题会议纪要"]
    assert result.body(0).split("\n\n") == [BODY, "出席：陆小满、丁一舟", "列席：办公室、工程处", "记录：何清"]


def test_lists_of_names_in_annexes_keep_their_lines(importer: Importer) -> None:
    result = importer(COMMENDATION, "official")
    assert result.issue is not None
    assert result.issue.metadata.attachments == ("防汛先进集体和先进个人名单", "2031年度奖金分配方案")
    assert result.titles() == ["关于表彰防汛先进集体和先进个人的决定", "防汛先进集体和先进个人名单", "2031年度奖金分配方案"]
    assert result.body(1).split("\n\n") == ["## 一、先进集体（3个）", "东圩站", "西河站", "北闸站", "## 二、先进个人（4名）",
                                            "陆小满　丁一舟　欧阳望"]


JOINT = f"""云岭省江堤管理局
云岭省气象局　　文件
云岭省水文中心

云堤联发〔2031〕2号

云岭省江堤管理局　云岭省气象局　云岭省水文中心
关于做好汛期会商的通知

各县江堤管理站：

{BODY}做好以下几件事：

1.每日会商一次；

2.雨情超过警戒的，随时会商；

3.会商结果当日通报。

云岭省江堤管理局

云岭省气象局

云岭省水文中心

2031年6月1日
"""


def test_a_joint_document_names_all_its_organs(importer: Importer) -> None:
    result = importer(JOINT, "official")
    assert result.issue is not None
    meta = result.issue.metadata
    assert meta.issuers == ("云岭省江堤管理局", "云岭省气象局", "云岭省水文中心")
    assert meta.doc_number == "云堤联发〔2031〕2号"
    assert result.titles() == ["云岭省江堤管理局　云岭省气象局　云岭省水文中心关于做好汛期会商的通知"]
    body = result.body(0)
    assert body.count("::: {.signature}") == 3
    items = [line for line in body.split("\n\n") if "雨情" in line or "通报" in line]
    assert items == ["2.雨情超过警戒的，随时会商；", "3.会商结果当日通报。"]


NUMBERED_MINUTES = f"""云岭省江堤管理局会议纪要

〔2031〕第4号

第六次局务会议纪要

2031年6月10日，局长陈望主持召开局务会议。现纪要如下：

一、{BODY}

出席：陈望、李石

云岭省江堤管理局办公室      2031年6月12日印发
"""


def test_the_number_of_minutes(importer: Importer) -> None:
    result = importer(NUMBERED_MINUTES, "official")
    assert result.issue is not None
    assert (result.issue.metadata.issuer, result.issue.metadata.doc_number) == ("云岭省江堤管理局", "〔2031〕第4号")
    assert result.titles() == ["第六次局务会议纪要"]
    assert "##" not in result.body(0).split("出席：")[1]


BRIEFS = f"""内部资料

注意保存

# 江 堤 简 报

第 6 期

云岭省江堤管理局办公室编    2031年6月30日

**本期要目**

●省局召开汛期工作会议
●东圩站试用无人船

---

## 【要闻】

## 省局召开汛期工作会议

6月18日，省局召开汛期工作会议，总结上半年工作，安排下半年任务，局长陈望出席会议并讲

话。{BODY}（办公室）

## 【基层动态】

### 东圩站试用无人船

{BODY}（东圩站）

发：各县江堤管理站。
"""


def test_outline_and_columns_of_a_bulletin(importer: Importer) -> None:
    """本期要目 is no article, a column in brackets no title, and a cut sentence with a title's words is text."""
    result = importer(BRIEFS, "bulletin")
    assert result.issue is not None
    meta = result.issue.metadata
    assert (meta.title, meta.number, meta.columns) == ("江堤简报", "6", ("要闻", "基层动态"))
    assert result.titles() == ["省局召开汛期工作会议", "东圩站试用无人船"]
    assert [a.metadata.column for a in result.issue.articles] == ["要闻", "基层动态"]
    assert result.body(0) == f"6月18日，省局召开汛期工作会议，总结上半年工作，安排下半年任务，局长陈望出席会议并讲话。{BODY}"


def test_an_outline_lists_a_title_that_stands_on_two_lines_below(importer: Importer) -> None:
    result = importer(BRIEFS.replace("●东圩站试用无人船", "东圩站试用 无人船巡堤").replace(
        "### 东圩站试用无人船", "### 东圩站试用\n\n### 无人船巡堤"), "bulletin")
    assert [title.replace("\u3000", "") for title in result.titles()] == ["省局召开汛期工作会议", "东圩站试用无人船巡堤"]
