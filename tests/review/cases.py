"""What reviewers do to the sample documents, and what the sources must say afterwards.

An edit is what `reviewer.py` does; the rest of the line: file, text of the source before, text of the source after.
"""
from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    edit: tuple[str, ...]
    file: str
    before: str
    after: str


OFFICIAL = (
    Case(("insert", "台风活动偏早", "after", "、偏强"), "01-tongzhi.md", "台风活动偏早。为保障", "台风活动偏早、偏强。为保障"),
    Case(("delete", "，不必逐级请示"), "01-tongzhi.md", "加开车次，不必逐级请示。", "加开车次。"),
    Case(("replace", "随作业点移动", "跟着作业点走"), "01-tongzhi.md", "随作业点移动", "跟着作业点走"),
    Case(("end", "字高不小于三厘米", "夜间应有照明。"), "01-tongzhi.md", "不小于三厘米。\n", "不小于三厘米。夜间应有照明。\n"),
    Case(("start", "八个热餐窗口供应", "自本月起，"), "01-tongzhi.md", "\n八个热餐窗口供应", "\n自本月起，八个热餐窗口供应"),
    Case(("split", "期间，夜班巴士准点率"), "01-tongzhi.md", "总结评议。期间，", "总结评议。\n\n期间，"),
    Case(("join", "依照规定追究责任"), "01-tongzhi.md", "追究责任。\n\n**四要", "追究责任。**四要"),
    Case(("remove", "自7月1日起，驿站、热餐窗口"), "01-tongzhi.md",
         "自7月1日起，驿站、热餐窗口、夜班巴士对在港作业的外包队伍人员同等开放，取消刷卡限制，不再区分用工身份。各作业区工会应当"
         "在6月25日前，将上述安排以书面形式告知各外包队伍负责人，并在其休息场所张贴。\n\n", ""),
    Case(("add", "留样不少于48小时", "餐车停靠前十分钟广播一次。"), "01-tongzhi.md",
         "随时调整。\n", "随时调整。\n\n餐车停靠前十分钟广播一次。\n"),
    Case(("insert", "一要压实责任", "after", "、传导压力"), "01-tongzhi.md",
         "**一要压实责任。**", "**一要压实责任、传导压力。**"),
    Case(("bold", "当日采购、当班使用"), "01-tongzhi.md", "食材当日采购、当班使用，", "食材**当日采购、当班使用**，"),
    Case(("replace", "三、工作步骤", "三、实施步骤"), "01-tongzhi.md", "## 三、工作步骤", "## 三、实施步骤"),
    Case(("insert", "工作场所职业卫生管理", "after", "监督"), "01-tongzhi.md",
         "职业卫生管理规定》。", "职业卫生管理监督规定》。"),
    Case(("replace", "港区安全生产委员会办公室。", "港区安委会办公室。"), "issue.yaml",
         "港区安全生产委员会办公室。", "港区安委会办公室。"),
    Case(("replace", "高温天气应急联络与处置步骤", "高温天气应急处置步骤"), "issue.yaml",
         "高温天气应急联络与处置步骤", "高温天气应急处置步骤"),
    Case(("replace", "职工服务保障工作的通知", "职工服务工作的通知"), "01-tongzhi.md",
         "职工服务保障工作的通知", "职工服务工作的通知"),
)
BULLETIN = (
    Case(("insert", "增长20.5%", "after", "，为近三年最多"), "01-rexian.md", "增长20.5%。", "增长20.5%，为近三年最多。"),
    Case(("delete", "，季节特征明显"), "01-rexian.md", "近九倍，季节特征明显。", "近九倍。"),
    Case(("replace", "抽查没有事先通知", "抽查前没有打招呼"), "02-choucha.md", "抽查没有事先通知", "抽查前没有打招呼"),
    Case(("end", "在场的班组验收签字", "逾期的通报。"), "02-choucha.md", "验收签字。\n", "验收签字。逾期的通报。\n"),
    Case(("start", "第四句，坏了要有人认", "还有"), "03-jiaoliu.md", "\n第四句，坏了", "\n还有第四句，坏了"),
    Case(("split", "后来改由班组自己推"), "03-jiaoliu.md", "没有人坐。后来改由", "没有人坐。\n\n后来改由"),
    Case(("join", "不下车就知道哪里该添"), "03-jiaoliu.md", "哪里该添。\n\n第三句", "哪里该添。第三句"),
    Case(("remove", "谁当班，谁把标签翻过来"), "02-choucha.md",
         "**三是经验可学。**南屿作业区把当班急救员的名字写在安全帽标签的背面，谁当班，谁把标签翻过来；白沙作业区用孩子的画做药箱封条，"
         "撕开就要在画上签名，三周来没有一只药箱空过。\n\n", ""),
    Case(("add", "利用率由47%提高到91%", "这个办法已在全区推开。"), "03-jiaoliu.md",
         "提高到91%。\n", "提高到91%。\n\n这个办法已在全区推开。\n"),
    Case(("replace", "603", "604"), "01-rexian.md", "| 后勤中心 | 603 |", "| 后勤中心 | 604 |"),
    Case(("replace", "三座凉棚饮用水不足", "四座凉棚饮用水不足"), "02-choucha.md", "东礁作业区三座凉棚", "东礁作业区四座凉棚"),
    Case(("insert", "二是问题具体", "after", "、原因清楚"), "02-choucha.md",
         "**二是问题具体。**", "**二是问题具体、原因清楚。**"),
    Case(("bold", "谁发现谁换"), "03-jiaoliu.md", "谁发现谁换", "**谁发现谁换**"),
    Case(("replace", "白沙2号驿站", "白沙3号驿站"), "02-choucha.md", "   - 白沙2号驿站", "   - 白沙3号驿站"),
)
MAGAZINE = (
    Case(("insert", "那一排灯像谁在", "after", "一块"), "01-juanshou.md", "像谁在黑布上", "像谁在一块黑布上"),
    Case(("delete", "，中间绕过哪些弯路"), "01-juanshou.md", "亮着的灯，中间绕过哪些弯路，又有", "亮着的灯，又有"),
    Case(("replace", "看最后一班", "看末班"), "01-juanshou.md", "[看最后一班]{.dots}", "[看末班]{.dots}"),
    Case(("end", "有一盏灯是为自己留的", "共勉。"), "01-juanshou.md", "多等一会儿。\n", "多等一会儿。共勉。\n"),
    Case(("start", "港口没有真正的夜晚", "其实，"), "01-juanshou.md", "\n港口没有真正的夜晚", "\n其实，港口没有真正的夜晚"),
    Case(("split", "要知道这些，只有一个办法"), "01-juanshou.md", "坨了。要知道", "坨了。\n\n要知道"),
    Case(("join", "当时只有七盏灯"), "02-yeban.md", "当时只有七盏灯。\n\n会上没有", "当时只有七盏灯。会上没有"),
    Case(("remove", "事情要从一张意见条说起"), "02-yeban.md", "事情要从一张意见条说起。\n\n", ""),
    Case(("add", "没有一个科室", "这张表后来贴在了走廊里。"), "02-yeban.md",
         "没有一个科室。\n", "没有一个科室。\n\n这张表后来贴在了走廊里。\n"),
    Case(("replace", "后半夜只有泡面", "后半夜只剩泡面"), "02-yeban.md", "“后半夜只有泡面，", "“后半夜只剩泡面，"),
    Case(("insert", "难处一次问清楚", "before", "急事"), "02-yeban.md",
         "职工的难处一次问清楚。**", "职工的急事难处一次问清楚。**"),
    Case(("bold", "横平竖直，经过每一个"), "02-yeban.md", "横平竖直，经过每一个作业区", "**横平竖直，经过每一个**作业区"),
)
CASES = {"notice-2025-08": OFFICIAL, "bulletin-2025-03": BULLETIN, "xizhou-2025-06": MAGAZINE}
