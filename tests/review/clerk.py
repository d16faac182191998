"""A clerk at random: edits of a Word file as XML, tracked or not, and what the file says with every change accepted."""
from __future__ import annotations

import copy
import io
import random
import zipfile
from collections.abc import Callable

from lxml import etree

from tests.review.packages import rewritten

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Element = etree._Element
_WORDS = "港区夜班巴士凉棚驿站热线办理情况职工服务安全检查及时登记，。、；：“”《》（）12A%*_[]#|<&"


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def body_of(data: bytes) -> Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))[0]


def with_body(data: bytes, body: Element) -> bytes:
    xml = etree.tostring(body.getparent(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return rewritten(data, lambda name, part: xml if name == "word/document.xml" else part)


def accepted(data: bytes) -> list[str]:
    """The paragraphs with every change accepted, items of lists with their depth; blank ones and the contents list are left out."""
    out, joining = [], False
    for paragraph in body_of(data).iter(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        if style is not None and style.get(w("val"), "").lower().startswith("toc"):
            continue
        level = paragraph.find(f"{w('pPr')}/{w('numPr')}/{w('ilvl')}")
        text = ("" if level is None else "·" * (1 + int(level.get(w("val"), "0")))) + "".join(_said(paragraph))
        if joining and out:
            out[-1] += text
        else:
            out.append(text)
        joining = any(paragraph.find(f"{w('pPr')}/{w('rPr')}/{w(tag)}") is not None for tag in ("del", "moveFrom"))
    return [squeezed for text in out if (squeezed := "".join(text.split())).strip("·")]


def _said(element: Element) -> list[str]:
    out = []
    for child in element:
        if child.tag == w("t"):
            out.append(child.text or "")
        elif child.tag not in {w("del"), w("moveFrom"), w("rt"), w("pPr"), w("p")}:
            out += _said(child)
    return out


class Clerk:
    """Edits `body` in place.  Every edit returns what was done, "" when it found nothing to do it to."""

    def __init__(self, body: Element, seed: int, *, tracked: bool):
        self.body, self.random, self.tracked = body, random.Random(seed), tracked
        self.number = 9000
        self.touched: set[Element] = set()        # held: lxml knows an element again only while somebody has it

    # --- where ---
    def paragraphs(self, parent: Element | None = None) -> list[Element]:
        """Running text that nobody has edited yet."""
        found = (self.body if parent is None else parent).iterfind(w("p"))
        return [p for p in found if len(self.text(p)) >= 8 and p not in self.touched and self._style(p) in self.running()]

    def running(self) -> set[str]:
        """The style of most of the text."""
        counts: dict[str, int] = {}
        for p in self.body.iterfind(w("p")):
            counts[self._style(p)] = counts.get(self._style(p), 0) + len(self.text(p))
        return {max(counts, key=lambda style: counts[style])}

    @staticmethod
    def _style(paragraph: Element) -> str:
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        return "" if style is None else style.get(w("val"), "")

    @staticmethod
    def text(paragraph: Element) -> str:
        return "".join(_said(paragraph))

    @staticmethod
    def runs(paragraph: Element) -> list[Element]:
        return [r for r in paragraph.iterfind(w("r")) if len(r.findtext(w("t")) or "") > 1 and len(r.findall(w("t"))) == 1]

    def pick(self, found: list[Element]) -> Element | None:
        if not found:
            return None
        chosen = self.random.choice(found)
        self.touched.add(chosen)
        return chosen

    def words(self) -> str:
        return "".join(self.random.choice(_WORDS) for _ in range(self.random.randint(1, 9)))

    # --- how ---
    def made(self, tag: str, *children: Element, **attributes: str) -> Element:
        element = etree.Element(w(tag), {w(k): v for k, v in attributes.items()})
        element.extend(children)
        return element

    def change(self, tag: str, *children: Element) -> Element:
        self.number += 1
        return self.made(tag, *children, id=str(self.number), author="李主席", date="2026-01-05T10:00:00Z")

    def run(self, like: Element | None, text: str) -> Element:
        out = self.made("r")
        if like is not None and (looks := like.find(w("rPr"))) is not None:
            out.append(copy.deepcopy(looks))
        said = self.made("t")
        said.text = text
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        out.append(said)
        return out

    def cut(self, run: Element, start: int, end: int) -> Element:
        """The characters start:end of `run` as a run of their own."""
        text = run.findtext(w("t")) or ""
        parts = [self.run(run, piece) for piece in (text[:start], text[start:end], text[end:])]
        parent = run.getparent()
        at = parent.index(run)
        parent.remove(run)
        for part in reversed([p for p in parts if p.findtext(w("t")) or p is parts[1]]):
            parent.insert(at, part)
        return parts[1]

    def drop(self, run: Element) -> None:
        if self.tracked:
            parent = run.getparent()
            at = parent.index(run)
            for text in run.iter(w("t")):
                text.tag = w("delText")
            parent.insert(at, self.change("del", run))
        else:
            run.getparent().remove(run)

    def put(self, parent: Element, at: int, run: Element) -> None:
        parent.insert(at, self.change("ins", run) if self.tracked else run)

    def paragraph(self, like: Element, text: str) -> Element:
        """A new paragraph that looks like `like`."""
        settings = copy.deepcopy(like.find(w("pPr")))
        for child in settings.findall(w("sectPr")):
            settings.remove(child)
        out = self.made("p", settings)
        if self.tracked:
            self._mark(out, "ins")
        self.put(out, 1, self.run(None, text))
        return out

    def _mark(self, paragraph: Element, tag: str) -> None:
        settings = paragraph.find(w("pPr"))
        looks = settings.find(w("rPr"))
        if looks is None:
            looks = self.made("rPr")
            settings.append(looks)
            if (section := settings.find(w("sectPr"))) is not None:
                settings.append(section)
        looks.insert(0, self.change(tag))

    # --- what ---
    def insert(self) -> str:
        p = self.pick(self.paragraphs())
        if p is None or not (runs := self.runs(p)):
            return ""
        run, text = self.random.choice(runs), self.words()
        at = self.random.randint(1, len(run.findtext(w("t")) or ""))
        empty = self.cut(run, at, at)
        parent = empty.getparent()
        place = parent.index(empty)
        parent.remove(empty)
        self.put(parent, place, self.run(run, text))
        return f"insert {text}"

    def somewhere(self) -> tuple[Element, str, int] | None:
        """A run of the body, its text, and a place in that."""
        p = self.pick(self.paragraphs())
        if p is None or not (runs := self.runs(p)):
            return None
        run = self.random.choice(runs)
        text = run.findtext(w("t")) or ""
        return run, text, self.random.randrange(len(text))

    def delete(self) -> str:
        if (place := self.somewhere()) is None:
            return ""
        run, text, start = place
        end = min(len(text), start + self.random.randint(1, 6))
        self.drop(self.cut(run, start, end))
        return f"delete {text[start:end]}"

    def replace(self) -> str:
        if (place := self.somewhere()) is None:
            return ""
        run, text, start = place
        old = self.cut(run, start, min(len(text), start + 4))
        new = self.words()
        self.put(old.getparent(), old.getparent().index(old) + 1, self.run(run, new))
        self.drop(old)
        return f"replace {text[start:start + 4]} {new}"

    def add(self) -> str:
        p = self.pick(self.paragraphs())
        if p is None or p.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            return ""
        text = f"新增{self.words()}完"
        p.addnext(self.paragraph(p, text))
        return f"add {text}"

    def remove(self) -> str:
        found = self.paragraphs()
        p = self.pick(found)
        if p is None or p.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            return ""
        text = self.text(p)
        if p.find(f".//{w('footnoteReference')}") is not None:
            return ""
        if not self.tracked:
            p.getparent().remove(p)
            return f"remove {text[:12]}"
        for run in list(p.iterfind(w("r"))):
            self.drop(run)
        self._mark(p, "del")
        return f"remove {text[:12]}"

    def split(self) -> str:
        p = self.pick(self.paragraphs())
        if p is None or p.find(f"{w('pPr')}/{w('sectPr')}") is not None or not (runs := self.runs(p)):
            return ""
        run = self.random.choice(runs)
        text = run.findtext(w("t")) or ""
        second = self.cut(run, self.random.randint(1, len(text) - 1), len(text))
        new = self.made("p", copy.deepcopy(p.find(w("pPr"))))
        new.extend([second, *second.itersiblings()])
        p.addnext(new)
        if self.tracked:
            self._mark(p, "ins")
        return f"split {second.findtext(w('t'))[:8]}"

    def move(self) -> str:
        p, target = self.pick(self.paragraphs()), self.pick(self.paragraphs())
        if p is None or target is None or any(q.find(f"{w('pPr')}/{w('sectPr')}") is not None for q in (p, target)):
            return ""
        text = self.text(p)
        if p.find(f".//{w('footnoteReference')}") is not None:
            return ""
        if not self.tracked:
            target.addnext(p)
            return f"move {text[:12]}"
        new = self.made("p", copy.deepcopy(p.find(w("pPr"))))
        for run in p.iterfind(w("r")):
            new.append(self.change("moveTo", copy.deepcopy(run)))
        self._mark(new, "moveTo")
        self.touched.add(new)
        target.addnext(new)
        for run in list(p.iterfind(w("r"))):
            at = p.index(run)
            p.insert(at, self.change("moveFrom", run))
        self._mark(p, "moveFrom")
        return f"move {text[:12]} behind {self.text(target)[:12]}"

    def look(self) -> str:
        """Another face and size over a whole paragraph, as from the toolbar."""
        p = self.pick(self.paragraphs())
        if p is None:
            return ""
        for run in p.iter(w("r")):
            looks = run.find(w("rPr"))
            if looks is None:
                looks = self.made("rPr")
                run.insert(0, looks)
            looks.append(self.made("sz", val="28"))
        return "look"

    def quotes(self) -> str:
        """What autocorrect does: straight for curly quotes, half for full width."""
        found = [p for p in self.paragraphs() if any(c in self.text(p) for c in "“”，")]
        p = self.pick(found)
        if p is None:
            return ""
        for text in p.iter(w("t")):
            text.text = (text.text or "").replace("“", '"').replace("”", '"').replace("，", ",", 1)
        return "quotes"

    def torn(self) -> str:
        """Runs torn for no reason, as a spelling checker does."""
        p = self.pick(self.paragraphs())
        if p is None:
            return ""
        for run in self.runs(p):
            self.cut(run, 1, 2)
        return "torn"

    def cell(self) -> str:
        found = [p for c in self.body.iter(w("tc")) for p in c.iterfind(w("p")) if self.runs(p) and p not in self.touched]
        p = self.pick(found)
        if p is None:
            return ""
        run = self.random.choice(self.runs(p))
        text = run.findtext(w("t")) or ""
        new = self.words()
        old = self.cut(run, 0, self.random.randint(1, len(text)))
        self.put(old.getparent(), old.getparent().index(old) + 1, self.run(run, f"改{new}"))
        self.drop(old)
        return f"cell {text[:8]} {new}"

    def row(self) -> str:
        """A new row under another, as a program makes it: the looks of that row, its own words."""
        found = [r for r in self.body.iter(w("tr")) if len(r.findall(w("tc"))) > 1 and not list(r.iter(w("vMerge"), w("gridSpan")))]
        if not found:
            return ""
        row = self.random.choice(found)
        new = self.made("tr", *(copy.deepcopy(e) for e in row.iterfind(w("trPr"))))
        for cell in row.iterfind(w("tc")):
            like = cell.find(w("p"))
            text = self.random.choice(["", f"行{self.words()}"]) if len(new) > 1 else f"行{self.words()}"
            new.append(self.made("tc", *(copy.deepcopy(e) for e in cell.iterfind(w("tcPr"))), self.paragraph(like, text)))
        row.addnext(new)
        return f"row {self.text(new[-1])}"

    def tables(self) -> list[Element]:
        """Tables of some rows, without spans."""
        return [t for t in self.body.iter(w("tbl")) if len(t.findall(w("tr"))) > 3 and not list(t.iter(w("vMerge"), w("gridSpan")))]

    def unrow(self) -> str:
        tables = self.tables()
        if not tables:
            return ""
        row = self.random.choice(self.random.choice(tables).findall(w("tr"))[1:])
        if any(p in self.touched for p in row.iter(w("p"))):
            return ""
        row.getparent().remove(row)
        return "unrow"


    def column(self) -> str:
        """A column more, or one less, in a table without spans."""
        tables = [t for t in self.tables() if t not in self.touched and len(t.find(w("tr")).findall(w("tc"))) > 2]
        table = self.pick(tables)
        if table is None or any(p in self.touched for p in table.iter(w("p"))):
            return ""
        more, at = self.random.choice([True, False]), self.random.randrange(1, len(table.find(w("tr")).findall(w("tc"))))
        for row in table.iterfind(w("tr")):
            cell = row.findall(w("tc"))[at]
            if more:
                text = f"列{self.words()}".replace("|", "")
                cell.addprevious(self.made("tc", *(copy.deepcopy(e) for e in cell.iterfind(w("tcPr"))),
                                           self.paragraph(cell.find(w("p")), text)))
            else:
                row.remove(cell)
        self.touched.update(table.iter(w("p")))
        return f"column {'more' if more else 'less'} at {at}"

    def items(self) -> list[Element]:
        """Items of lists that nobody has edited yet, whole: of one paragraph."""
        found = [p for p in self.body.iterfind(w("p")) if p.find(f"{w('pPr')}/{w('numPr')}") is not None]
        return [p for p in found if p not in self.touched and len(self.text(p)) > 3]

    def item(self) -> str:
        """A new item behind another of the same list."""
        p = self.pick(self.items())
        if p is None:
            return ""
        text = f"新项{self.words()}完"
        p.addnext(self.paragraph(p, text))
        return f"item {text} behind {self.text(p)[:8]}"

    def swap(self) -> str:
        """Two items of a list that follow each other change places."""
        pairs = [(p, q) for p in self.items() for q in [p.getnext()] if q in self.items() and self._number(p) == self._number(q)]
        if not pairs:
            return ""
        first, second = self.random.choice(pairs)
        self.touched |= {first, second}
        second.addnext(first)
        return f"swap {self.text(first)[:8]} {self.text(second)[:8]}"

    @staticmethod
    def _number(paragraph: Element) -> str:
        numbering = paragraph.find(f"{w('pPr')}/{w('numPr')}")
        return etree.tostring(numbering).decode() if numbering is not None else ""


EDITS: dict[str, Callable[[Clerk], str]] = {name: getattr(Clerk, name) for name in (
    "insert", "delete", "replace", "add", "remove", "split", "move", "look", "quotes", "torn",
    "cell", "row", "unrow", "column", "item", "swap")}
