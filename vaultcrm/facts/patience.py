"""How long things may take, and how much is enough: the thresholds of the settings (`practice:`),
which a client's note may change for that client."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from vaultcrm.facts.book import Book
from vaultcrm.facts.calendar import later
from vaultcrm.facts.contact import closed_days
from vaultcrm.facts.measures import number_of
from vaultcrm.model import Duration, Record

QUIET = ("paused", "past", "lost")  # the statuses of clients who expect nothing of us


def clients_by_path(book: Book) -> Mapping[str, Record]:
    """The notes of clients."""
    return book.once(_clients_by_path)


def threshold(book: Book, client: str, name: str) -> Duration | Decimal | None:
    """A threshold for a client (a path): what its note says, else the settings; None where nobody
    has said."""
    note = clients_by_path(book).get(client)
    own = note.fields.get(name) if note else None
    if isinstance(own, Duration):
        return own
    number = number_of(own)
    if number is not None and number >= 0:
        return number
    value: Duration | Decimal | None = getattr(book.config.practice, name)
    return value


def allowed(book: Book, client: str, name: str) -> Duration:
    """A threshold that is a length of time; none at all where it is something else."""
    value = threshold(book, client, name)
    return value if isinstance(value, Duration) else Duration("")


def until(book: Book, day: date, duration: Duration) -> date | None:
    """The day on which this time after a day is up, by the vault's business days."""
    holidays = closed_days(book) if duration.business_days else ()
    return later(day, duration, book.config.office_hours.days, holidays)


def _clients_by_path(book: Book) -> Mapping[str, Record]:
    return {client.path: client for client in book.records("clients")}
