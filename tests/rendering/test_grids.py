"""Texts in lines and columns of a terminal."""

from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.rendering.grids import Column, cut, filled, fitting, header, needs, row, wrapped
from vaultcrm.rendering.text import printable, width

# What printable text may hold: wide, combining and right-to-left characters too.
TEXT = st.text(st.sampled_from("ab 日本é\u0301دא-12👍")).map(printable)
CELLS = st.lists(TEXT, min_size=2, max_size=2)
COLUMNS = st.lists(
    st.builds(Column, TEXT, CELLS, right=st.booleans(), rigid=st.booleans()),
    min_size=1,
    max_size=6,
)


@given(TEXT, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: int) -> None:
    lines = wrapped(text, room)
    assert all(width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_are_broken_only_where_they_must_be() -> None:
    assert wrapped("one two  three", 8) == ["one two", "three"]
    assert wrapped("a incomprehensible b", 8) == ["a", "incompre", "hensible", "b"]
    assert wrapped("日本語テキスト", 5) == ["日本", "語テ", "キス", "ト"]
    assert wrapped("", 8) == wrapped("  ", 8) == [""]
    assert wrapped("日本", 1) == ["日", "本"]


@given(TEXT, st.integers(1, 30), st.booleans())
def test_filled_is_just_so_wide(text: str, room: int, right: bool) -> None:
    assert width(filled(text, room, right)) == room


def test_cut() -> None:
    assert (cut("Acme Corp", 9), cut("Acme Corp", 8), cut("Acme Corp", 6)) == (
        "Acme Corp",
        "Acme Co…",
        "Acme…",
    )
    assert (cut("日本語", 4), cut("abc", 1)) == ("日…", "…")


@given(COLUMNS, st.integers(20, 60))
def test_tables_are_never_wider_than_the_room(columns: list[Column], room: int) -> None:
    kept, widths = fitting(columns, room)
    shown = [columns[at] for at in kept]
    assert kept[0] == 0 and kept == sorted(set(kept)) and len(kept) == len(widths)
    lines = [header(shown, widths)]
    lines += [first + rest for number in (0, 1) for first, rest in row(shown, widths, number)]
    if not (shown[0].rigid and len(shown) == 1):
        assert all(width(line) <= room for line in lines)
    if needs(columns) <= room:
        assert len(kept) == len(columns)


def table(*columns: Column, room: int) -> list[str]:
    kept, widths = fitting(columns, room)
    shown = [columns[at] for at in kept]
    return [
        (first + rest).rstrip()
        for number in range(len(columns[0].cells))
        for first, rest in row(shown, widths, number)
    ]


def test_texts_are_wrapped_and_numbers_are_not() -> None:
    what = Column("What", ["Scope and price of the leaflets", "Launch"])
    cost = Column("Cost", ["1,250 EUR", "9 EUR"], right=True, rigid=True)
    assert table(what, cost, room=25) == [
        "Scope and       1,250 EUR",
        "price of the",
        "leaflets",
        "Launch              9 EUR",
    ]


def test_what_takes_over_three_lines_is_cut() -> None:
    long = Column("What", ["one two three four five six seven"])
    assert table(long, Column("N", ["1"], True, True), room=13) == [
        "one two     1",
        "three four",
        "five six …",
    ]


def test_the_last_columns_go_first() -> None:
    days = [Column(f"D{number}", ["2026-11-23"], rigid=True) for number in range(4)]
    assert fitting(days, 46) == ([0, 1, 2, 3], [10, 10, 10, 10])
    assert fitting(days, 45) == ([0, 1, 2], [10, 10, 10])
    assert fitting(days, 21) == ([0], [10])


def test_columns_that_matter_less_go_before_the_last() -> None:
    days = [
        Column(f"D{number}", ["2026-11-23"], rigid=True, matters=matters)
        for number, matters in enumerate((0, 2, 1, 1, 3))
    ]
    assert [fitting(days, room)[0] for room in (58, 57, 45, 33, 21)] == [
        [0, 1, 2, 3, 4],
        [0, 1, 2, 4],
        [0, 1, 4],
        [0, 4],
        [0],
    ]
