"""Which face a role gets on this machine and on one with nothing installed, and what a face tells of its glyphs."""
from __future__ import annotations

import locale
from pathlib import Path

import pytest

from convert.diagnostics import ExitCode, Refusal
from convert.fonts import FILE_NAME, PROFILES, ROLES, SCRIPTS, Face, FontBook, open_face
from convert.workspace import shipped
from tests.fonts.forge import forge

SHIPPED = shipped("fonts")


@pytest.fixture
def book(tmp_path: Path) -> FontBook:
    """The shipped fonts.yaml on a machine that has the bundled packages only."""
    (tmp_path / FILE_NAME).write_bytes((SHIPPED / FILE_NAME).read_bytes())
    return FontBook.load((tmp_path,), system=())


def workspace(folder: Path, **replace: str) -> Path:
    text = (SHIPPED / FILE_NAME).read_text(encoding="utf-8")
    for old, new in replace.values():  # type: ignore[misc]
        assert old in text
        text = text.replace(old, new, 1)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_bundled_packages_alone_set_every_role(book: FontBook, script: str) -> None:
    region = "SC" if script == "zh-Hans" else "TC"
    faces = {role: book.face(role, script).postscript_name for role in ROLES}
    serif, sans = f"NotoSerif{region}-Regular", f"NotoSans{region}-Regular"
    assert faces == {"songti": serif, "heiti": sans, "kaiti": serif, "fangsong": serif, "xiaobiaosong": serif, "latin": serif,
                     "mono": sans}


def test_a_role_that_falls_back_says_so_once(book: FontBook) -> None:
    for script in (*SCRIPTS, *SCRIPTS):
        for role in ROLES:
            book.face(role, script)
            book.fallbacks(role, script)
    said = [d.message for d in book.diagnostics]
    assert len(said) == 3 and all(any(role in message for message in said) for role in ("kaiti", "fangsong", "xiaobiaosong"))
    assert {d.code for d in book.diagnostics} == {"F003"}


def test_a_file_in_the_workspace_wins_and_lends_nothing_it_lacks(tmp_path: Path) -> None:
    forge(tmp_path / "mine" / "LXGWWenKai-Regular.ttf", chars="永字")
    made = FontBook.load((workspace(tmp_path),), system=())
    face = made.face("kaiti", "zh-Hans")
    assert face.path.parent.name == "mine" and not made.diagnostics
    assert face.glyphs["永"][0] and not face.glyphs["国"][0]
    assert made.fallbacks("kaiti", "zh-Hans")[0].glyphs["国"][0]


def test_a_collection_gives_the_face_of_the_script(tmp_path: Path) -> None:
    forge(tmp_path / "ukai.ttc", "UKaiCN", "UKaiHK", "UKaiTW")
    made = FontBook.load((workspace(tmp_path),), system=())
    assert [made.face("kaiti", script).name for script in SCRIPTS] == ["UKaiCN[0]", "UKaiTW[2]", "UKaiHK[1]"]


@pytest.mark.parametrize(("embedding", "used"), [(0x0000, True), (0x0004, True), (0x0008, True), (0x0002, False), (0x0100, False),
                                                 (0x0200, False)])
def test_embedding_permission_is_respected(tmp_path: Path, embedding: int, used: bool) -> None:
    forge(tmp_path / "simkai.ttf", embedding=embedding)
    made = FontBook.load((workspace(tmp_path),), system=())
    assert (made.face("kaiti", "zh-Hans").path.name == "simkai.ttf") is used
    assert ("F005" in [d.code for d in made.diagnostics]) is not used


def test_a_damaged_file_is_passed_over_and_named(tmp_path: Path) -> None:
    (tmp_path / "LXGWWenKai-Regular.ttf").write_bytes(b"\0\1\0\0" + bytes(100))
    made = FontBook.load((workspace(tmp_path),), system=())
    made.face("kaiti", "zh-Hans")
    assert [d.code for d in made.diagnostics] == ["F004", "F003"] and "LXGWWenKai" in made.diagnostics[0].span.file


def test_a_variable_font_is_passed_over(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    path = forge(tmp_path / "LXGWWenKai-Regular.ttf")
    from fontTools.fontBuilder import FontBuilder

    with TTFont(path) as font:
        builder = FontBuilder(font=font)
        builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
        font.save(path)
    made = FontBook.load((workspace(tmp_path),), system=())
    assert made.face("kaiti", "zh-Hans").postscript_name == "NotoSerifSC-Regular"


def test_no_face_at_all_is_a_refusal(tmp_path: Path) -> None:
    made = FontBook.load((workspace(tmp_path, packages=("packages: [pylopdf_fonts_zh_cn, pylopdf_fonts_zh_tw]", "packages: []")),),
                         system=())
    with pytest.raises(Refusal) as refusal:
        made.face("songti", "zh-Hans")
    assert refusal.value.exit_code is ExitCode.MISSING and "songti" in str(refusal.value) and "fonts install" in str(refusal.value)


@pytest.mark.parametrize(("old", "new", "code", "said"), [
    ("zh-Hans: [simfang, fandol-fang]", "zh-Hans: [simfang, fandol-fan]", "F006", "fandol-fang"),
    ("substitute: songti", "substitute: song", "R011", "songti"),
    ("licence: OFL-1.1}", "license: OFL-1.1}", "R009", "licence"),
    ("  latin:\n", "  roman:\n", "R010", "roles.latin"),
    ("roles:\n", "roles: [\n", "R001", ""),
])
def test_mistakes_in_fonts_yaml_have_a_line_and_a_hint(tmp_path: Path, old: str, new: str, code: str, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        FontBook.load((workspace(tmp_path, mistake=(old, new)),), system=())  # type: ignore[arg-type]
    found = next(d for d in refusal.value.diagnostics if d.code == code)
    assert refusal.value.exit_code is ExitCode.SOURCE and found.span.line and said in found.render()


def test_without_fonts_yaml_the_way_out_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"fonts\.yaml") as refusal:
        FontBook.load((tmp_path,), system=())
    assert refusal.value.exit_code is ExitCode.MISSING


def test_names_for_word_and_for_the_web_stand_for_every_role_script_and_profile(book: FontBook) -> None:
    for script in SCRIPTS:
        for role in ROLES:
            assert book.css_names(role, script)[-1] in ("serif", "sans-serif", "monospace")
            assert all(book.word_name(role, profile, script) for profile in PROFILES)
    assert book.word_name("fangsong", "gb2312", "zh-Hans") == "仿宋_GB2312"
    assert book.word_name("kaiti", "windows", "zh-Hant-TW") == "標楷體"
    assert book.latin_name("windows") == "Times New Roman"


def test_the_manifest_gets_every_file_once(book: FontBook) -> None:
    files = book.files("zh-Hans")
    assert book.source in files and len(set(files)) == len(files) and list(files) == sorted(files)
    assert "NotoSerifSC-Regular.otf" in {p.name for p in files}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("role", ["songti", "heiti"])
def test_marks_of_chinese_text_fill_the_em(book: FontBook, role: str, script: str) -> None:
    face = book.face(role, script)
    assert {face.glyphs[c][1] for c in "国，。、；：？！“”‘’「」《》（）—…"} == {1000}
    assert face.glyphs["A"][1] < 1000 and face.glyphs["\u0e01"] == (0, face.glyphs["\u0e01"][1])


def test_a_two_em_dash_is_one_unbroken_stroke(book: FontBook) -> None:
    face = book.face("songti", "zh-Hans")
    (gid, text, advance), = face.shape("——")
    assert (text, advance) == ("——", 2000) and gid not in (0, face.glyphs["—"][0])
    assert [g[1:] for g in face.shape("……")] == [("…", 1000), ("…", 1000)]


def test_western_words_are_kerned_ligated_and_carry_their_text(book: FontBook) -> None:
    face = book.face("songti", "zh-Hans")
    word = face.shape("AVAoffice")
    assert "".join(text for _, text, _ in word) == "AVAoffice" and "ffi" in [text for _, text, _ in word]
    assert word[0][2] < face.glyphs["A"][1]
    apostrophe, = (g for g in face.shape("don’t") if g[1] == "’")
    assert apostrophe[2] < 500
    assert face.shape("AVAoffice") is word


def test_shaping_does_not_follow_the_locale(book: FontBook) -> None:
    path = book.face("songti", "zh-Hans").path
    expected = Face(path, 0).shape("fi—fl123")
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "C")
        assert Face(path, 0).shape("fi—fl123") == expected
    finally:
        locale.setlocale(locale.LC_ALL, before)


def test_measures_are_in_thousandths_of_an_em_whatever_the_font_counts_in(book: FontBook, tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    face = book.face("songti", "zh-Hans")
    assert (face.ascent, face.descent) == (880, -120) and 650 < face.cap_height < 780
    left, bottom, right, top = face.ink("国")
    assert 0 <= left < right <= 1000 and -120 <= bottom < top <= 880
    assert face.ink("\u3000") == (0, 0, 0, 0)
    path = forge(tmp_path / "half.ttf")
    with TTFont(path) as font:
        from fontTools.ttLib.scaleUpem import scale_upem

        scale_upem(font, 2048)
        font.save(path)
    scaled = open_face(path, 0, "zh-Hans")
    assert scaled.units_per_em == 2048 and scaled.glyphs["永"][1] == 1000 and scaled.ink("永") == (100, 0, 900, 800)
    assert (scaled.ascent, scaled.descent) == (880, -120)


def test_every_name_of_a_face_is_its_own(book: FontBook) -> None:
    faces = {f for script in SCRIPTS for role in ROLES for f in (book.face(role, script), *book.fallbacks(role, script))}
    assert len({f.name for f in faces}) == len({(f.path, f.index) for f in faces})


def test_licences_are_stated_for_what_is_used(book: FontBook) -> None:
    assert {book.licence(book.face(role, script)) for role in ROLES for script in SCRIPTS} == {"OFL-1.1"}
