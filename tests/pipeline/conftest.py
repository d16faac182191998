"""A small workspace of one magazine issue, for tests that go through the whole house."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from convert.workspace import shipped

ISSUE = """\
id: ceshi-2025-01
document_type: magazine-issue
title: 渡口
title_pinyin: DU KOU
volume_year: 2025
number: 1
issue_label: 2025年第1期
organizer: 渡口镇文化站
permit: 渡（2025001）
internal_use: 内部资料 免费交流
date: 2025-01-15
columns:
- 渡口夜话
editorial_board:
- role: 主编
  names: [编辑部]
articles:
- 01-hemian.md
- 02-chuanfu.md
"""
FIRST = """\
---
id: ceshi-2025-01-01
column: 渡口夜话
title: 河面上的灯
subtitle: ——写在开渡第一百天
byline: □ 文化站
---

开渡那天，**河面上浮着一层薄雾。**对岸的灯一盏接一盏亮起来，像有人提着它们慢慢走近。船老大说：“雾散了再走，不急。”

## 一、雾里的钟声

钟声从水上传来，又慢又稳[^1]。孩子们数着：一、二、三……数到第 12 下，雾就散了。

- 头班船早上 6:30 开
- 末班船晚上 9:00 开

| 班次 | 载客 |
|:-----|-----:|
| 头班 | 38 |
| 末班 | 21 |

: 开渡当天的客流

[^1]: 钟挂在渡口的老樟树上，是1978年铸的。
"""
SECOND = """\
---
id: ceshi-2025-01-02
column: 渡口夜话
title: 船夫的账本
contributor: 文化站
---

账本的第一页写着天气，第二页写着人数，第三页什么也没有写。“空着，”他说，“留给明天。”
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one issue at issues/ceshi; returns its root."""
    for kind in ("styles", "fonts"):
        shutil.copytree(shipped(kind), tmp_path / kind)
    folder = tmp_path / "issues" / "ceshi"
    folder.mkdir(parents=True)
    for name, text in (("issue.yaml", ISSUE), ("01-hemian.md", FIRST), ("02-chuanfu.md", SECOND)):
        (folder / name).write_text(text, encoding="utf-8")
    return tmp_path
