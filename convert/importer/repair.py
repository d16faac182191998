"""Inline repairs: only what extraction did to the characters of a line.  Words are never touched."""
from __future__ import annotations

import functools
import re
import unicodedata

from convert.importer.characters import HAN, ROW

GAP = "\u3000"
_H = f"[{HAN}]"
_CLOSERS = "”’》）】」』％%"
_LETTERS = re.compile(rf"[{HAN}]")
_HAN_ALNUM = re.compile(rf"(?<=[{HAN}{_CLOSERS}，。、；：“‘（《—]) +(?=[0-9A-Za-z%+＋])|"
                        rf"(?<=[0-9A-Za-z%+℃°]) +(?=[{HAN}，。、；：？！“”‘’（）《》—])")
_AFTER_NUMBER = re.compile(r"(^[（(][一二三四五六七八九十]+[）)]|^[一二三四五六七八九十]+、|^\d{1,2}[.．])[ \u3000]+")
_HAN_HAN = re.compile(rf"(?<=[{HAN}{_CLOSERS}]) +(?=[{HAN}“‘《（【「『])")
_ROUND_QUOTE = re.compile(rf"(?<=[{HAN}]) +(“[^“”\s]{{1,8}}”) +(?=[{HAN}])")      # the white of the marks' own boxes
_INNER_QUOTE = re.compile(rf"(?<=“) *(‘[^‘’\s]{{1,8}}’) +(?=[{HAN}])")
_DOT = re.compile(rf"(?<=[{HAN}》”]) +· +(?=[{HAN}《“])")
_AT_MARK = re.compile(r" +(?=[，。、；：？！”’）》】])|(?<=[，。、；：？！“‘（《【]) +")
_PLUS = re.compile(rf"(?<=[{HAN}”]) *([+＋]) *(?=[{HAN}“A-Z])")
_GAPS = re.compile(f" *{GAP}[ {GAP}]*")
_AND = re.compile(rf"(?<=[{HAN}”》]) +and +(?=[{HAN}“《])")
_BRACKETS = re.compile(rf"\(([^()]*{_H}[^()]*)\)")
_MIXED_BRACKETS = re.compile(rf"\(([^()（）]*{_H}[^()（）]*)）|（([^()（）]*{_H}[^()（）]*)\)")
_HALF = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_HALF_MARK = re.compile(rf"(?<=[{HAN}{_CLOSERS}]) *([,:;?!])|([,;?!])(?=[{HAN}“《])")
_HALF_STOP = re.compile(rf"(?<=[{HAN}”》）])\.(?=$|[{HAN}“])")
_RADICALS = re.compile("[\u2e80-\u2fdf]")
_WIDE, _POINT = re.compile("[０-９Ａ-Ｚａ-ｚ]+"), re.compile(r"(?<=\d)．(?=\d)")          # digits and letters as wide as Han
_VERTICAL = str.maketrans("『』", "“”")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
_END_MARK = re.compile(rf"(?<=[。！？”）日月])\s*[■◆●▲□]$|(?<=[{HAN}\d])[ {GAP}]?[■◆●]$")
_EMAIL = re.compile(r"[\w.,+-]+@[\w-]+\.[\w.]+|https?://\S+|www\.\S+")
_OF_ADDRESS = ("@", "http", "www.")         # one of them stands in every address
_ARTICLE = re.compile(rf"(第[一二三四五六七八九十百零〇\d]+[章节条编])[ {GAP}]+(?=\S)")
_NAMES_APART = re.compile(rf"(?:[{HAN}]{{2,4}}{GAP}){{2,}}[{HAN}]{{2,4}}$")
_BEFORE_LABEL = re.compile(f"{GAP}(?=(?:联系人|联系电话|电话|传真|手机|邮箱|电子邮箱|地址|联系地址|邮编)[：:])")
_PRESENT = re.compile("(?:出席|列席|请假|缺席|参加|主持|记录)[^：，]{0,4}：[^。，；]+$")         # of minutes: names stand apart
_SIGNED = re.compile(rf"（[{HAN}]{{4,24}}{GAP}[{HAN}]{{2,4}}(?:{GAP}[{HAN}]{{2,4}})*）$")         # a unit, then who wrote it
_ROW_LENGTH = 40           # characters of a row of a list, whose gap after the name stays
_QUOTED_GAP = re.compile(rf"[“《]([^“”《》]*{GAP}[^“”《》]*)[”》]")


@functools.lru_cache(maxsize=1 << 14)       # every stage asks for the same lines again
def repair_line(text: str) -> str:
    """`text` with spaces, widths and marks mended.  A space between Han becomes U+3000, whose meaning is decided later."""
    address = _EMAIL.search(text) if any(sign in text for sign in _OF_ADDRESS) else None
    if address:
        before = text[:address.start()]
        return repair_line(before) + " " * (before[-1:] == " ") + address[0] + repair_line(text[address.end():])
    out = _INVISIBLE.sub("", text.replace("\t", " ").replace("\u00a0", " "))
    if out[-1:] in "■◆●▲□\n":
        out = _END_MARK.sub("", out)
    out = _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), out)
    if _WIDE.search(out):
        out = _POINT.sub(".", _WIDE.sub(lambda m: unicodedata.normalize("NFKC", m[0]), out))
    if " " in out:
        out = _AND.sub("和", _gathered(out))
        out = _HAN_ALNUM.sub("", _HAN_ALNUM.sub("", out))
    if "+" in out or "＋" in out:
        out = _PLUS.sub(r"\1", out)
    out = _widen(out)
    if " " in out or GAP in out:
        out = _AFTER_NUMBER.sub(r"\1", _AT_MARK.sub("", out))
        out = _HAN_HAN.sub(GAP, _INNER_QUOTE.sub(r"\1", _ROUND_QUOTE.sub(r"\1", _DOT.sub("·", out))))
        out = _GAPS.sub(GAP, out)
    return _quotes(out).strip(" " + GAP)


def _gathered(text: str) -> str:
    """Runs of four single characters and more that justification set apart, 会 议 强 调，要 求, put together."""
    if text.count(" ") < 3:
        return text
    out: list[str] = []
    run: list[str] = []
    for token in [*text.split(" "), "    "]:
        letters = len(_LETTERS.findall(token))
        if 1 <= letters <= 2 and len(token) <= 4 and not re.search(r"[0-9A-Za-z]", token):
            run.append(token)
            continue
        single = sum(len(_LETTERS.findall(t)) == 1 for t in run)
        out += ["".join(run)] if len(run) >= 4 and single >= 0.6 * len(run) else run
        run = []
        out.append(token)
    return " ".join(out[:-1])


def _widen(text: str) -> str:
    """Half-width punctuation next to Han -> full width; between digits or Latin it stays."""
    out = text
    if "(" in out or ")" in out:
        out = _BRACKETS.sub(lambda m: f"（{m[1].strip()}）", out)
        out = _MIXED_BRACKETS.sub(lambda m: f"（{(m[1] or m[2]).strip()}）", out)
    out = _HALF_MARK.sub(lambda m: _HALF[m[1] or m[2]], out)
    return _HALF_STOP.sub("。", out) if "." in out else out


def _quotes(text: str) -> str:
    """Vertical quotation marks of horizontal text, and straight ones when they pair up beside Han."""
    if "『" in text and "「" not in text:
        text = text.translate(_VERTICAL)
    if '"' in text and text.count('"') % 2 == 0 and re.search(rf'{_H}"|"{_H}', text):
        parts = text.split('"')
        return "".join(part + ("“" if i % 2 == 0 else "”") for i, part in enumerate(parts[:-1])) + parts[-1]
    return text


def close_gaps(text: str) -> str:
    """Running text: U+3000 stays only inside quotation marks between phrases and behind 第一条 and before the
    name in a credit; elsewhere it was a line's justification."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        parts = match[1].split(GAP)
        if all(len(p) >= 3 for p in parts):
            kept.append(match[0])
            return f"\ue000{len(kept) - 1}\ue001"
        return match[0].replace(GAP, "")

    article = _ARTICLE.match(text)
    if article:
        return article[1] + GAP + close_gaps(text[article.end():])
    if _NAMES_APART.match(text) or _PRESENT.match(text) or (ROW.match(text) and len(text) <= _ROW_LENGTH):
        return text
    signed = _SIGNED.search(text)
    if signed:
        return close_gaps(text[:signed.start()]) + signed[0]
    out = _BEFORE_LABEL.sub("\ue002", _QUOTED_GAP.sub(keep, text)).replace(GAP, "").replace("\ue002", GAP)
    return re.sub("\ue000(\\d+)\ue001", lambda m: kept[int(m[1])], out)


def finish_paragraph(text: str) -> str:
    """A joined paragraph: repairs across the joints, gaps closed, bold marks in order."""
    return close_gaps(repair_line(bold_in_order(text)))


def bold_in_order(text: str) -> str:
    """Bold marks that pair up and hold something; an odd one, an empty pair and one that splits a word's quotation are dropped."""
    if "*" not in text:
        return text
    if text.count("**") % 2:
        text = text.replace("**", "")
    out = re.sub(r"\*\*\s*\*\*", "", text)
    out = re.sub(r"\*\*([，。、；：？！])\*\*", r"\1", out)
    return re.sub(r"\*\*\s*([^*]+?)\s*\*\*", lambda m: f"**{m[1].strip()}**", out)
