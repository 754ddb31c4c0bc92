"""What was invoiced, what was paid, and what is still owed.

Amounts are summed by currency, never across: a tuple of Money, sorted by currency ('' where a note
names none). An invoice whose amount cannot be read is in no sum. An invoice is paid when it is
ticked (or has a day for that), and counts as out from its date on, or from `sent`."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from vaultcrm.facts.book import Book, Facts, by_note, counts, fact, path_of
from vaultcrm.facts.lines import days_late, is_done, is_sent
from vaultcrm.facts.measures import number_of, ratio, rounded
from vaultcrm.facts.projects import POSSIBLE, hours_spent
from vaultcrm.facts.promises import is_open
from vaultcrm.model import Fact, Money, Record


def unpaid(book: Book) -> Iterator[tuple[Record, Money]]:
    """The invoices that are out and neither paid nor cancelled, in the vault's order."""
    return _invoices(book, _is_unpaid)


@fact("clients")
def revenue(book: Book) -> Facts:
    """What a client has paid, by currency: the invoices that are paid, in the client's own note and
    in the notes of their projects. Rests on the invoices."""
    return _sums(book, "client", _is_paid)


@fact("clients", name="outstanding")
def outstanding_of_clients(book: Book) -> Facts:
    """What a client owes, by currency: the invoices that are out and neither paid nor cancelled.
    Rests on the invoices."""
    return _sums(book, "client", _is_unpaid)


@fact("clients")
def overdue_invoices(book: Book) -> Facts:
    """How many invoices of a client are out, not paid, not on hold, and past their due date; those
    with an amount that cannot be read too. None without any. Rests on the invoices."""
    late = (record for record in book.open_lines("invoices") if days_late(record, book.today))
    return counts(by_note(late, "client"))


@fact("projects")
def invoiced(book: Book) -> Facts:
    """What was invoiced for a project, by currency: the invoices that are out or paid, and not
    cancelled; that is `paid` and `outstanding` together. Rests on the invoices."""
    return _sums(book, "project", _is_billed)


@fact("projects")
def paid(book: Book) -> Facts:
    """What was paid for a project, by currency. Rests on the invoices that are paid."""
    return _sums(book, "project", _is_paid)


@fact("projects", name="outstanding")
def outstanding_of_projects(book: Book) -> Facts:
    """What is owed for a project, by currency: the invoices that are out and neither paid nor
    cancelled. Rests on the invoices."""
    return _sums(book, "project", _is_unpaid)


@fact("projects")
def effective_rate(book: Book) -> Facts:
    """What an hour of a project has earned, as Money: its fee / the hours worked so far, in the
    fee's currency, to two decimal places. It falls until the work is done. None without a fee or
    without hours. Rests on the project and the lines of its hours."""
    hours = hours_spent(book)
    rates = {}
    for project in book.records("projects"):
        fee, spent = project.fields.get("fee"), hours.get(project.path)
        worked = number_of(spent.value) if spent else None
        if isinstance(fee, Money) and spent and worked and worked > 0:
            rate = Money(rounded(ratio(fee.amount, worked), 2), fee.currency)
            rates[project.path] = Fact(rate, (project.path, *spent.evidence))
    return rates


@fact("projects")
def weighted_value(book: Book) -> Facts:
    """What a project that is not yet agreed (lead or proposed) may bring, as Money: its fee ×
    its probability, to two decimal places. None without both, and for a probability that is not
    between 0 and 100 percent. Rests on the project."""
    values = {}
    for project in book.records("projects"):
        fee, percent = project.fields.get("fee"), number_of(project.fields.get("probability"))
        if project.fields.get("status") not in POSSIBLE or not isinstance(fee, Money):
            continue
        if percent is not None and 0 <= percent <= 100:
            value = Money(rounded(ratio(fee.amount * percent, 100), 2), fee.currency)
            values[project.path] = Fact(value, (project.path,))
    return values


def _is_paid(record: Record, book: Book) -> bool:
    return is_done(record)


def _is_unpaid(record: Record, book: Book) -> bool:
    return is_open(record) and is_sent(record, book.today)


def _is_billed(record: Record, book: Book) -> bool:
    return _is_paid(record, book) or _is_unpaid(record, book)


def _invoices(
    book: Book, is_meant: Callable[[Record, Book], bool]
) -> Iterator[tuple[Record, Money]]:
    """The invoices that are meant and have an amount, in the vault's order."""
    for record in book.records("invoices"):
        amount = record.fields.get("amount")
        if isinstance(amount, Money) and is_meant(record, book):
            yield record, amount


def _sums(book: Book, field: str, is_meant: Callable[[Record, Book], bool]) -> Facts:
    """The amounts of these invoices by the note that a link field of theirs leads to."""
    sums: dict[str, dict[str, Decimal]] = {}
    places: dict[str, list[str]] = {}
    for record, (amount, currency) in _invoices(book, is_meant):
        path = path_of(record.fields.get(field))
        if not path:
            continue
        totals = sums.setdefault(path, {})
        totals[currency] = totals.get(currency, Decimal()) + amount
        places.setdefault(path, []).append(record.place)
    return {
        path: Fact(
            tuple(Money(total, currency) for currency, total in sorted(totals.items())),
            tuple(places[path]),
        )
        for path, totals in sums.items()
    }
