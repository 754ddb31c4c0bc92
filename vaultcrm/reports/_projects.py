"""Projects as several reports show them."""

from collections.abc import Iterable, Sequence
from datetime import date

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.projects import OPEN, RUNNING, burn, next_due, progress
from vaultcrm.facts.titles import link_to
from vaultcrm.model import Record
from vaultcrm.reports import Row, Table, Tone
from vaultcrm.reports._parts import FAR, NONE, table, when
from vaultcrm.reports._pieces import bar

_ORDER = ("active", "agreed", "proposed", "lead", "paused", "delivered", "closed", "lost")


def ordered(book: Book, projects: Iterable[Record]) -> list[Record]:
    """Those in hand first, by the next day that they have to meet; then the latest first."""
    dates = next_due(book)

    def begun(project: Record) -> date:
        days = (day_of(project.fields.get(name)) for name in ("start", "agreed_on"))
        return next(filter(None, days), date.min)

    def order(project: Record) -> tuple[int, date]:
        status = project.fields.get("status")
        place = _ORDER.index(status) if status in _ORDER else len(_ORDER)
        is_open = status in OPEN and status != "paused"
        return (0 if is_open else 1 + place, day_of(dates.get(project.path, NONE).value) or FAR)

    found = sorted(projects, key=lambda each: each.path)
    return sorted(sorted(found, key=begun, reverse=True), key=order)


def in_hand(projects: Iterable[Record]) -> list[Record]:
    """The projects that are agreed and not yet delivered."""
    return [each for each in projects if each.fields.get("status") in RUNNING]


def projects_table(book: Book, projects: Sequence[Record], limit: int, command: str) -> Table:
    """Where each project stands."""
    dates, done, burned = next_due(book), progress(book), burn(book)
    rows = []
    for project in projects[:limit]:
        fields = project.fields
        next_day = dates.get(project.path, NONE)
        day = day_of(next_day.value)
        cells = (
            link_to(book, project),
            fields.get("status"),
            fields.get("fee"),
            fields.get("retainer"),
            bar(done.get(project.path, NONE).value),
            bar(burned.get(project.path, NONE).value),
            day or fields.get("delivered"),
            when(day, book.today) if day else "delivered" if fields.get("delivered") else None,
        )
        tone: Tone = "bad" if day and day < book.today else ""
        rows.append(Row(cells, tuple(dict.fromkeys((project.path, *next_day.evidence))), tone))
    columns = ("Project", "Status", "Fee", "A month", "Done", "Hours used", "Next date", "When")
    return table(columns, rows, limit, command, count=len(projects))
