"""The book of an earlier day: what the notes would have said then, as far as their days tell.

What came to be after that day is left out: a line by its `created`, `asked`, `sent` or date, else
by the date of the meeting or the start of the project that it stands in; a meeting by its date, a
client by `since`, a project by the earlier of `start` and `agreed_on`. What was done after that
day was still to be done: a line without its `done` or `cancelled` (an invoice: unpaid), feedback
not acted on, a project not delivered or not yet agreed. A client who has `ended` since was active,
or a lead where of their projects until then none ever came to anything.

What has no day of its own is taken as it is now: amounts, due dates, the text, a tick without a
day, and that a client is paused."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.lines import beginning, beginnings
from vaultcrm.facts.projects import POSSIBLE
from vaultcrm.model import CLOSED, Record, Value
from vaultcrm.reading.links import stem

OVER = ("past", "lost")  # the statuses of clients that have gone
_DELIVERED = ("delivered", "closed")
_BEGUN = ("since", "start", "agreed_on", "date")  # the fields of notes
# Fields that say that something has happened; with each, what else was not known before.
_HAPPENED: Mapping[str, tuple[str, ...]] = {
    "done": (),
    "cancelled": (),
    "acted": ("decided",),
    "told": (),
    "confirmed": (),
    "recap_sent": (),
    "agreed_on": ("agreed_text", "agreement"),
    "delivered": (),
    "ended": ("exit_reason",),
}


class _Dated(NamedTuple):
    """A record, the day on which it came to be (`date.min` where that is not known), and the last
    day on which it changed: from then on it is as it is now."""

    record: Record
    begun: date
    settled: date


class Past:
    """The earlier days of a book. What a record's days are is looked up once, for all of them."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._dated: dict[str, Sequence[_Dated]] = {}

    def on(self, day: date) -> Book:
        """The book as it was at the end of that day, which is its today."""

        def load(collection: str) -> Sequence[Record]:
            leads = self._leads(day) if collection == "clients" else frozenset()
            return [
                each.record if each.settled <= day else _before(each.record, day, leads)
                for each in self._of(collection)
                if each.begun <= day
            ]

        def is_unique(path: str) -> bool:
            return self._book.link(path).target == stem(path)

        return Book(load, is_unique, self._book.config, day, index=self._book.index)

    def _leads(self, day: date) -> frozenset[str]:
        """The clients all of whose projects until a day came to nothing; not those without any."""
        came: dict[str, bool] = {}
        for project, begun, _ in self._of("projects"):
            if begun <= day:
                client = path_of(project.fields.get("client"))
                real = project.fields.get("status") not in (*POSSIBLE, "lost")
                came[client] = came.get(client, False) or real
        return frozenset(client for client, real in came.items() if not real)

    def _of(self, collection: str) -> Sequence[_Dated]:
        if collection not in self._dated:
            notes = beginnings(self._book)
            self._dated[collection] = [
                _Dated(record, _begun(record, notes), _settled(record))
                for record in self._book.records(collection)
            ]
        return self._dated[collection]


def replay(book: Book, day: date) -> Book:
    """The book as it was at the end of an earlier day."""
    return Past(book).on(day)


def _begun(record: Record, notes: Mapping[str, date]) -> date:
    if record.line is not None:
        return beginning(record, notes)[0] or date.min
    if record.collection == "meetings" or "channel" in record.fields:
        return day_of(record.fields.get("date")) or date.min
    days = [day for name in _BEGUN if (day := day_of(record.fields.get(name)))]
    return min(days, default=date.min)


def _settled(record: Record) -> date:
    days = [day for name in _HAPPENED if (day := day_of(record.fields.get(name)))]
    return max(days, default=date.min)


def _before(record: Record, day: date, leads: frozenset[str]) -> Record:
    """A record as it was on a day before the last on which it changed."""
    undone = {
        name
        for name in _HAPPENED
        if (happened := day_of(record.fields.get(name))) and happened > day
    }
    hidden = undone.union(*(_HAPPENED[name] for name in undone))
    fields = {name: value for name, value in record.fields.items() if name not in hidden}
    fields["status"] = _status(record, undone, fields, leads)
    if "status" not in record.fields:
        del fields["status"]
    return record._replace(fields=fields)


def _status(
    record: Record, undone: set[str], fields: Mapping[str, Value], leads: frozenset[str]
) -> Value:
    status = record.fields.get("status")
    if "ended" in undone and status in OVER:
        return "lead" if record.path in leads else "active"
    if "agreed_on" in undone and status not in (*POSSIBLE, "lost"):
        return "proposed"
    if "delivered" in undone and status in _DELIVERED:
        return "active"
    if status in CLOSED and undone:
        return next((name for name in CLOSED if name in fields), "todo")
    return status
