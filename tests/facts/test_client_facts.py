"""The facts of clients and people, each against cases computed by hand. Today is 2026-11-23, a
Monday."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest
from vaults import book_of

from vaultcrm.facts import facts_about, facts_of
from vaultcrm.model import Fact, Money, Value

ACME = "clients/Acme.md"
NONE = Fact(None)


def client(body: str = "", more: str = "", status: str = "active") -> str:
    """A client's note: the body's first line is its 6th, or later by the lines of `more`."""
    fields = f"type: client\nstatus: {status}\n{dedent(more)}".rstrip()
    return f"---\n{fields}\n---\n\n{dedent(body).strip()}\n"


def log(*lines: str) -> str:
    """A log whose first line is the note's 7th."""
    return "## Log\n" + "\n".join(lines)


def meeting(day: str, body: str = "", more: str = "", whose: str = "Acme") -> str:
    """A meeting's note: the body's first line is its 7th, or later by the lines of `more`."""
    fields = f'type: meeting\nclient: "[[{whose}]]"\ndate: {day}\n{dedent(more)}'.rstrip()
    return f"---\n{fields}\n---\n\n{dedent(body).strip()}\n"


def project(body: str = "", more: str = "", status: str = "active", whose: str = "Acme") -> str:
    fields = f'type: project\nclient: "[[{whose}]]"\nstatus: {status}\n{dedent(more)}'.rstrip()
    return f"---\n{fields}\n---\n\n{dedent(body).strip()}\n"


def about(
    root: Path, notes: dict[str, str], path: str = ACME, kind: str = "clients", config: str = ""
) -> dict[str, Fact]:
    with book_of(root, notes, config) as book:
        return facts_about(book, kind, path)


def shown(facts: dict[str, Fact], names: Iterable[str]) -> dict[str, tuple[Value, tuple[str, ...]]]:
    """Value and evidence by name, with short names for Acme's own lines: `:7`."""
    return {
        name: (
            facts[name].value,
            tuple(place.removeprefix(ACME) or "Acme" for place in facts[name].evidence),
        )
        for name in names
        if name in facts
    }


SPOKEN = ("last_contact", "last_inbound", "last_outbound")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["- 2026-11-02 email in: asks", "- 2026-11-03 email out: answers"],
            [(date(2026, 11, 3), ":8"), (date(2026, 11, 2), ":7"), (date(2026, 11, 3), ":8")],
        ),
        # In a visit without a direction both speak; who wrote an email without one is not known.
        (
            ["- 2026-11-02 visit: tea", "- 2026-11-03 email: something"],
            [(date(2026, 11, 3), ":8"), (date(2026, 11, 2), ":7"), (date(2026, 11, 2), ":7")],
        ),
        # A call with a direction has only that one.
        (["- 2026-11-02 call in: rings"], [(date(2026, 11, 2), ":7")] * 2 + [None]),
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


def test_promises_that_are_open_and_late(tmp_path: Path) -> None:
    notes = {
        ACME: client(
            """
            ## Onboarding
            - [ ] Contract 📅 2026-11-01
            - [ ] Their access [owner:: Acme] 📅 2026-11-01
            ## Todo
            - [ ] Draft 📅 2026-11-22
            - [ ] Today 📅 2026-11-23
            - [h] On hold 📅 2026-11-01
            - [x] Done 📅 2026-11-01
            - [ ] Someday
            """
        ),
        "meetings/a.md": meeting("2026-11-02", "## Actions\n- [ ] Send it 📅 2026-11-03"),
        "notes/x.md": "- [ ] Of no client 📅 2026-11-03",
    }
    assert shown(
        about(tmp_path, notes), ("open_actions", "open_actions_theirs", "overdue_actions")
    ) == {
        "open_actions": (6, (":10", ":11", ":12", ":14", "meetings/a.md:8", ":7")),
        "open_actions_theirs": (1, (":8",)),
        "overdue_actions": (3, (":10", "meetings/a.md:8", ":7")),
    }


def test_no_promises_no_counts(tmp_path: Path) -> None:
    assert about(tmp_path, {ACME: client()}) == {}


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
        # A call back is an answer; an inbound call asks for none.
        (
            [
                "- 2026-11-16 10:00 email in: ?",
                "- 2026-11-16 11:00 call in: rings",
                "- 2026-11-16 12:00 call out: rings back",
            ],
            "2",
            (":7", ":9"),
        ),
        (["- 2026-11-16 11:00 call in: rings", "- 2026-11-16 12:00 email out: !"], None, ()),
        # Answered on a closed day: 0.
        (
            ["- 2026-11-13 17:30 email in: ?", "- 2026-11-14 12:00 email out: !"],
            "0",
            (":7", ":8"),
        ),
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
    ("more", "hours"),
    [
        # Open from 0 to 3. In Berlin summer time began at 2, so that was 2 hours long.
        ("timezone: Europe/Berlin", "2"),
        # As written, on a clock that stays at +01:00, it was 3.
        ("", "3"),
        ("timezone: Nowhere/Land", "3"),
        # In New York it was still the 28th, from 19:00 to midnight.
        ("timezone: America/New_York", "0"),
    ],
)
def test_response_time_of_moments_with_offsets(tmp_path: Path, more: str, hours: str) -> None:
    # A line has a time and no offset; a note of a type of one's own may have both.
    types = tmp_path / ".vaultcrm" / "types"
    types.mkdir(parents=True)
    (types / "letter.yaml").write_text(LETTER)
    notes = {
        ACME: client(more=more),
        "a.md": letter("in", "2026-03-29T00:00:00+01:00"),
        "b.md": letter("out", "2026-03-29T06:00:00+02:00"),
    }
    config = 'office_hours: {days: mon-sun, from: "00:00", to: "03:00"}\n'
    found = about(tmp_path, notes, config=config)
    assert found["response_time"] == Fact(Decimal(hours), ("a.md", "b.md"))


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        # The earliest of a promise's own day and its meeting's.
        (
            {
                ACME: client("## Todo\n- [ ] Pay [owner:: Acme] ➕ 2026-11-10"),
                "m/a.md": meeting("2026-11-05", "## Actions\n- [ ] Texts [owner:: Acme]"),
            },
            (date(2026, 11, 5), ("m/a.md:8", "m/a.md")),
        ),
        (
            {
                ACME: client("## Todo\n- [ ] Pay [owner:: Acme] ➕ 2026-11-10"),
                "m/a.md": meeting("2026-11-12", "## Actions\n- [ ] Texts [owner:: Acme]"),
            },
            (date(2026, 11, 10), (f"{ACME}:7",)),
        ),
        # Ours, done ones, those on hold, still to come or without a day don't count.
        (
            {
                ACME: client(
                    """
                    ## Todo
                    - [ ] Ours ➕ 2026-11-10
                    - [x] Done [owner:: Acme] ➕ 2026-11-10 ✅ 2026-11-11
                    - [h] On hold [owner:: Acme] ➕ 2026-11-10
                    - [ ] Later [owner:: Acme] ➕ 2026-12-10
                    - [ ] Whenever [owner:: Acme]
                    """
                )
            },
            None,
        ),
        # A question, and the first one since they last spoke.
        (
            {
                ACME: client(
                    log(
                        "- 2026-11-01 email out: how many?",
                        "- 2026-11-02 email in: three",
                        "- 2026-11-03 email out: thanks",
                        "- 2026-11-04 message out: which?",
                        "- 2026-11-05 email out: and when？",
                    )
                )
            },
            (date(2026, 11, 4), (f"{ACME}:10",)),
        ),
        # A meeting answers, even on the same day; a web address asks nothing.
        (
            {
                ACME: client(log("- 2026-11-05 16:00 email out: shall we?")),
                "m/a.md": meeting("2026-11-05"),
            },
            None,
        ),
        ({ACME: client(log("- 2026-11-05 email out: see https://a.example/?q=1"))}, None),
        # What is asked in a call is answered in it.
        ({ACME: client(log("- 2026-11-05 call out: all well?"))}, None),
    ],
)
def test_waiting_on_them_since(
    tmp_path: Path, notes: dict[str, str], expected: tuple[date, tuple[str, ...]] | None
) -> None:
    found = about(tmp_path, {ACME: client(), **notes}).get("waiting_on_them_since")
    assert found == (Fact(*expected) if expected else None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["- 2026-11-02 Good [score:: 5] [kind:: csat]"], {"last_score": (5, (":7",))}),
        # Kinds never mix: 9 of 10 is no better than 5 of 5. Of csat 4, 5, 3: 3 - (4 + 5) / 2 = -1.5
        (
            [
                "- 2026-11-05 [score:: 3] [kind:: csat] worse",
                "- 2026-10-01 [score:: 4] [kind:: csat] fine",
                "- 2026-10-02 [score:: 9] [kind:: nps] fine",
                "- 2026-10-03 [score:: 5] [kind:: csat] fine",
            ],
            {"last_score": (3, (":7",)), "score_trend": (Decimal("-1.5"), (":8", ":10", ":7"))},
        ),
        # 7 - (5 + 6 + 6) / 3 = 1.333…
        (
            [
                "- 2026-10-01 [score:: 5] [kind:: ces] a",
                "- 2026-10-02 [score:: 6] [kind:: ces] b",
                "- 2026-10-03 [score:: 6] [kind:: ces] c",
                "- 2026-10-04 [score:: 7] [kind:: ces] d",
            ],
            {
                "last_score": (7, (":10",)),
                "score_trend": (Decimal("1.33"), (":7", ":8", ":9", ":10")),
            },
        ),
        # Without a scale, a number or a day, or still to come: left out.
        (
            [
                "- 2026-10-01 [score:: 5] [kind:: praise] a",
                "- 2026-10-02 [score:: 6] b",
                "- 2026-10-03 [score:: many] [kind:: ces] c",
                "- [score:: 7] [kind:: ces] d",
                "- 2026-11-24 [score:: 7] [kind:: ces] d",
            ],
            {},
        ),
    ],
)
def test_scores(tmp_path: Path, lines: list[str], expected: dict[str, object]) -> None:
    note = client("## Feedback\n" + "\n".join(lines))
    assert shown(about(tmp_path, {ACME: note}), ("last_score", "score_trend")) == expected


def test_a_score_in_a_meeting_has_the_meetings_day(tmp_path: Path) -> None:
    notes = {
        ACME: client("## Feedback\n- 2026-10-01 [score:: 4.5] [kind:: csat] fine"),
        "m/a.md": meeting("2026-11-02", "## Feedback\n- better [score:: 5] [kind:: csat]"),
    }
    assert shown(about(tmp_path, notes), ("last_score", "score_trend")) == {
        "last_score": (5, ("m/a.md:8",)),
        "score_trend": (Decimal("0.5"), (":7", "m/a.md:8")),  # 5 - 4.5
    }


@pytest.mark.parametrize(
    ("projects", "expected"),
    [
        (
            {
                "p/a.md": project(more="start: 2026-03-01\nagreed_on: 2026-02-10"),
                "p/b.md": project(more="start: 2026-02-20"),
                "p/c.md": project(more="start: 2025-01-01", status="lead"),
                "p/d.md": project(more="start: 2025-01-01", status="lost"),
                "p/e.md": project(more="start: 2025-01-01", whose="Other"),
            },
            Fact(date(2026, 2, 10), ("p/a.md",)),
        ),
        (
            {"p/a.md": project(more="start: 2026-03-01", status="closed")},
            Fact(date(2026, 3, 1), ("p/a.md",)),
        ),
        ({"p/a.md": project(more="start: some day")}, None),
    ],
)
def test_first_project(tmp_path: Path, projects: dict[str, str], expected: Fact | None) -> None:
    assert about(tmp_path, {ACME: client(), **projects}).get("first_project") == expected


INVOICES = """
    ## Invoices
    - [x] 1 [amount:: 1000 EUR]
    - [x] 2 [amount:: 50.50 CHF]
    - [ ] 3 [amount:: 7 EUR]
"""


def test_referrals_and_what_they_have_paid(tmp_path: Path) -> None:
    by_acme = 'referred_by: "[[Acme]]"'
    by_dana = 'referred_by: "[[Dana Fox]]"'
    notes = {
        ACME: client(INVOICES, by_acme),  # nobody sends themselves
        "people/Dana Fox.md": '---\ntype: person\nclient: "[[Acme]]"\n---\n',
        "clients/B.md": client(INVOICES, by_acme),
        "clients/C.md": client("", by_dana),  # one of Acme's people
        "clients/D.md": client(INVOICES, 'referred_by: "[[B]]"'),  # not Acme's
        "clients/E.md": client(INVOICES, 'referred_by: "[[Nobody]]"'),
        "projects/c.md": project("## Invoices\n- [x] 4 [amount:: 200 EUR]", whose="C"),
    }
    facts = about(tmp_path, notes)
    assert facts["referrals"] == Fact(2, ("clients/B.md", "clients/C.md"))
    # B paid 1000 EUR and 50.50 CHF, C 200 EUR.
    assert facts["referred_revenue"] == Fact(
        (Money(Decimal("50.50"), "CHF"), Money(Decimal(1200), "EUR")),
        ("clients/B.md:8", "clients/B.md:9", "projects/c.md:8"),
    )
    assert "referrals" not in about(tmp_path, notes, "clients/E.md")


def person(name: str, body: str = "", whose: str = "Acme", more: str = "") -> str:
    return f'---\ntype: person\ntitle: {name}\nclient: "[[{whose}]]"\n{more}---\n\n{body}\n'


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        # Their own log.
        ({"people/Fox.md": person("Dana Fox", log("- 2026-11-02 call out: hello"))}, (2, ":8")),
        # A meeting that they attended.
        (
            {"m/a.md": meeting("2026-11-05", more='attendees:\n  - "[[Fox]]"\n')},
            (5, "m/a.md"),
        ),
        # A line of the client's log that names them: by first name, whole name, alias, link, and
        # among others.
        ({ACME: client(log("- 2026-11-03 email in Dana: hi"))}, (3, f"{ACME}:7")),
        ({ACME: client(log("- 2026-11-03 email in dana fox: hi"))}, (3, f"{ACME}:7")),
        ({ACME: client(log("- 2026-11-03 email in Didi: hi"))}, (3, f"{ACME}:7")),
        ({ACME: client(log("- 2026-11-03 email in [[Fox|D.]]: hi"))}, (3, f"{ACME}:7")),
        ({ACME: client(log("- 2026-11-03 email in Max, Dana: hi"))}, (3, f"{ACME}:7")),
        # Another client's Dana, a Dana who is still to come, and a name that fits two.
        ({"clients/B.md": client(log("- 2026-11-03 email in Dana: hi"))}, None),
        ({ACME: client(log("- 2026-11-24 email in Dana: hi"))}, None),
        (
            {
                ACME: client(
                    log("- 2026-11-03 email in Didi: hi", "- 2026-11-02 email in Dana Fox: x")
                ),
                "people/Dana Ray.md": person("Dana Ray", more="aliases: [Didi]\n"),
            },
            (2, f"{ACME}:8"),
        ),
    ],
)
def test_a_persons_last_contact(
    tmp_path: Path, notes: dict[str, str], expected: tuple[int, str] | None
) -> None:
    path = "people/Fox.md"
    every = {ACME: client(), path: person("Dana Fox", more="aliases: [Didi]\n"), **notes}
    if expected and expected[1].startswith(":"):
        expected = (expected[0], path + expected[1])
    found = about(tmp_path, every, path, "people").get("last_contact")
    assert found == (Fact(date(2026, 11, expected[0]), (expected[1],)) if expected else None)


def test_a_link_to_a_note_of_another_kind_names_nobody(tmp_path: Path) -> None:
    notes = {ACME: client(log("- 2026-11-03 email in [[Acme]]: hi"))}
    with book_of(tmp_path, notes) as book:
        assert facts_of("people")["last_contact"](book) == {}
