"""A note with thousands of problems is mended in few readings, some fixes doing harm or not."""

import pytest

from vaultcrm.model import Edit, Fix, Note, Problem
from vaultcrm.reading.note import read_note
from vaultcrm.reading.vault import shipped_types
from vaultcrm.schema.build import build
from vaultcrm.writing.fixes import mend

SCHEMA, _ = build(shipped_types())
MANY = 1_000


class Reader:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self, text: str) -> Note:
        self.times += 1
        return read_note("clients/Acme.md", text.encode(), SCHEMA)


@pytest.mark.parametrize("place", [0, MANY // 3, MANY])
def test_one_fix_that_does_harm(place: int) -> None:
    """`cadense` is not made `cadence`, since NO is no length of time."""
    wrong, right = ([f"k{number}: {text}\n" for number in range(MANY)] for text in ("“x”", "x"))
    wrong.insert(place, "cadense: NO\n")
    right.insert(place, 'cadense: "NO"\n')
    before, after = (f"---\ntype: client\n{''.join(each)}---\n" for each in (wrong, right))
    read = Reader()
    assert mend(before, read(before).problems, read, unsafe=True) == (after, MANY + 1)
    assert read.times < 40


def test_fixes_that_all_do_harm() -> None:
    text = f"---\ntype: client\nowner: x\n---\n{'x' * 100_000}\n"
    at = [text.index("owner") + len("owner: ")] * MANY
    problems = [
        Problem("managed/stale", f"{number}", fix=Fix(True, (Edit(start, start, "["),)))
        for number, start in enumerate(at)
    ]
    read = Reader()
    assert mend(text, problems, read).text == text
    assert read.times < 100


def test_a_place_that_moves_up_while_others_are_mended() -> None:
    """The second `2026` is there twice, first on a line that is another one after each round."""
    lines = ["kind: a", "kind: a", "kind: b", "2026: x", "2026: x"]
    before, after = (
        f"---\ntype: client\n{each}\n---\n"
        for each in ("\n".join(lines), 'kind: a\nkind: b\n"2026": x')
    )
    read = Reader()
    result = mend(before, read(before).problems, read)
    assert result.text == after
    assert mend(after, read(after).problems, read) == (after, 0)
