from convert.model.length import Length


def test_units_agree() -> None:
    assert Length.from_pt(10.5) == 10500
    assert Length.from_mm(25.4) == 72000
    assert Length.from_mm(210).twips == 11906
    assert Length.from_mm(297).twips == 16838
    assert Length.from_pt(16).half_points == 32
    assert Length.from_pt(1).emu == 12700
    assert round(Length.from_mm(37).mm, 3) == 37.0
