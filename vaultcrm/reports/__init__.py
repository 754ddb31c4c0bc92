"""Facts → report data. One file a report, found by being there; its docstring is its manual page.

A report is data only: a title, sections, and in them blocks of figures, tables, charts and words,
each with the places that it was computed from. How it looks is decided in rendering/, for all
reports at once, so that a new one gets every format for nothing.

A module has `make(book, asked)`, and where it needs them `ABOUT`, the collection of the note that
it is about, and `PERIOD = True` if it is of a period that one may choose.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book
from vaultcrm.model import Record, Value
from vaultcrm.resources import modules
from vaultcrm.words import suggestion

Number: TypeAlias = int | Decimal
Places: TypeAlias = tuple[str, ...]  # path:line
Tone: TypeAlias = Literal["", "good", "warn", "bad"]  # never the only sign: words say it too


class Bar(NamedTuple):
    """A cell: a number as a part of a whole, drawn as a small bar."""

    value: Number
    of: Number = 100
    unit: str = "%"


class Trend(NamedTuple):
    """A cell: numbers in order of time, drawn as a sparkline; None where there is none."""

    values: tuple[Number | None, ...]


Cell: TypeAlias = Value | Bar | Trend


class Row(NamedTuple):
    cells: tuple[Cell, ...]
    evidence: Places = ()
    tone: Tone = ""


class Table(NamedTuple):
    """`more` is how many rows are not shown, and `ask` the command that shows all."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    more: int = 0
    ask: str = ""
    title: str = ""


class Figure(NamedTuple):
    """One number that people look at. `hint` is what it is to be compared with, in a few words;
    `note` how it is defined. A value of None is too little data, and `hint` says why."""

    label: str
    value: Cell
    hint: str = ""
    tone: Tone = ""
    evidence: Places = ()
    left_out: Places = ()
    trend: tuple[Number | None, ...] = ()
    note: str = ""


class Figures(NamedTuple):
    figures: tuple[Figure, ...]


class Words(NamedTuple):
    """Somebody's own words, as Markdown, quoted from a note."""

    text: str
    evidence: Places = ()


class Entry(NamedTuple):
    """Something that happened. `kind` is a word or two: `email in`, `meeting`."""

    day: date | None
    kind: str
    what: Value
    text: str = ""
    evidence: Places = ()
    tone: Tone = ""


class Feed(NamedTuple):
    """What happened, in the order given; as in a `Table`, with what is not shown."""

    entries: tuple[Entry, ...]
    more: int = 0
    ask: str = ""


class Series(NamedTuple):
    """One value for each category of a chart; `evidence` for each of them, or empty."""

    name: str
    values: tuple[Number | None, ...]
    evidence: tuple[Places, ...] = ()
    tone: Tone = ""


class Chart(NamedTuple):
    """Values by category. `bars` stand beside one another, `stacked` on one another, `lines` are
    for categories in order of time. `description` says in a sentence what there is to see, for
    those who do not. `limit` is a line across: a capacity, a budget."""

    kind: Literal["bars", "stacked", "lines"]
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    description: str
    unit: str = ""
    limit: Number | None = None
    limit_name: str = ""


class Mark(NamedTuple):
    """A day on a time line. `done` None for what is neither done nor to do."""

    day: date
    name: str
    done: bool | None = None


class Span(NamedTuple):
    """A bar of a time line; without a start or an end it fades out there. `done` is in percent."""

    name: Value
    start: date | None
    end: date | None
    done: Number | None = None
    marks: tuple[Mark, ...] = ()
    tone: Tone = ""
    evidence: Places = ()


class Timeline(NamedTuple):
    title: str
    today: date
    spans: tuple[Span, ...]
    description: str


class Calendar(NamedTuple):
    """How much there was on each day of a time (a heat map); days without are left out."""

    title: str
    start: date
    end: date
    days: Mapping[date, int]
    description: str
    unit: str = ""


Block: TypeAlias = Figures | Table | Feed | Words | Chart | Timeline | Calendar


class Section(NamedTuple):
    """A part of a report. `note` says how its figures are defined and what was left out; `empty`
    what it means that there is nothing in it."""

    title: str
    blocks: tuple[Block, ...]
    note: str = ""
    empty: str = "Nothing."


class Report(NamedTuple):
    """`about` is the path of the note that it is about, '' for the whole vault."""

    name: str
    title: str
    lead: str  # what it says, in a sentence
    sections: tuple[Section, ...]
    today: date
    about: str = ""


class Asked(NamedTuple):
    """What a report was asked for: a client or project, or a time, both ends included."""

    about: Record | None = None
    start: date | None = None
    end: date | None = None


class Maker(NamedTuple):
    name: str
    make: Callable[[Book, Asked], Report]
    about: str  # the collection of the note that it needs, '' for none
    period: bool
    summary: str  # the first line of its page


def report_names() -> list[str]:
    """The reports that there are."""
    return modules("reports")


def find_report(name: str) -> Maker:
    """The report of this name. Raises VaultError where there is none such."""
    if name not in report_names():
        known = report_names()
        raise VaultError(
            f"there is no report {name!r}.{suggestion(name, known)}", f"reports: {', '.join(known)}"
        )
    module = import_module(f"{__name__}.{name}")
    about, period = getattr(module, "ABOUT", ""), getattr(module, "PERIOD", False)
    return Maker(name, module.make, about, period, (module.__doc__ or "").partition("\n")[0])


def is_empty(block: Block) -> bool:
    """Whether a block shows nothing."""
    match block:
        case Figures():
            return not block.figures
        case Table():
            return not block.rows
        case Feed():
            return not block.entries
        case Words():
            return not block.text.strip()
        case Chart():
            return not any(value for series in block.series for value in series.values)
        case Timeline():
            return not block.spans
        case Calendar():
            return not block.days


def data_behind(block: Chart | Timeline | Calendar) -> Table:
    """What a chart shows, as a table."""
    match block:
        case Chart():
            unit = f" ({block.unit})" if block.unit else ""
            columns = ("", *(f"{series.name}{unit}" for series in block.series))
            return Table(columns, tuple(_points(block)), title=block.title)
        case Timeline():
            columns = ("What", "From", "To", "Done", "Dates")
            return Table(columns, tuple(map(_span, block.spans)), title=block.title)
        case Calendar():
            return Table(
                ("Month", "Days", block.unit or "Count"), _months(block), title=block.title
            )


def _months(calendar: Calendar) -> tuple[Row, ...]:
    """The days of a calendar by month: how many there are, and how much there was on them."""
    rows = []
    for month, days in groupby(sorted(calendar.days.items()), lambda each: each[0].isoformat()[:7]):
        counts = [count for _, count in days]
        rows.append(Row((month, len(counts), sum(counts))))
    return tuple(rows)


def _points(chart: Chart) -> Iterable[Row]:
    for number, category in enumerate(chart.categories):
        values = tuple(series.values[number] for series in chart.series)
        places = (series.evidence[number] for series in chart.series if series.evidence)
        evidence = dict.fromkeys(place for each in places for place in each)
        yield Row((category, *values), tuple(evidence))


def _span(span: Span) -> Row:
    signs = {True: " ✓", False: "", None: ""}
    dates = "; ".join(
        f"{mark.day.isoformat()} {mark.name}{signs[mark.done]}" for mark in span.marks
    )
    done = Bar(span.done) if span.done is not None else None
    return Row((span.name, span.start, span.end, done, dates or None), span.evidence, span.tone)
