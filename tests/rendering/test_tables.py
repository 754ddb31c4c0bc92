import csv
import json
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.model import Link, Money
from vaultcrm.rendering.tables import FORMATS, on_terminal
from vaultcrm.rendering.text import width
from vaultcrm.views.table import Row, plain_table

COLUMNS = ["title", "fee", "note"]
ROWS: list[Row] = [
    {
        "title": "Acme | Söhne",
        "fee": Money(Decimal("12000"), "EUR"),
        "note": "two\nlines\tand \x1b[2J",
        "path": "clients/Acme.md",
        "line": 3,
    },
    {"title": "日本", "fee": None, "note": Link("A\\B", "", "[x] :100:"), "path": "b.md"},
    {"title": "=1+1", "fee": Money(Decimal("5"), "EUR"), "path": "clients/Acme.md"},
]
EXPECTED = {
    "table": """\
title               fee  note
Acme | Söhne  12000 EUR  two lines and \\x1b[2J
日本                     [x] :100:
=1+1              5 EUR
""",
    "md": """\
| title         |       fee | note                      |
| ------------- | --------: | ------------------------- |
| Acme \\| Söhne | 12000 EUR | two<br>lines and \\\\x1b[2J |
| 日本          |           | [[A\\\\B\\|[x] :100:]]       |
| =1+1          |     5 EUR |                           |
""",
    "csv": """\
title,fee,note
Acme | Söhne,12000 EUR,"two
lines\tand \\x1b[2J"
日本,,[x] :100:
'=1+1,5 EUR,
""",
    "tsv": """\
title\tfee\tnote
Acme | Söhne\t12000 EUR\ttwo lines and \\x1b[2J
日本\t\t[x] :100:
=1+1\t5 EUR\t
""",
    "paths": "clients/Acme.md\nb.md\n",
}


@pytest.mark.parametrize("form", EXPECTED)
def test_forms(form: str) -> None:
    assert FORMATS[form](plain_table(COLUMNS, ROWS)) == EXPECTED[form]


def test_json_has_whole_rows() -> None:
    expected = [
        {
            "title": "Acme | Söhne",
            "fee": {"amount": "12000", "currency": "EUR"},
            "note": "two\nlines\tand \x1b[2J",
            "path": "clients/Acme.md",
            "line": 3,
        },
        {
            "title": "日本",
            "fee": None,
            "note": {"target": "A\\B", "path": None},
            "path": "b.md",
        },
        {"title": "=1+1", "fee": {"amount": "5", "currency": "EUR"}, "path": "clients/Acme.md"},
    ]
    assert json.loads(FORMATS["json"](plain_table(COLUMNS, ROWS))) == expected
    lines = FORMATS["jsonl"](plain_table(COLUMNS, ROWS)).splitlines()
    assert [json.loads(line) for line in lines] == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", "a  b\n"),
        ("json", "[]\n"),
        ("jsonl", ""),
        ("csv", "a,b\n"),
        ("tsv", "a\tb\n"),
        ("md", "| a   | b   |\n| --- | --- |\n"),
        ("paths", ""),
    ],
)
def test_no_rows(form: str, expected: str) -> None:
    assert FORMATS[form](plain_table(["a", "b"], [])) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+49 30", "'+49 30"),
        ("-", "'-"),
        ("@me", "'@me"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\\x0d=1"),
        ("＝1", "'＝1"),
        (Decimal("-5.10"), "-5.10"),
        (-5, "-5"),
        ("a=1", "a=1"),
    ],
)
def test_formulas_are_disarmed_in_csv(value: str | Decimal | int, expected: str) -> None:
    text = FORMATS["csv"](plain_table(["=a", "b"], [{"=a": value}]))
    assert list(csv.reader(StringIO(text))) == [["'=a", "b"], [expected, ""]]


def test_odd_paths_keep_their_lines() -> None:
    rows: list[Row] = [{"path": "a\nb  c.md"}, {"path": "\x1b.md"}]
    assert FORMATS["paths"](plain_table([], rows)) == "a\\x0ab  c.md\n\\x1b.md\n"


TEXT = st.text(st.characters())
TABLES = st.lists(st.fixed_dictionaries({"a": TEXT, "b": TEXT, "path": TEXT}), min_size=1)


@given(TABLES, st.sampled_from(["table", "md", "tsv", "jsonl"]))
def test_every_row_is_one_line(rows: list[Row], form: str) -> None:
    text = FORMATS[form](plain_table(["a", "b"], rows))
    text.encode()
    header = {"table": 1, "md": 2, "tsv": 1, "jsonl": 0}[form]
    assert text.count("\n") == len(rows) + header
    assert "\x1b" not in text


@given(TABLES)
def test_markdown_columns_are_aligned(rows: list[Row]) -> None:
    lines = FORMATS["md"](plain_table(["a", "b"], rows)).split("\n")[:-1]
    assert len({width(line) for line in lines}) == 1


@given(TABLES)
def test_csv_reads_back(rows: list[Row]) -> None:
    text = FORMATS["csv"](plain_table(["a", "b"], rows))
    read = list(csv.reader(StringIO(text, newline="")))
    assert len(read) == len(rows) + 1 and all(len(row) == 2 for row in read)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read for cell in row)


@given(TABLES, st.integers(20, 60))
def test_a_terminal_gets_what_fits(rows: list[Row], wide: int) -> None:
    text = on_terminal(plain_table(["a", "b"], rows), wide, color=False)
    assert "\x1b" not in text
    assert text.count("\n") == len(rows) + 1


def test_a_terminal_table_takes_no_markup() -> None:
    rows: list[Row] = [{"a": "Acme [/] [bold]x :100:", "fee": Decimal("5")}]
    text = on_terminal(plain_table(["a", "fee"], rows), 80, color=True)
    assert "Acme [/] [bold]x :100:" in text
    assert text.startswith("\x1b[1m")
    assert (
        on_terminal(plain_table(["a"], [{"a": "x" * 50}]), 20, color=False).split("\n")[1]
        == "x" * 19 + "…"
    )
