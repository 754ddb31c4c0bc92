import re
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vaultcrm.errors import VaultError
from vaultcrm.model import Edit
from vaultcrm.reading.body import scan
from vaultcrm.reading.frontmatter import split
from vaultcrm.writing.edits import apply_edits, decode, encode, insert_line

NEW = "- 2026-11-02 call in: new"

# Each case: what it shows, the note (`^` marks where the line comes in), the section.
CASES = [
    ("after the last item", "## Log\n- a\n- b\n^\n## Next\n- c\n", "Log"),
    ("whatever the case", "# LOG #\n- a\n^", "log"),
    ("a closed section in the middle", "## A\n- a\n^## B\n- b\n", "A"),
    ("runs over deeper headings", "## Log\n- a\n### 2025\n- b\n^# Next\n- c\n", "Log"),
    ("ascending dates", "## Log\n- 2026-01-01 a\n- 2026-02-01 b\n^", "Log"),
    ("descending dates", "## Log\n^- 2026-02-01 a\n- 2026-01-01 b\n- 2026-01-01 c\n", "Log"),
    ("descending, one undated", "## Log\n- pinned\n^- 2026-02-01 a\n- x\n- 2026-01-01 b\n", "Log"),
    ("neither way", "## Log\n- 2026-01-01 a\n- 2026-02-01 b\n- 2026-01-15 c\n^", "Log"),
    ("one slip", "## Log\n^- 2026-04-01\n- 2026-03-01\n- 2026-05-01\n- 2026-01-01\n", "Log"),
    ("a late entry", "## Log\n- 2026-04-01\n- 2026-05-01\n- 2026-03-01\n^", "Log"),
    ("one date says nothing", "## Log\n- 2026-02-01 a\n^", "Log"),
    ("equal dates say nothing", "## Log\n- 2026-02-01 a\n- 2026-02-01 b\n^", "Log"),
    ("nested dates do not count", "## Log\n- 2026-02-01 a\n  - 2025-01-01 b\n^", "Log"),
    (
        "descending over years",
        "## Log\n### 2026\n^- 2026-02-01 a\n### 2025\n- 2025-02-01 b\n",
        "Log",
    ),
    ("tasks", "## Log\n- [ ] 2026-01-01 a\n- [x] b\n^", "Log"),
    ("after what belongs to the item", "## Log\n- a\n  more\nlazy\n\n  still\n^\nText.\n", "Log"),
    ("code in an item", "## Log\n- a\n  ```\n  # no heading\n  - no item\n  ```\n^", "Log"),
    ("code after an item", "## Log\n- a\n^```\ncode\n```\n", "Log"),
    ("a heading in code is none", "```\n## Log\n- a\n```\n## log\n- b\n^", "Log"),
    ("a heading in front matter is none", "---\na: |\n  # Log\n---\n# Log\n- b\n^", "Log"),
    ("the first of two", "## Log\n- a\n^## Log\n- b\n", "Log"),
    ("an empty section", "## Log\n^\n## Next\n- c\n", "Log"),
    ("an empty section at the end", "## Log\n^", "Log"),
    ("an empty section, tight", "## Log\n^## Next\n", "Log"),
    ("an indented heading", "## Log\n^ ## Next\n", "Log"),
    ("a thematic break", "## Log\n- a\n^---\nText\n", "Log"),
    ("other markers", "## Log\n* a\n+ b\n^", "Log"),
    ("blank lines at the end", "## Log\n- a\n^\n\n\n", "Log"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("note", "section"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_where_a_line_comes_in(note: str, section: str, newline: str) -> None:
    text = note.replace("^", "").replace("\n", newline)
    wanted = note.replace("^", f"{NEW}\n").replace("\n", newline)
    assert insert_line(text, section, NEW) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", f"## Log\n{NEW}\n"),
        ("Text", f"Text\n\n## Log\n{NEW}"),
        ("Text\n", f"Text\n\n## Log\n{NEW}\n"),
        ("Text\r\n", f"Text\r\n\r\n## Log\r\n{NEW}\r\n"),
        ("Text\r\nmore", f"Text\r\nmore\r\n\r\n## Log\r\n{NEW}"),
        ("Text\r", f"Text\r\r## Log\r{NEW}\r"),
        ("Text\n\n", f"Text\n\n## Log\n{NEW}\n"),
        ("---\na: 1\n---\n", f"---\na: 1\n---\n\n## Log\n{NEW}\n"),
        ("## Log\n- a", f"## Log\n- a\n{NEW}"),
        ("## Log\r\n- a", f"## Log\r\n- a\r\n{NEW}"),
        ("## Log", f"## Log\n{NEW}"),
        ("## Log\nText.\n", f"## Log\nText.\n\n{NEW}\n"),
        ("## Log\nText.\n\n## B\n", f"## Log\nText.\n\n{NEW}\n\n## B\n"),
        ("## Log\nText.", f"## Log\nText.\n\n{NEW}"),
        ("Log\n---\n", f"Log\n---\n\n{NEW}\n"),
        ("## Log\n> - quoted\n", f"## Log\n> - quoted\n\n{NEW}\n"),
        ("## Log\n  - a\n  - b\n", f"## Log\n  - a\n  - b\n  {NEW}\n"),
        ("## Log\n- a\n\t- b\n", f"## Log\n- a\n\t- b\n{NEW}\n"),
    ],
)
def test_the_form_of_what_comes_in(text: str, wanted: str) -> None:
    assert insert_line(text, "Log", NEW) == wanted


def test_a_line_stays_one_line() -> None:
    assert insert_line("## Log\n", "Log", "- a\r\nb\nc") == "## Log\n- a b c\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("## Log\n```\ncode", NEW),  # never closed: the line would be code
        ("```\ncode\n", NEW),
        ("%%\nnever closed\n", NEW),
        ("---\nnever: closed\n", NEW),
        ("## Log\n", "no list item"),
        ("## Log\n- a\n\n## Next\n\nSee %% and\n- b\n", "%%\n"),
    ],
)
def test_a_line_that_would_not_be_read_as_one_is_refused(text: str, line: str) -> None:
    with pytest.raises(VaultError, match="cannot be added to the section 'Log'"):
        insert_line(text, "Log", line)


# --- properties -----------------------------------------------------------------------------------

PIECES = """
## Log|# Other|### Log|Log|---|===|- a|- 2026-01-02 b|- 2025-12-31 c|  - d|\t- e|* f|1. g
- [x] 2026-01-01 h|> - i|```|~~~|%%|$$|<!--|-->|text|    code||| |\u2028|Zoë 🎉|\ufeff|t / t
""".strip().replace("\n", "|").split("|")  # fmt: skip
notes = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n", "\r\n", "\r", ""])), max_size=12
).map(lambda pieces: "".join(map("".join, pieces)))


def items(text: str) -> list[str]:
    body, _ = scan(text, split(text).body, 1)
    return [text[item.content : item.end] for item in body.items]


def newlines(text: str) -> list[str]:
    return re.findall(r"\r\n|\n|\r", text)


@settings(max_examples=400, deadline=None)
@given(notes)
@example("## Log\n- a\r\n- b\r")
def test_one_line_comes_in_and_all_else_stays(text: str) -> None:
    try:
        once = insert_line(text, "log", NEW)
    except VaultError:
        # Only where something may be open to the end of the note.
        assert re.search(r"```|~~~|%%|\$\$|<!--|\A---", text)
        return
    assert any(once.startswith(text[:i]) and once.endswith(text[i:]) for i in range(len(text) + 1))
    assert len(once) > len(text)
    assert Counter(items(once)) - Counter(items(text)) == Counter([NEW[2:]])
    assert set(newlines(once)) <= (set(newlines(text)) or {"\n"})
    if text:
        assert once.endswith(("\n", "\r")) == text.endswith(("\n", "\r"))
    twice = insert_line(once, "log", NEW)
    assert Counter(items(twice)) - Counter(items(text)) == Counter({NEW[2:]: 2})
    assert len(newlines(twice)) == len(newlines(once)) + 1  # the second one finds the section


@given(st.binary(), st.booleans())
def test_bytes_stay_as_they_are(data: bytes, mark: bool) -> None:
    data = b"\xef\xbb\xbf" * mark + data
    try:
        text, found = decode(data, "a.md")
    except VaultError as error:
        assert error.message.startswith("a.md: cannot be edited: ")
        return
    assert encode(text, "a.md", found) == data
    assert found == data.startswith(b"\xef\xbb\xbf")


spans = st.tuples(st.integers(0, 30), st.integers(0, 5), st.text("xy", max_size=2))


@given(st.text(min_size=10, max_size=30), st.lists(spans, max_size=4))
def test_apply_edits(text: str, spans: list[tuple[int, int, str]]) -> None:
    edits = [Edit(start, start + length, new) for start, length, new in spans]
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    ends = [0, *(edit.end for edit in ordered)]
    apart = all(end <= edit.start for end, edit in zip(ends, ordered, strict=False))
    if not apart or ends[-1] > len(text):
        with pytest.raises(ValueError, match="overlaps"):
            apply_edits(text, edits)
        return
    wanted = text
    for edit in reversed(ordered):
        wanted = wanted[: edit.start] + edit.text + wanted[edit.end :]
    assert apply_edits(text, edits) == wanted


@pytest.mark.parametrize(
    ("edits", "wanted"),
    [
        ([], "0123456789"),
        ([Edit(8, 9, "b"), Edit(2, 4, "a")], "01a4567b9"),
        ([Edit(5, 5, "x"), Edit(5, 5, "y")], "01234xy56789"),
        ([Edit(2, 4, ""), Edit(4, 4, "x"), Edit(2, 2, "y")], "01yx456789"),
        ([Edit(10, 10, "end")], "0123456789end"),
        ([Edit(2, 5, "a"), Edit(4, 6, "b")], None),
        ([Edit(2, 5, "a"), Edit(3, 3, "b")], None),
        ([Edit(9, 11, "a")], None),
        ([Edit(4, 3, "a")], None),
        ([Edit(-1, 3, "a")], None),
    ],
)
def test_edits(edits: list[Edit], wanted: str | None) -> None:
    if wanted is None:
        with pytest.raises(ValueError, match="overlaps"):
            apply_edits("0123456789", edits)
    else:
        assert apply_edits("0123456789", edits) == wanted
