"""Fixed phrases of official Chinese (固定提法): known wrong forms, slips of one character, series out of their order.

Only phrases whose wording is settled stand here, and of slips of one character only those of phrases that have no second form.
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.proof.tables import compiled, table_rule
from convert.proof.text import Passage, Rule, place_in

# needles | regular expression = right
_WRONG = """
社会主义思想 | 习近平(?!新时代中国特色社会)(?:总书记|[新时代期中国特色]){0,10}社会主义思想 = 习近平新时代中国特色社会主义思想
为核心 | 以习近平(?:总书记|主席)?为核心 = 以习近平同志为核心
两个维护 | “两个维护”(?:的|具有|是[^。；“]{0,40})?决定性(?:意义|因素) = “两个确立”
做到“两个确立” | (?:坚决|自觉)?做到“两个确立” = 做到“两个维护”
共同体意识 | (?:筑牢|铸造|铸就)中华民族共同体意识 = 铸牢中华民族共同体意识
共同命运体 命运的共同体 | 人类(?:共同命运体|命运的共同体) = 人类命运共同体
青山绿水 | 青山绿水就是金山银山 = 绿水青山就是金山银山
五位一体 | “五位一体”战略布局|协调推进“五位一体” = 统筹推进“五位一体”总体布局
四个全面 | “四个全面”总体布局|统筹推进“四个全面” = 协调推进“四个全面”战略布局
治理体系现代化 | 国家治理能力和治理体系现代化 = 国家治理体系和治理能力现代化
毛泽东 | 毛泽东理论 = 毛泽东思想
三个代表 | “三个代表”(?:思想|理论|重要理论) = “三个代表”重要思想
供给侧 | 供给侧结构改革 = 供给侧结构性改革
社会主义核心 | 社会主义核心价值观念 = 社会主义核心价值观
党的 工会 | (?:党的|中国工会|全国工会)(?:二十|十[一二三四五六七八九])(?=精神|报告|以来|召开|胜利|代表) = ……大
残废人 | 残废人(?!员) = 残疾人
"""
_DOUBTFUL = """
美好生活 | 日益增长的美好生活(?![需要求向期愿追、，。]|的[需要求向期愿追]) = 日益增长的美好生活需要
两个确立 | (?:践行|落实|贯彻)“两个确立” = 拥护“两个确立”、做到“两个维护”
四个自信 | (?<=“四个意识”[、，])增强“四个自信” = 坚定“四个自信”
国际“ | 国际“(?:三八|五一|六一)” = “三八”国际妇女节、“五一”国际劳动节、“六一”国际儿童节
优先就业 | (?:实施|落实|坚持|推进|推动)优先就业(?:战略|政策)? = 就业优先
现代经济体系 | 现代经济体系 = 现代化经济体系
型、 性、 | 知识性、技[能术]性、创新性 = 知识型、技能型、创新型
蒙族 | (?<![内启童])蒙族 = 蒙古族
维族 | (?<![四一二三多少思])维族 = 维吾尔族
合作共赢 | 和作共赢|合做共赢 = 合作共赢
脱贫 | 脱贫攻艰 = 脱贫攻坚
全过程 | 全过程(?:的|性)人民民主 = 全过程人民民主
"""

# phrases that are right in one form only; marks between the words do not count
_PHRASES = """
习近平新时代中国特色社会主义思想 以习近平同志为核心的党中央 以人民为中心的发展思想 全面建设社会主义现代化国家
全面建成社会主义现代化强国 全面推进中华民族伟大复兴 铸牢中华民族共同体意识 全心全意为人民服务 立党为公、执政为民
不忘初心、牢记使命 从群众中来、到群众中去 为中国人民谋幸福、为中华民族谋复兴 学思用贯通、知信行统一
照镜子、正衣冠、洗洗澡、治治病 管行业必须管安全、管业务必须管安全、管生产经营必须管安全
党政同责、一岗双责、齐抓共管、失职追责 吃苦在前、享受在后 推进“五位一体”总体布局、协调推进“四个全面”战略布局
知识型、技能型、创新型 爱岗敬业、争创一流、艰苦奋斗、勇于创新、淡泊名利、甘于奉献 崇尚劳动、热爱劳动、辛勤劳动、诚实劳动
执着专注、精益求精、一丝不苟、追求卓越 劳动光荣、技能宝贵、创造伟大 尊重劳动、尊重知识、尊重人才、尊重创造
坚持真理、坚守理想，践行初心、担当使命，不怕牺牲、英勇斗争，对党忠诚、不负人民 全心全意依靠工人阶级
忠诚党的事业、竭诚服务职工 维护职工合法权益、竭诚服务职工群众 功成不必在我、功成必定有我
科学立法、严格执法、公正司法、全民守法 绿水青山就是金山银山 国内大循环为主体、国内国际双循环相互促进
产业兴旺、生态宜居、乡风文明、治理有效、生活富裕 信念坚定、为民服务、勤政务实、敢于担当、清正廉洁
人民有信仰、国家有力量、民族有希望 把权力关进制度的笼子 增强“四个意识”、坚定“四个自信”、做到“两个维护”
国家治理体系和治理能力现代化 富强、民主、文明、和谐，自由、平等、公正、法治，爱国、敬业、诚信、友善
往深里走、往心里走、往实里走 让党中央放心、让人民群众满意 对党忠诚、个人干净、敢于担当
以中国式现代化全面推进中华民族伟大复兴 人民日益增长的美好生活需要和不平衡不充分的发展之间的矛盾
"""

# parts that go in one order
_SERIES = """
获得感 幸福感 安全感
政治判断力 政治领悟力 政治执行力
读原著 学原文 悟原理
道路自信 理论自信 制度自信 文化自信
政治意识 大局意识 核心意识 看齐意识
自我净化 自我完善 自我革新 自我提高
创新 协调 绿色 开放 共享
知情权 参与权 表达权 监督权
政治性 先进性 群众性
劳模精神 劳动精神 工匠精神
不敢腐 不能腐 不想腐
共建 共治 共享
忠诚 干净 担当
以学铸魂 以学增智 以学正风 以学促干
学思想 强党性 重实践 建新功
经济建设 政治建设 文化建设 社会建设 生态文明建设
尊重劳动 尊重知识 尊重人才 尊重创造
劳动光荣 技能宝贵 创造伟大
崇尚劳动 热爱劳动 辛勤劳动 诚实劳动
知识型 技能型 创新型
增强四个意识 坚定四个自信 做到两个维护
形式主义 官僚主义 享乐主义 奢靡之风
科学立法 严格执法 公正司法 全民守法
科教兴国战略 人才强国战略 创新驱动发展战略
富强 民主 文明 和谐
自由 平等 公正 法治
爱国 敬业 诚信 友善
"""

_BETWEEN = re.compile("[、，“”‘’ 　]+")
_BARE = {_BETWEEN.sub("", phrase): phrase for phrase in _PHRASES.split()}
_HALVES = tuple((phrase, bare[:len(bare) // 2], bare[len(bare) // 2:]) for bare, phrase in _BARE.items())
_ORDERS = tuple(tuple(line.split()) for line in _SERIES.strip().splitlines())


def slips(passage: Passage) -> Iterator[Diagnostic]:
    """P066: a phrase with one character too many, too few or another one.  One of its halves stands; the other nearly."""
    bare = _BETWEEN.sub("", passage.text)
    for phrase, left, right in _HALVES:
        if left in bare or right in bare:
            for begin, end in _nearly(bare, left, right):
                if bare[begin:end] not in _BARE:
                    yield passage.finding("P066", *place_in(passage.text, _BETWEEN, begin, end), right=phrase)


def _nearly(bare: str, left: str, right: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(left, bare):
        for length in () if bare.startswith(right, match.end()) else (len(right), len(right) - 1, len(right) + 1):
            tail = bare[match.end():match.end() + length]
            if len(tail) == length and tail[-1] == right[-1] and _one_edit(tail, right):
                yield match.start(), match.end() + length
                break
    for match in re.finditer(right, bare):
        for length in () if bare.endswith(left, 0, match.start()) else (len(left), len(left) - 1, len(left) + 1):
            head = bare[max(0, match.start() - length):match.start()]
            if len(head) == length and head[0] == left[0] and _one_edit(head, left):
                yield match.start() - length, match.end()
                break


def _one_edit(found: str, right: str) -> bool:
    """Whether a single character parts the two, of Han characters on both sides."""
    if found == right or abs(len(found) - len(right)) > 1 or re.search(r"[^\u3400-\u9fff]", found):
        return False
    same = 0
    while same < min(len(found), len(right)) and found[same] == right[same]:
        same += 1
    rest, wanted = found[same:], right[same:]
    return rest[1:] == wanted[1:] or rest == wanted[1:] or rest[1:] == wanted


def orders(passage: Passage) -> Iterator[Diagnostic]:
    """P067: all parts of a series, one after the other, in another order."""
    bare = _BETWEEN.sub("", passage.text)
    for series in _ORDERS:
        if series[0] not in bare or series[-1] not in bare:
            continue
        part = f"(?:{'|'.join(series)})"
        for match in compiled(f"{part}(?:[和与及]?{part}){{{len(series) - 1}}}").finditer(bare):
            found = compiled(part).findall(match[0])
            if tuple(found) != series and sorted(found) == sorted(series):
                yield passage.finding("P067", *place_in(passage.text, _BETWEEN, *match.span()), right="、".join(series))


RULES: tuple[Rule, ...] = (table_rule("P065", _WRONG), table_rule("P066", _DOUBTFUL), slips, orders)
