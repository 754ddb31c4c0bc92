import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.model import Link, Money, Ref
from vaultcrm.rendering.tables import FORMATS, on_terminal
from vaultcrm.rendering.text import width
from vaultcrm.views.table import Column, Group, Row, Summary, Table, plain_table

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
| title         |       fee | note                       |
| ------------- | --------: | -------------------------- |
| Acme \\| Söhne | 12000 EUR | two<br>lines and \\\\x1b\\[2J |
| 日本          |           | [[A\\B\\|[x] :100:]]         |
| =1+1          |     5 EUR |                            |
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
    text, left_out = on_terminal(plain_table(["a", "b"], rows), wide, color=False)
    assert left_out == []
    assert "\x1b" not in text
    assert text.count("\n") == len(rows) + 1


def test_a_terminal_table_takes_no_markup() -> None:
    rows: list[Row] = [{"a": "Acme [/] [bold]x :100:", "fee": Decimal("5")}]
    text, _ = on_terminal(plain_table(["a", "fee"], rows), 80, color=True)
    assert "Acme [/] [bold]x :100:" in text
    assert text.startswith("\x1b[1m")
    cut, _ = on_terminal(plain_table(["a"], [{"a": "x" * 50}]), 20, color=False)
    assert cut.split("\n")[1] == "x" * 19 + "…"


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_a_terminal_never_cuts_numbers_and_dates() -> None:
    rows: list[Row] = [
        {"title": "A long title of a project", "fee": eur("12000.50"), "due": date(2026, 11, 30)},
        {"title": "Short", "fee": eur("5"), "due": None},
    ]
    table = plain_table(["title", "fee", "due"], rows)
    text, left_out = on_terminal(table, 34, color=False)
    assert "12000.50 EUR" in text and "2026-11-30" in text and "…" in text and left_out == []
    text, left_out = on_terminal(table, 30, color=False)
    assert "12000.50 EUR" in text and left_out == ["due"]
    text, left_out = on_terminal(table, 10, color=False)
    assert left_out == ["fee", "due"]


GROUPED = Table(
    (Column("title", "Project"), Column("fee", "Fee")),
    (
        Group(
            Ref("Acme", "Acme.md"),
            [{"title": "Site", "fee": eur("1"), "path": "Site.md"}],
            (Summary("fee", "Sum", eur("1")), Summary("title", "Filled", 1)),
        ),
        Group(None, [{"title": "Shop", "fee": eur("20"), "path": "Shop.md"}]),
    ),
    Column("client", "Client"),
    (Summary("fee", "Sum", eur("21")), Summary("fee", "Max", eur("20"))),
)
IN_GROUPS = {
    "table": """\
Project                      Fee

Acme (1)
Site                       1 EUR
Filled 1               Sum 1 EUR

(none) (1)
Shop                      20 EUR

all (2)
          Sum 21 EUR; Max 20 EUR
""",
    "md": """\
**Client: [[Acme]]** (1)

| Project  |       Fee |
| -------- | --------: |
| Site     |     1 EUR |
| Filled 1 | Sum 1 EUR |

**Client: (none)** (1)

| Project |    Fee |
| ------- | -----: |
| Shop    | 20 EUR |

**all** (2)

| Project | Fee                    |
| ------- | ---------------------- |
|         | Sum 21 EUR; Max 20 EUR |
""",
    "csv": "Client,Project,Fee\nAcme,Site,1 EUR\n,Shop,20 EUR\n",
    "tsv": "Client\tProject\tFee\nAcme\tSite\t1 EUR\n\tShop\t20 EUR\n",
    "paths": "Site.md\nShop.md\n",
}


@pytest.mark.parametrize("form", IN_GROUPS)
def test_groups_and_summaries(form: str) -> None:
    assert FORMATS[form](GROUPED) == IN_GROUPS[form]


def test_groups_and_summaries_in_json() -> None:
    acme = {"target": "Acme", "path": "Acme.md"}
    site = {"title": "Site", "fee": {"amount": "1", "currency": "EUR"}, "path": "Site.md"}
    shop = {"title": "Shop", "fee": {"amount": "20", "currency": "EUR"}, "path": "Shop.md"}
    assert json.loads(FORMATS["json"](GROUPED)) == {
        "group_by": "client",
        "groups": [
            {
                "key": acme,
                "rows": [site],
                "summaries": {"fee": {"Sum": site["fee"]}, "title": {"Filled": 1}},
            },
            {"key": None, "rows": [shop]},
        ],
        "summaries": {
            "fee": {"Sum": {"amount": "21", "currency": "EUR"}, "Max": shop["fee"]},
        },
    }
    lines = [json.loads(line) for line in FORMATS["jsonl"](GROUPED).splitlines()]
    assert lines == [{"client": acme, **site}, {"client": None, **shop}]


def test_on_a_narrow_terminal_summaries_go_below() -> None:
    text, left_out = on_terminal(GROUPED, 24, color=False)
    assert left_out == []
    assert "Fee: Sum 21 EUR\nFee: Max 20 EUR\n" in text
    assert "Project: Filled 1\n" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x [x](javascript:alert(1))", r"x \[x](javascript:alert(1))"),
        ("![](http://evil)", r"!\[](http://evil)"),
        ("[a [[b]] c](http://evil)", r"\[a [[b]] c](http://evil)"),
        ("[[a]](http://evil)", r"\[\[a]](http://evil)"),
        ("[[[a]]](http://evil)", r"\[[[a]]](http://evil)"),
        ("see [[A b]] and [[c|d]]", r"see [[A b]] and [[c\|d]]"),
        ("![[a]]", "[[a]]"),
        (r"\[x](y)", r"\\\[x](y)"),
        ("a ^[note] [^1]", r"a ^\[note] \[^1]"),
    ],
)
def test_a_text_in_markdown_leads_nowhere(text: str, expected: str) -> None:
    line = FORMATS["md"](plain_table(["a"], [{"a": text}])).split("\n")[2]
    assert line.strip("| ") == expected


def test_a_cell_of_markdown_looks_as_it_reads() -> None:
    rows: list[Row] = [{"a": "#tag and a#b, # c, %%x%%", "b": Ref("od]d|#", "x/od]d|#.md", "")}]
    line = FORMATS["md"](plain_table(["a", "b"], rows)).split("\n")[2]
    assert line == (r"| \#tag and a#b, # c, \%\%x\%\% | [od\]d\|#](<x/od]d\|#.md>) |")
