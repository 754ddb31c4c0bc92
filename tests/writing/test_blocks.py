"""A block in somebody's note: renewed between its comments, and nothing else touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.errors import VaultError
from vaultcrm.writing.blocks import CLOSING, lines_of, opening, set_block

BEGIN = opening("base", "views/Open.base", "By due date")
TABLE = "| a   |\n| --- |\n| 1   |\n"


def test_a_block_is_added_to_the_end() -> None:
    assert set_block("# Home\n", BEGIN, TABLE) == (f"# Home\n\n{BEGIN}\n\n{TABLE}\n{CLOSING}\n")
    assert set_block("# Home", BEGIN, TABLE).startswith(f"# Home\n\n{BEGIN}\n")
    assert set_block("", BEGIN, TABLE).startswith(BEGIN)


def test_a_block_is_renewed_where_it_stands() -> None:
    other = opening("base", "views/Open.base", "Another")
    text = f"above\n{other}\nkept\n{CLOSING}\n\n  {BEGIN}  \nold\nlines\n {CLOSING}\nbelow  \n\n\n"
    assert set_block(text, BEGIN, "new") == (
        f"above\n{other}\nkept\n{CLOSING}\n\n  {BEGIN}\n\n  new\n\n {CLOSING}\nbelow  \n\n\n"
    )


def test_the_notes_own_newlines() -> None:
    text = set_block("---\r\na: 1\r\n---\r\nHome\r\n", BEGIN, TABLE)
    assert "\n" not in text.replace("\r\n", "")
    assert set_block(text, BEGIN, TABLE) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{BEGIN}\nold", "is not closed"),
        (f"{BEGIN}\nold\n{opening('base', 'x', 'y')}\nz\n{CLOSING}\n", "is not closed"),
        (f"{BEGIN}\na\n{CLOSING}\n{BEGIN}\nb\n{CLOSING}\n", "is there twice"),
        ("```\nopen code\n", "inside code or a comment"),
        ("%%\nopen comment\n", "inside code or a comment"),
    ],
)
def test_what_is_not_clear_is_refused(text: str, message: str) -> None:
    with pytest.raises(VaultError, match=message):
        set_block(text, BEGIN, TABLE)


def test_a_marker_in_code_is_an_example() -> None:
    text = f"```\n{BEGIN}\nas it looks\n{CLOSING}\n```\n"
    assert set_block(text, BEGIN, TABLE) == f"{text}\n{BEGIN}\n\n{TABLE}\n{CLOSING}\n"


def test_no_name_ends_the_comment_or_its_line() -> None:
    assert opening("base", "a\nb\r\x1b[31m\u202ec") == '<!-- vaultcrm: base "a b [31mc" -->'
    assert opening("base", 'a --> b"', "--").count("--") == 2
    begin = opening("base", "-->")
    once = set_block("", begin, "x")
    assert set_block(once, begin, "x") == once


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("nothing", range(0)),
        (f"a\r\n{BEGIN}\r\nold\r\n{CLOSING}\r\n", range(2, 5)),
        (f"{BEGIN}\nold\n", range(0)),
        (f"{BEGIN}\n{CLOSING}\n{BEGIN}\n{CLOSING}\n", range(0)),
    ],
)
def test_the_lines_of_a_block(text: str, lines: range) -> None:
    assert lines_of(text, BEGIN) == lines


# Nothing that turns into front matter once a text is added below.
PLAIN = st.text(st.sampled_from("ab #|\n-[]x*"), max_size=60).filter(
    lambda text: not text.startswith("---")
)


@given(PLAIN, PLAIN, st.sampled_from([TABLE, "x\n"]))
def test_twice_is_once_and_the_rest_stays(above: str, below: str, content: str) -> None:
    text = set_block(above, BEGIN, "old") + below
    new = set_block(text, BEGIN, content)
    assert new == set_block(new, BEGIN, content)
    assert new.startswith(above) and new.endswith(below)
    assert set_block(new, BEGIN, "old") == text
