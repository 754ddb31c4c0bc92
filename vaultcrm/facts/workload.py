"""How much work is promised for which week."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.promises import is_ours, is_waiting
from vaultcrm.model import Record

WORK = ("deliverables", "actions")  # the kinds of lines that take hours
_REST = "paused"


class Promised(NamedTuple):
    """A line that we owe, with the day it counts for: its due date, or today if that has passed."""

    day: date
    hours: Decimal
    record: Record


class Work(NamedTuple):
    """By the Monday of each week, in order of time; the lines without a day; and the open lines of
    a day that say no hours. `paused` are those with hours of projects that are paused: nobody waits
    for them now, and they are in none of the others."""

    weeks: Mapping[date, Sequence[Promised]]
    undated: Sequence[Promised]
    unmeasured: Sequence[Record]
    paused: Sequence[Promised]


def work(book: Book) -> Work:
    """Our open deliverables and actions that are not on hold, with their `hours`. What is overdue
    counts in the present week."""
    return book.once(_work)


def _work(book: Book) -> Work:
    dated: list[Promised] = []
    undated: list[Promised] = []
    unmeasured: list[Record] = []
    paused: list[Promised] = []
    resting = {each.path for each in book.records("projects") if each.fields.get("status") == _REST}
    for record in (each for kind in WORK for each in book.open_lines(kind)):
        if not (is_waiting(record) and is_ours(record, book)):
            continue
        due, hours = day_of(record.fields.get("due")), number_of(record.fields.get("hours"))
        if path_of(record.fields.get("project")) in resting:
            if hours:
                paused.append(Promised(due or date.max, hours, record))
        elif not hours:
            if due:
                unmeasured.append(record)
        elif due:
            dated.append(Promised(max(due, book.today), hours, record))
        else:
            undated.append(Promised(date.max, hours, record))
    weeks: dict[date, list[Promised]] = {}
    for each in sorted(dated, key=lambda each: (each.day, each.record.place)):
        weeks.setdefault(each.day - timedelta(days=each.day.weekday()), []).append(each)
    return Work(weeks, undated, unmeasured, paused)
