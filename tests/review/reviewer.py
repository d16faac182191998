"""A reviewer at LibreOffice, run by the system's Python (python3-uno): reads a list of jobs as JSON, edits and saves as .docx.

Not a test, and not imported by one: `tests.review.office` starts it.  A job is {"source", "target", "tracked", "edits"}; an edit is
[kind, words, …]: `words` is a piece of text that stands once in the file.
"""
import contextlib
import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(150):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.2)
    sys.exit("LibreOffice did not answer")


def find(document, words):
    search = document.createSearchDescriptor()
    search.SearchString = words
    search.SearchCaseSensitive = True
    found = document.findFirst(search)
    if found is None:
        sys.exit(f"not in the document: {words}")
    return found


def at(found, where):
    """A cursor before or behind what was found."""
    return found.Text.createTextCursorByRange(found.Start if where == "before" else found.End)


def paragraph_of(found):
    cursor = found.Text.createTextCursorByRange(found.Start)
    cursor.gotoStartOfParagraph(False)
    cursor.gotoEndOfParagraph(True)
    return cursor


def insert(document, words, where, text):
    cursor = at(find(document, words), where)
    cursor.Text.insertString(cursor, text, False)


def delete(document, words):
    find(document, words).String = ""


def replace(document, words, text):
    find(document, words).String = text


def split(document, words):
    cursor = at(find(document, words), "before")
    cursor.Text.insertControlCharacter(cursor, 0, False)


def join(document, words):
    """The paragraph that holds `words` with the one after it."""
    cursor = find(document, words)
    cursor = cursor.Text.createTextCursorByRange(cursor)
    cursor.gotoEndOfParagraph(False)
    cursor.goRight(1, True)
    cursor.String = ""


def remove(document, words):
    """The whole paragraph that holds `words`, its mark too."""
    cursor = paragraph_of(find(document, words))
    cursor.goRight(1, True)
    cursor.String = ""


def add(document, words, text):
    """A paragraph behind the one that holds `words`."""
    cursor = find(document, words)
    cursor = cursor.Text.createTextCursorByRange(cursor)
    cursor.gotoEndOfParagraph(False)
    cursor.Text.insertControlCharacter(cursor, 0, False)
    cursor.Text.insertString(cursor, text, False)


def bold(document, words):
    found = find(document, words)
    found.CharWeight = found.CharWeightAsian = 150.0


def start(document, words, text):
    """`text` before the first character of the paragraph that holds `words`."""
    cursor = paragraph_of(find(document, words))
    cursor.collapseToStart()
    cursor.Text.insertString(cursor, text, False)


def end(document, words, text):
    cursor = paragraph_of(find(document, words))
    cursor.collapseToEnd()
    cursor.Text.insertString(cursor, text, False)


def style(document, words, name):
    find(document, words).ParaStyleName = name


def footnote(document, words, text):
    """A footnote behind `words`."""
    cursor = at(find(document, words), "after")
    note = document.createInstance("com.sun.star.text.Footnote")
    cursor.Text.insertTextContent(cursor, note, False)
    note.setString(text)


def unnote(document, words):
    """The footnote called right behind `words` goes."""
    cursor = at(find(document, words), "after")
    cursor.goRight(1, True)
    cursor.String = ""


def row_of(document, words):
    """(rows of the table, number of the row) of the cell that holds `words`."""
    found = find(document, words)
    return found.TextTable, int("".join(c for c in found.Cell.CellName if c.isdigit())) - 1


def row(document, words, *texts):
    """A row under that of the cell that holds `words`."""
    table, number = row_of(document, words)
    table.Rows.insertByIndex(number + 1, 1)
    for column, text in enumerate(texts):
        table.getCellByPosition(column, number + 1).setString(text)


def unrow(document, words):
    table, number = row_of(document, words)
    table.Rows.removeByIndex(number, 1)


def column(document, words, number, *texts):
    """A column before column `number` of the table that holds `words`."""
    table, _ = row_of(document, words)
    table.Columns.insertByIndex(number, 1)
    for at, text in enumerate(texts):
        table.getCellByPosition(number, at).setString(text)


def picture(document, words, path):
    """A picture in a paragraph of its own behind the one that holds `words`."""
    cursor = find(document, words)
    cursor = cursor.Text.createTextCursorByRange(cursor)
    cursor.gotoEndOfParagraph(False)
    cursor.Text.insertControlCharacter(cursor, 0, False)
    graphic = document.createInstance("com.sun.star.text.TextGraphicObject")
    graphic.GraphicURL = uno.systemPathToFileUrl(path)
    graphic.AnchorType = uno.Enum("com.sun.star.text.TextContentAnchorType", "AS_CHARACTER")
    graphic.Title = "新的照片"
    cursor.Text.insertTextContent(cursor, graphic, False)


def dress(document, words):
    """Another face and size over the whole paragraph, from the toolbar."""
    cursor = paragraph_of(find(document, words))
    cursor.CharFontNameAsian, cursor.CharHeightAsian, cursor.ParaLineSpacing = "Noto Sans CJK SC", 18.0, cursor.ParaLineSpacing


def indexes(document):
    """The contents worked out again."""
    for number in range(document.DocumentIndexes.Count):
        document.DocumentIndexes.getByIndex(number).update()


def dispatch(context, document, command, **arguments):
    helper = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    helper.executeDispatch(document.CurrentController.Frame, f".uno:{command}", "", 0,
                           tuple(prop(k, v) for k, v in arguments.items()))


def move(context, document, words, target):
    """Cut the paragraph that holds `words`, paste it behind the one that holds `target`."""
    carry(context, document, words, target, "Cut")


def copy(context, document, words, target):
    """Copy the paragraph that holds `words`, paste it behind the one that holds `target`."""
    carry(context, document, words, target, "Copy")


def carry(context, document, words, target, command):
    view = document.CurrentController.ViewCursor
    cursor = paragraph_of(find(document, words))
    cursor.goRight(1, True)
    document.CurrentController.select(cursor)
    dispatch(context, document, command)
    place = paragraph_of(find(document, target))
    place.collapseToEnd()
    place.goRight(1, False)
    view.gotoRange(place, False)
    dispatch(context, document, "Paste")


def work(context, desktop, job):
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(job["source"]), "_blank", 0, (prop("Hidden", True),))
    document.RecordChanges = job["tracked"]
    for kind, *arguments in job["edits"]:
        function = globals()[kind]
        function(context, document, *arguments) if kind in {"move", "copy"} else function(document, *arguments)
    if job.get("odt"):
        beside = str(Path(job["target"]).with_suffix(".odt"))
        document.storeToURL(uno.systemPathToFileUrl(beside), (prop("FilterName", "writer8"),))
        document.close(True)
        document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(beside), "_blank", 0, (prop("Hidden", True),))
    document.storeToURL(uno.systemPathToFileUrl(job["target"]), (prop("FilterName", "MS Word 2007 XML"),))
    document.close(True)


def main():
    pipe, jobs = sys.argv[1], json.load(sys.stdin)
    context, desktop = connect(pipe)
    for job in jobs:
        work(context, desktop, job)
    with contextlib.suppress(DisposedException):
        desktop.terminate()


main()
