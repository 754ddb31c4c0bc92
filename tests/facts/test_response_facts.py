"""How fast we answer, against cases computed by hand. Today is 2026-11-23, a
Monday."""

from decimal import Decimal
from pathlib import Path

import pytest
from client_notes import ACME, about, client, log, shown

from vaultcrm.model import Fact


@pytest.mark.parametrize(
    ("lines", "hours", "places"),
    [
        # Friday 16:30 to 17 and Monday 9 to 9:30: 1 hour.
        (
            ["- 2026-11-13 16:30 email in: ?", "- 2026-11-16 09:30 email out: !"],
            "1",
            (":7", ":8"),
        ),
        # 2.5, 0.25 and 1 hours: the median is 1. The lines need no order.
        (
            [
                "- 2026-11-16 09:15 message out: !",
                "- 2026-11-16 08:30 message in: ?",
                "- 2026-11-10 10:00 email in: ?",
                "- 2026-11-10 12:30 email out: !",
                "- 2026-11-17 11:00 email in: ?",
                "- 2026-11-17 12:00 email out: !",
            ],
            "1",
            (":9", ":10", ":8", ":7", ":11", ":12"),
        ),
        # 3 and 4 hours: the median of two is their mean, 3.5.
        (
            [
                "- 2026-11-10 10:00 email in: ?",
                "- 2026-11-10 13:00 email out: !",
                "- 2026-11-11 10:00 email in: ?",
                "- 2026-11-11 14:00 email out: !",
            ],
            "3.5",
            (":7", ":8", ":9", ":10"),
        ),
        # A run starts at its earliest: Monday 10 to 17 and Tuesday 9 to 10 make 8 hours. A second
        # answer answers nothing.
        (
            [
                "- 2026-11-16 10:00 email in: ?",
                "- 2026-11-16 15:00 email in: ??",
                "- 2026-11-17 10:00 email out: !",
                "- 2026-11-18 10:00 email out: and!",
            ],
            "8",
            (":7", ":9"),
        ),
        # A call is an answer, whoever called; an inbound call asks for none.
        (
            [
                "- 2026-11-16 10:00 email in: ?",
                "- 2026-11-16 11:00 call in: rings",
                "- 2026-11-16 12:00 call out: rings back",
            ],
            "1",
            (":7", ":8"),
        ),
        (["- 2026-11-16 11:00 call in: rings", "- 2026-11-16 12:00 email out: !"], None, ()),
        # Answered on a closed day: 0.
        (
            ["- 2026-11-13 17:30 email in: ?", "- 2026-11-14 12:00 email out: !"],
            "0",
            (":7", ":8"),
        ),
        # So are a meeting and a call without a direction, in which we spoke too: 2 and 3 hours.
        (
            [
                "- 2026-11-16 10:00 email in: ?",
                "- 2026-11-16 12:00 call: spoke",
                "- 2026-11-16 15:00 email out: as said",
                "- 2026-11-17 10:00 message in: ?",
                "- 2026-11-17 13:00 visit: tea",
            ],
            "2.5",
            (":7", ":8", ":10", ":11"),
        ),
        # In an email without a direction nobody knows who did.
        (["- 2026-11-16 10:00 email in: ?", "- 2026-11-16 12:00 email: hm"], None, ()),
        # Without a time the pair is left out, and so is what has no answer yet, or had to wait for
        # more than a year; an answer without a time is an answer.
        (["- 2026-11-13 email in: ?", "- 2026-11-16 09:30 email out: !"], None, ()),
        (
            [
                "- 2026-11-13 10:00 email in: ?",
                "- 2026-11-16 email out: !",
                "- 2026-11-17 10:00 email out: and!",
            ],
            None,
            (),
        ),
        (["- 2026-11-16 10:00 email in: ?"], None, ()),
        (["- 2025-11-10 10:00 email in: ?", "- 2026-11-16 10:00 email out: !"], None, ()),
        # On a day, a line without a time stands where it is written: the answer was that of line 8.
        (
            [
                "- 2026-11-16 10:00 email in: ?",
                "- 2026-11-16 email out: !",
                "- 2026-11-16 15:00 email out: and!",
            ],
            None,
            (),
        ),
    ],
)
def test_response_time(
    tmp_path: Path, lines: list[str], hours: str | None, places: tuple[str, ...]
) -> None:
    found = shown(about(tmp_path, {ACME: client(log(*lines))}), ["response_time"])
    assert found == ({"response_time": (Decimal(hours), places)} if hours else {})


def test_response_time_by_our_office_hours_and_holidays(tmp_path: Path) -> None:
    # Open daily from 8 to 20. Friday 2026-10-02 19:00 to 20:00, Saturday the 3rd is a holiday,
    # Sunday 8 to 10: 1 + 0 + 2 hours.
    lines = ["- 2026-10-02 19:00 email in: ?", "- 2026-10-04 10:00 email out: !"]
    config = 'country: DE\noffice_hours: {days: mon-sun, from: "08:00", to: "20:00"}\n'
    found = about(tmp_path, {ACME: client(log(*lines))}, config=config)
    assert found["response_time"].value == 3


def test_messages_and_answers_without_a_time_are_left_out(tmp_path: Path) -> None:
    lines = [
        "- 2026-11-02 email in: without a time",
        "- 2026-11-02 16:00 email out: !",
        "- 2026-11-03 10:00 email in: ?",
        "- 2026-11-03 email out: without a time",
        "- 2026-11-04 10:00 email in: ?",
        "- 2026-11-04 email in: the run began before",
        "- 2026-11-04 12:00 email out: !",
        "- 2026-11-05 email in: not answered yet",
    ]
    notes = {
        ACME: client(log(*lines)),
        "clients/Quiet.md": client(log(*lines[:2])),
    }
    found = about(tmp_path, notes)["response_time"]
    places = tuple(f"{ACME}:{line}" for line in (11, 13, 7, 10))
    assert found == Fact(Decimal(2), places[:2], places[2:])
    assert "response_time" not in about(tmp_path, notes, "clients/Quiet.md")


BERLIN = "timezone: Europe/Berlin\n"
ALWAYS = 'office_hours: {days: mon-sun, from: "00:00", to: "23:59"}\n'


@pytest.mark.parametrize(
    ("asked", "answered", "config", "hours"),
    [
        # Two hours of the night, three on the wall: summer time began at 2.
        ("2026-03-29 01:00", "2026-03-29 04:00", BERLIN, "2"),
        ("2026-10-25 01:00", "2026-10-25 04:00", BERLIN, "4"),
        ("2026-03-29 01:00", "2026-03-29 04:00", "", "3"),
        ("2026-10-25 01:00", "2026-10-25 04:00", "timezone: Asia/Tokyo\n", "3"),
        # From 22:00 the day before to 8: 9 and 11 hours, less the minute before midnight.
        ("2026-03-28 22:00", "2026-03-29 08:00", BERLIN, "8.98"),
        ("2026-10-24 22:00", "2026-10-25 08:00", BERLIN, "10.98"),
        ("2026-10-24 22:00", "2026-10-25 08:00", "", "9.98"),
    ],
)
def test_response_time_over_a_night_on_which_clocks_change(
    tmp_path: Path, asked: str, answered: str, config: str, hours: str
) -> None:
    lines = [f"- {asked} email in: ?", f"- {answered} email out: !"]
    # The client's own zone does not matter.
    note = client(log(*lines), "timezone: America/New_York")
    found = about(tmp_path, {ACME: note}, config=config + ALWAYS)
    assert found["response_time"].value == Decimal(hours)


LETTER = """
type: letter
fields:
  client: link
  at: datetime
  by: {type: choice, choices: [email]}
  way: {type: choice, choices: [in, out]}
also:
  interactions: {date: at, channel: by, direction: way}
"""


def letter(way: str, at: str) -> str:
    return f'---\ntype: letter\nclient: "[[Acme]]"\nat: {at}\nby: email\nway: {way}\n---\n'


@pytest.mark.parametrize(
    ("ours", "hours"),
    [
        # Open from 0 to 3. In Berlin summer time began at 2, so that was 2 hours long.
        (BERLIN, "2"),
        # As written, on a clock that stays at +01:00, it was 3.
        ("", "3"),
        ("timezone: Nowhere/Land\n", "3"),
        # In New York it was still the 28th, from 19:00 to midnight.
        ("timezone: America/New_York\n", "0"),
    ],
)
def test_response_time_of_moments_with_offsets(tmp_path: Path, ours: str, hours: str) -> None:
    # A line has a time and no offset; a note of a type of one's own may have both.
    types = tmp_path / ".vaultcrm" / "types"
    types.mkdir(parents=True)
    (types / "letter.yaml").write_text(LETTER)
    notes = {
        ACME: client(more="timezone: Asia/Tokyo"),
        "a.md": letter("in", "2026-03-29T00:00:00+01:00"),
        "b.md": letter("out", "2026-03-29T06:00:00+02:00"),
    }
    config = ours + 'office_hours: {days: mon-sun, from: "00:00", to: "03:00"}\n'
    found = about(tmp_path, notes, config=config)
    assert found["response_time"] == Fact(Decimal(hours), ("a.md", "b.md"))
