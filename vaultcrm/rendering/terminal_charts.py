"""Charts, time lines and calendars as lines of characters for a terminal."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, groupby

from rich.text import Text

from vaultcrm.rendering.grids import cut, filled, wrapped
from vaultcrm.rendering.report_cells import finite, sparkline, words
from vaultcrm.rendering.text import one_line, printable, width
from vaultcrm.reports import Calendar, Chart, Number, Span, Timeline

STYLES = {"": "", "good": "green", "warn": "yellow", "bad": "red"}
_WIKILINK = re.compile(r"!?\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_WIDEST_NAME = 28
_FILLS = "█▓▒░▞▚"  # one for each series of a chart
_PARTS = " ▏▎▍▌▋▊▉"
_HEAT = " ░▒▓█"
_WIDEST = 60  # columns of a bar
_WIDEST_SPAN = 80
_FEWEST = 6
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def clean(text: str) -> str:
    """A text on one line that can do no harm there, with links by what they show."""
    return printable(one_line(_WIKILINK.sub(lambda link: link[2] or link[1], text)))


def paragraph(text: str, columns: int, indent: int = 0, style: str = "") -> Iterator[Text]:
    """A text in lines that are no wider than the terminal, all of them indented."""
    for line in wrapped(clean(text), columns - indent):
        yield Text(f"{' ' * indent}{line}", style=style)


def bar(share: float, room: int, fill: str = "█") -> str:
    """A bar of eighths of a character, so long as this share of the room."""
    eighths = round(max(0.0, min(share, 1.0)) * room * 8)
    part = _PARTS[eighths % 8].strip() if fill == "█" else ""
    return (fill * (eighths // 8) + part).ljust(room)


def bars(chart: Chart, columns: int) -> Iterator[Text]:
    """A line for each category, and each series unless they are stacked."""
    if chart.kind == "lines" and len(chart.categories) > 1:
        yield from _lines(chart, columns)
        return
    stacked = chart.kind == "stacked"
    together = sum if stacked else max
    sums = [
        together([_size(series.values[at]) for series in chart.series])
        for at in range(len(chart.categories))
    ]
    top = max([*sums, _size(chart.limit)]) or 1.0
    names = _names(chart.categories, columns)
    said = [
        [_said(_sum(chart, at), chart)]
        if stacked
        else [_said(series.values[at], chart) for series in chart.series]
        for at in range(len(chart.categories))
    ]
    widest = max((width(each) for several in said for each in several), default=0)
    room = max(_FEWEST, min(_WIDEST, columns - names - widest - 4))
    if len(chart.series) > 1:
        yield from _legend(chart, columns)
    for at, category in enumerate(chart.categories):
        name = f"  {filled(clean(category), names)} "
        if stacked:
            yield _ended(_stack(name, chart, at, top, room), said[at][0], columns)
            continue
        for number, series in enumerate(chart.series):
            line = Text(" " * len(name) if number else name)
            share = _size(series.values[at]) / top
            picture = bar(share, room, _FILLS[number % len(_FILLS)]).rstrip()
            line.append(picture, style=STYLES[series.tone])
            yield _ended(line, said[at][number], columns)
    if chart.limit is not None:
        limit = f"{chart.limit_name}: {_said(chart.limit, chart)}".removeprefix(": ")
        yield from paragraph(limit, columns, 2, "dim")


def _stack(name: str, chart: Chart, at: int, top: float, room: int) -> Text:
    line = Text(name)
    ends = [round(room * sum_ / top) for sum_ in accumulate(_sizes(chart, at))]
    for number, (series, start, end) in enumerate(
        zip(chart.series, [0, *ends], ends, strict=False)
    ):
        line.append(_FILLS[number % len(_FILLS)] * (end - start), style=STYLES[series.tone])
    return line


def _sizes(chart: Chart, at: int) -> Iterator[float]:
    return (_size(series.values[at]) for series in chart.series)


def _sum(chart: Chart, at: int) -> Number:
    return sum((series.values[at] or 0 for series in chart.series), Decimal(0))


def _said(value: Number | None, chart: Chart) -> str:
    return "–" if value is None else clean(f"{words(value)} {chart.unit}")


def _ended(line: Text, said: str, columns: int) -> Text:
    """A line of a chart with what it says, on that line where there is room for it."""
    room = columns - width(line.plain) - 1
    line.append(f" {cut(said, room)}" if room > 0 else "")
    return line


def _size(value: Number | None) -> float:
    """How long a bar is; one of a number beyond all measure is none."""
    size = abs(float(value)) if value is not None and finite([value]) else 0.0
    return size if size < float("inf") else 0.0


def _names(names: Sequence[str], columns: int) -> int:
    """How wide names beside pictures are to be."""
    widest = max((width(clean(name)) for name in names), default=0)
    return min(_WIDEST_NAME, max(columns // 3, _FEWEST), widest)


def _lines(chart: Chart, columns: int) -> Iterator[Text]:
    """A line for each series, of the last values that there is room for."""
    names = _names([series.name for series in chart.series], columns)
    shown = min(len(chart.categories), max(_FEWEST, columns - names - 4))
    for series in chart.series:
        values = series.values[-shown:]
        known = finite(values)
        line = Text(f"  {filled(clean(series.name), names)}  ")
        line.append(sparkline(values), style=STYLES[series.tone])
        span = f" {words(min(known))} to {words(max(known))} {chart.unit}" if known else ""
        if span and width(line.plain) + width(clean(span)) + 2 > columns:
            yield line
            line = Text(" " * (names + 3))
        yield _ended(line, clean(span), columns) if span else line
    ends = f"{chart.categories[-shown]} to {chart.categories[-1]}"
    yield from paragraph(ends, columns, names + 4, "dim")


def _legend(chart: Chart, columns: int) -> Iterator[Text]:
    line = Text(" ")
    for number, series in enumerate(chart.series):
        name = cut(clean(series.name), max(columns - 5, _FEWEST))
        if width(line.plain) + width(name) + 4 > columns and len(line.plain) > 1:
            yield line
            line = Text(" ")
        line.append(" ")
        line.append(_FILLS[number % len(_FILLS)], style=STYLES[series.tone])
        line.append(f" {name} ")
    yield line


def spans(block: Timeline, columns: int) -> Iterator[Text]:
    """A line for each span, from the first day to the last."""
    days = [block.today]
    for span in block.spans:
        days += [day for day in (span.start, span.end) if day]
        days += [mark.day for mark in span.marks]
    first, last = min(days), max(days)
    names = _names([words(span.name) for span in block.spans], columns)
    room = max(_FEWEST, min(_WIDEST_SPAN, columns - names - 3))
    for span in block.spans:
        line = Text(f"  {filled(clean(words(span.name)), names)} ")
        line.append(_span(span, first, last, block.today, room), style=STYLES[span.tone])
        yield line
    left, right = first.isoformat(), last.isoformat()
    axis = f"{left}{' ' * (room - len(left) - len(right))}{right}"
    if len(axis) <= room:
        yield Text(f"  {' ' * names} {axis}", style="dim")
    else:
        yield from paragraph(f"{left} to {right}", columns, 2, "dim")
    signs = "│ today, ◆ done, ◇ to come" if any(span.marks for span in block.spans) else "│ today"
    yield from paragraph(signs, columns, 2, "dim")


def _span(span: Span, first: date, last: date, today: date, room: int) -> str:
    def place(day: date) -> int:
        return (day - first).days * (room - 1) // max((last - first).days, 1)

    cells = [" "] * room
    start, end = place(span.start or first), place(span.end or last)
    for index in range(start, max(start, end) + 1):
        cells[index] = "─"
    if span.done is not None:
        filled_up = start + round((end - start + 1) * float(min(max(span.done, 0), 100)) / 100)
        for index in range(start, max(start, filled_up)):
            cells[index] = "━"
    cells[place(today)] = "│"
    for mark in span.marks:
        cells[place(mark.day)] = "◆" if mark.done else "◇"
    return "".join(cells)


def heat(block: Calendar, columns: int) -> Iterator[Text]:
    """A line for each day of the week, a column for each week, the last ones that there is room
    for."""
    monday = block.start - timedelta(days=min(block.start.weekday(), block.start.toordinal() - 1))
    weeks = ((block.end - monday).days // 7) + 1
    shown = min(weeks, max(1, columns - 6))
    top = max(block.days.values(), default=0) or 1
    for number, name in enumerate(_DAYS):
        cells = []
        for week in range(weeks - shown, weeks):
            day = monday.toordinal() + 7 * week + number
            inside = block.start.toordinal() <= day <= block.end.toordinal()
            count = block.days.get(date.fromordinal(day), 0) if inside else 0
            cells.append(_HEAT[-(-count * (len(_HEAT) - 1) // top)] if count else "·")
        yield Text(f"  {name} {''.join(cells)}")
    months = groupby(
        (monday + timedelta(days=7 * week) for week in range(weeks - shown, weeks)),
        key=lambda day: (day.year, day.month),
    )
    axis = "".join(_month(list(days)) for _, days in months)
    yield Text(f"      {axis}".rstrip(), style="dim")


def _month(weeks: Sequence[date]) -> str:
    return f"{weeks[0]:%b}"[: len(weeks)].ljust(len(weeks))
