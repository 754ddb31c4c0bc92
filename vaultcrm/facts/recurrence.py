"""How often a task comes back, and the day that follows another by it.

Sources: the Tasks plugin's documentation (Recurring Tasks) and RFC 5545, which it refers to. Where
a rule names no day, a month that is too short ends early, as documented: 31 January + 1 month is
the last of February. Where it names one (`every month on the 31st`), the months without it are
passed over. There Tasks sometimes goes back to a day in the past (`every 2 years on February the
29th`); here it is always a later one. A task has days and no times, so that no clock that is put
forward or back matters.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from vaultcrm.facts.calendar import later
from vaultcrm.model import Duration

REFERENCES = ("due", "scheduled", "start")  # the dates of a task; the first that it has is counted
_YEARS = 60  # times the interval: 29 February on a Monday comes back within 40
_LONG = ("month", "year")
_MINUTES = {"hour": 60, "minute": 1}
_DAY = 24 * 60  # minutes


class Recurrence(NamedTuple):
    """How often: every `interval` times the `unit` (day, week, month, year, hour, minute), on the
    days that are all of what is named. `weekdays` are (which of the month or the year, day), which
    is 0 for each of them and negative from the end, Monday is 0; `month_days` are negative from the
    end; `weeks` are those of ISO. `when_done`: counted from the day on which it was done. `unread`
    is what Tasks passes over."""

    unit: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    when_done: bool = False
    unread: str = ""

    @property
    def names_days(self) -> bool:
        return bool(self.weekdays or self.month_days or self.weeks)


def next_day(recurrence: Recurrence, day: date) -> date | None:
    """The first day after another by this rule, which is counted from that day. None where there
    is none: on the 31st of February, past the end of the calendar."""
    unit, interval = recurrence.unit, recurrence.interval
    if not (recurrence.names_days or recurrence.months):
        months = {"month": 1, "year": 12}.get(unit, 0) * interval
        days = {"day": 1, "week": 7}.get(unit, 0) * interval
        if unit in _MINUTES:
            minutes = _MINUTES[unit] * interval
            days = -(-_DAY // minutes) * minutes // _DAY
        return later(day, Duration("", months, days), ())
    wanted = _with_usual_days(recurrence, day)
    return next((each for each in _days_after(wanted, day) if _fits(wanted, each)), None)


def _with_usual_days(recurrence: Recurrence, day: date) -> Recurrence:
    """Where the rule names no days, those of the day that it is counted from."""
    if recurrence.names_days or recurrence.unit in _MINUTES:
        return recurrence
    if recurrence.unit == "week":
        return recurrence._replace(weekdays=((0, day.weekday()),))
    return recurrence._replace(month_days=(day.day,))


def _days_after(recurrence: Recurrence, day: date) -> Iterator[date]:
    """The days in the weeks, months or years of a rule, after the one that it is counted from, as
    far as it makes sense to look."""
    unit, interval = recurrence.unit, recurrence.interval
    if unit in _LONG:
        years = _YEARS * interval if unit == "year" else _YEARS * -(-interval // 12)
        months = interval * 12 if unit == "year" else interval
        first = day.year * 12 + (0 if unit == "year" else day.month - 1)
        for begin in range(first, min(first + 12 * years, date.max.year * 12 + 12), months):
            for month in range(begin, begin + (12 if unit == "year" else 1)):
                if recurrence.months and month % 12 + 1 not in recurrence.months:
                    continue
                for number in range(1, monthrange(month // 12, month % 12 + 1)[1] + 1):
                    if (each := date(month // 12, month % 12 + 1, number)) > day:
                        yield each
        return
    years = _YEARS if unit == "week" else _YEARS // 5
    last = min(date.max.toordinal(), day.toordinal() + years * 366 * interval)
    if unit == "week":
        monday = day.toordinal() - day.weekday()
        for week in range(monday, last + 1, 7 * interval):
            for number in range(max(week, day.toordinal() + 1), min(week + 7, last + 1)):
                yield date.fromordinal(number)
        return
    minutes = _MINUTES[unit] * interval
    passed = _DAY
    while (passed := -(-passed // minutes) * minutes) // _DAY + day.toordinal() <= last:
        yield day + timedelta(days=passed // _DAY)
        passed = (passed // _DAY + 1) * _DAY


def _fits(recurrence: Recurrence, day: date) -> bool:
    """Whether a day is all that the rule names. A day of the week that is counted is one of the
    month, or of the year in a rule of years that names no months; in one of weeks it is any."""
    if recurrence.months and day.month not in recurrence.months:
        return False
    if recurrence.weeks and day.isocalendar().week not in recurrence.weeks:
        return False
    length = monthrange(day.year, day.month)[1]
    if recurrence.month_days and not (
        day.day in recurrence.month_days or day.day - length - 1 in recurrence.month_days
    ):
        return False
    counted = recurrence.unit in _LONG
    each = [weekday for which, weekday in recurrence.weekdays if not (which and counted)]
    if each and day.weekday() not in each:
        return False
    some = [(which, weekday) for which, weekday in recurrence.weekdays if which and counted]
    if not some:
        return True
    at = day.day
    if recurrence.unit == "year" and not recurrence.months:
        at = day.timetuple().tm_yday
        length = date(day.year, 12, 31).timetuple().tm_yday
    numbers = ((at - 1) // 7 + 1, -((length - at) // 7 + 1))
    return any(which in numbers and weekday == day.weekday() for which, weekday in some)


def next_days(
    recurrence: Recurrence, days: Mapping[str, date], done: date | None
) -> Mapping[str, date] | None:
    """The dates of a task's next occurrence, by name (`REFERENCES`), from those that it has and the
    day on which it was done; those that are not counted from move by as many days. None where it
    has no date, or none that is next."""
    reference = next((days[name] for name in REFERENCES if name in days), None)
    if reference is None:
        return None
    begin = done if recurrence.when_done and done else reference
    day = next_day(recurrence, begin)
    if day is None:
        return None
    try:
        return {name: each + (day - reference) for name, each in days.items()}
    except OverflowError:
        return None
