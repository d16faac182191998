"""Comments of a Word file as remarks in the sources, `<!-- 批注 作者：文字 -->` beside the paragraph (in YAML: `# 批注 …`)."""
from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.markdown import REMARK
from convert.review.desk import Desk, Note
from convert.review.issued import Piece
from convert.review.manuscript import OBJECT
from convert.review.markup import line_offset
from convert.review.merge import line_now
from convert.review.places import ISSUE_FILE
from convert.review.rewrite import Stuck, find
from convert.review.trial import unchanged

_WHITE = re.compile(r"\s+")
_UNSAFE = str.maketrans({"<": "＜", ">": "＞", "`": "＇", "[": "［", "]": "］", "\\": "＼", "|": "｜"})
_LONGEST = 2000         # characters of a remark
_ANCHOR = 20            # of the words it is about
_BELOW, _BEHIND, _ABOVE, _YAML = "below", "behind", "above", "yaml"


def write_remarks(desk: Desk, folder: Path, shown: str) -> list[Diagnostic]:
    """Put every comment that a source does not hold yet into the merged sources; returns those that found no place."""
    files = {**desk.now, **desk.merged}
    wanted = _not_there(desk)
    made = files
    for note in wanted:
        made = _with(desk, made, note)
    if unchanged(folder, files, made, desk.pictures):
        desk.merged.update({name: text for name, text in made.items() if text != files[name]})
        return [_lost(note, shown) for note in desk.notes if note.file not in desk.now]
    lost = []
    for note in wanted:
        made = _with(desk, files, note)
        if unchanged(folder, files, made, desk.pictures):
            files = made
        else:
            lost.append(_lost(note, shown))
    desk.merged.update({name: text for name, text in files.items() if text != desk.now[name]})
    return lost


def _not_there(desk: Desk) -> list[Note]:
    """The comments that the sources do not hold; one that was made twice is held twice."""
    seen: dict[tuple[str, str], int] = {}
    out = []
    for note in desk.notes:
        if note.file in desk.now:
            words = _words(note)
            count = seen[note.file, words] = seen.get((note.file, words), 0) + 1
            held = rf"<!-- {re.escape(words)} -->|^[ \t]*# {re.escape(words)}[ \t]*\r?$"
            if len(re.findall(held, desk.now[note.file], re.M)) < count:
                out.append(note)
    return out


def _with(desk: Desk, files: Mapping[str, str], note: Note) -> dict[str, str]:
    line, way = _spot(desk, note.piece, note.file)
    text = files[note.file]
    return {**files, note.file: _placed(text, line_now(desk.base[note.file], text, line), way, _words(note))}


def _lost(note: Note, shown: str) -> Diagnostic:
    return diagnose("W028", Span(f"{shown}{note.file}", note.line), author=note.author, text=note.text.replace("\n", " ")[:30])


def _words(note: Note) -> str:
    about = _clean(note.anchor)
    whole = note.piece is not None and about == _clean(note.piece.text.replace(OBJECT, ""))     # goes without saying
    about = f"“{about[:_ANCHOR]}{'…' if len(about) > _ANCHOR else ''}”" if about and not (whole or note.answers) else ""
    said = "、".join(filter(None, ("答" if note.answers else about, "已解决" if note.settled else "")))
    return f"批注 {_clean(note.author) or '（没有留名）'}{f'（{said}）' if said else ''}：{_clean(note.text)[:_LONGEST]}".rstrip()


def _clean(text: str) -> str:
    """On one line, and nothing in it that ends a remark or is markup."""
    text = "".join(c for c in text if c.isprintable() or c.isspace())
    return _WHITE.sub(" ", text).strip().replace("--", "——").translate(_UNSAFE)


def _spot(desk: Desk, piece: Piece | None, file: str) -> tuple[int, str]:
    """The line of the issued source at which a remark belongs, and how it is put there."""
    source = desk.base[file]
    if file == ISSUE_FILE or piece is None or piece.place.kind in {"fields", "made"}:
        return _key_line(source, piece), _YAML
    line = piece.place.line
    if piece.place.kind == "cell":
        lines = source.split("\n")
        while line > 1 and lines[line - 2].strip(" \t>"):
            line -= 1
        return line, _ABOVE
    try:
        found = find(desk.base.__getitem__, piece)
    except Stuck:
        return line, _BELOW
    last = source.count("\n", 0, found.end) + 1
    plain = not source[found.line_start:found.start].strip(" \t#\u3000\u00a0!")
    return last, _BELOW if plain and source[found.line_start:found.line_start + 1] not in {" ", "\t"} else _BEHIND


def _key_line(source: str, piece: Piece | None) -> int:
    """The line of the YAML that says what the paragraph shows; the first line of the YAML where none does."""
    lines = source.split("\n")
    values = [value for _, value in piece.place.fields if value and value in piece.text] if piece else []
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), len(lines))
    first = 2 if lines[0].lstrip("\ufeff").rstrip() == "---" else 1
    known = (n for value in values for n, line in enumerate(lines[:end], 1) if value in line)
    return next(known, first)


def _placed(text: str, line: int, way: str, words: str) -> str:
    """`text` with the remark at line `line`, behind those that are there."""
    ending = "\r\n" if "\r\n" in text else "\n"
    start = line_offset(text, line)
    end = _end(text, start)
    remark = f"<!-- {words} -->"
    if way == _YAML:
        indent = re.match(r"[ \t]*", text[start:end])
        return f"{text[:start]}{indent[0] if indent else ''}# {words}{ending}{text[start:]}"
    if way == _ABOVE:
        return f"{text[:start]}{remark}{ending}{ending}{text[start:]}"
    if way == _BEHIND:
        return f"{text[:end]}{remark}{text[end:]}"
    if not text[start:end].strip():
        return f"{text[:end]}{ending}{remark}{ending}{text[end:]}"
    while below := text.find("\n", end) + 1:
        said = text[below:_end(text, below)]
        if not said.strip() or REMARK.sub("", said).strip():
            break
        end = _end(text, below)
    return f"{text[:end]}{ending}{remark}{text[end:]}"


def _end(text: str, start: int) -> int:
    """Where the line that begins at `start` ends, its line end not counted."""
    stop = text.find("\n", start)
    return len(text) if stop < 0 else stop - (text[stop - 1:stop] == "\r")
