from __future__ import annotations

import pytest

from convert.writer.pdfx import label_ranges


@pytest.mark.parametrize(("labels", "ranges"), [
    (("封一", "目次", "1", "2", "3", "封四"), [(0, "封一", 0), (1, "目次", 0), (2, "", 1), (5, "封四", 0)]),
    (("1", "2", "4", "5"), [(0, "", 1), (2, "", 4)]),
    (("1", "插页", "2"), [(0, "", 1), (1, "插页", 0), (2, "", 2)]),
    (("01", "i"), [(0, "01", 0), (1, "i", 0)]),
    ((), []),
])
def test_label_ranges(labels: tuple[str, ...], ranges: list[tuple[int, str, int]]) -> None:
    assert label_ranges(labels) == ranges
