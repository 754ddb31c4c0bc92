"""The charts of the report `metrics`: of the 12 months up to the end of its period."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from vaultcrm.facts.book import Book, places_of
from vaultcrm.facts.measures import percent, totals
from vaultcrm.facts.metrics import Period
from vaultcrm.facts.metrics_money import Income, paid_in, total
from vaultcrm.facts.metrics_voice import FEWEST_A_MONTH, response_by_month
from vaultcrm.facts.money import Payment
from vaultcrm.facts.titles import titles
from vaultcrm.model import Money
from vaultcrm.reports import Chart, Row, Series, Table
from vaultcrm.reports._metrics_figures import in_words, named
from vaultcrm.reports._parts import many, months_back, table
from vaultcrm.reports._pictures import MONTHS, month_of

Paid: TypeAlias = Mapping[date, Sequence[tuple[Payment, Money]]]  # by month, its first day

_MOST_CLIENTS = 10  # with a bar of their own


def charted(period: Period) -> Period | None:
    """The months that charts show; None before the calendar begins."""
    months = months_back(period.end, MONTHS)
    return Period(months[0], period.end) if months else None


def months_shown(period: Period) -> str:
    """Which months the charts by month show, in a sentence: a period may be shorter or longer. ''
    before the calendar begins."""
    months = months_back(period.end, MONTHS)
    if not months:
        return ""
    return f"By month: {month_of(months[0])} to {month_of(months[-1])}, whatever the period."


def paid_by_month(book: Book, period: Period) -> Mapping[str, Paid]:
    """What was paid in the months that charts show, by currency."""
    shown, found = charted(period), dict[str, dict[date, list[tuple[Payment, Money]]]]()
    for payment in paid_in(book, shown)[0] if shown else ():
        if payment.day and payment.amount:
            by_month = found.setdefault(payment.amount.currency, {})
            month = payment.day.replace(day=1)
            by_month.setdefault(month, []).append((payment, payment.amount))
    return found


def revenue_chart(currency: str, found: Paid, period: Period) -> Chart:
    """What was paid by month in a currency in which something was."""
    months = months_back(period.end, MONTHS)
    sums = {month: totals(amount for _, amount in paid)[0].amount for month, paid in found.items()}
    best = max(sums, key=lambda month: (sums[month], month))
    places = (places_of(payment.record for payment, _ in found.get(month, ())) for month in months)
    values = tuple(sums.get(month, Decimal()) for month in months)
    return Chart(
        kind="bars",
        title=named("Paid by month", currency),
        categories=tuple(map(month_of, months)),
        series=(Series("paid", values, tuple(places)),),
        description=f"{month_of(months[0])} to {month_of(months[-1])}: paid in "
        f"{many(sum(map(bool, values)), 'month')} of {len(months)}, "
        f"the most in {month_of(best)}: {in_words(sums[best], currency)}.",
        unit=currency,
    )


def months_table(found: Iterable[Paid]) -> Table:
    """What was paid by month in several currencies, each on its own; months without are not in
    it."""
    by_month: dict[date, list[tuple[Payment, Money]]] = {}
    for each in found:
        for month, paid in each.items():
            by_month.setdefault(month, []).extend(paid)
    rows = [
        Row(
            (month_of(month), totals(amount for _, amount in paid)),
            places_of(payment.record for payment, _ in paid),
        )
        for month, paid in sorted(by_month.items())
    ]
    return table(("Month", "Paid"), rows, title="Paid by month, other currencies")


def share_chart(book: Book, income: Income) -> Chart:
    """The shares of the largest clients in what was paid in a currency, the others as one."""
    names, whole = titles(book, "clients"), total(income)
    first, rest = income.clients[:_MOST_CLIENTS], income.clients[_MOST_CLIENTS:]
    bars = [
        (names.get(path, path), percent(amount, whole), income.by_client[path])
        for path, amount in first
    ]
    if rest:
        others = sum((amount for _, amount in rest), Decimal())
        places = tuple(place for path, _ in rest for place in income.by_client[path])
        bars.append((many(len(rest), "other"), percent(others, whole), places))
    categories, shares, evidence = zip(*bars, strict=True)
    return Chart(
        kind="bars",
        title=named("Share of revenue by client", income.currency),
        categories=categories,
        series=(Series("share", shares, evidence),),
        description=f"Of {many(len(income.clients), 'client')}, the largest first: {shares[0]} %.",
        unit="%",
    )


def response_chart(book: Book, period: Period) -> Chart:
    """The median of each month; months with few answers have none."""
    months, found = months_back(period.end, MONTHS), response_by_month(book)
    hours = tuple(found[month].hours if month in found else None for month in months)
    known = [each for each in hours if each is not None]
    return Chart(
        kind="lines",
        title="Response time by month",
        categories=tuple(map(month_of, months)),
        series=(
            Series(
                "median",
                hours,
                tuple(found[month].evidence if month in found else () for month in months),
            ),
        ),
        description=(f"Between {min(known)} and {max(known)} business hours" if known else "None")
        + f"; months with fewer than {FEWEST_A_MONTH} answers have no value.",
        unit="h",
    )
