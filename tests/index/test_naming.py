"""Rows that may name a note are never passed over, however its name is written."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.index.naming import naming
from vaultcrm.index.store import Row
from vaultcrm.index.values import dumps
from vaultcrm.reading.links import key

# Letters that fold to several, to others' or to none of their own kind.
LETTERS = st.sampled_from("aAbkKsSzßſKİıéÉe\u0301ŉﬁﬀẞЛлΣςσ 1-._()&'\"\\\x7f漢")
NAMES = st.text(LETTERS, min_size=1, max_size=6).map(str.strip).filter(bool)
CHANGES = st.sampled_from(
    [
        str,
        str.upper,
        str.lower,
        str.casefold,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: f"folder/{text}.md",
    ]
)


def row(path: str, value: object) -> Row:
    return Row(path, dumps(value)[1])


@given(NAMES, CHANGES, st.text(LETTERS, max_size=8))
def test_no_row_that_names_a_note_is_passed_over(name, change, other) -> None:  # type: ignore[no-untyped-def]
    path, target = f"notes/{name}.md", change(name)
    if key(target) != key(path):
        return
    rows = [row("a.md", [other, {"client": target}]), row("b.md", [other])]
    assert rows[0] in list(naming(rows, [path, "zzz.md"]))


def test_others_are() -> None:
    rows = [row("a.md", ["Acme Corp"]), row("b.md", ["ACME  corp 😀"]), row("Őr.md", ["x"])]
    assert [each.path for each in naming(rows, ["clients/Acme Corp.md"])] == ["a.md"]
    assert [each.path for each in naming(rows, ["Őr.md"])] == ["Őr.md"]
    assert list(naming(rows, ["Лис.md"])) == []
