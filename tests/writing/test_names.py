import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultcrm.writing.names import name_key, safe_name

CASES = [
    ("Acme Corp", "Acme Corp"),
    ("Zoë & Søn", "Zoë & Søn"),
    ("Zoe\u0308", "Zoë"),
    ("株式会社", "株式会社"),
    ("Ω Ltd. (50 m²) – 100 %", "Ω Ltd. (50 m²) – 100 %"),
    ("O'Brien; Söhne, $5 + 1 = 6 ~ @x!", "O'Brien; Söhne, $5 + 1 = 6 ~ @x!"),
    ("AC/DC", "AC DC"),
    ("../../etc/passwd", "etc passwd"),
    ("..\\..\\x", "x"),
    ("a／b∕c⁄d⧸e＼f", "a b c d e f"),
    ("℅ Dana", "Dana"),
    ("Q3: what? <now> | *later*", "Q3 what now later"),
    ("会議：議事録？", "会議 議事録"),
    ('The "best"', "The best"),
    ("C# ^block", "C block"),
    ("[[Acme]]", "Acme"),
    ("Acme [EU]", "Acme (EU)"),
    ("100%% sure", "100% sure"),
    ("tab\tand\nnewline\0", "tab and newline"),
    ("\x1b[31mred\x1b[0m", "(31mred (0m"),
    ("a\u202etxt.exe\u2066", "atxt.exe"),
    ("\ufeffA\u200bc\u00adme\u2060", "Acme"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("👩\u200d💻 Dana", "👩\u200d💻 Dana"),
    ("\u200d\u200c", "Untitled"),
    (".hidden", "hidden"),
    (" . name . ", "name"),
    ("Acme Inc.", "Acme Inc"),
    ("Acme Inc...", "Acme Inc"),
    ("CON", "_CON"),
    ("aux.notes", "_aux.notes"),
    ("nul .x", "_nul .x"),
    ("COM¹", "_COM¹"),
    ("lpt9", "_lpt9"),
    ("Conrad", "Conrad"),
    ("COM10", "COM10"),
    ("", "Untitled"),
    ("///", "Untitled"),
    ("\udcff\ud800", "Untitled"),
    ("é" * 150, "é" * 99),
    ("x" * 198 + "e\u0302\u0323", "x" * 198),  # no letter loses its marks
    ("x" * 190 + "👩\u200d💻", "x" * 190),
    ("x" * 192 + "👍🏽", "x" * 192),
    ("n" + "\u0321" * 300, "n" + "\u0321" * 99),
]


@pytest.mark.parametrize(("title", "name"), CASES)
def test_names(title: str, name: str) -> None:
    assert safe_name(title) == name


HARD = st.sampled_from([*" .-_%[]:/\\#^|*?<>\"'\0\n\x7f\x85\u2028\u202e\u200d\u0301", "CON", "nul"])
titles = st.lists(st.one_of(HARD, st.characters(), st.text(max_size=60))).map("".join)


@settings(max_examples=500, deadline=None)
@given(titles)
def test_any_title_gives_a_name_that_every_system_can_hold(title: str) -> None:
    name = safe_name(title)
    assert 0 < len(name.encode()) <= 200
    assert name == safe_name(name)
    assert unicodedata.is_normalized("NFC", name)
    assert not set(name) & set('/\\:*?"<>|#^[]')
    assert "%%" not in name
    assert not name.startswith((".", " ")) and not name.endswith((".", " "))
    assert {unicodedata.category(c) for c in name if c not in "\u200c\u200d"}.isdisjoint(
        {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    folded = unicodedata.normalize("NFKC", name)
    assert not set(folded) & set('/\\:*?"<>|#^')
    stem = name.split(".")[0].strip().upper()
    assert stem not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1", "COM²", "CONIN$"}


@settings(max_examples=50, deadline=None)
@given(title=titles)
def test_the_disk_holds_the_name(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder: Path = tmp_path_factory.mktemp("names")
    name = f"2026-11-02 {safe_name(title)} (conflict 2).md"
    (folder / name).write_bytes(b"")
    assert os.listdir(folder) == [name]


@given(st.text())
def test_case_and_normal_form_make_no_other_name(name: str) -> None:
    key = name_key(name)
    for other in (unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)):
        assert name_key(other) == key
    assert name_key(key) == key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Acme", "ACME", True),
        ("Straße", "STRASSE", True),
        ("Zoë", "ZOE\u0308", True),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ", True),
        ("Zoe", "Zoë", False),
        ("Acme", "Acme ", False),
    ],
)
def test_names_that_a_disk_takes_for_one(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same
