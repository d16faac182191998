"""Official documents of other genres as extraction leaves them: upward and joint ones, replies, minutes, forwarded ones."""
from __future__ import annotations

import pytest

from convert.importer.official import date_of
from convert.importer.pipetables import with_piped_rows
from convert.importer.rawlines import read_lines
from convert.importer.records import CELL
from tests.importer.conftest import Importer

REQUEST = """份号：000012

机密★1年

紧急程度：特急

# 云岭省江堤管理局 云岭省水文中心文件

云堤联〔2031〕 15 号　　　　　　签发人：丁一舟　陆小满

## 云岭省江堤管理局 云岭省水文中心 关于提请批准白沙河段夜间封航的请示

省人民政府：

入汛以来，白沙河段水位连续 9 天超过警戒，夜间行船的浪打在护坡上，一个晚上能掏出半尺深的坑。现将有关情况请示如下。

## **一、封航的安排**

封航时间为每日 20 时至次日 5 时。封航期间，沿线

码头的值守由两岸县江堤管理站负责。

妥否，请批示。

附件： 1. 渗水点分布情况

2. 封航公告（代拟稿）

云岭省江堤管理局　　　云岭省水文中心

2031 年 6 月 18 日

（联系人：何清，电话：0000-7654321）

---

抄送：省委办公厅，省人大常委会办公厅，省交通运输厅、省财政厅、

省应急管理厅。

---

云岭省江堤管理局办公室　　　　　　2031 年 6 月 18 日印发

附件 1

渗水点分布情况

| 序号 | **桩号** | 位置 |
|---|:--:|---|
| 1 | 3+200 | 左岸堤脚 |
| 2 | 7+800 | 右岸护坡 |

附件 2

封航公告

（代拟稿）

为保证堤防安全，决定对白沙河段实行夜间封航，现将有关事项公告如下。
"""


def test_a_request_of_two_organs_with_its_imprint_before_the_annexes(importer: Importer) -> None:
    made = importer(REQUEST, "official")
    assert made.issue is not None
    meta = made.issue.metadata
    assert (meta.copy_no, meta.secrecy, meta.urgency, meta.signer) == ("000012", "机密★1年", "特急", "丁一舟　陆小满")
    assert meta.issuers == ("云岭省江堤管理局", "云岭省水文中心")
    assert (meta.doc_number, meta.genre, meta.addressee) == ("云堤联〔2031〕15号", "请示", "省人民政府：")
    assert meta.cc == "省委办公厅，省人大常委会办公厅，省交通运输厅、省财政厅、省应急管理厅。"
    assert (meta.printed, meta.printed_by, meta.date) == ("2031-06-18", "云岭省江堤管理局办公室", "2031-06-18")
    assert meta.remark == "联系人：何清，电话：0000-7654321"
    assert made.titles() == [
        "云岭省江堤管理局　云岭省水文中心关于提请批准白沙河段夜间封航的请示", "渗水点分布情况", "封航公告（代拟稿）"]
    assert made.body(0).split("\n\n")[-9:-3] == [
        "::: {.signature}", "云岭省江堤管理局", ":::", "::: {.signature}", "云岭省水文中心", ":::"]
    assert made.body(1).splitlines()[0] == "| 序号 | 桩号 | 位置 |" and "| 2 | 7+800 | 右岸护坡 |" in made.body(1)
    assert made.body(2).startswith("为保证堤防安全")


def test_pipes_without_a_rule_are_no_table() -> None:
    lines = read_lines("甲站 | 乙站\n\n丙站 | 丁站\n\n| 站 | 人 |\n|--|--|\n| 甲 | 3 |\n堤上的灯亮了一夜。", "raw.txt")
    assert [line.text for line in with_piped_rows(lines) if line.role == "row"] == [f"站{CELL}人", f"甲{CELL}3"]


REPLY = """# 云岭省江堤管理局

云堤函〔2031〕31 号

## 云岭省江堤管理局关于东圩站增设值班用房的批复

东圩县江堤管理站：

你站《关于增设值班用房的请示》(东堤〔2031〕9 号)收悉。经研究，现批复如下：

一、同意增设值班用房 1 处，建筑面积不超过 60 平方米。

二、工程应当避开主汛期施工,不得占压堤身，不得砍伐护堤林。竣工后报省局验收。

此复。

云岭省江堤管理局

二〇三一年四月二日

抄送：东圩县人民政府办公室，局规划处、财务处，

存档。

云岭省江堤管理局办公室 2031 年 4 月 3 日印发
"""


def test_points_of_a_reply_have_no_heads_and_a_written_date_is_read(importer: Importer) -> None:
    made = importer(REPLY, "official")
    assert made.issue is not None
    meta = made.issue.metadata
    assert (meta.genre, meta.date, meta.cc) == ("批复", "2031-04-02", "东圩县人民政府办公室，局规划处、财务处，存档。")
    assert "runin" not in made.body(0) and "（东堤〔2031〕9号）收悉" in made.body(0)
    assert "二〇三一年四月二日" in made.body(0)


@pytest.mark.parametrize(("written", "date"), [
    ("二〇三一年十月三十一日", "2031-10-31"), ("二○三一年十二月二十日", "2031-12-20"), ("2031年6月1日", "2031-06-01"),
    ("六月一日", "")])
def test_dates_in_figures_and_in_words(written: str, date: str) -> None:
    assert date_of(written) == date


MINUTES = """云岭省江堤管理局第六次局务会议纪要

〔2031〕6 号

2031 年 5 月 20 日上午，局长丁一舟主持召开第六次局务会议，研究汛期值班、物资储备等事项。纪要如下：

一、会议听取了办公室关于汛期值班安排的汇报，原则同意。会议要求，值班人员要熟悉预案。

出席：丁一舟 陆小满 欧阳望

列席：办公室 柳明、物资站 石头
"""


def test_minutes_whose_title_is_their_letterhead(importer: Importer) -> None:
    made = importer(MINUTES, "official")
    assert made.issue is not None
    meta = made.issue.metadata
    assert (meta.issuer, meta.doc_number, meta.genre, meta.addressee) == ("云岭省江堤管理局", "〔2031〕6号", "纪要", "")
    assert made.titles() == ["云岭省江堤管理局第六次局务会议纪要"]
    body = made.body(0).split("\n\n")
    assert body[0].endswith("纪要如下：") and body[2:] == ["出席：丁一舟　陆小满　欧阳望", "列席：办公室　柳明、物资站　石头"]


FORWARDED = """云岭省江堤管理局办公室关于转发《云岭省水利厅
关于做好主汛期堤防安全工作的通知》的通知

云堤办发〔2031〕 6 号

各县江堤管理站：

现将《云岭省水利厅关于做好主汛期堤防安全工作的通知》转发给你们，请认真贯彻执行。联系人：石头 联系电话：0000-7654321

附件：云岭省水利厅关于做好主汛期堤防安全工作的通知

云岭省江堤管理局办公室

2031 年 6 月 25 日

附件

云岭省水利厅关于做好主汛期堤防安全工作的通知

云水发〔2031〕18 号

各市水利局：

主汛期将至，请各地做好堤防安全工作。

云岭省水利厅

2031 年 6 月 22 日
"""


def test_a_forwarded_document_keeps_its_own_number_and_addressee(importer: Importer) -> None:
    made = importer(FORWARDED, "official")
    assert made.titles()[0].startswith("云岭省江堤管理局办公室关于转发《云岭省水利厅关于做好")
    assert "石头　联系电话：0000-7654321" in made.body(0)
    assert made.body(1).split("\n\n")[:4] == ["云水发〔2031〕18号", "::: {.salutation}", "各市水利局：", ":::"]


def test_a_title_above_its_number_keeps_the_name_of_the_organ(importer: Importer) -> None:
    text = REPLY.split("你站")[1].split("抄送", maxsplit=1)[0]
    head = "云岭省江堤管理局\n关于东圩站值班用房的意见\n\n云堤发〔2031〕30号\n\n东圩县江堤管理站：\n\n你站"
    made = importer(head + text, "official")
    assert made.issue is not None
    assert made.titles() == ["云岭省江堤管理局关于东圩站值班用房的意见"]
    assert (made.issue.metadata.issuer, made.issue.metadata.doc_number) == ("云岭省江堤管理局", "云堤发〔2031〕30号")


def test_a_list_of_bodies_below_its_count_keeps_its_lines(importer: Importer) -> None:
    listed = "附件1\n\n先进集体名单\n\n（3个）\n\n东圩县江堤管理站\n\n西河县江堤管理站\n\n北闸县江堤管理站\n"
    text = REPLY[:REPLY.index("抄送")] + listed
    made = importer(text, "official")
    assert made.body(1).split("\n\n") == ["（3个）", "东圩县江堤管理站", "西河县江堤管理站", "北闸县江堤管理站"]
