"""Slips planted in copies of our own samples, one of each kind; the proofreader names file and line of nearly all."""
from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from convert.diagnostics import Diagnostic, Severity
from convert.proof import check_issue
from convert.reader.issue import read_issue

ROOT = Path(__file__).resolve().parents[2]
BULLETIN, MAGAZINE, NOTICE = "bulletin-2025-03", "xizhou-2025-06", "notice-2025-08"
AFTER = "比赛结束后，选手们没有马上散去，围着插接最快的一名老水手看他拆了又插，插了又拆，看了整整一个下午。"
RECALL = 0.95
Findings = tuple[dict[str, tuple[Diagnostic, ...]], Path]


class Slip(NamedTuple):
    """`right` stands once or first in the file and becomes `wrong`; the finding must stand on the line of the damage."""

    code: str
    kind: str
    issue: str
    file: str
    right: str
    wrong: str


SLIPS = tuple(Slip(*row) for row in (
    ("P002", "half-width comma", NOTICE, "01-tongzhi.md", "多于常年，台风", "多于常年,台风"),
    ("P016", "comma twice", NOTICE, "01-tongzhi.md", "坚持问需在前、服务", "坚持问需在前、、服务"),
    ("P016", "full stop and comma", NOTICE, "01-tongzhi.md", "增配一辆机动车。", "增配一辆机动车。，"),
    ("P003", "half-width brackets", NOTICE, "01-tongzhi.md", "（港内短号3000）", "(港内短号3000)"),
    ("P004", "lost closing quote", NOTICE, "01-tongzhi.md", "“潮汐驿站”位置", "“潮汐驿站位置"),
    ("P005", "heading number skipped", NOTICE, "01-tongzhi.md", "## 三、工作步骤", "## 四、工作步骤"),
    ("P047", "level of a heading", NOTICE, "01-tongzhi.md", "### （二）保障夜间用餐", "#### （二）保障夜间用餐"),
    ("P006", "day that is not", NOTICE, "01-tongzhi.md", "6月20日前对", "6月31日前对"),
    ("P057", "attachment that is not", NOTICE, "01-tongzhi.md", "各单位对照附件1认领", "各单位对照附件5认领"),
    ("P046", "lead skipped", NOTICE, "01-tongzhi.md", "**二要管好经费。**", "**三要管好经费。**"),
    ("P052", "signature date", NOTICE, "01-tongzhi.md", "\n2025年6月10日", "\n2025年6月11日"),
    ("P011", "bracket of the document number", NOTICE, "issue.yaml", "〔2025〕8号", "[2025]8号"),
    ("P025", "letter O in a number", BULLETIN, "01-rexian.md", "共受理诉求1260件", "共受理诉求126O件"),
    ("P023", "spaces round digits", BULLETIN, "01-rexian.md", "高温防护三类合计985件", "高温防护三类合计 985 件"),
    ("P048", "figure that is not", BULLETIN, "01-rexian.md", "分布见图1", "分布见图7"),
    ("P001", "and for 和", BULLETIN, "01-rexian.md", "95.5%和96.9%", "95.5%，白沙and南屿96.9%"),
    ("P037", "one term, two forms", MAGAZINE, "14-wufan.md", "。", "，其他餐点与其它窗口也量过。"),
    ("P008", "straight quotes", MAGAZINE, "02-yeban.md", "没有马上说“办”", "没有马上说\"办\""),
    ("P010", "doubled function character", MAGAZINE, "02-yeban.md", "事情要从一张", "事情要从从一张"),
    ("P019", "dash of hyphens", MAGAZINE, "03-shilu.md", "像剧院散场时", "--像剧院散场时"),
    ("P017", "dots for an ellipsis", MAGAZINE, "03-shilu.md", "走了。”船身", "走了...”船身"),
    ("P035", "己 for 已", MAGAZINE, "04-jianghua.md", "成绩单已经印", "成绩单己经印"),
    ("P033", "percent in full width", MAGAZINE, "02-yeban.md", "提高到88.7%", "提高到88.7％"),
    ("P025", "Han and digits in one number", MAGAZINE, "02-yeban.md", "运送夜班职工95120人次", "运送夜班职工九0二人次"),
    ("P009", "full-width digits", MAGAZINE, "03-shilu.md", "上夜班十六年", "上夜班１６年"),
    ("P040", "stray letter", MAGAZINE, "03-shilu.md", "清扫班从码头的东头", "清扫班从码头的q东头"),
    ("P041", "traditional character", MAGAZINE, "03-shilu.md", "落款画了一条小鱼", "落款画了一條小魚"),
    ("P020", "stop at the beginning", MAGAZINE, "04-jianghua.md", "今天这个会", "，今天这个会"),
    ("P034", "misspelling", MAGAZINE, "04-jianghua.md", "问得细，还要", "问得细，再接再励，还要"),
    ("P030", "weekday", MAGAZINE, "03-shilu.md", "2025年5月14日夜", "2025年5月14日（星期五）夜"),
    ("P032", "year range backwards", MAGAZINE, "08-xiyi.md", "有职工问", "2021—2011年间有职工问"),
    ("P031", "minute after 59", MAGAZINE, "08-xiyi.md", "5月6日，", "5月6日8时75分，"),
    ("P036", "words twice", MAGAZINE, "09-xilan.md", "十四支代表队的", "十四支代表队十四支代表队的"),
    ("P039", "paragraph twice", MAGAZINE, "09-xilan.md", AFTER, AFTER + "\n\n" + AFTER),
    ("P007", "private-use character", MAGAZINE, "10-tuoguan.md", "。", "\ue123。"),
    ("P024", "time range with a hyphen", MAGAZINE, "11-huangxian.md", "。", "，为期5-6日。"),
    ("P022", "stop inside and outside of quotes", MAGAZINE, "03-shilu.md",
     "“夜2路加开一趟，多带十件雨衣。”", "“夜2路加开一趟，多带十件雨衣。”。"),
    ("P043", "quotes in quotes of one kind", MAGAZINE, "04-jianghua.md", "“1+4+N”的服务体系", "“新的“1+4+N”办法”的服务体系"),
    ("P045", "stop inside a bracket", MAGAZINE, "15-gongju.md", "。", "（，详见墙上的表）。"),
    ("P012", "contents and title", MAGAZINE, "02-yeban.md", "toc_title: 凌晨四点的港口", "toc_title: 凌晨五点的港口"),
    ("P053", "author and byline", MAGAZINE, "02-yeban.md", "byline: □ 汐州港工会联合会调研组", "byline: □ 汐州港工会联合会调查组"),
    ("P055", "cover line", MAGAZINE, "issue.yaml", "  - 看不见的班组", "  - 看得见的班组"),
    ("P049", "number of the issue", MAGAZINE, "issue.yaml", "issue_label: 2025年第6期", "issue_label: 2025年第7期"),
    ("P029", "less by times", MAGAZINE, "12-jianyi.md", "。", "，减少了3倍。"),
    ("P028", "about and roughly", MAGAZINE, "13-shuwu.md", "。", "，约30人左右。"),
    ("P058", "alternative text", MAGAZINE, "18-xituo12.md",
     "插画：清晨的海面上，一艘红黑相间的拖轮正在大船的船头旁推顶，远处是层叠的青山和一轮淡黄的太阳", "DSC0012.jpg"),
    ("P038", "name with one other character", MAGAZINE, "04-jianghua.md", "二十三间驿站", "二十三间“潮夕驿站”"),
    ("P006", "inner dates in Han", MAGAZINE, "16-guicheng.md", "。", "，直到二〇二五年二月三十日。"),
    ("P046", "item of an enumeration", MAGAZINE, "17-haiyan.md", "。", "：一是看，三是问。"),
    ("P021", "open end of a paragraph", MAGAZINE, "20-sanbanzu.md", "。\n", "\n"),
    ("P066", "fixed phrase with a character lost", MAGAZINE, "19-miantiao.md", "。", "，坚持以人民为中心发展思想。"),
    ("P067", "parts of a series in another order", MAGAZINE, "21-wenda.md", "。", "，有幸福感、获得感、安全感。"),
    ("P068", "的 for 地", MAGAZINE, "22-anquandai.md", "。", "，极大的改善了照明。"),
    ("P069", "words that do not go together", MAGAZINE, "23-shuijiao.md", "。", "，加强夜查力度。"),
    ("P070", "said twice", MAGAZINE, "24-zhengwen.md", "。", "，目的是为了省油。"),
    ("P072", "percent sign lost in a range", MAGAZINE, "06-liangpeng.md", "。", "，降低5-10%。"),
    ("P073", "word lost", MAGAZINE, "27-shaichang.md", "。", "，服务质量和平。"),
    ("P074", "percent for percentage points", MAGAZINE, "28-jiuditu.md", "。", "，准点率提高9%。"),
    ("P075", "comma of a list before 以及", MAGAZINE, "29-xin.md", "。", "，灯、桩、以及缆。"),
    ("P081", "mark after the number of an item", MAGAZINE, "31-shujia.md", "。", "：（一）、查灯。"),
    ("P086", "comma in a list of short words", MAGAZINE, "05-qingdan.md", "。", "，水手、机匠，厨师等都来了。"),
    ("P094", "more members than the number says", MAGAZINE, "07-jijiu.md", "。", "，甲、乙、丙、丁等三家都来了。"),
    ("P096", "document number with 第", NOTICE, "03-fujian-yingji.md", "。", "，照沙工发〔2025〕第8号办。"),
))


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    base = tmp_path_factory.mktemp("planted")
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for name in (BULLETIN, MAGAZINE, NOTICE):
        folder = base / name
        shutil.copytree(ROOT / "issues" / name, folder)
        for slip in (s for s in SLIPS if s.issue == name):
            path = folder / slip.file
            head, body = _parted(path.read_text(encoding="utf-8"), slip)
            assert slip.right in body, slip
            path.write_text(head + body.replace(slip.right, slip.wrong, 1), encoding="utf-8")
        issue, _ = read_issue(folder, base)
        found[name] = check_issue(issue, None)      # type: ignore[arg-type]
    return found, base


def _parted(text: str, slip: Slip) -> tuple[str, str]:
    """Front matter and body where the damage is in the body; a field of the data is damaged in the whole."""
    if slip.file == "issue.yaml" or ": " in slip.right:
        return "", text
    end = text.index("\n---\n", 3) + 5
    return text[:end], text[end:]


def _found(slip: Slip, found: tuple[Diagnostic, ...], text: str) -> bool:
    """Whether the finding stands on a line of the damage; what is in the data of a file has no line of its own."""
    head, _ = _parted(text, slip)
    begin = text.index(slip.wrong, len(head))
    first, last = text[:begin].count("\n") + 1, text[:begin + len(slip.wrong)].count("\n") + 1
    lines = {0} if slip.file == "issue.yaml" else {1} if ": " in slip.right else set(range(first, last + 1))
    return any((d.code, d.span.file) == (slip.code, f"{slip.issue}/{slip.file}") and d.span.line in lines for d in found)


def test_planted_slips_are_found(findings: Findings) -> None:
    found, base = findings
    missed = [s.kind for s in SLIPS if not _found(s, found[s.issue], (base / s.issue / s.file).read_text(encoding="utf-8"))]
    assert len({s.kind for s in SLIPS}) >= 40
    assert len(missed) <= (1 - RECALL) * len(SLIPS), missed


def test_our_own_samples_have_no_finding_above_a_note() -> None:
    for name in (BULLETIN, MAGAZINE, NOTICE):
        issue, _ = read_issue(ROOT / "issues" / name, ROOT)
        found = check_issue(issue, None)            # type: ignore[arg-type]
        assert [d for d in found if d.severity is not Severity.NOTE] == []
