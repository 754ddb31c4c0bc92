"""One property is set, and every other byte of the note stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.errors import VaultError
from vaultcrm.model import RawMap, RawScalar
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.yaml import parse
from vaultcrm.writing.front_matter import property_edit, set_property

CASES = {
    "no front matter": ("hi\n", "1 d", "---\np: 1 d\n---\nhi\n"),
    "an empty note": ("", "x", "---\np: x\n---\n"),
    "empty front matter": ("---\n---\nhi", "x", "---\np: x\n---\nhi"),
    "added last": ("---\na: 1\n# end\n---\nhi", "x", "---\na: 1\n# end\np: x\n---\nhi"),
    "CR LF": ("---\r\na: 1\r\n---\r\nhi", "x", "---\r\na: 1\r\np: x\r\n---\r\nhi"),
    "CR": ("---\ra: 1\r---\rhi", "x", "---\ra: 1\rp: x\r---\rhi"),
    "indented": ("---\n  a: 1\n---\n", "x", "---\n  a: 1\n  p: x\n---\n"),
    "after a block": ("---\na: |\n  b\n---\n", "x", "---\na: |\n  b\np: x\n---\n"),
    "replaced": ("---\np: old # why\na: 1\n---\n", "x", "---\np: x # why\na: 1\n---\n"),
    "quotes replaced": ("---\np: 'o''ld'\n---\n", "x", "---\np: x\n---\n"),
    "on two lines": ("---\np: old\n  more\na: 1\n---\n", "x", "---\np: x\na: 1\n---\n"),
    "was empty": ("---\np:\na: 1\n---\n", "x", "---\np: x\na: 1\n---\n"),
    "was a comment": ("---\np: # later\n---\n", "x", "---\np: x # later\n---\n"),
    "whatever the case": ("---\nP: 1\n---\n", "x", "---\nP: x\n---\n"),
    "a quoted name": ('---\n"p": 1\n---\n', "x", '---\n"p": x\n---\n'),
    "an anchor goes": ("---\np: &b 1\n---\n", "x", "---\np: &b x\n---\n"),
    "the same": ("---\np: 'x'\n---\n", "x", "---\np: 'x'\n---\n"),
    "a link": ("---\na: 1\n---\n", "[[A: b]]", '---\na: 1\np: "[[A: b]]"\n---\n'),
    "ambiguous": ("---\na: 1\n---\n", "012", '---\na: 1\np: "012"\n---\n'),
    "yes": ("---\na: 1\n---\n", "yes", '---\na: 1\np: "yes"\n---\n'),
    "a date": ("---\na: 1\n---\n", "2026-11-02", "---\na: 1\np: 2026-11-02\n---\n"),
    "a comment in it": ("---\na: 1\n---\n", "a #b", '---\na: 1\np: "a #b"\n---\n'),
    "nothing": ("---\np: 1\n---\n", "", '---\np: ""\n---\n'),
    "two lines": ("---\np: 1\n---\n", "a\nb", '---\np: "a\\nb"\n---\n'),
    "removed": ("---\na: 1\np: x # why\nb: 2\n---\n", None, "---\na: 1\nb: 2\n---\n"),
    "removed on two lines": ("---\np: x\n  y\nb: 2\n---\n", None, "---\nb: 2\n---\n"),
    "removed alone": ("---\np: x\n---\nhi", None, "---\n---\nhi"),
    "nothing to remove": ("---\na: x\n---\nhi", None, "---\na: x\n---\nhi"),
}


@pytest.mark.parametrize(("text", "value", "wanted"), CASES.values(), ids=CASES)
def test_set(text: str, value: str | None, wanted: str) -> None:
    assert set_property(text, "p", value) == wanted
    assert set_property(wanted, "p", value) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "---\na: 1\n",  # never closed
        "\n---\na: 1\n---\n",  # Obsidian sees none
        "---\n{a: 1}\n---\n",
        "---\n- a\n---\n",
        "---\np:\n  - 1\n---\n",
        "---\np: {a: 1}\n---\n",
        "---\np: |\n  block\n---\n",
        "---\np: 1\nP: 2\n---\n",
        "---\na: &b 1\np: *b\n---\n",
        "---\np: &b 1\na: *b\n---\n",
        "---\na: [\n---\n",
        "---\na: !t 1\n---\n",
        "—\na: 1\n—\n",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(VaultError, match="'p' cannot be set"):
        set_property(text, "p", "x")


VALUES = st.sampled_from(["1", "'it''s'", '"a: b"', "", "[a, b]", "\n  - a\n  - b", "a b # c"])
FRONT = st.lists(st.tuples(st.sampled_from("abcdP"), VALUES), unique_by=lambda each: each[0])


@given(FRONT, st.text(max_size=12), st.sampled_from(["\n", "\r\n"]), st.text(max_size=20))
def test_any_text_is_read_again(
    front: list[tuple[str, str]], value: str, newline: str, body: str
) -> None:
    lines = "".join(f"{key}: {raw}\n" for key, raw in front)
    text = f"---\n{lines}---\n".replace("\n", newline) + body
    try:
        edit = property_edit(text, "p", value)
    except VaultError:
        assert any(key == "P" and raw[:1] in ("[", "\n") for key, raw in front)
        return
    after = set_property(text, "p", value)
    if edit:
        assert after == text[: edit.start] + edit.text + text[edit.end :]
    framing = split(after)
    assert after[framing.body :] == body
    root = parse(after, framing.start, framing.end).root
    assert isinstance(root, RawMap)
    read = {key.text.casefold(): raw for key, raw in root.entries}["p"]
    assert isinstance(read, RawScalar) and read.text == value
    assert set_property(after, "p", value) == after
