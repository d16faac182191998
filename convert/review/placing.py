"""Where a paragraph that is new, or has moved, goes in the source: behind a neighbour or before it, as an item in a list."""
from __future__ import annotations

from collections.abc import Callable

from convert.review.compare import Edited, Placed
from convert.review.issued import Issued, Piece
from convert.review.rewrite import ITEM, Edit, Stuck, block_end, block_range, deletion, find, next_marker, separator

Rewrite = Callable[[Edited], list[Edit]]


class Placing:
    """Edits that put paragraphs into the issued sources, and take them out."""

    def __init__(self, issued: Issued):
        self._issued = issued
        self._order = {piece.name: n for n, piece in enumerate(issued.pieces)}

    def _file(self, name: str) -> str:
        return self._issued.files[name]

    def cut(self, piece: Piece) -> Edit:
        """The paragraph goes.  Raises Stuck."""
        return deletion(self._file(piece.place.file), piece.place.file, find(self._file, piece))

    def moved_text(self, piece: Piece, edited: Edited | None, rewritten: Rewrite) -> str:
        """The lines of a moved paragraph as they are written, with what was changed in it; of an item, without its marker."""
        if piece.place.kind not in {"text", "heading"}:
            raise Stuck("移动的不是普通段落，请在源稿里移")
        source = self._file(piece.place.file)
        aligned = find(self._file, piece)
        start, end = block_range(source, aligned)
        prefix = source[start:aligned.start]
        if ITEM.match(prefix):
            below = self._issued.pieces[self._order[piece.name] + 1:self._order[piece.name] + 2]
            if below and below[0].depth > piece.depth > 0 and below[0].place.file == piece.place.file:
                raise Stuck("移动的一项下面还有几项，请在源稿里移")
            start = aligned.start
        elif prefix.strip(" \t#\u3000\u00a0"):
            raise Stuck("引文、脚注里移动的段落请在源稿里移")
        text, at = [], start
        for edit in rewritten(edited) if edited else ():
            text += [source[at:edit.start], edit.text]
            at = edit.end
        return "".join([*text, source[at:end]])

    def put(self, found: Placed, text: str) -> Edit:
        """`text` as a paragraph behind `after`, or before `before` where that is the better neighbour.  Raises Stuck."""
        after, before, head = found.after, found.before, found.unit.head
        able = [p for p in (after, before) if p and p.place.kind in {"text", "heading"}
                and (not p.spot or (found.inside and p is after))]
        if head.depth and (item := self._item([p for p in (after, before) if p in able], head.depth, text, found)):
            return item
        if after in able and after and not (before in able and before and before.style == head.style != after.style
                                            and before.place.file == after.place.file):
            return self._behind(after, before, text)
        if before in able and before:
            aligned = find(self._file, before)
            source = self._file(before.place.file)
            if source[aligned.line_start:aligned.start].rstrip("# \t"):
                raise Stuck("新的段落在列表或引文前面，请在源稿里写")
            return Edit(before.place.file, aligned.line_start, aligned.line_start, f"{text}\n\n")
        if after and after.place.kind in {"cell", "caption", "credit", "verse"}:
            end = block_end(self._file(after.place.file), after.place.line)
            return Edit(after.place.file, end, end, f"\n\n{text}")
        raise Stuck("新的段落前后没有普通段落，请在源稿里写")

    def _behind(self, after: Piece, before: Piece | None, text: str) -> Edit:
        source = self._file(after.place.file)
        aligned = find(self._file, after)
        _, end = block_range(source, aligned)
        ends_list = after.depth > 0 and not (before and before.depth and before.place.file == after.place.file)
        return Edit(after.place.file, end, end, ("\n\n" if ends_list else separator(source, aligned, 0)) + text)

    def _item(self, near: list[Piece | None], depth: int, text: str, found: Placed) -> Edit | None:
        """`text` as an item of the list it stands in, at `depth`; None where no item of that depth is near."""
        after, before = found.after, found.before
        if after in near and after and after.depth == depth:
            source = self._file(after.place.file)
            aligned = find(self._file, after)
            if ITEM.match(source[aligned.line_start:aligned.start]):
                _, end = block_range(source, aligned)
                return Edit(after.place.file, end, end, separator(source, aligned, 0) + text)
        if before in near and before and before.depth == depth:
            source = self._file(before.place.file)
            aligned = find(self._file, before)
            at = aligned.line_start
            if ITEM.match(prefix := source[at:aligned.start]):
                apart = "\n" if at > 1 and source[at - 2:at] == "\n\n" and after and after.depth else ""
                return Edit(before.place.file, at, at, f"{prefix}{text}\n{apart}")
        return self._item_like(after, depth, text) if after in near and after and after.depth else None

    def _item_like(self, after: Piece, depth: int, text: str) -> Edit | None:
        """Behind `after`, an item of a list deeper in: the one above that is as deep lends its marker."""
        for piece in reversed(self._issued.pieces[:self._order[after.name]]):
            if not piece.depth or piece.place.file != after.place.file:
                return None
            if piece.depth == depth:
                source = self._file(after.place.file)
                aligned = find(self._file, piece)
                prefix = source[aligned.line_start:aligned.start]
                if not ITEM.match(prefix):
                    return None
                _, end = block_range(source, find(self._file, after))
                return Edit(after.place.file, end, end, f"\n{next_marker(prefix)}{text}")
        return None
