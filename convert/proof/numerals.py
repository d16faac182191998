"""Numerals (GB/T 15835): one system in one number, years in full, clocks and weekdays that exist."""
from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.numerals import value_of
from convert.proof.text import HAN, Passage, Rule, pattern_rule

_WEEKDAY = re.compile("([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日[（(，]?(?:星期|周|礼拜)([一二三四五六日天])")
_CLOCK = re.compile("(?:(?<=上午)|(?<=下午)|(?<=凌晨)|(?<=晚上)|(?<=中午)|(?<=次日)|(?<![0-9]))([0-9]{1,2})时([0-9]{1,2})分(?!之)")
_YEARS = re.compile("(?<![0-9])([12][0-9]{3})年?(?:[—–－~～-]|至|到)([12][0-9]{3})(?=年)")
_AMOUNT = "[0-9]+(?:\\.[0-9]+)?(?:%|万|亿)?[个名人元件次吨份家天年米]{0,2}"
_NUMBER = "[0-9]+(?:\\.[0-9]+)?"
_UNITS = "K[Mm]|K[Gg]|MM|C[Mm]|ML|K[Ww]|K[Ww][Hh]|kwh|M[Pp][Aa]|K?HZ|K[Vv]"
_NEAR = "(?<![第一二三四五六七八九十、])(?:一、二|二、三|两、三|三、四|三、五|四、五|五、六|六、七|七、八|八、九)"
_LISTED = re.compile("([^，。；：！？“”（）《》等\n]+)等([0-9]{1,2}|[两二三四五六七八九十]|十[一二三四五六七八九])"
                     "(?:[家位名个所省市县人种项国])")
_HAN_DIGIT = "[一二三四五六七八九十]"


def listed(passage: Passage) -> Iterator[Diagnostic]:
    """P094: 甲、乙、丙、丁等三家: more members than the number says."""
    for match in _LISTED.finditer(passage.text) if "等" in passage.text else ():
        members = match[1].count("、") + 1
        total = value_of(match[2])
        if 1 < total < members:
            yield passage.finding("P094", match.start(2) - 1, match.end(), members=members, total=total)


def weekday(passage: Passage) -> Iterator[Diagnostic]:
    """P030: the day of the week is another one."""
    for match in _WEEKDAY.finditer(passage.text) if "日" in passage.text else ():
        try:
            day = datetime.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue            # P006 speaks of it
        right = "一二三四五六日"[day.weekday()]
        if match[4].replace("天", "日") != right:
            yield passage.finding("P030", *match.span(), right=right)


def clock(passage: Passage) -> Iterator[Diagnostic]:
    """P031: an hour after 24 or a minute after 59."""
    for match in _CLOCK.finditer(passage.text) if "时" in passage.text else ():
        if int(match[1]) > 24 or int(match[2]) > 59:
            yield passage.finding("P031", *match.span())


def year_range(passage: Passage) -> Iterator[Diagnostic]:
    """P032: from a later year to an earlier one."""
    for match in _YEARS.finditer(passage.text) if "年" in passage.text else ():
        if int(match[1]) > int(match[2]):
            yield passage.finding("P032", *match.span())


RULES: tuple[Rule, ...] = (
    pattern_rule("P025", f"(?<=[0-9])[OoIl](?=[0-9])|(?<=[12][0-9])[Oo]{1,2}(?=年)|(?<![A-Za-z0-9.])[0-9]+[Oo](?=[{HAN}%，。、])"
                         "|[一二三四五六七八九][0○OΟ][一二三四五六七八九〇0○OΟ]|[一二三四五六七八九]{2}[0○OΟ](?=[一二三四五六七八九]?年)"),
    pattern_rule("P026", "[0-9]+几(?=[个名人元件次年天岁万亿里米吨台辆位家])|(?<![0-9.])几[0-9]+|百分之[0-9]+"
                         f"|(?<![0-9.])[0-9]+[十百](?=[{HAN}])"),
    pattern_rule("P027", "(?<![0-9第近约满达过超逾整了])[0-9]{2}年(?=[0-9]{1,2}月)"),
    pattern_rule("P028", f"(?:大约|约|近|将近|大概)(?:{_AMOUNT})(?:左右|上下|多)|(?:超过|超|逾|突破)(?:{_AMOUNT})(?:以上|左右)"
                         "|(?:超过|超|逾|突破)[0-9]+(?:\\.[0-9]+)?[万亿]?[余多](?!年)"
                         f"|(?:大约|约|近|将近|大概)[0-9]+余|(?:至少|最少|不少于|不低于|起码)(?:{_AMOUNT})以上"
                         f"|(?:至多|最多|不超过|不多于)(?:{_AMOUNT})(?:以下|以内)"
                         "|[0-9](?:余|多)[个名人件次份家]?[余多](?![于余次数方种样用元功头变彩媒])"),
    pattern_rule("P029", "(?:减少|降低|下降|缩小|缩短|减轻)了?[0-9一二三四五六七八九十两几]+(?:\\.[0-9]+)?倍"),
    pattern_rule("P033", "(?<=[0-9])[．。](?=[0-9]+(?:%|万|亿|元|米|吨|倍|个百分点))|(?<=[0-9])％"
                         "|(?<![0-9])[0-9]{1,3}(?:，[0-9]{3})+(?=[元人件次吨名个])"),
    weekday, clock, year_range, listed,
    pattern_rule("P095", f"“[二三四五六七八九十]·{_HAN_DIGIT}{{1,3}}”|“一二[九八]”"
                         "|(?<![0-9.])(?:1[0-2]|[1-9])\\.[0-9]{1,2}(?=国际|护士节|地震|特大|消防|禁毒|宪法|晚会|消费者)"
                         "|“(?:[1-9]|1[0-2])\\.[0-9]{1,2}”(?![版元米%级])"),
    pattern_rule("P096", "〔[12][0-9]{3}〕(?:第[0-9]+|0[0-9]*)号", "〕"),
    pattern_rule("P072", f"(?<![0-9.第]){_NUMBER}(?:[-－—–~～]|至|到){_NUMBER}(?=[%％]|万|亿)"),
    pattern_rule("P074", "(?<![效速频功汇产])率[^，。；、：0-9]{0,8}(?:增长|提高|提升|上升|下降|降低|增加|减少)了?[0-9.]+%"
                         "(?!以上|左右)", "率"),
    pattern_rule("P084", f"(?<=[0-9])(?:{_UNITS})(?![A-Za-z])|(?<=[0-9万亩余多])(?:平米|公分)"
                         "|(?<=[0-9万])立方(?=[，。；、的])"),
    pattern_rule("P088", f"{_NEAR}(?=个(?!季|百分)|天|人(?!次)|岁|公里|里|米|遍)", "、"),
    pattern_rule("P091", "(?<![0-9])[12][0-9]{3}年(?:0[1-9]月(?:[0-9]{1,2}日)?|[0-9]{1,2}月0[1-9]日)", "0"),
)
