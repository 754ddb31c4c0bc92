"""Where everything on a time line and in a calendar stands; measured as in `charts`."""

from datetime import date
from itertools import pairwise
from typing import NamedTuple

from vaultcrm.rendering.charts import MONTHS, ROW, Label
from vaultcrm.rendering.report_cells import words
from vaultcrm.rendering.scales import digits, percent
from vaultcrm.reports import Calendar, Mark, Span, Timeline

LEVELS = 4  # of a heat map, without that of nothing
_LONGEST = 1100  # days on a time line
_LEAST = 28
_FAR = 366  # days that today may be away from all else and be drawn
_WEEKS = 53  # of a heat map side by side
_CELL = 15  # px
_MONTHLY = ((400, 1), (800, 3), (_LONGEST + 200, 6))  # a time of so many days: months between ticks
_WEEKLY = 70  # days: shorter times are marked by weeks
_MOST_NARROW = 6  # labels


class Dot(NamedTuple):
    """`kind` is done, open, late or plain."""

    x: str
    kind: str
    title: str


class Stretch(NamedTuple):
    """A bar of a time line. `done` is the width of its darker part, in percent of its own. Where
    it goes on beyond what is drawn, or nobody knows where it ends, it fades."""

    name: str
    y: str
    x: str
    width: str
    done: str
    fades_in: bool
    fades_out: bool
    hue: str
    title: str
    dots: tuple[Dot, ...]


class Gantt(NamedTuple):
    height: int
    stretches: tuple[Stretch, ...]
    labels: tuple[Label, ...]
    today: str  # '' where it is not on it


class Day(NamedTuple):
    week: int
    weekday: int
    level: int
    title: str


class Band(NamedTuple):
    """Up to a year of a heat map, in a box of `weeks` by 7. `ground` has all its days."""

    weeks: int
    width: int  # px that it should not grow beyond
    ground: str
    days: tuple[Day, ...]
    labels: tuple[Label, ...]


def gantt(block: Timeline) -> Gantt:
    low, high = _window(block)
    whole = max(1, (high - low).days)

    def at(day: date) -> float:
        return 100 * (min(max(day, low), high) - low).days / whole

    stretches = []
    for number, span in enumerate(block.spans):
        start, end = span.start or low, span.end or high
        if span.start is None and span.end is None and span.marks:
            start = min(mark.day for mark in span.marks)
        left, right = at(min(start, end)), at(_later(max(start, end), 1))
        dots = (
            Dot(digits(at(mark.day)), _kind(mark, block.today), _says(mark, block.today))
            for mark in span.marks
            if low <= mark.day <= high
        )
        stretches.append(
            Stretch(
                words(span.name),
                digits(number * ROW + ROW / 2),
                digits(left),
                digits(max(right - left, 0.4)),
                percent(span.done, 100) if span.done is not None else "",
                span.start is None or span.start < low,
                span.end is None or span.end > high,
                span.tone or "s0",
                _span_says(span),
                tuple(dots),
            )
        )
    today = digits(at(block.today)) if low <= block.today <= high else ""
    return Gantt(ROW * len(stretches), tuple(stretches), _time_labels(low, high), today)


def bands(block: Calendar) -> tuple[Band, ...]:
    """A heat map: a band for each year of weeks, of which the first may be short."""
    first = _monday(block.start)
    weeks = max(0, (block.end - first).days // 7 + 1)
    most = max(block.days.values(), default=0)
    cuts = [0, *range(weeks % _WEEKS or _WEEKS, weeks + 1, _WEEKS)]
    return tuple(
        _band(block, _later(first, 7 * begin), end - begin, most) for begin, end in pairwise(cuts)
    )


def _band(block: Calendar, first: date, weeks: int, most: int) -> Band:
    whole = [
        day
        for number in range(7 * weeks)
        if block.start <= (day := _later(first, number)) <= block.end
    ]
    ground, days = [], []
    for day in whole:
        week, weekday = divmod((day - first).days, 7)
        count = block.days.get(day, 0)
        if count > 0:
            level = max(1, -(-count * LEVELS // most))
            days.append(Day(week, weekday, level, f"{day}: {words(count)} {block.unit}".rstrip()))
        else:
            ground.append(f"M{week} {weekday}h1v1h-1z")
    return Band(weeks, weeks * _CELL, "".join(ground), tuple(days), _month_labels(whole, weeks))


def _month_labels(days: list[date], weeks: int) -> tuple[Label, ...]:
    """A label where a month begins, and one at the beginning if there is room for it."""
    starts = [day for day in days if day.day == 1]
    if days and (not starts or (starts[0] - days[0]).days > 21):
        starts.insert(0, days[0])
    return tuple(
        Label(
            digits(100 * ((day - _monday(days[0])).days // 7) / weeks),
            MONTHS[day.month - 1],
            str(day.year) if number == 0 or day.month == 1 else "",
            narrow=weeks < 20 or day.month % 3 == 1,
        )
        for number, day in enumerate(starts)
    )


def _window(block: Timeline) -> tuple[date, date]:
    """The first and the last day to draw: all that there is, unless that were years of little.
    Today is among them where it is not long past the end."""
    days = [mark.day for span in block.spans for mark in span.marks]
    days += [day for span in block.spans for day in (span.start, span.end) if day]
    low, high = min(days, default=block.today), max(days, default=block.today)
    if _later(low, -_FAR) <= block.today <= _later(high, _FAR):
        low, high = min(low, block.today), max(high, block.today)
    if (high - low).days > _LONGEST:
        middle = block.today if low <= block.today <= high else high
        low = max(low, _later(middle, -_LONGEST // 2))
        high = min(high, _later(low, _LONGEST))
    room = max((high - low).days // 40, (_LEAST - (high - low).days) // 2, 2)
    return _later(low, -room), _later(high, room)


def _time_labels(low: date, high: date) -> tuple[Label, ...]:
    whole = (high - low).days
    if whole <= _WEEKLY:
        first = _later(_monday(low), 7)
        days = [_later(first, 7 * number) for number in range((high - first).days // 7 + 1)]
    else:
        step = next(step for most, step in _MONTHLY if whole <= most)
        months = range(low.year * 12 + low.month, high.year * 12 + high.month)
        days = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    often = -(-len(days) // _MOST_NARROW) or 1
    return tuple(
        Label(
            digits(100 * (day - low).days / whole),
            f"{day.day} {MONTHS[day.month - 1]}" if whole <= _WEEKLY else MONTHS[day.month - 1],
            str(day.year) if number == 0 or days[number - 1].year != day.year else "",
            number % often == 0,
        )
        for number, day in enumerate(days)
    )


def _kind(mark: Mark, today: date) -> str:
    if mark.done is None:
        return "plain"
    if mark.done:
        return "done"
    return "late" if mark.day < today else "open"


def _says(mark: Mark, today: date) -> str:
    said = {"plain": "", "done": ", done", "late": ", late", "open": ", to do"}
    return f"{mark.day} {mark.name}{said[_kind(mark, today)]}"


def _span_says(span: Span) -> str:
    done = f", {words(span.done)} % done" if span.done is not None else ""
    return f"{words(span.name)}: {span.start or 'no start'} to {span.end or 'no end'}{done}"


def _later(day: date, days: int) -> date:
    """A day so many days later, within what a calendar has."""
    return date.fromordinal(max(1, min(day.toordinal() + days, date.max.toordinal())))


def _monday(day: date) -> date:
    return _later(day, -day.weekday())
