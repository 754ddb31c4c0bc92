"""Days, lengths of time, and the hours of an office. Months clamp: 31 January + 1 month is the last
of February."""

from calendar import monthrange
from collections.abc import Container
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

from vaultcrm.facts.measures import ratio, rounded
from vaultcrm.model import Duration
from vaultcrm.schema.config import OfficeHours

NO_DAYS: Container[date] = frozenset()
_HOUR = 3_600_000_000  # microseconds


def later(
    day: date,
    duration: Duration,
    office_days: tuple[int, ...],
    holidays: Container[date] = NO_DAYS,
) -> date | None:
    """The day a duration after another; None past the end of the calendar. Hours count as whole
    days, rounded up; business days are the office's that are no holidays."""
    try:
        if duration.months:
            day = _months_later(day, duration.months)
        day += timedelta(days=duration.days + -(-duration.seconds // 86_400))
        for _ in range(duration.business_days):
            day += timedelta(days=1)
            while day.weekday() not in office_days or day in holidays:
                day += timedelta(days=1)
    except (OverflowError, ValueError):
        return None
    return day


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def earlier(
    day: date,
    duration: Duration,
    office_days: tuple[int, ...],
    holidays: Container[date] = NO_DAYS,
) -> date:
    """The last day of the office at or before the day that lies a duration before another; the
    first day of the calendar where that would lie before it."""
    try:
        if duration.months:
            day = _months_later(day, -duration.months)
        day -= timedelta(days=duration.days + -(-duration.seconds // 86_400))
        for _ in range(duration.business_days):
            day -= timedelta(days=1)
            while day.weekday() not in office_days or day in holidays:
                day -= timedelta(days=1)
        while day.weekday() not in office_days or day in holidays:
            day -= timedelta(days=1)
    except (OverflowError, ValueError):
        return date.min
    return day


def business_hours(
    start: datetime,
    end: datetime,
    office: OfficeHours,
    holidays: Container[date] = NO_DAYS,
    zone: tzinfo | None = None,
) -> Decimal:
    """How many hours between two moments the office was open, to 2 decimal places; 0 if `end` is
    not after `start`. Office hours are those of the clock on which the moments are shown.

    With a `zone`, the office's, that is its clock: moments with an offset are shown on it, those
    without one were written by it. Hours are those that passed: an office that never closes has 23
    on the day on which summer time begins.

    Without a `zone`, two moments with an offset are shown on the clock of `start`, as it was
    written. If either has none, both are times on the wall of one place that is not known, where no
    clock is ever put forward or back.
    """
    clock = zone
    if zone:
        start, end = _on_clock(start, zone), _on_clock(end, zone)
    elif start.tzinfo and end.tzinfo:
        clock = start.tzinfo
        end = end.astimezone(clock)
    first, last = _instant(start, clock), _instant(end, clock)
    open_for = timedelta()
    for number in range((end.date() - start.date()).days + 1):
        day = start.date() + timedelta(days=number)
        if day.weekday() in office.days and day not in holidays:
            opens = _instant(datetime.combine(day, office.opens), clock)
            closes = _instant(datetime.combine(day, office.closes), clock)
            open_for += max(min(last, closes) - max(first, opens), timedelta())
    return rounded(ratio(open_for // timedelta(microseconds=1), _HOUR), 2)


def _on_clock(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _instant(moment: datetime, clock: tzinfo | None) -> datetime:
    """A time on a clock as one that can be subtracted from another: in UTC, or, without a clock,
    as it stands on the wall."""
    fixed = moment.replace(tzinfo=clock)
    return fixed.astimezone(UTC) if clock else fixed
