"""Two ends of lines that meet: what the joint says is what cutting them into words together says."""
from __future__ import annotations

import random

from convert.importer.matching import Joints
from convert.lexicon import build, shipped_words


def test_where_no_word_spans_the_joint_both_ends_are_cut_as_by_themselves() -> None:
    lexicon, chance = build(shipped_words()), random.Random(8)
    words = sorted(lexicon.costs)
    apart = 0
    for _ in range(2000):
        text = "".join(chance.choices(words, k=4))
        at = chance.randrange(1, len(text))
        if lexicon.has_word_across(text, at):
            continue
        apart += 1
        assert lexicon.cut(text) == [*lexicon.cut(text[:at]), *(at + start for start in lexicon.cut(text[at:])[1:])]
    assert 200 < apart < 1900


def test_a_joint_is_known_by_its_pair_and_surer_by_longer_strings() -> None:
    joints = Joints(["春风吹过山岗", "山岗上春风又来"])
    assert joints.strength("一阵春", "雨落下") == 0
    assert joints.strength("一阵春", "风") == joints.strength("春", "风") > 0
    assert joints.strength("一阵春", "风吹过") > joints.strength("一阵春", "风车")
    assert joints.strength("一阵春，", "风吹过") == joints.strength("一阵春", "，风吹过") == 0
