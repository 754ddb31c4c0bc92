"""Report data → a terminal's lines: figures with sparklines, tables that fit, charts as bars made
of characters. Colour says nothing that is not also said in words."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from itertools import groupby

from rich.console import Console
from rich.text import Text

from vaultcrm.facts.book import note_of
from vaultcrm.model import Value
from vaultcrm.rendering.report_cells import TOO_LITTLE, as_value, sparkline, words
from vaultcrm.rendering.tables import on_terminal
from vaultcrm.rendering.text import one_line, printable, width
from vaultcrm.reports import (
    Bar,
    Block,
    Calendar,
    Cell,
    Chart,
    Feed,
    Figures,
    Number,
    Report,
    Row,
    Section,
    Span,
    Table,
    Timeline,
    Words,
    is_empty,
)
from vaultcrm.views.table import plain_table

_STYLES = {"": "", "good": "green", "warn": "yellow", "bad": "red"}
_WIDEST_NAME = 28
_FILLS = "█▓▒░▞▚"  # one for each series of a chart
_PARTS = " ▏▎▍▌▋▊▉"
_HEAT = " ░▒▓█"
_FEWEST = 24  # columns of a picture


def as_terminal(report: Report, columns: int, color: bool) -> str:
    """The report for a terminal that is so many columns wide."""
    text = StringIO()
    console = Console(
        file=text,
        width=max(columns, 20),
        color_system="standard" if color else None,
        force_terminal=color,
        legacy_windows=False,
        highlight=False,
    )
    console.print(_line(report.title, "bold"))
    console.print(_line(report.lead))
    for section in report.sections:
        console.print()
        console.print(_line(section.title, "bold underline"))
        for line in _section(section, console.width, color):
            console.print(line, soft_wrap=isinstance(line, _Fixed))
    return text.getvalue()


class _Fixed(Text):
    """A line that is as wide as it is meant to be."""


def _section(section: Section, columns: int, color: bool) -> Iterator[Text]:
    blocks = [block for block in section.blocks if not is_empty(block)]
    if not blocks:
        yield _line(section.empty)
    for number, block in enumerate(blocks):
        if number:
            yield Text()
        yield from _block(block, columns, color)
    if section.note and blocks:
        yield _line(section.note, "dim")


def _block(block: Block, columns: int, color: bool) -> Iterator[Text]:
    match block:
        case Figures():
            yield from _figures(block)
        case Table():
            yield from _table(block, columns, color)
        case Feed():
            rows = (
                Row(
                    (each.day, each.kind, _said(words(each.what), each.text)),
                    each.evidence,
                    each.tone,
                )
                for each in block.entries
            )
            yield from _table(
                Table(("Day", "Kind", "What"), tuple(rows), block.more, block.ask), columns, color
            )
        case Words():
            for line in block.text.strip().splitlines():
                yield _line(f"  {line.rstrip()}")
        case Chart():
            yield _line(block.title, "bold")
            yield from _bars(block, columns)
        case Timeline():
            yield _line(block.title, "bold")
            yield from _spans(block, columns)
        case Calendar():
            yield _line(block.title, "bold")
            yield from _heat(block, columns)


def _said(what: str, text: str) -> str:
    return f"{what}: {text}" if what and text else what or text


def _figures(block: Figures) -> Iterator[Text]:
    labels = max(width(each.label) for each in block.figures)
    for each in block.figures:
        value = words(each.value) if each.value is not None else TOO_LITTLE
        line = Text(f"  {_filled(each.label, labels)}  ")
        line.append(_clean(value), style=f"bold {_STYLES[each.tone]}".rstrip())
        if each.trend:
            line.append(f"  {sparkline(each.trend)}")
        hints = [each.hint] if each.hint else []
        hints += [f"{len(each.left_out)} left out"] if each.left_out else []
        if hints:
            line.append(f"  {_clean('; '.join(hints))}", style="dim")
        yield line
    for each in block.figures:
        if each.note:
            yield Text(f"  {_clean(each.label)}: {_clean(each.note)}", style="dim")


def _table(table: Table, columns: int, color: bool) -> Iterator[Text]:
    """A table with the place of each row's first source, if there is room."""
    names = [name or " " for name in table.columns]
    rows: list[dict[str, Value]] = [
        dict(zip(names, map(_shown, row.cells), strict=True)) for row in table.rows
    ]
    if any(row.evidence for row in table.rows):
        names.append("Source")
        for shown, row in zip(rows, table.rows, strict=True):
            place = row.evidence[0] if row.evidence else ""
            shown["Source"] = note_of(place).rpartition("/")[2] + place[len(note_of(place)) :]
    if table.title:
        yield _line(table.title, "bold")
    text, left_out = on_terminal(plain_table(names, rows), columns, color)
    for line in text.splitlines():
        yield _Fixed.from_ansi(line) if color else _Fixed(line)
    left_out = [name for name in left_out if name != "Source"]
    if left_out:
        yield _line(f"no room for: {', '.join(left_out)}", "dim")
    if table.more:
        ask = f": {table.ask}" if table.ask else ""
        yield _line(f"{table.more:,} more{ask}", "dim")


def _shown(value: Cell) -> Value:
    if isinstance(value, Bar):
        share = float(value.value) / float(value.of) if value.of else 0.0
        return f"{_bar(share, 8)} {words(value)}"
    return as_value(value)


def _bars(chart: Chart, columns: int) -> Iterator[Text]:
    """A line for each category, and each series unless they are stacked."""
    stacked = chart.kind == "stacked"
    if chart.kind == "lines" and len(chart.categories) > 1:
        yield from _lines(chart)
        return
    together = sum if stacked else max
    sums = [
        together([_size(series.values[at]) for series in chart.series])
        for at in range(len(chart.categories))
    ]
    top = max([*sums, _size(chart.limit)]) or 1.0
    names = min(_WIDEST_NAME, max(map(width, chart.categories), default=0))
    room = max(_FEWEST, min(60, columns - names - 20))
    if len(chart.series) > 1:
        yield _legend(chart)
    for at, category in enumerate(chart.categories):
        line = _Fixed(f"  {_filled(category, names)} ")
        if stacked:
            for number, series in enumerate(chart.series):
                size = round(room * _size(series.values[at]) / top)
                line.append(_FILLS[number % len(_FILLS)] * size, style=_STYLES[series.tone])
            total: Number = sum((series.values[at] or 0 for series in chart.series), Decimal(0))
            line.append(f" {words(total)} {chart.unit}".rstrip())
            yield line
            continue
        for number, series in enumerate(chart.series):
            value = series.values[at]
            if number:
                line = _Fixed(" " * (names + 3))
            share = _size(value) / top
            picture = _bar(share, room, _FILLS[number % len(_FILLS)]).rstrip()
            line.append(picture, style=_STYLES[series.tone])
            said = "–" if value is None else f"{words(value)} {chart.unit}".rstrip()
            line.append(f" {said}")
            yield line
    if chart.limit is not None:
        yield _line(f"  {chart.limit_name}: {words(chart.limit)} {chart.unit}".rstrip(), "dim")


def _size(value: Number | None) -> float:
    return abs(float(value)) if value else 0.0


def _lines(chart: Chart) -> Iterator[Text]:
    names = max(width(series.name) for series in chart.series)
    for series in chart.series:
        known = [value for value in series.values if value is not None]
        line = _Fixed(f"  {_filled(series.name, names)}  ")
        line.append(sparkline(series.values), style=_STYLES[series.tone])
        if known:
            line.append(f"  {words(min(known))} to {words(max(known))} {chart.unit}".rstrip())
        yield line
    ends = f"{chart.categories[0]} to {chart.categories[-1]}"
    yield _line(f"  {' ' * names}  {ends}", "dim")


def _legend(chart: Chart) -> Text:
    line = Text("  ")
    for number, series in enumerate(chart.series):
        line.append(_FILLS[number % len(_FILLS)], style=_STYLES[series.tone])
        line.append(f" {_clean(series.name)}   ")
    return line


def _spans(block: Timeline, columns: int) -> Iterator[Text]:
    """A line for each span, from the first day to the last; `│` is today, `◆` a day done, `◇` one
    to come."""
    days = [block.today]
    for span in block.spans:
        days += [day for day in (span.start, span.end) if day]
        days += [mark.day for mark in span.marks]
    first, last = min(days), max(days)
    names = min(_WIDEST_NAME, max(width(words(span.name)) for span in block.spans))
    room = max(_FEWEST, min(80, columns - names - 4))
    for span in block.spans:
        picture = _span(span, first, last, block.today, room)
        line = _Fixed(f"  {_filled(words(span.name), names)} ")
        line.append(picture, style=_STYLES[span.tone])
        yield line
    yield _line(f"  {' ' * names} {_axis(first, last, room)}", "dim")


def _span(span: Span, first: date, last: date, today: date, room: int) -> str:
    def place(day: date) -> int:
        return (day - first).days * (room - 1) // max((last - first).days, 1)

    cells = [" "] * room
    start, end = place(span.start or first), place(span.end or last)
    for index in range(start, max(start, end) + 1):
        cells[index] = "─"
    if span.done is not None:
        filled = start + round((end - start + 1) * float(min(max(span.done, 0), 100)) / 100)
        for index in range(start, max(start, filled)):
            cells[index] = "━"
    cells[place(today)] = "│"
    for mark in span.marks:
        cells[place(mark.day)] = "◆" if mark.done else "◇"
    return "".join(cells)


def _axis(first: date, last: date, room: int) -> str:
    left, right = first.isoformat(), last.isoformat()
    return f"{left}{' ' * max(1, room - len(left) - len(right))}{right}"


def _heat(block: Calendar, columns: int) -> Iterator[Text]:
    """A line for each day of the week, a column for each week, the last ones that there is room
    for."""
    monday = block.start - timedelta(days=min(block.start.weekday(), block.start.toordinal() - 1))
    weeks = ((block.end - monday).days // 7) + 1
    shown = min(weeks, max(1, columns - 8))
    top = max(block.days.values(), default=0) or 1
    for number, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        cells = []
        for week in range(weeks - shown, weeks):
            day = monday + timedelta(days=7 * week + number)
            count = block.days.get(day, 0) if block.start <= day <= block.end else 0
            steps = len(_HEAT) - 1
            cells.append(_HEAT[-(-count * steps // top)] if count else "·")
        yield _Fixed(f"  {name} {''.join(cells)}")
    months = groupby(
        (monday + timedelta(days=7 * week) for week in range(weeks - shown, weeks)),
        key=lambda day: (day.year, day.month),
    )
    axis = "".join(_month(list(days)) for _, days in months)
    yield _line(f"      {axis}", "dim")


def _month(weeks: Sequence[date]) -> str:
    return f"{weeks[0]:%b}"[: len(weeks)].ljust(len(weeks))


def _bar(share: float, room: int, fill: str = "█") -> str:
    """A bar of eighths of a character, so long as this share of the room."""
    eighths = round(max(0.0, min(share, 1.0)) * room * 8)
    part = _PARTS[eighths % 8] if fill == "█" else ""
    return (fill * (eighths // 8) + part.strip()).ljust(room)


def _filled(text: str, size: int) -> str:
    text = _clean(text)
    while width(text) > size:
        text = text[:-2] + "…"
    return text + " " * (size - width(text))


def _clean(text: str) -> str:
    return printable(one_line(text))


def _line(text: str, style: str = "") -> Text:
    return Text(printable(text), style=style)
