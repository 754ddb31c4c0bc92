"""Durations: read, added to dates, computed with, written."""

from datetime import date, datetime, timedelta
from itertools import takewhile

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vaultcrm.expressions.durations import between, plus, read, shift, times, to_text, total
from vaultcrm.expressions.moment import parse_date
from vaultcrm.model import Duration, Error

DAY = 86_400_000  # milliseconds


def known(text: str) -> Duration:
    duration = read(text)
    assert duration is not None, text
    return duration


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1y", (12, 0, 0, 0)), ("1 year", (12, 0, 0, 0)), ("2 years", (24, 0, 0, 0)),
        ("1M", (1, 0, 0, 0)), ("1 month", (1, 0, 0, 0)), ("3months", (3, 0, 0, 0)),
        ("1w", (0, 7, 0, 0)), ("2 weeks", (0, 14, 0, 0)), ("1 week", (0, 7, 0, 0)),
        ("1d", (0, 1, 0, 0)), ("1 day", (0, 1, 0, 0)), ("10 days", (0, 10, 0, 0)),
        ("1h", (0, 0, 3600, 0)), ("1 hour", (0, 0, 3600, 0)), ("5hours", (0, 0, 18_000, 0)),
        ("1m", (0, 0, 60, 0)), ("1 minute", (0, 0, 60, 0)), ("3 minutes", (0, 0, 180, 0)),
        ("1s", (0, 0, 1, 0)), ("1 second", (0, 0, 1, 0)), ("30 seconds", (0, 0, 30, 0)),
        ("1bd", (0, 0, 0, 1)), ("2 business days", (0, 0, 0, 2)),
        ("1h 30m", (0, 0, 5400, 0)), ("1d2h", (0, 1, 7200, 0)), ("-1d", (0, -1, 0, 0)),
        ("-1d 2h", (0, -1, -7200, 0)), ("0d", (0, 0, 0, 0)),
    ],
)  # fmt: skip
def test_read(text: str, parts: tuple[int, ...]) -> None:
    assert read(text) == Duration(text, *parts)


@pytest.mark.parametrize("text", ["", "d", "1", "1x", "1.5d", "--1d", "1d -2h", "Done", "1d!"])
def test_what_is_no_duration(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("day", "duration", "sign", "expected"),
    [
        ("2024-12-01", "1M", 1, "2025-01-01"),
        ("2026-01-31", "1M", 1, "2026-02-28"),
        ("2024-01-31", "1M", 1, "2024-02-29"),
        ("2026-03-31", "1M", -1, "2026-02-28"),
        ("2024-02-29", "1y", 1, "2025-02-28"),
        ("2024-02-29", "4y", 1, "2028-02-29"),
        ("2026-11-23", "1w", 1, "2026-11-30"),
        ("2026-11-23", "1w", -1, "2026-11-16"),
        ("2026-11-23", "1h", 1, "2026-11-23 01:00"),
        ("2026-11-23", "2h", -1, "2026-11-22 22:00"),
        ("2026-11-23", "0d", 1, "2026-11-23"),
        ("2026-11-23 10:30", "1d", 1, "2026-11-24 10:30"),
        ("2026-01-30", "1M 1d", 1, "2026-03-01"),  # the month first, then the day
        ("2026-11-20", "1bd", 1, "2026-11-23"),  # Friday to Monday
        ("2026-11-23", "1bd", -1, "2026-11-20"),
        ("2026-11-21", "1bd", 1, "2026-11-23"),  # from a Saturday
        ("2026-11-22", "1bd", 1, "2026-11-23"),
        ("2026-11-22", "1bd", -1, "2026-11-20"),
        ("2026-11-21", "5bd", 1, "2026-11-27"),
        ("2026-11-23", "5bd", 1, "2026-11-30"),
        ("2026-11-26", "12bd", 1, "2026-12-14"),
        ("2026-11-20 16:00", "1bd", 1, "2026-11-23 16:00"),
        ("9999-12-31", "1d", 1, None),
        ("0001-01-01", "1M", -1, None),
        ("2026-11-23", "999999y", 1, None),
        ("2026-11-23", "999999bd", -1, None),
        ("2026-11-23", "-1d", -1, "2026-11-24"),
    ],
)
def test_shift(day: str, duration: str, sign: int, expected: str | None) -> None:
    begin = parse_date(day)
    assert begin is not None
    result = shift(begin, known(duration), sign)
    assert result == (parse_date(expected) if expected else None)
    assert type(result) is type(parse_date(expected or ""))


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [
        ("2026-11-23", "2026-11-09", "14d"),
        ("2026-11-09", "2026-11-23", "-14d"),
        ("2026-11-23", "2026-11-23", "0d"),
        ("2026-11-23 10:30", "2026-11-23", "10h 30m"),
        ("2026-11-24 12:30:05", "2026-11-23 10:00", "1d 2h 30m 5s"),
        ("2026-11-23 10:00", "2026-11-24 12:30", "-1d 2h 30m"),
        ("2026-11-23 00:00:00.9", "2026-11-23", "0d"),
        ("2026-11-23", "2026-11-23 00:00:01.9", "-1s"),
    ],
)
def test_between(a: str, b: str, text: str) -> None:
    first, second = parse_date(a), parse_date(b)
    assert first is not None and second is not None
    assert between(first, second).text == text


@pytest.mark.parametrize(
    ("duration", "factor", "text"),
    [
        ("1d", 2, "2d"), ("5h", 2, "10h"), ("1M", 3, "3M"), ("1y", 0.5, "6M"),
        ("1M", 0.5, "15d"), ("1M", -0.5, "-15d"), ("3M", 0.5, "1M 15d"), ("1d", 0.5, "12h"),
        ("1d", 0.1, "2h 24m"), ("2bd", 3, "6bd"), ("3bd", 0.5, "12h 1bd"), ("1w", -1, "-7d"),
        ("1d", 0, "0d"), ("1s", 0.5, "1s"), ("1s", 0.4, "0d"), ("3h", 1 / 3, "1h"),
        ("1M 10d", 0.5, "20d"),
    ],
)  # fmt: skip
def test_times(duration: str, factor: float, text: str) -> None:
    result = times(known(duration), factor)
    assert isinstance(result, Duration)
    assert result.text == text


@pytest.mark.parametrize("factor", [float("inf"), float("nan"), 1e300, -1e10, 4_000_000])
def test_times_too_much(factor: float) -> None:
    assert isinstance(times(known("1d"), factor), Error)


@pytest.mark.parametrize(
    ("a", "b", "sign", "text"),
    [
        ("1d", "12h", 1, "1d 12h"), ("1d", "2h", -1, "22h"), ("1d", "1d", -1, "0d"),
        ("12h", "12h", 1, "1d"), ("1h", "2h", -1, "-1h"), ("11M", "1M", 1, "1y"),
        ("1M", "3d", -1, "1M -3d"), ("1bd", "2bd", 1, "3bd"),
    ],
)  # fmt: skip
def test_plus(a: str, b: str, sign: int, text: str) -> None:
    result = plus(known(a), known(b), sign)
    assert isinstance(result, Duration)
    assert result.text == text


def test_sums_do_not_grow_for_ever() -> None:
    doubled = known("1d")
    sums = []
    for _ in range(100):
        result = plus(doubled, doubled, 1)
        sums.append(result)
        if isinstance(result, Error):
            break
        doubled = result
    assert isinstance(sums[-1], Error)
    assert len(list(takewhile(lambda each: isinstance(each, Duration), sums))) == 21


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1s", 1000), ("1m", 60_000), ("1h", 3_600_000), ("1d", DAY), ("1w", 7 * DAY),
        ("1M", 30 * DAY), ("1y", 365 * DAY), ("13M", 395 * DAY), ("1bd", DAY), ("-1d", -DAY),
        ("-13M", -395 * DAY),
    ],
)  # fmt: skip
def test_total(text: str, milliseconds: int) -> None:
    assert total(known(text)) == milliseconds
    assert type(total(known(text))) is float


MOMENTS = st.datetimes(datetime(1000, 1, 1), datetime(3000, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
SMALL = st.builds(
    lambda months, days, seconds: Duration("", months, days, seconds),
    *(st.integers(-1000, 1000), st.integers(-10_000, 10_000), st.integers(-100_000, 100_000)),
)


@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)), st.integers(-100_000, 100_000))
def test_days_on_and_back(day: date, days: int) -> None:
    duration = Duration("", days=days)
    there = shift(day, duration, 1)
    assert there == day + timedelta(days=days)
    assert there is not None and shift(there, duration, -1) == day


@given(MOMENTS, MOMENTS)
def test_between_is_what_shift_adds(a: datetime, b: datetime) -> None:
    assert shift(b, between(a, b), 1) == a
    assert shift(a, between(a, b), -1) == b
    assert total(between(a, b)) == -total(between(b, a))


@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)), st.integers(0, 60))
def test_business_days_one_by_one(day: date, count: int) -> None:
    expected = day
    for _ in range(count):
        expected += timedelta(days=1)
        while expected.weekday() > 4:
            expected += timedelta(days=1)
    duration = Duration("", business_days=count)
    assert shift(day, duration, 1) == expected
    assume(day.weekday() < 5)
    assert shift(expected, duration, -1) == day


@given(SMALL, SMALL)
def test_plus_and_minus_undo_each_other(a: Duration, b: Duration) -> None:
    both = plus(a, b, 1)
    assert isinstance(both, Duration)
    again = plus(both, b, -1)
    assert isinstance(again, Duration)
    assert again.months == a.months
    assert total(again._replace(months=0)) == total(a._replace(months=0))


@given(SMALL, st.integers(-50, 50))  # more would be longer than 10,000 years
def test_whole_factors_are_exact(duration: Duration, factor: int) -> None:
    result = times(duration, factor)
    assert isinstance(result, Duration)
    assert result.months == duration.months * factor
    assert total(result._replace(months=0)) == total(duration._replace(months=0)) * factor


@given(SMALL)
def test_a_text_of_one_sign_is_read_again(duration: Duration) -> None:
    assume(all(part >= 0 for part in duration[1:]) or all(part <= 0 for part in duration[1:]))
    assert known(to_text(duration))[1:] == duration[1:]
