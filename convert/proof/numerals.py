"""Numerals (GB/T 15835): one system in one number, years in full, units, quantities said twice."""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.proof.text import HAN, Passage, Rule, pattern_rule

_SCRIPTS = re.compile("(?<=[0-9])[kcd]?m([23])(?![0-9A-Za-z])|(?<![A-Za-z0-9])(?:CO|SO|NO|CH|SF)([2346])(?![A-Za-z0-9])")
_AMOUNT = ("(?:[0-9]+(?:\\.[0-9]+)?|[一二两三四五六七八九十百千]+)(?:%|万|亿)?"
           "(?:[个名人元件次吨份家天年米岁里套台座张只条]{0,2}|小时|分钟|公里|平方米|公斤|厘米|个?小时|个月|人次)")
_NUMBER = "[0-9]+(?:\\.[0-9]+)?"
_UNITS = "K[Mm]|K[Gg]|MM|C[Mm]|ML|K[Ww]|K[Ww][Hh]|kwh|M[Pp][Aa]|K?HZ|K[Vv]"
_NEAR = "(?<![第一二三四五六七八九十、])(?:一、[二两]|二、三|两、三|三、四|三、五|四、五|五、六|六、七|七、八|八、九)"
_LISTED = re.compile("([^，。；：！？“”（）《》等\n]+)等([0-9]{1,2}|[两二三四五六七八九十]|十[一二三四五六七八九])"
                     "(?:[家位名个所省市县人种项国])")
_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_HAN_DIGIT = "[一二三四五六七八九十]"


def listed(passage: Passage) -> Iterator[Diagnostic]:
    """P094: 甲、乙、丙、丁等三家: more members than the number says."""
    for match in _LISTED.finditer(passage.text) if "等" in passage.text else ():
        members = match[1].count("、") + 1
        total = int(match[2]) if match[2].isdigit() else sum(_VALUES[char] for char in match[2])
        if 1 < total < members:
            yield passage.finding("P094", match.start(2) - 1, match.end(), members=members, total=total)


def scripts(passage: Passage) -> Iterator[Diagnostic]:
    """P118: m2 and CO2 with the figure on the line; a raised or lowered figure is a run of its own."""
    own_runs = {begin for begin, _ in passage.places}
    for match in _SCRIPTS.finditer(passage.text):
        if match.start(1) not in own_runs and match.start(2) not in own_runs:
            yield passage.finding("P118", *match.span())


RULES: tuple[Rule, ...] = (
    pattern_rule("P025", f"(?<=[0-9])[OoIl]+(?=[0-9])|(?<![A-Za-z0-9])[Il]+[0-9]+(?=[年月日时分人元件个名次])"
                         f"|(?<=[12][0-9])[Oo]{1,2}(?=年)|(?<![A-Za-z0-9.])[0-9]+[Oo](?=[{HAN}%，。、])"
                         "|[一二]零[零〇一二三四五六七八九]{2}(?=年)|[一二三四五六七八九][0○OΟ][一二三四五六七八九〇0○OΟ]|[一二三四五六七八九]{2}[0○OΟ](?=[一二三四五六七八九]?年)"),
    pattern_rule("P026", "[0-9]+几(?=[个名人元件次年天岁万亿里米吨台辆位家])|(?<![0-9.])几[0-9]+|百分之[0-9]+"
                         f"|(?<![0-9.])[0-9]+[十百](?=[{HAN}])|(?<![0-9.A-Za-z])[0-9]+[千百十](?=[0-9])"
                         "|(?<![0-9.A-Za-z])[0-9]千(?![0-9克米瓦卡帕伏兆赫字比焦牛古])|[0-9]十[0-9A-Z]|[二三四五六七八九]?十[0-9](?=[个名人件间座份家次天岁条台套辆])"),
    pattern_rule("P027", "(?<![0-9第近约满达过超逾整了])[0-9]{2}年(?=[0-9]{1,2}月)"
                         "|(?<![0-9])[自从比较把][0-2][0-9]年(?=以来|起[，至]|[上下]半年|同期)|(?<![0-9])[0-2][0-9]年(?=[上下]半年|年[底初])"),
    pattern_rule("P028", f"(?:大约|约|近|将近|大概)(?:是|有|为|在)?(?:平均)?(?:每[{HAN}]{{1,3}})?(?:{_AMOUNT})(?:左右|上下|多)"
                         f"|(?:超过|超|逾|突破)(?:{_AMOUNT})(?:以上|左右)"
                         "|(?:超过|超|逾|突破)[0-9]+(?:\\.[0-9]+)?[万亿]?[余多](?!年)"
                         f"|(?:大约|约|近|将近|大概)[0-9]+余|(?:至少|最少|不少于|不低于|不小于|起码)(?:{_AMOUNT})以上"
                         f"|不[到足](?:[0-9]+|[一二两三四五六七八九十百千]+)[成万亿]?[多余](?![少次元])|(?:至多|最多|不超过|不多于)(?:{_AMOUNT})(?:以下|以内)"
                         "|[0-9](?:余|多)[个名人件次份家]?[余多](?![于余次数方种样用元功头变彩媒])"),
    pattern_rule("P029", "(?:减少|降低|下降|缩小|缩短|减轻)了?[0-9一二三四五六七八九十两几]+(?:\\.[0-9]+)?倍"),
    pattern_rule("P033", "(?<=[0-9])[．。](?=[0-9]+(?:%|万|亿|元|米|吨|倍|个百分点))|(?<=[0-9])．(?=[0-9])|(?<=[0-9])％"
                         "|(?<![0-9])[0-9]{1,3}(?:，[0-9]{3})+(?=[元人件次吨名个碗册份盏间座台套辆条张只头户家])"
                         "|(?<![0-9，.])[0-9]{1,4}，[0-9]{2}(?=元|公里|%)"
                         "|(?<![“0-9·])[0-9]+·[0-9]+(?=公里|米|吨|元|%|万|亿|倍|小时|℃)"),
    listed, scripts,
    pattern_rule("P095", f"“[二三四五六七八九十]·{_HAN_DIGIT}{{1,3}}”|“一二[九八]”"
                         "|(?<![0-9.])(?:1[0-2]|[1-9])\\.[0-9]{1,2}(?=国际|护士节|地震|特大|消防|禁毒|宪法|晚会|消费者)"
                         "|“(?:[1-9]|1[0-2])\\.[0-9]{1,2}”(?![版元米%级])"),
    pattern_rule("P096", "(?<!准字)〔[12][0-9]{3}〕(?:第[0-9]+|0[0-9]*)号", "〕"),
    pattern_rule("P072", f"(?<![0-9.第]){_NUMBER}(?:[-－—–~～]|至|到){_NUMBER}(?=[%％]|万|亿)"),
    pattern_rule("P074", "(?<![效速频功汇产])率[^，。；、：0-9]{0,8}(?:增长|提高|提升|上升|下降|降低|增加|减少)了?[0-9.]+%"
                         "(?!以上|左右)", "率"),
    pattern_rule("P084", f"(?<=[0-9])(?:{_UNITS})(?![A-Za-z])|(?<=[0-9万亩余多])(?:平米|公分)"
                         "|(?<=[0-9万])立方(?=[，。；、的])|(?<=[0-9])(?:°[Cc]|度C|º[Cc])|摄氏(?:零下)?[0-9一二三四五六七八九十]+度"
                         "|(?<=[一二两三四五六七八九十百千万])(?:公分|平米)"),
    pattern_rule("P088", f"{_NEAR}(?=个(?!季|百分)|天|人(?!次)|岁|公里|里|米|遍"
                         "|趟|次(?!会|全)|件|年(?![级代期度])|名|位|家|元|斤|步|分钟|小时|[十百千万]|座|只|句|声)", "、"),
    pattern_rule("P091", "(?<![0-9])[12][0-9]{3}年(?:0[1-9]月(?:[0-9]{1,2}日)?|[0-9]{1,2}月0[1-9]日)", "0"),
)
