import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.model import Duration, Link, Money, Ref, Value
from vaultcrm.rendering.text import cell, one_line, printable, width

ANY_TEXT = st.text(st.characters())  # surrogates too


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain ü 日本 🙂\n\ttab", "plain ü 日本 🙂\n\ttab"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\rb\x00\x7f\x9b", "a\\x0db\\x00\\x7f\\x9b"),
        ("\u202eevil\u2069\u200f", "\\u202eevil\\u2069\\u200f"),
        ("\udcff", "\\udcff"),
        ("👩\u200d💻 nai\u0308ve", "👩\u200d💻 nai\u0308ve"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


@given(ANY_TEXT)
def test_printable_text_commands_no_terminal(text: str) -> None:
    shown = printable(text)
    shown.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert printable(shown) == shown


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("Ł", 1), ("日本", 4), ("e\u0301", 1), ("🙂", 2), ("ＡＢ", 4)],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "expected"), [("a  b", "a b"), ("a\r\n\t b\u2028c", "a b c"), (" " * 10**6, "")]
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (42, "42"),
        (Decimal("1.10"), "1.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+999999"), "1E+999999"),
        ("NO", "NO"),
        (date(2026, 11, 2), "2026-11-02"),
        (datetime(2026, 11, 2, 9, 30), "2026-11-02 09:30"),
        (datetime(2026, 11, 2, 9, 30, 5), "2026-11-02 09:30:05"),
        (Money(Decimal("12000.50"), "EUR"), "12000.50 EUR"),
        (Money(Decimal("5"), ""), "5"),
        (Duration("1bd", business_days=1), "1bd"),
        (Link("Acme Corp", "Log", ""), "Acme Corp"),
        (Ref("Acme Corp", "clients/Acme Corp.md", "Acme"), "Acme"),
        (("a", Decimal("2"), Link("x")), "a, 2, x"),
        ((), ""),
        ({"a": 1, "b": ("c",)}, "a: 1, b: c"),
    ],
)
def test_cell(value: Value, expected: str) -> None:
    assert cell(value) == expected


def test_cell_of_an_endless_integer() -> None:
    assert cell(10**5000) == "1" + "0" * 5000
