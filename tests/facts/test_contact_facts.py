"""When there was contact with a client, against cases computed by hand. Today is 2026-11-23, a
Monday."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from client_notes import ACME, NONE, about, client, log, meeting, project, shown

from vaultcrm.model import Fact, Value

SPOKEN = ("last_contact", "last_inbound", "last_outbound")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["- 2026-11-02 email in: asks", "- 2026-11-03 email out: answers"],
            [(date(2026, 11, 3), ":8"), (date(2026, 11, 2), ":7"), (date(2026, 11, 3), ":8")],
        ),
        # In a visit both speak; who wrote an email without one is not known.
        (
            ["- 2026-11-02 visit: tea", "- 2026-11-03 email: something"],
            [(date(2026, 11, 3), ":8"), (date(2026, 11, 2), ":7"), (date(2026, 11, 2), ":7")],
        ),
        # In a call too, whoever called.
        (["- 2026-11-02 call in: rings"], [(date(2026, 11, 2), ":7")] * 3),
        (["- 2026-11-02 call out: we ring"], [(date(2026, 11, 2), ":7")] * 3),
        # The order of the lines does not matter, nor does what is still to come.
        (
            [
                "- 2026-11-24 email in: tomorrow",
                "- 2026-11-23 call: now",
                "- 2026-11-02 visit: tea",
            ],
            [(date(2026, 11, 23), ":8")] * 3,
        ),
        # The later of two on a day is the one with the later time.
        (
            ["- 2026-11-02 16:00 email in: late", "- 2026-11-02 9:15 email in: early"],
            [(date(2026, 11, 2), ":7")] * 2 + [None],
        ),
        (
            ["- once email in: no date", "- 2026-02-30 call: no day", "- 0202-11-20 call: no year"],
            [],
        ),
    ],
)
def test_who_spoke_last(
    tmp_path: Path, lines: list[str], expected: list[tuple[date, str] | None]
) -> None:
    found = shown(about(tmp_path, {ACME: client(log(*lines))}), SPOKEN)
    assert found == {
        name: (each[0], (each[1],)) for name, each in zip(SPOKEN, expected, strict=False) if each
    }


def test_a_meeting_that_names_only_a_project_is_a_contact_with_its_client(tmp_path: Path) -> None:
    notes = {
        ACME: client(),
        "projects/Site.md": project(),
        "projects/Adrift.md": project(whose="Nobody"),
        "meetings/a.md": '---\ntype: meeting\nproject: "[[Site]]"\ndate: 2026-11-05\n---\n',
        "meetings/b.md": '---\ntype: meeting\nproject: "[[Adrift]]"\ndate: 2026-11-06\n---\n',
        "meetings/c.md": '---\ntype: meeting\nproject: "[[Gone]]"\ndate: 2026-11-07\n---\n',
    }
    found = about(tmp_path, notes)["last_contact"]
    assert found == Fact(date(2026, 11, 5), ("meetings/a.md",))


def test_a_meetings_note_is_a_contact_of_its_kind(tmp_path: Path) -> None:
    notes = {
        ACME: client(),
        "meetings/a.md": meeting("2026-11-02"),  # no kind: a meeting
        "meetings/b.md": meeting("2026-11-05", more="kind: email"),
    }
    assert shown(about(tmp_path, notes), SPOKEN) == {
        "last_contact": (date(2026, 11, 5), ("meetings/b.md",)),
        "last_inbound": (date(2026, 11, 2), ("meetings/a.md",)),
        "last_outbound": (date(2026, 11, 2), ("meetings/a.md",)),
    }


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ({"m/a.md": meeting("2026-11-23")}, (date(2026, 11, 23), "m/a.md")),
        ({"m/a.md": meeting("2026-11-22")}, None),
        (
            {"m/a.md": meeting("2026-11-09", more="next: 2026-12-01")},
            (date(2026, 12, 1), "m/a.md"),
        ),
        (
            {
                "m/a.md": meeting("2026-11-09", more="next: 2026-12-01"),
                "m/b.md": meeting("2026-11-30"),
                "m/c.md": meeting("2026-11-10", more="next: 2026-11-20"),  # over
                "m/d.md": meeting("2026-11-24", whose="Other"),
            },
            (date(2026, 11, 30), "m/b.md"),
        ),
        ({"m/a.md": meeting("soon", more="next: in spring")}, None),
    ],
)
def test_next_meeting(
    tmp_path: Path, notes: dict[str, str], expected: tuple[date, str] | None
) -> None:
    found = about(tmp_path, {ACME: client(), **notes}).get("next_meeting")
    assert found == (Fact(expected[0], (expected[1],)) if expected else None)


def test_contact_is_due_on_a_business_day(tmp_path: Path) -> None:
    # Two business days after Thursday 2026-10-01: Friday the 2nd and Monday the 5th. (Saturday the
    # 3rd is a holiday in Germany, but closed anyway.) After Wednesday 2026-12-23: Thursday the 24th
    # and, over Christmas on a Friday, Monday the 28th.
    note = client(log("- 2026-10-01 call out: hello"), "cadence: 2bd")
    found = about(tmp_path, {ACME: note}, config="country: DE\n")["contact_due"]
    assert found == Fact(date(2026, 10, 5), (ACME, f"{ACME}:8"))
    later = client("", "since: 2026-12-23\ncadence: 2bd")
    (tmp_path / "de").mkdir()
    (tmp_path / "none").mkdir()
    there = about(tmp_path / "de", {ACME: later}, config="country: DE\n")["contact_due"]
    assert there == Fact(date(2026, 12, 28), (ACME,))
    assert about(tmp_path / "none", {ACME: later})["contact_due"].value == date(2026, 12, 25)


RHYTHM = ("days_since_contact", "usual_gap", "silence")


@pytest.mark.parametrize(
    ("days", "cadence", "expected"),
    [
        # Gaps 10, 12, 11, 30: sorted 10, 11, 12, 30, median (11 + 12) / 2 = 11.5. From 3 November
        # to the 23rd there are 20 days: 20 / 11.5 = 1.739.
        (
            ["2026-09-01", "2026-09-11", "2026-09-23", "2026-10-04", "2026-11-03"],
            "100d",
            (20, Decimal("11.5"), Decimal("1.74"), (":8", ":9", ":10", ":11", ":12")),
        ),
        # Five gaps 7, 7, 14, 7, 7: median 7. A second contact on a day makes no gap of 0, and its
        # place is the later line. 21 / 7 = 3.
        (
            [
                *("2026-09-21", "2026-09-28", "2026-10-05", "2026-10-05"),
                *("2026-10-19", "2026-10-26", "2026-11-02"),
            ],
            "100d",
            (21, 7, Decimal(3), (":8", ":9", ":11", ":12", ":13", ":14")),
        ),
        # Three gaps are too few: 20 days / a cadence of 2 weeks = 1.428….
        (
            ["2026-09-11", "2026-09-23", "2026-10-04", "2026-11-03"],
            "2 weeks",
            (20, None, Decimal("1.43"), ("Acme", ":11")),
        ),
        # A month after 3 October is 3 November, 31 days; 51 days of silence / 31 = 1.645….
        (["2026-10-03"], "1 month", (51, None, Decimal("1.65"), ("Acme", ":8"))),
        (["2026-11-23"], "7d", (0, None, Decimal(0), ("Acme", ":8"))),
        (["2026-11-03"], "0d", (20, None, None, ())),
        (["2026-11-03"], "often", (20, None, None, ())),
    ],
)
def test_the_rhythm_of_contacts(
    tmp_path: Path, days: list[str], cadence: str, expected: tuple[Value, Value, Value, tuple[str]]
) -> None:
    note = client(log(*(f"- {day} call out: hello" for day in days)), f"cadence: {cadence}")
    facts = about(tmp_path, {ACME: note})
    assert tuple(facts.get(name, NONE).value for name in RHYTHM) == expected[:3]
    found = shown(facts, ["usual_gap", "silence"])
    assert all(evidence == expected[3] for _, evidence in found.values())
