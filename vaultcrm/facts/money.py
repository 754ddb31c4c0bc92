"""What was invoiced, what was paid, and what is still owed.

Amounts are summed by currency, never across: a tuple of Money, sorted by currency ('' where a note
names none). An invoice without an amount that can be read is in no sum, but left out. An invoice is
paid when it is ticked (or has a day for that), and counts as out from its date on, or from `sent`.
One that is ticked with a day still to come is neither paid nor owed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from vaultcrm.facts.book import Book, Facts, by_note, counts, fact, path_of, places_of
from vaultcrm.facts.lines import counted_on, days_late, is_done, is_sent
from vaultcrm.facts.measures import number_of, ratio, rounded, totals
from vaultcrm.facts.projects import POSSIBLE, hours_spent
from vaultcrm.model import Fact, Money, Record, is_open


class Payment(NamedTuple):
    """A paid invoice. `day` is that on which it was paid, or where none is written that on which it
    came to be; None where neither is known. `amount` is None where it cannot be read; `client` and
    `project` are paths, '' without one."""

    day: date | None
    client: str
    project: str
    amount: Money | None
    record: Record


def payments(book: Book) -> Sequence[Payment]:
    """The invoices that are paid, in the vault's order."""
    return book.once(_payments)


def payments_by_client(book: Book) -> Mapping[str, Sequence[Payment]]:
    """The same by the client's path, without those of nobody."""
    return book.once(_payments_by_client)


def _payments_by_client(book: Book) -> Mapping[str, Sequence[Payment]]:
    found: dict[str, list[Payment]] = {}
    for each in payments(book):
        if each.client:
            found.setdefault(each.client, []).append(each)
    return found


def _payments(book: Book) -> Sequence[Payment]:
    return [
        Payment(
            counted_on(record),
            path_of(record.fields.get("client")),
            path_of(record.fields.get("project")),
            amount if isinstance(amount := record.fields.get("amount"), Money) else None,
            record,
        )
        for record in _paid(book)
    ]


def unpaid(book: Book) -> Iterator[tuple[Record, Money]]:
    """The invoices that are out and neither paid nor cancelled, with their amounts, in the vault's
    order; without those whose amount cannot be read."""
    for record in _unpaid(book):
        amount = record.fields.get("amount")
        if isinstance(amount, Money):
            yield record, amount


@fact("clients")
def revenue(book: Book) -> Facts:
    """What a client has paid, by currency: the invoices that are paid, in the client's own note and
    in the notes of their projects. Rests on the invoices; left out are those whose amount cannot be
    read."""
    return _sums(_paid(book), "client")


@fact("clients", name="outstanding")
def outstanding_of_clients(book: Book) -> Facts:
    """What a client owes, by currency: the invoices that are out and neither paid nor cancelled.
    Rests on the invoices; left out are those whose amount cannot be read."""
    return _sums(_unpaid(book), "client")


@fact("clients", default=0)
def overdue_invoices(book: Book) -> Facts:
    """How many invoices of a client are out, not paid, not on hold, and past their due date; those
    with an amount that cannot be read too. 0 without any. Rests on the invoices."""
    late = (record for record in book.open_lines("invoices") if days_late(record, book.today))
    return counts(by_note(late, "client"))


@fact("projects")
def invoiced(book: Book) -> Facts:
    """What was invoiced for a project, by currency: the invoices that are out or paid, and not
    cancelled; that is `paid` and `outstanding` together. Rests on the invoices; left out are those
    whose amount cannot be read."""
    billed = (
        record
        for record in book.records("invoices")
        if is_done(record, book.today) or (is_open(record.fields) and is_sent(record, book.today))
    )
    return _sums(billed, "project")


@fact("projects")
def paid(book: Book) -> Facts:
    """What was paid for a project, by currency. Rests on the invoices that are paid; left out are
    those whose amount cannot be read."""
    return _sums(_paid(book), "project")


@fact("projects", name="outstanding")
def outstanding_of_projects(book: Book) -> Facts:
    """What is owed for a project, by currency: the invoices that are out and neither paid nor
    cancelled. Rests on the invoices; left out are those whose amount cannot be read."""
    return _sums(_unpaid(book), "project")


@fact("projects")
def effective_rate(book: Book) -> Facts:
    """What an hour of a project has earned, as Money: its fee / the hours worked so far, in the
    fee's currency, to two decimal places. It falls until the work is done. None without a fee or
    without hours. Rests on the project and the lines of its hours; left out are those whose hours
    cannot be read."""
    hours = hours_spent(book)
    rates = {}
    for project in book.records("projects"):
        fee, spent = project.fields.get("fee"), hours.get(project.path)
        worked = number_of(spent.value) if spent else None
        if isinstance(fee, Money) and spent and worked and worked > 0:
            rate = Money(rounded(ratio(fee.amount, worked), 2), fee.currency)
            rates[project.path] = Fact(rate, (project.path, *spent.evidence), spent.left_out)
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


def _paid(book: Book) -> Iterator[Record]:
    return (record for record in book.records("invoices") if is_done(record, book.today))


def _unpaid(book: Book) -> Iterator[Record]:
    return (record for record in book.open_lines("invoices") if is_sent(record, book.today))


def _sums(invoices: Iterable[Record], field: str) -> Facts:
    """The amounts of these invoices by the note that a link field of theirs leads to."""
    found = {}
    for path, records in by_note(invoices, field).items():
        amounts = [(record, record.fields.get("amount")) for record in records]
        known = [(record, amount) for record, amount in amounts if isinstance(amount, Money)]
        if known:
            unread = (record for record, amount in amounts if not isinstance(amount, Money))
            found[path] = Fact(
                totals(amount for _, amount in known),
                places_of(record for record, _ in known),
                places_of(unread),
            )
    return found
