"""Business time: the reference numbers, closed days, time zones and the days of clock changes."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.facts.calendar import business_hours, later
from vaultcrm.model import Duration
from vaultcrm.schema.config import OfficeHours

OFFICE = OfficeHours()  # Monday to Friday, 9 to 17
ALWAYS = OfficeHours(days=tuple(range(7)), opens=time(0), closes=time.max)
NIGHT = ALWAYS._replace(closes=time(6))
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        # The reference numbers; 2026-11-20 is a Friday.
        ("2026-11-20 16:30", "2026-11-23 09:30", "1"),
        ("2026-11-21 11:00", "2026-11-23 10:00", "1"),
        ("2026-11-24 10:00", "2026-11-24 12:30", "2.5"),
        ("2026-11-23 08:30", "2026-11-23 09:15", "0.25"),
        ("2026-11-20 18:00", "2026-11-22 12:00", "0"),  # the reply came on a Sunday
        # One minute is 1/60 of an hour: 0.0166… is rounded to 0.02.
        ("2026-11-24 10:00", "2026-11-24 10:01", "0.02"),
        # A whole week has 5 days of 8 hours.
        ("2026-11-16 00:00", "2026-11-23 00:00", "40"),
        ("2026-11-24 12:00", "2026-11-24 12:00", "0"),
        ("2026-11-24 12:00", "2026-11-23 12:00", "0"),  # a reply before the message
    ],
)
def test_hours_that_the_office_was_open(start: str, end: str, hours: str) -> None:
    assert business_hours(at(start), at(end), OFFICE) == Decimal(hours)


def test_a_holiday_is_no_business_day() -> None:
    # Thursday 16 to 17, Monday 9 to 10; and without the holiday the Friday's 8 hours.
    start, end = at("2026-12-24 16:00"), at("2026-12-28 10:00")
    christmas = {date(2026, 12, 25)}
    assert business_hours(start, end, OFFICE, christmas) == 2
    assert business_hours(start, end, OFFICE) == 10
    one_day = Duration("1bd", business_days=1)
    assert later(date(2026, 12, 24), one_day, OFFICE.days, christmas) == date(2026, 12, 28)
    assert later(date(2026, 12, 24), one_day, OFFICE.days) == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("day", "office", "hours"),
    [
        (date(2026, 3, 29), ALWAYS, 23),  # 02:00 is 03:00
        (date(2026, 10, 25), ALWAYS, 25),  # 03:00 is 02:00 again
        (date(2026, 3, 30), ALWAYS, 24),
        (date(2026, 3, 29), NIGHT, 5),
        (date(2026, 10, 25), NIGHT, 7),
        (date(2026, 3, 29), OFFICE, 0),  # Sundays both
        (date(2026, 10, 25), OfficeHours(days=(6,)), 8),
    ],
)
def test_the_days_on_which_clocks_change(day: date, office: OfficeHours, hours: int) -> None:
    start = datetime.combine(day, time(), BERLIN)
    end = datetime.combine(day + timedelta(days=1), time(), BERLIN)
    assert business_hours(start, end, office, zone=BERLIN) == hours
    # The same moments, written with their offsets as they would be elsewhere.
    elsewhere = ZoneInfo("America/New_York")
    start, end = start.astimezone(elsewhere), end.astimezone(elsewhere)
    assert business_hours(start, end, office, zone=BERLIN) == hours


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-28 22:00", "2026-03-29 08:00", 9),
        ("2026-10-24 22:00", "2026-10-25 08:00", 11),
        ("2026-03-29 01:30", "2026-03-29 03:30", 1),
        ("2026-10-25 01:30", "2026-10-25 03:30", 3),
        ("2026-03-27 22:00", "2026-03-28 08:00", 10),
    ],
)
def test_times_without_an_offset_are_those_of_the_zone(start: str, end: str, hours: int) -> None:
    assert business_hours(at(start), at(end), ALWAYS, zone=BERLIN) == hours
    assert business_hours(at(start), at(end), ALWAYS) != hours or hours == 10


def test_a_wall_without_a_zone_changes_no_clock() -> None:
    assert business_hours(at("2026-03-29 00:00"), at("2026-03-30 00:00"), ALWAYS) == 24
    assert business_hours(at("2026-10-25 00:00"), at("2026-10-26 00:00"), ALWAYS) == 24


def test_moments_with_an_offset_are_shown_on_one_clock() -> None:
    # 10:30 at +00:00 is 11:30 on the clock of the start.
    start, end = at("2026-11-24T10:00+01:00"), at("2026-11-24T10:30+00:00")
    assert business_hours(start, end, OFFICE) == Decimal("1.5")
    # In Tokyo it is 18:00 to 19:30, after hours; in New York 04:00 to 05:30, before them.
    assert business_hours(start, end, OFFICE, zone=ZoneInfo("Asia/Tokyo")) == 0
    assert business_hours(start, end, OFFICE, zone=ZoneInfo("America/New_York")) == 0
    # With one of them naive, both are as written, unless a zone is given: then it is that zone's.
    assert business_hours(start, at("2026-11-24T12:00"), OFFICE) == 2
    assert business_hours(start, at("2026-11-24T12:00"), OFFICE, zone=BERLIN) == 2
    assert (
        business_hours(start, at("2026-11-24T12:00"), OFFICE, zone=ZoneInfo("Europe/London")) == 3
    )


MOMENTS = st.datetimes(at("2026-01-01"), at("2027-12-31")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
OFFICES = st.builds(
    lambda days, opens, length: OfficeHours(
        tuple(sorted(days)), time(opens), time(min(23, opens + length))
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 22),
    st.integers(1, 12),
)


@given(st.lists(MOMENTS, min_size=3, max_size=3).map(sorted), OFFICES, st.integers(-60, 60))
def test_hours_add_up_and_weeks_are_alike(
    moments: list[datetime], office: OfficeHours, weeks: int
) -> None:
    first, middle, last = moments
    whole = business_hours(first, last, office)
    parts = business_hours(first, middle, office) + business_hours(middle, last, office)
    assert abs(whole - parts) <= Decimal("0.02")  # each is rounded
    assert 0 <= whole <= Decimal((last - first).total_seconds()) / 3600 + Decimal("0.01")
    shift = timedelta(weeks=weeks)
    assert business_hours(first + shift, last + shift, office) == whole
