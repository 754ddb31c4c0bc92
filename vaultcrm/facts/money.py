"""What was invoiced, what was paid, and what is still owed."""

from collections.abc import Iterator
from decimal import Decimal

from vaultcrm.facts.book import Book, Facts, day_of, fact, path_of
from vaultcrm.facts.promises import is_open
from vaultcrm.model import Fact, Money, Record


def unpaid(book: Book) -> Iterator[tuple[Record, Money]]:
    """The invoices that are neither paid nor cancelled, in the vault's order."""
    for record in book.records("invoices"):
        amount = record.fields.get("amount")
        if isinstance(amount, Money) and is_open(record) and is_sent(record, book):
            yield record, amount


def is_sent(record: Record, book: Book) -> bool:
    """Whether an invoice is out: its date (or `sent`) is not in the future."""
    sent = day_of(record.fields.get("sent")) or day_of(record.fields.get("date"))
    return sent is None or sent <= book.today


@fact("clients")
def outstanding(book: Book) -> Facts:
    """Invoices that were sent and not paid, summed by currency."""
    sums: dict[str, dict[str, Decimal]] = {}
    places: dict[str, list[str]] = {}
    for record, amount in unpaid(book):
        client = path_of(record.fields.get("client"))
        by_currency = sums.setdefault(client, {})
        by_currency[amount.currency] = by_currency.get(amount.currency, Decimal()) + amount.amount
        places.setdefault(client, []).append(record.place)
    return {
        path: Fact(
            tuple(Money(total, currency) for currency, total in sorted(by_currency.items())),
            tuple(places[path]),
        )
        for path, by_currency in sums.items()
        if path
    }


@fact("invoices")
def days_overdue(book: Book) -> Facts:
    """Days that an unpaid invoice is past its due date; one that is not has none."""
    return {
        record.place: Fact((book.today - due).days, (record.place,))
        for record, _ in unpaid(book)
        if (due := day_of(record.fields.get("due"))) and due < book.today
    }
