"""Ordinary lines, which are read at once, give what the reading of any line gives."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reading_notes import SCHEMA, read

from vaultcrm.model import Note
from vaultcrm.reading import records
from vaultcrm.reading.body import scan
from vaultcrm.reading.ordinary import read_ordinary

SECTIONS = {
    "client": ("Log", "Feedback", "Expectations", "Onboarding", "To do"),
    "project": ("Deliverables", "Invoices", "Hours", "Risks", "Change requests", "Log"),
    "meeting": ("Decisions", "Actions"),
}
PLACES = [(type_, section) for type_, sections in SECTIONS.items() for section in sections]
BEGINNINGS = ("", "[ ] ", "[x] ", "[-] ", "2026-11-02 ", "2026-11-02: ", "2026-11-02 – ", "3.11. ")
PIECES = st.sampled_from(
    (
        *("2026-11-02 09:30 ", "2026-13-40 ", "09:30 ", "email in: ", "call out Dana: ", "in "),
        *(
            "emial in: ",
            "ours: ",
            "theirs",
            "send it ",
            "送る ",
            "[[Acme|A]] ",
            "[a](b c.md) ",
            ":",
        ),
        *(
            "@Dana ",
            "@[[Dana Fox]] ",
            "#tag ",
            "`[a:: b]` ",
            "%% x %% ",
            "\u00a0",
            "\t",
            ", ",
            "^a",
        ),
        *("[hours:: 3.5]", "[Hours:: 90]", "[hours:: -1]", "[amount:: 6 EUR]", "[amount:: 1.000]"),
        *("[due:: 2026-12-01] ", "(due:: 2026-12-01)", "[score:: 11]", "[kind:: praise]", "[a:: ]"),
        *(
            "[kind:: Praise]",
            "[owner:: Bo] ",
            "[text:: x]",
            "[a:: b]",
            "[a:: b:: c]",
            "[see:: [[B]]]",
        ),
        *("[client:: Bo]", "[[", "[", "]", "(", ")", "\\", "::", "[duee:: 2026-12-01]", "[k:: 📅]"),
        *(
            "📅 2026-11-02 ",
            "📅2026-11-02",
            "⏳ 2026-11-03 ",
            "✅ 2026-02-30",
            "➕ 2026-01-01",
            "📅 soon",
        ),
        *(
            "⏫ ",
            "🔼\ufe0f ",
            "🔁 every week ",
            "🆔 a ",
            "✓ ",
            "😀 ",
            "📅\ufe0f  2026-11-05",
            "[date:: 2026-01-01]",
        ),
    )
)


def note(line: str, place: tuple[str, str]) -> Note:
    return read(f"---\ntype: {place[0]}\n---\n## {place[1]}\n- {line}\n")


def shown(read: Note) -> object:
    """All that is read of lines, with the order of their fields."""
    lines = [(*line[:3], [*line.fields.items()]) for line in read.lines]
    return repr(lines), read.problems, read.places


@example("2026-11-02 email in: x", PLACES[0])
@example("[x] send it ➕ 2026-10-01 📅 2026-11-02 ✅ 2026-11-02", PLACES[0])
@given(
    st.builds(
        lambda first, pieces: first + "".join(pieces),
        st.sampled_from(BEGINNINGS),
        st.lists(PIECES, max_size=5),
    ),
    st.sampled_from(PLACES),
)
def test_the_same_as_any_line(line: str, place: tuple[str, str]) -> None:
    at_once = shown(note(line, place))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "read_ordinary", lambda *_: None)
        assert at_once == shown(note(line, place))


ORDINARY = [
    ("- [ ] send [[Acme|it]] 🔼 ➕ 2026-10-01 📅 2026-11-02", "actions"),
    ("- 2026-11-02 09:30 email in Dana: where is it?", "interactions"),
    ("- 2026-11-02 wireframes [hours:: 3.5]", "hours"),
    ("- [x] INV-1 [amount:: 6000 EUR] 📅 2026-10-15", "invoices"),
    ("- ours: minutes within a day @Dana", "expectations"),
]


@pytest.mark.parametrize(("line", "kind"), ORDINARY)
def test_what_is_ordinary(line: str, kind: str) -> None:
    body, masked = scan(line, 0, 1)
    assert read_ordinary(line, masked, body.items[0], SCHEMA.kinds[kind], "EUR")
