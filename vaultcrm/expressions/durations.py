"""Lengths of time: read, added to dates, added to one another.

Times are wall times without a zone, so a day always has 24 hours; where a single number is asked
for, a month has 30 days, a year 365, and a business day counts as a day.
"""

import math
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from vaultcrm.expressions.moment import add_months, round_half_up
from vaultcrm.model import Duration, Error
from vaultcrm.schema.schema import Field

_DAY = 86_400  # seconds
_LONGEST = 10_000 * 366 * _DAY * 1000  # milliseconds: no two dates are further apart
_TOO_LONG = Error("the duration is longer than 10,000 years")
_FIELD = Field("duration", "duration")


def read(text: str) -> Duration | None:
    """The length of time in a text such as `1d`, `2 weeks`, `1h 30m`, `1bd`; None for any other
    text. A minus sign before it turns all of it round: `-1d 2h` is 26 hours back."""
    from vaultcrm.reading.values import read_scalar  # few expressions have a length of time

    written = text.strip()
    duration = read_scalar(written.removeprefix("-"), _FIELD, "")
    if not isinstance(duration, Duration):
        return None
    return (_turned(duration) if written.startswith("-") else duration)._replace(text=text)


def shift(day: date, duration: Duration, sign: int) -> date | datetime | None:
    """A date that much later (sign 1) or earlier (-1): by its months (a day that the month does
    not have becomes its last), its days, its time, and then its business days, Saturday and Sunday
    being none. A date stays a date unless the duration has a time. None outside of the years 1
    to 9999."""
    moment = _naive(day)
    try:
        moment = add_months(moment, sign * duration.months)
        moment += sign * timedelta(days=duration.days, seconds=duration.seconds)
        moment = _business(moment, sign * duration.business_days)
    except (OverflowError, ValueError):
        return None
    return moment if isinstance(day, datetime) or duration.seconds else moment.date()


def between(a: date, b: date) -> Duration:
    """The time from b to a (`a - b`), in whole seconds, negative if a comes first."""
    gap = abs(_naive(a) - _naive(b)) // timedelta(seconds=1)
    return _duration(0, gap if _naive(a) >= _naive(b) else -gap, 0)


def times(duration: Duration, factor: float) -> Duration | Error:
    """So many times as long, to the second. Parts of a month are parts of 30 days, parts of a
    business day are parts of a day."""
    if not math.isfinite(factor):
        return Error("a duration can be multiplied or divided by a finite number only")
    if abs(total(duration) * factor) > _LONGEST:
        return _TOO_LONG
    exact = Fraction(factor)
    months, business = duration.months * exact, duration.business_days * exact
    days = duration.days * exact + (months % _sign(months)) * 30 + business % _sign(business)
    seconds = duration.seconds * exact + days * _DAY
    return _duration(int(months), round_half_up(seconds), int(business))


def plus(a: Duration, b: Duration, sign: int) -> Duration | Error:
    """Both together (sign 1), or the first without the second (-1)."""
    months, days, seconds, business = (x + sign * y for x, y in zip(a[1:], b[1:], strict=True))
    both = _duration(months, days * _DAY + seconds, business)
    return _TOO_LONG if abs(total(both)) > _LONGEST else both


def total(duration: Duration) -> float:
    """All of it in milliseconds."""
    years, months = _split(duration.months, 12)
    days = years * 365 + months * 30 + duration.days + duration.business_days
    return float((days * _DAY + duration.seconds) * 1000)


def to_text(duration: Duration) -> str:
    """Its parts with their units, the longest first: `1y 2M 3d 4h 5m 6s 7bd`. A minus sign before
    them all stands for all; parts of both signs have their own, which `read` does not know."""
    negative = all(part <= 0 for part in duration[1:]) and any(duration[1:])
    _, months, days, seconds, business = duration if not negative else _turned(duration)
    years, months = _split(months, 12)
    minutes, seconds = _split(seconds, 60)
    hours, minutes = _split(minutes, 60)
    numbers = (years, months, days, hours, minutes, seconds, business)
    units = ("y", "M", "d", "h", "m", "s", "bd")
    parts = [f"{number}{unit}" for number, unit in zip(numbers, units, strict=True) if number]
    return ("-" if negative else "") + (" ".join(parts) or "0d")


def _duration(months: int, seconds: int, business_days: int) -> Duration:
    """With whole days taken out of the seconds, and its text."""
    days, seconds = _split(seconds, _DAY)
    duration = Duration("", months, days, seconds, business_days)
    return duration._replace(text=to_text(duration))


def _turned(duration: Duration) -> Duration:
    return Duration(duration.text, *(-part for part in duration[1:]))


def _split(number: int, size: int) -> tuple[int, int]:
    """How many of that size and what is left, both with the number's sign."""
    whole = abs(number) // size * (-1 if number < 0 else 1)
    return whole, number - whole * size


def _sign(number: Fraction) -> int:
    return -1 if number < 0 else 1


def _business(moment: datetime, days: int) -> datetime:
    """So many working days on or back; from a weekend the first is the Monday after it, or the
    Friday before it."""
    if not days:
        return moment
    step = 1 if days > 0 else -1
    while moment.weekday() > 4:  # back to the working day that it is counted from
        moment -= timedelta(days=step)
    weeks, left = divmod(abs(days), 5)
    moment += timedelta(weeks=weeks * step)
    while left:
        moment += timedelta(days=step)
        left -= moment.weekday() < 5
    return moment


def _naive(day: date) -> datetime:
    if isinstance(day, datetime):
        return day.replace(tzinfo=None)
    return datetime.combine(day, time())
