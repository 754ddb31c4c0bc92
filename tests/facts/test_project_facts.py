"""Facts of projects against cases computed by hand; today is 2026-11-23."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from project_notes import SITE, facts_of_site, lines, project

from vaultcrm.facts.measures import number_of, percent
from vaultcrm.model import Fact, Value


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 3, "33.3"), (1, 8, "12.5"), (1, 1, "100"), (1, 2000, "0.1"), (-1, 2000, "-0.1")],
)
def test_a_percentage_is_an_int_if_whole(part: int, whole: int, expected: str) -> None:
    assert str(percent(part, whole)) == expected


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, Decimal(3)), (Decimal("0.5"), Decimal("0.5")), (True, None), ("3", None), (None, None)],
)
def test_what_is_a_number(value: Value, number: Decimal | None) -> None:
    assert number_of(value) == number


def test_the_largest_share_of_the_smallest_number_has_all_its_digits() -> None:
    assert percent(10**18 - 1, Decimal(10) ** -18) == (10**18 - 1) * 10**20


# --- dates


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("status: active\ndue: 2026-12-01", 8),  # 7 days of November and 1
        ("status: agreed\ndue: 2026-11-23", 0),
        ("status: paused\ndue: 2026-11-13", -10),
        ("status: lead\ndue: 2026-12-01", None),
        ("status: delivered\ndue: 2026-12-01", None),
        ("status: activ\ndue: 2026-12-01", None),
        ("status: active\ndue: soon", None),
        ("status: active\ndue: 2026-02-30", None),
        ("status: active", None),
    ],
)
def test_days_left(tmp_path: Path, fields: str, expected: int | None) -> None:
    found = facts_of_site(tmp_path, project(fields)).get("days_left")
    assert found == (None if expected is None else Fact(expected, (SITE,)))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # 1 September → 23 November is 83 days, → 30 December 120 days: 69.166… %
        ("status: active\nstart: 2026-09-01\ndue: 2026-12-30", Decimal("69.2")),
        ("status: active\nstart: 2026-11-03\ndue: 2026-12-13", 50),  # 20 of 40 days
        ("status: active\nstart: 2026-11-03\ndue: 2026-11-13", 200),  # 20 of 10 days
        ("status: agreed\nstart: 2026-12-01\ndue: 2026-12-31", 0),
        ("status: paused\nstart: 2026-11-23\ndue: 2026-12-31", 0),
        ("status: closed\nstart: 2026-01-01\ndue: 2026-01-11\ndelivered: 2026-01-06", 50),
        ("status: active\nstart: 2026-11-03\ndue: 2026-12-13\ndelivered: 2026-12-03", 50),
        ("status: closed\nstart: 2026-01-01\ndue: 2026-01-11", None),
        ("status: lost\nstart: 2026-01-01\ndue: 2026-01-11", None),
        ("status: lead\nstart: 2026-11-03\ndue: 2026-12-13", None),
        ("status: active\nstart: 2026-12-13\ndue: 2026-11-03", None),
        ("status: active\nstart: 2026-11-03\ndue: 2026-11-03", None),
        ("status: active\ndue: 2026-12-13", None),
        ("status: active\nstart: 2026-11-03", None),
        ("status: active\nstart: 3.11.2026\ndue: 2026-12-13", None),
    ],
)
def test_elapsed(tmp_path: Path, fields: str, expected: int | Decimal | None) -> None:
    found = facts_of_site(tmp_path, project(fields)).get("elapsed")
    assert found == (None if expected is None else Fact(expected, (SITE,)))


DELIVERABLES = """
    ## Deliverables
    - [x] Wireframes 📅 2026-10-01 ✅ 2026-09-30
    - [ ] Late 📅 2026-11-22
    - [/] Later still 📅 2026-09-01
    - [h] On hold 📅 2026-08-01
    - [-] Cancelled 📅 2026-08-01
    - [ ] Due today 📅 2026-11-23
    - [ ] Unclear 📅 2026-02-30
    - [ ] Done without a tick 📅 2026-08-01 ✅ 2026-07-01
    - Someday
    """


@pytest.mark.parametrize(
    ("done", "of", "percent"),
    [
        (0, 3, 0),
        (1, 8, 13),  # 12.5, half up
        (3, 8, 38),  # 37.5
        (1, 3, 33),
        (2, 3, 67),
        (199, 200, 99),  # 99.5: 100 only when all are done
        (200, 200, 100),
        (1, 300, 0),
    ],
)
def test_progress(tmp_path: Path, done: int, of: int, percent: int) -> None:
    ticks = ["- [x] A"] * done + ["- [ ] B"] * (of - done)
    body = "\n".join(["## Deliverables", *ticks])
    assert facts_of_site(tmp_path, project("status: active", body))["progress"].value == percent


def test_a_deliverable_that_will_be_done_is_not_done(tmp_path: Path) -> None:
    body = "## Deliverables\n- [x] A ✅ 2026-11-23\n- [x] B ✅ 2026-11-24"
    assert facts_of_site(tmp_path, project("status: active", body))["progress"].value == 50


@pytest.mark.parametrize(
    ("status", "next_due"),
    [
        ("active", Fact(date(2026, 9, 1), lines(9))),
        ("proposed", Fact(date(2026, 9, 1), lines(9))),
        ("delivered", None),
    ],
)
def test_deliverables(tmp_path: Path, status: str, next_due: Fact | None) -> None:
    # Line 6 is the heading: Wireframes 7, Late 8, Later still 9, On hold 10, Cancelled 11 …
    found = facts_of_site(tmp_path, project(f"status: {status}", DELIVERABLES))
    assert found["deliverables_overdue"] == Fact(2, lines(8, 9))
    # Two of the eight that were not cancelled are done.
    assert found["progress"] == Fact(25, lines(7, 8, 9, 10, 12, 13, 14, 15))
    assert found.get("next_due") == next_due


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("status: active\ndue: 2026-12-24", date(2026, 12, 24)),
        ("status: lead\ndue: 2026-12-24\nexpected_close: 2026-12-01", date(2026, 12, 1)),
        ("status: lead\ndue: 2026-12-24", None),
        ("status: active\ndue: Christmas", None),
        ("status: closed\ndue: 2026-12-24", None),
    ],
)
def test_next_due_of_the_project_itself(tmp_path: Path, fields: str, expected: date | None) -> None:
    found = facts_of_site(tmp_path, project(fields)).get("next_due")
    assert found == (Fact(expected, (SITE,)) if expected else None)


# --- hours


def test_hours(tmp_path: Path) -> None:
    body = """
        ## Hours
        - 2026-10-01 data [hours:: 18]
        - 2026-10-02 more [hours:: 2.25]
        - without a day [hours:: 1.255]
        - 2026-11-24 tomorrow [hours:: 8]
        - 2026-10-03 unclear [hours:: 1,5]
        - 2026-10-04 none at all
        - 2026-02-30 no such day [hours:: 1]
        """
    found = facts_of_site(tmp_path, project("hours_budget: 30", body))
    # 18 + 2.25 + 1.255 + 1 = 22.505, half up; the heading is on line 6
    left_out = lines(11, 12)
    assert found["hours_spent"] == Fact(Decimal("22.51"), lines(7, 8, 9, 13), left_out)
    # 22.51 / 30 = 75.033… %
    assert found["burn"] == Fact(75, (SITE, *lines(7, 8, 9, 13)), left_out)
    assert isinstance(found["hours_spent"].value, Decimal)


@pytest.mark.parametrize(
    ("fields", "hours", "expected"),
    [
        ("hours_budget: 120", "150", 125),
        ("hours_budget: 30", "10", Decimal("33.3")),
        ("hours_budget: 0.5", "0", 0),
        ("hours_budget: 0", "1", None),
        ("hours_budget: -3", "1", None),
        ("hours_budget: lots", "1", None),
        ("hours_budget: 10", "lots", None),
        ("fee: 10 EUR", "1", None),
    ],
)
def test_burn(tmp_path: Path, fields: str, hours: str, expected: int | Decimal | None) -> None:
    body = f"## Hours\n- 2026-10-01 work [hours:: {hours}]"
    found = facts_of_site(tmp_path, project(fields, body)).get("burn")
    assert found == (None if expected is None else Fact(expected, (SITE, *lines(7))))


def test_the_budget_of_a_retainer_is_that_of_a_month(tmp_path: Path) -> None:
    body = """
        ## Hours
        - 2026-10-31 before [hours:: 18]
        - 2026-11-01 now [hours:: 2]
        - 2026-11-23 today [hours:: 1]
        - 2026-11-24 tomorrow [hours:: 8]
        - without a day [hours:: 1]
        """
    found = facts_of_site(tmp_path, project("hours_budget: 4\nretainer: 500 EUR", body))
    assert found["burn"] == Fact(75, (SITE, *lines(9, 10)), lines(12))
    assert found["hours_spent"].value == 22


# --- meetings


def meeting(day: str, more: str = "", of: str = "Site") -> str:
    link = f'project: "[[{of}]]"' if of else ""
    return f'---\ntype: meeting\nclient: "[[Acme]]"\n{link}\ndate: {day}\n{more}\n---\n'


def test_meetings(tmp_path: Path) -> None:
    notes = project("status: active") | {
        "meetings/1.md": meeting("2026-09-01", "recap_sent: 2026-09-02"),
        "meetings/2.md": meeting("2026-09-02", "kind: email"),
        "meetings/3.md": meeting("2026-09-30", "kind: message"),
        "meetings/4.md": meeting("2026-10-05", "kind: visit"),
        "meetings/5.md": meeting("2026-10-04"),  # kind: a meeting unless it says otherwise
        "meetings/6.md": meeting("2026-11-20", "kind: call"),
        "meetings/7.md": meeting("2026-11-24"),
        "meetings/8.md": meeting("2026-08-01", of=""),
        "meetings/9.md": meeting("2026-08-01", of="Nowhere"),
        "meetings/a.md": meeting("2026-02-30"),
        "meetings/b.md": meeting("2026-08-01", "recap_sent: yes, by Dana"),
        "meetings/c.md": meeting("2026-08-01", "kind: seance"),
    }
    found = facts_of_site(tmp_path, notes)
    assert found["last_meeting"] == Fact(date(2026, 11, 20), ("meetings/6.md",))
    assert found["recap_owed"] == Fact(date(2026, 10, 4), ("meetings/5.md",))


@pytest.mark.parametrize(
    ("kind", "owed"),
    [("meeting", True), ("call", True), ("visit", True), ("email", False), ("message", False)],
)
def test_which_meetings_want_a_recap(tmp_path: Path, kind: str, owed: bool) -> None:
    notes = {"meetings/1.md": meeting("2026-11-22", f"kind: {kind}")}
    found = facts_of_site(tmp_path, project("status: active") | notes)
    assert ("recap_owed" in found) == owed
    assert found["last_meeting"] == Fact(date(2026, 11, 22), ("meetings/1.md",))


def test_the_meeting_of_today_counts_but_its_recap_has_time(tmp_path: Path) -> None:
    notes = project("status: active") | {
        "meetings/a.md": meeting("2026-11-23"),
        "meetings/b.md": meeting("2026-11-23", "kind: email"),
    }
    found = facts_of_site(tmp_path, notes)
    assert found["last_meeting"] == Fact(date(2026, 11, 23), ("meetings/b.md",))
    assert "recap_owed" not in found


def test_of_a_project_that_says_nothing_nothing_is_known_but_that(tmp_path: Path) -> None:
    assert facts_of_site(tmp_path, project("tags: [web]")) == {"agreement": Fact("none", (SITE,))}
