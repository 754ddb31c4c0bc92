"""Findings as text: excerpts with their caret, and what each form must escape."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.model import Edit, Finding, Fix, Problem
from vaultcrm.rendering.findings import (
    as_data,
    as_github,
    as_text,
    excerpt,
    lines_of,
    on_terminal,
    statistics,
    summary,
)
from vaultcrm.rendering.pages import what_to_do
from vaultcrm.rendering.text import width
from vaultcrm.rules.catalogue import Rule, rule_names, rules_named


def underlined(line: str, column: int, end: int, columns: int = 60) -> str:
    """The excerpt with the caret's line below it."""
    shown, before, marked = excerpt(line, column, end, columns)
    return f"{shown}\n{' ' * before}{'^' * marked}"


X = "x" * 100


@pytest.mark.parametrize(
    ("line", "column", "end", "expected"),
    [
        ("status: actve", 9, 14, "status: actve\n        ^^^^^"),
        ("status:", 8, 8, "status:\n       ^"),  # nothing there: one caret
        ("short", 40, 50, "short\n     ^"),  # the note has changed
        ("", 1, 1, "\n^"),
        # Wide characters take two columns, accents of their own none.
        ("会社: 株式", 5, 7, "会社: 株式\n      ^^^^"),
        ("e\u0301t: x", 6, 7, "e\u0301t: x\n    ^"),
        ("💼: x", 4, 5, "💼: x\n    ^"),
        # What commands a terminal or shows nothing is made visible.
        ("\tx: y", 2, 3, "→   x: y\n    ^"),
        ("a\x1b[31mb", 2, 3, "a\\x1b[31mb\n ^^^^"),
        ("em\u200bail: x", 1, 7, "em\\u200bail: x\n^^^^^^^^^^^"),
        ("a\u00a0b \u00a0", 5, 6, "a\u00a0b \\xa0\n    ^^^^"),
        # A long line is cut around the caret.
        (X + "HERE" + X, 101, 105, f"…{X[:27]}HERE{X[:27]}…\n{' ' * 28}^^^^"),
        ("HERE" + X, 1, 5, f"HERE{X[:54]}…\n^^^^"),
        (X + "HERE", 101, 105, f"…{X[:54]}HERE\n{' ' * 55}^^^^"),
        (X, 1, 101, f"{X[:58]}…\n{'^' * 58}"),
        ("会" * 100, 50, 51, f"…{'会' * 14}会{'会' * 14}…\n{' ' * 29}^^"),
    ],
)
def test_excerpt(line: str, column: int, end: int, expected: str) -> None:
    assert underlined(line, column, end) == expected


TEXT = st.text(st.characters(exclude_characters="\r\n"), max_size=200)


@given(TEXT, st.integers(1, 220), st.integers(0, 220), st.integers(1, 100))
def test_an_excerpt_fits_and_is_safe(line: str, column: int, length: int, columns: int) -> None:
    shown, before, marked = excerpt(line, column, column + length, columns)
    assert width(shown) <= max(columns, 20)
    assert before + marked <= max(columns, 20) + 1  # a caret may stand after the end
    assert not any(unicodedata.category(each) == "Cc" for each in shown)


@given(st.text("abc会💼é\t", min_size=1, max_size=150), st.data())
def test_the_caret_stands_under_what_is_meant(line: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(line) - 1))
    marked_line = line[:at] + "X" + line[at:]
    shown, before, marked = excerpt(marked_line, at + 1, at + 2, 40)
    upto = shown[: shown.index("X")]
    assert (width(upto), marked) == (before, 1)


def test_a_line_of_megabytes_costs_nothing() -> None:
    line = "x" * 20_000_000
    assert excerpt(line, 10_000_000, 20_000_000, 40) == (f"…{'x' * 38}…"[:40], 1, 38)


def finding(
    message: str = "is wrong", path: str = "clients/Acme.md", severity: str = "error"
) -> Finding:
    return Finding(path, Problem("field/choice", message, 3, 9, 3, 14), severity)


def test_text_is_one_safe_line() -> None:
    odd = finding("two\nlines\x1b[2J", "a\n\x1bb.md")
    assert as_text(odd) == "a\\x0a\\x1bb.md:3:9: field/choice two lines\\x1b[2J"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            finding(),
            "::error file=clients/Acme.md,line=3,col=9,endLine=3,endColumn=14,"
            "title=field/choice::is wrong",
        ),
        (
            finding("100 %\nsure: yes, no", "a,b: 50 %.md", "warning"),
            "::warning file=a%2Cb%3A 50 %25.md,line=3,col=9,endLine=3,endColumn=14,"
            "title=field/choice::100 %25 sure: yes, no",
        ),
        (
            finding("x", "a\n::error::b.md", "advice"),
            "::notice file=a%0A%3A%3Aerror%3A%3Ab.md,line=3,col=9,endLine=3,endColumn=14,"
            "title=field/choice::x",
        ),
    ],
)
def test_github(given: Finding, expected: str) -> None:
    assert as_github(given) == expected


def test_github_names_the_file_from_the_repository() -> None:
    assert "file=notes/crm/clients/Acme.md," in as_github(finding(), "notes/crm/")


def test_data_has_the_fix_with_its_edits() -> None:
    problem = finding().problem._replace(fix=Fix(True, (Edit(8, 13, "active"),)))
    data = as_data(Finding("a.md", problem, "error"))
    assert data["fix"] == {"safe": True, "edits": [{"start": 8, "end": 13, "text": "active"}]}
    assert list(data) == [
        *("rule", "severity", "message", "path"),
        *("line", "column", "end_line", "end_column", "fix"),
    ]


def shown(found: Finding, text: str) -> str:
    return "".join(piece for piece, _ in on_terminal(found, lines_of(text), 40))


def test_a_span_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    problem = Problem("field/nested", "is wrong", 2, 5, 4, 3)
    assert shown(Finding("a.md", problem, "warning"), "---\r\na: {bcd\r\nc}\r\n") == (
        "a.md:2:5: warning field/nested is wrong\n    2 | a: {bcd\n      |     ^^^\n"
    )


def test_what_to_do_comes_last_and_fits() -> None:
    advice = "Write the value as it was agreed upon, in quotes."
    spans = on_terminal(finding(), lines_of("---\na: 1\nstatus: actve\n"), 40, advice)
    assert "".join(piece for piece, _ in spans).splitlines()[3:] == [
        "      = Write the value as it was agreed",
        "        upon, in quotes.",
    ]


@pytest.mark.parametrize("rule", rules_named(rule_names()), ids=rule_names())
def test_every_page_has_a_sentence_to_show(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z`].{5,160}\.", what_to_do(rule))


@pytest.mark.parametrize("text", ["", "one line", "a\n\n \t \n"])
def test_without_a_line_there_is_no_excerpt(text: str) -> None:
    assert shown(finding(), text) == "clients/Acme.md:3:9: error field/choice is wrong\n"


def test_lines_end_as_editors_see_them() -> None:
    assert lines_of("a\rb\r\nc\u2028d\x0ce\n") == ["a", "b", "c\u2028d\x0ce", ""]


def test_counts() -> None:
    found = [finding(), finding(), finding(severity="warning")]
    assert summary(found) == "2 errors, 1 warning"
    assert summary([]) == "0 errors, 0 warnings"
    assert summary([finding(severity="advice")]) == "0 errors, 0 warnings, 1 of advice"
    assert statistics(found) == [
        {"count": 2, "rule": "field/choice", "severity": "error"},
        {"count": 1, "rule": "field/choice", "severity": "warning"},
    ]
