"""The part of the summary that is about money: what was paid, and what is owed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from vaultcrm.facts.book import Book, places_of
from vaultcrm.facts.exchange import exchanged, rates_used, together
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.money import Payment, payments, unpaid
from vaultcrm.model import Money, Value
from vaultcrm.reports import (
    Chart,
    Figure,
    Row,
    Section,
    Table,
)
from vaultcrm.reports._lines import invoices_table
from vaultcrm.reports._parts import (
    many,
    months_back,
)
from vaultcrm.reports._pictures import month_of, paid_by_month

_MONTHS = 12
_FEW = 8  # invoices


def money_figures(book: Book) -> Iterator[Figure]:
    months = months_back(book.today, _MONTHS)
    paid = [
        (each, each.amount)
        for each in book.once(_converted)
        if each.amount and each.day and months and each.day >= months[0]
    ]
    sums = together((amount for _, amount in paid), book.config)
    most = Counter(amount.currency for _, amount in paid).most_common(1)
    home = book.config.currency
    drawn = home if any(each.currency == home for each in sums) else most[0][0] if most else ""
    by_month: dict[str, Decimal] = {}
    for each, amount in paid:
        if amount.currency == drawn and each.day:
            month = month_of(each.day)
            by_month[month] = by_month.get(month, Decimal()) + amount.amount
    trend = [by_month.get(month_of(month), 0) for month in months]
    yield Figure(
        "Paid to us",
        sums or 0,
        f"in {_MONTHS} months",
        evidence=places_of(each.record for each, _ in paid),
        trend=tuple(trend) if sums else (),
        note=" ".join(
            (
                f"Invoices paid since {months[0].isoformat()}.",
                *([f"The line shows {drawn}."] if len(sums) > 1 else []),
                *rates(book, (each.record.fields.get("amount") for each, _ in paid)),
            )
        )
        if months
        else "",
    )
    owed = list(unpaid(book))
    late = [record for record, _ in owed if days_late(record, book.today)]
    yield Figure(
        "Owed to us",
        together((amount for _, amount in owed), book.config) or 0,
        f"{many(len(late), 'invoice')} late" if late else "none late" if owed else "",
        "bad" if late else "",
        places_of(record for record, _ in owed),
        note=" ".join(
            ("Invoices that are out and not paid.", *rates(book, (amount for _, amount in owed)))
        ),
    )


def _converted(book: Book) -> list[Payment]:
    """What was paid, in our own currency where there are rates."""
    config = book.config
    return [
        each._replace(amount=exchanged(each.amount, config))
        if each.amount and each.amount.currency in config.rates
        else each
        for each in payments(book)
    ]


def rates(book: Book, found: Iterable[Value]) -> Iterator[str]:
    """The rates at which amounts were converted, if any were."""
    if rates := rates_used((each for each in found if isinstance(each, Money)), book.config):
        yield rates


def money(book: Book) -> Section:
    invoices = [record for record, _ in unpaid(book)]
    owed = invoices_table(book, invoices, _FEW, "vaultcrm list invoices", project=True)
    charts = tuple(paid_by_month(book, book.once(_converted)))
    paid = (each.record.fields.get("amount") for each in payments(book))
    home = [each for each in charts if each.unit == book.config.currency] or list(charts[:1])
    others = [each for each in charts if each not in home]
    return Section(
        "Money",
        (*home, _by_month(others), owed._replace(title="Owed to us")),
        note="Paid by the day of payment. "
        + next(rates(book, paid), "Amounts are never summed across currencies."),
        empty="Nobody owes us anything, and nothing was paid in the last twelve months.",
    )


def _by_month(charts: Sequence[Chart]) -> Table:
    """Charts of the same months as one table, of the months in which there was something."""
    if not charts:
        return Table((), ())
    rows = []
    for number, month in enumerate(charts[0].categories):
        values = tuple(chart.series[0].values[number] or None for chart in charts)
        if any(values):
            places = (chart.series[0].evidence[number] for chart in charts)
            rows.append(Row((month, *values), tuple(place for each in places for place in each)))
    return Table(
        ("Month", *(chart.unit for chart in charts)), tuple(rows), title="In other currencies"
    )
