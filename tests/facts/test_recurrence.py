"""The documentation's examples, dateutil where it counts in the same way, and what must always
hold."""

from datetime import date, datetime, timedelta
from typing import Literal

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, YEARLY, rrule, weekday
from hypothesis import assume, given
from hypothesis import strategies as st

from vaultcrm.facts.recurrence import Recurrence, next_day, next_days
from vaultcrm.facts.recurrence_texts import Unreadable, as_text, near_form, read_recurrence

# Every example of the Tasks plugin's page "Recurring Tasks" (the first are also its tables of what
# follows what), of its completion menu and of its tests of dates: the rule, then day after day.
DOCUMENTED = """
every Sunday: 2021-04-25 2021-05-02
every week: 2021-02-06 2021-02-13
every month on the last: 2022-01-31 2022-02-28 2022-03-31 2022-04-30 2022-05-31 2022-06-30
every month: 2021-10-31 2021-11-30 2021-12-30 2022-01-30 2022-02-28 2022-03-28
every month on the 31st: 2022-01-31 2022-03-31 2022-05-31 2022-07-31 2022-08-31
every 2 weeks: 2021-10-30 2021-11-13
every 3 months: 2022-01-31 2022-04-30 2022-07-30
every 3 days: 2022-02-26 2022-03-01
every 10 days when done: 2022-02-13 2022-02-23
every weekday: 2022-02-03 2022-02-04 2022-02-07
every week on Sunday: 2022-02-06 2022-02-13
every week on Tuesday, Friday: 2022-02-01 2022-02-04 2022-02-08
every 3 weeks on Friday: 2022-02-04 2022-02-25
every 3 weeks on Friday: 2022-02-02 2022-02-04
every 2 months: 2023-12-31 2024-02-29 2024-04-29
every month on the 1st: 2022-02-15 2022-03-01
every month on the last Friday: 2022-02-25 2022-03-25 2022-04-29
every month on the 2nd last Friday: 2022-02-18 2022-03-18 2022-04-22
every 6 months on the 2nd Wednesday: 2022-02-09 2022-08-10
every January on the 15th: 2022-01-15 2023-01-15
every February on the last: 2023-02-28 2024-02-29 2025-02-28
every April and December on the 1st and 24th: 2022-04-01 2022-04-24 2022-12-01 2022-12-24 2023-04-01
every year: 2020-02-29 2021-02-28 2022-02-28
every day: 2024-02-28 2024-02-29 2024-03-01
every 11 months: 2020-03-31 2021-02-28
every 13 months: 2020-01-31 2021-02-28
every 2 years: 2024-02-29 2026-02-28
every year on February the 29th: 2021-01-01 2024-02-29 2028-02-29
every February on the 29th: 2024-02-29 2028-02-29
every 3 months on the 3rd Thursday: 2021-04-15 2021-07-15
every month on the 2nd Wednesday: 2021-09-08 2021-10-13
every week on Monday, Wednesday, Friday: 2022-01-24 2022-01-26 2022-01-28 2022-01-31
"""
# What rrule.js 2.8.1, as Tasks uses it, makes of other texts that it accepts.
ACCEPTED = {
    "EVERY Day": "every day",
    "everyday": "every day",
    "every day!": "every day",
    "every mon, wed and fri": "every week on Monday, Wednesday, Friday",
    "every 2 Monday": "every 2 weeks on Monday",
    "every week on weekdays": "every weekday",
    "every 2 weekdays": "every 2 weeks on weekdays",
    "every month the last day": "every month on the last",
    "every month on the third last Friday": "every month on the 3rd last Friday",
    "every day at 9 and 17": "every day",
    "every year on": "every year",
    "every year on week 5": "every year in week 5",
    "every Friday the 13th": "every week on Friday on the 13th",
    "every 5 hours": "every 5 hours",
    "every week WHEN DONE": "every week when done",
}
IN_PART = {
    "every morning": ("every week on Monday", "rning"),
    "every weekend": ("every week", "end"),
    "every month on the 15": ("every month", "15"),
    "every day on Monday": ("every day", "on Monday"),
    "every month on the 1st and the 15th": ("every month on the 1st", "the 15th"),
    "every Monday on the 1st and 3rd": ("every week on Monday on the 1st", "3rd"),
    "every Friday first last": ("every week on Friday on the 1st", ""),
    "every week  when  done": ("every week", "when  done"),
}
REJECTED = {
    "": "may hold only",
    "every": "there is no unit of time",
    "weekly": "does not begin",
    "every other week": "'other week' is no unit",
    "every two weeks": "'two weeks' is no unit",
    "every 0 days": "'0 days' is no unit",
    "every month on the 367th": "counted as far as 367th",
    "every Monday, ": "there is no day of the week",
    "every Monday, March": "is no day of the week",
    "every March, Monday": "is no month",
    "every sun 5th 2 , 53": "is no day of the month",
    "every day at noon": "is no number",
    "every week for 3 times": "is to end",
    "every week until May": "is to end",
    "every week – Monday": "may hold only",
    f"every {'9' * 400} days": "may hold only",
}
NEAR = {
    "every other week": "every 2 weeks",
    "every two weeks when done": "every 2 weeks when done",
    "every quarter": "every 3 months",
    "daily": "every day",
    "every weekend": "every week on Saturday, Sunday",
    "every 15th": "every month on the 15th",
    "every first Monday of the month": "every month on the 1st Monday",
    "every year on the 24th of December": "every December on the 24th",
    "every moth": "every month",
    "every Feburary on the last": "every February on the last",
    "every banana": "",
    "twice a week": "",
}


def rule(text: str) -> Recurrence:
    read = read_recurrence(text)
    assert isinstance(read, Recurrence), read
    return read


@pytest.mark.parametrize("example", DOCUMENTED.strip().splitlines())
def test_documented(example: str) -> None:
    text, _, days = example.partition(": ")
    first, *expected = map(date.fromisoformat, days.split())
    found = []
    day: date | None = first
    for _ in expected:
        assert day
        day = next_day(rule(text), day)
        found.append(day)
    assert found == expected
    assert rule(text).unread == ""
    assert rule(text).when_done == text.endswith("when done")


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str) -> None:
    assert (as_text(rule(text)), rule(text).unread) == (ACCEPTED[text], "")


@pytest.mark.parametrize("text", IN_PART)
def test_read_in_part(text: str) -> None:
    assert (as_text(rule(text)), rule(text).unread) == IN_PART[text]


@pytest.mark.parametrize("text", REJECTED)
def test_rejected(text: str) -> None:
    read = read_recurrence(text)
    assert isinstance(read, Unreadable)
    assert REJECTED[text] in read.why


@pytest.mark.parametrize("text", NEAR)
def test_near_form(text: str) -> None:
    assert near_form(text) == NEAR[text]


def test_what_is_near_is_read_and_has_nothing_near() -> None:
    for near in filter(None, NEAR.values()):
        assert rule(near).unread == ""
        assert near_form(near) == ""


# --- the dates of a task --------------------------------------------------------------------------


def test_the_other_dates_keep_their_distance() -> None:
    days = {"due": date(2021, 10, 30), "scheduled": date(2021, 10, 28)}
    moved = {"due": date(2021, 11, 13), "scheduled": date(2021, 11, 11)}
    assert next_days(rule("every 2 weeks"), days, None) == moved


def test_due_goes_before_scheduled_and_scheduled_before_start() -> None:
    days = {"start": date(2026, 1, 1), "scheduled": date(2026, 1, 31)}
    moved = {"start": date(2026, 1, 29), "scheduled": date(2026, 2, 28)}
    assert next_days(rule("every month"), days, None) == moved


def test_when_done_counts_from_the_day_on_which_it_was_done() -> None:
    days, done = {"scheduled": date(2021, 2, 6)}, date(2022, 2, 13)
    assert next_days(rule("every week"), days, done) == {"scheduled": date(2021, 2, 13)}
    assert next_days(rule("every week when done"), days, done) == {"scheduled": date(2022, 2, 20)}
    assert next_days(rule("every week when done"), days, None) == {"scheduled": date(2021, 2, 13)}
    late = date(2021, 8, 31)
    assert next_days(rule("every month when done"), days, late) == {"scheduled": date(2021, 9, 30)}


def test_no_next_days() -> None:
    assert next_days(rule("every week"), {}, date(2026, 1, 1)) is None
    assert next_days(rule("every year"), {"due": date(9999, 1, 1)}, None) is None
    days = {"due": date(9999, 1, 1), "scheduled": date(9999, 12, 31)}
    assert next_days(rule("every week"), days, None) is None
    assert next_days(rule("every February on the 31st"), {"due": date(2026, 1, 1)}, None) is None


# --- against dateutil -----------------------------------------------------------------------------

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
UNITS: dict[str, Literal[0, 1, 2]] = {"week": WEEKLY, "month": MONTHLY, "year": YEARLY}
RULES = st.builds(
    Recurrence,
    unit=st.sampled_from(("week", "month", "year")),
    interval=st.integers(1, 6),
    weekdays=st.lists(
        st.tuples(st.sampled_from((0, 0, 1, 2, 5, -1, -2)), st.integers(0, 6)), max_size=2
    ).map(tuple),
    month_days=st.lists(st.sampled_from((1, 2, 15, 28, 29, 30, 31, -1, -2)), max_size=2).map(tuple),
    months=st.lists(st.integers(1, 12), max_size=3).map(tuple),
    weeks=st.lists(st.sampled_from((1, 5, 52, 53)), max_size=1).map(tuple),
)


@given(RULES.filter(lambda each: each.names_days), DAYS)
def test_the_same_as_dateutil(recurrence: Recurrence, day: date) -> None:
    found = next_day(recurrence, day)
    assume(found)  # where there is none, dateutil looks to the end of the calendar
    counted = rrule(
        UNITS[recurrence.unit],
        dtstart=datetime(day.year, day.month, day.day),
        interval=recurrence.interval,
        byweekday=[weekday(day, n or None) for n, day in recurrence.weekdays] or None,
        bymonthday=recurrence.month_days or None,
        bymonth=recurrence.months or None,
        byweekno=recurrence.weeks or None,
    )
    assert found == next(each.date() for each in counted if each.date() > day)


@given(st.sampled_from(("day", "week", "month", "year")), st.integers(1, 40), DAYS)
def test_without_named_days_the_same_as_relativedelta(unit: str, interval: int, day: date) -> None:
    units = {"day": relativedelta(days=1), "week": relativedelta(weeks=1)}
    length = {**units, "month": relativedelta(months=1), "year": relativedelta(years=1)}[unit]
    expected = day + length * interval
    assert next_day(Recurrence(unit, interval), day) == expected


# --- what must always hold ------------------------------------------------------------------------

WORDS = """every day days week weeks month months year hour minute weekday on in the at last first
2nd 15th 31st 2 3 53 Monday Fri January Feb , and for until end moth banana ! when done"""
TEXTS = st.lists(st.sampled_from(WORDS.split()), max_size=8).map(
    lambda words: " ".join(["every", *words])
)


@given(TEXTS | st.text(max_size=40), st.dates())
def test_the_next_day_is_later_and_found_soon(text: str, day: date) -> None:
    near_form(text)
    read = read_recurrence(text)
    if isinstance(read, Recurrence):
        found = next_day(read, day)
        assert found is None or found > day


@given(TEXTS)
def test_a_rule_is_read_again_from_its_text(text: str) -> None:
    read = read_recurrence(text)
    if isinstance(read, Recurrence) and not read.weeks and len(as_text(read)) < 200:
        again = rule(as_text(read))
        day = date(2024, 2, 29)
        assert again.when_done == read.when_done
        if again.unread == "":
            assert next_day(again, day) == next_day(read, day)


@given(st.integers(1, 30), DAYS, st.integers(1, 12))
def test_days_and_weeks_add_up(interval: int, day: date, times: int) -> None:
    at: date | None = day
    for _ in range(times):
        assert at
        at = next_day(rule(f"every {interval} weeks"), at)
    assert at == day + timedelta(weeks=interval * times)


@given(DAYS)
def test_month_ends_never_leave_the_month(day: date) -> None:
    found = next_day(rule("every month"), day)
    assert found
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == 1
    last = next_day(rule("every month on the last"), day)
    assert last and (last + timedelta(days=1)).day == 1
