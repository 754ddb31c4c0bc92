"""Where a note says that rules are to be silent, and on which lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_notes import SCHEMA

from vaultcrm.reading.note import read_note


def ignores(text: str) -> list[tuple[str, int, int, int]]:
    """(rule, line it is written on, first and last line that it is about)."""
    note = read_note("a.md", text.encode(), SCHEMA)
    return [(each.rule, each.line, each.first, each.last) for each in note.ignores]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # All of the note: in a property, and alone where the body begins.
        ("---\nvaultcrm_ignore: link\n---\n", [("link", 2, 0, 0)]),
        ("---\nvaultcrm_ignore: link, yaml/tab\n---\n", [("link", 2, 0, 0), ("yaml/tab", 2, 0, 0)]),
        ("---\nvaultcrm_ignore:\n- link\n- file\n---\n", [("link", 3, 0, 0), ("file", 4, 0, 0)]),
        ("---\nvaultcrm_ignore:\nx: 1\n---\n", []),
        ("---\nvaultcrm_ignore: null\n---\n", []),
        ("---\nx: 1\n---\n\n<!-- vaultcrm: ignore link -->\n", [("link", 5, 0, 0)]),
        ("<!-- vaultcrm: ignore link -->\nText\n", [("link", 1, 0, 0)]),
        ("%% vaultcrm: ignore link %%", [("link", 1, 0, 0)]),
        ("<!-- vaultcrm:ignore link,field -->", [("link", 1, 0, 0), ("field", 1, 0, 0)]),
        # Behind text: its own line.
        ("[[a]] <!-- vaultcrm: ignore link -->\n[[b]]\n", [("link", 1, 1, 1)]),
        ("x\n- [ ] b %% vaultcrm: ignore line %%\n", [("line", 2, 2, 2)]),
        # Alone: the next line that is not blank.
        ("x\n<!-- vaultcrm: ignore link -->\n\n\n[[b]]\n", [("link", 2, 5, 5)]),
        ("x\r\n<!-- vaultcrm: ignore link -->\r\n\r\n[[b]]", [("link", 2, 4, 4)]),
        ("x\r<!-- vaultcrm: ignore link -->\r\r[[b]]", [("link", 2, 4, 4)]),
        ("> x\n>\n> %% vaultcrm: ignore link %%\n> [[b]]\n", [("link", 3, 4, 4)]),
        ("x\n<!--\nvaultcrm: ignore\nlink\n-->\n[[b]]\n", [("link", 4, 6, 6)]),
        ("x\n<!-- vaultcrm: ignore link -->", [("link", 2, 3, 3)]),
        # None named.
        ("x\n<!-- vaultcrm: ignore -->\ny\n", [("", 2, 3, 3)]),
        # No comment of ours.
        ("<!-- ignore link -->", []),
        ("<!-- vaultcrm: ignored link -->", []),
        ("vaultcrm: ignore link", []),
        ("`<!-- vaultcrm: ignore link -->`", []),
        ("```\n<!-- vaultcrm: ignore link -->\n```\n", []),
        ("x <!-- vaultcrm: ignore link\n", []),
        # A note that cannot be read says nothing.
        ("---\na: [\n---\n<!-- vaultcrm: ignore link -->\n", []),
    ],
)
def test_ignores(text: str, expected: list[tuple[str, int, int, int]]) -> None:
    assert ignores(text) == expected


def test_the_name_has_a_place() -> None:
    text = "---\nvaultcrm_ignore: [file, link]\n---\nä <!-- vaultcrm: ignore line/field -->\n"
    note = read_note("a.md", text.encode(), SCHEMA)
    lines = text.split("\n")
    assert [lines[i.line - 1][i.column - 1 : i.end_column - 1] for i in note.ignores] == [
        each.rule for each in note.ignores
    ]


@given(
    st.lists(st.sampled_from(["<!--", "-->", "%%", "vaultcrm:", " ignore ", "x", "`", "\n", ">"]))
)
def test_whatever_is_written_the_places_are_in_the_note(pieces: list[str]) -> None:
    text = "".join(pieces)
    lines = text.count("\n") + 1
    for each in read_note("a.md", text.encode(), SCHEMA).ignores:
        assert 1 <= each.line <= lines
        assert each.column < each.end_column
        assert 0 <= each.first <= each.last <= lines + 1
