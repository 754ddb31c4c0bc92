"""What clients paid in a period, on how many of them it rests, and what an hour earned, by
currency. See `metrics`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.facts.book import Book
from vaultcrm.facts.exchange import exchanged, rates_used
from vaultcrm.facts.measures import median, number_of, percent, ratio, rounded, totals
from vaultcrm.facts.metrics import LeftOut, Period, Places, left_out
from vaultcrm.facts.metrics_work import finished
from vaultcrm.facts.money import Payment, payments
from vaultcrm.facts.origins import senders
from vaultcrm.facts.projects import hours_spent
from vaultcrm.model import Money


class Income(NamedTuple):
    """What was paid in one currency: by client, those who paid most first; only who paid more than
    they were given back. `evidence` are the invoices, in the order of the clients."""

    currency: str
    clients: Sequence[tuple[str, Decimal]]
    evidence: Places
    by_client: Mapping[str, Places]


class Rate(NamedTuple):
    """What an hour of finished projects has earned in one currency; `planned` what it should have,
    by the `budgeted` ones of the `projects` that say their hours."""

    currency: str
    actual: Decimal
    planned: Decimal | None
    projects: int
    budgeted: int
    evidence: Places


class _Work(NamedTuple):
    fee: Decimal
    worked: Decimal
    budget: Decimal  # 0 or less without one
    places: Places


def paid_in(book: Book, period: Period) -> tuple[Sequence[Payment], LeftOut]:
    """The payments of the period that can be used, in the vault's currency where there is a rate
    for theirs, and why others cannot be used. An invoice that is ticked without a day counts on its
    own day."""
    found, reasons = [], []
    for payment in payments(book):
        if not period.may_have(payment.day):
            continue
        if payment.day is None:
            reasons.append(("paid on a day that is not known", payment.record.place))
        elif payment.amount is None:
            reasons.append(("with an amount that cannot be read", payment.record.place))
        elif not payment.client:
            reasons.append(("of no client", payment.record.place))
        else:
            amount = exchanged(payment.amount, book.config)
            found.append(payment._replace(amount=amount))
    return found, left_out(reasons)


def rates_of(book: Book, *periods: Period | None) -> str:
    """At which rates the payments of these periods were converted, in a sentence; '' at none."""
    paid = (
        amount
        for period in periods
        if period
        for payment in paid_in(book, period)[0]
        if isinstance(amount := payment.record.fields.get("amount"), Money)
    )
    return rates_used(paid, book.config)


def revenue_per_client(book: Book, period: Period) -> tuple[Sequence[Income], LeftOut]:
    """What was paid in the period / the clients who paid something in it; each currency on its own,
    never summed across but at the rates of the settings. Beside this mean, the median client. An
    invoice counts on the day it was paid, and where none is written on its own day; a client who
    was given back more than they paid is left out."""
    found, left = paid_in(book, period)
    sums: dict[str, dict[str, Decimal]] = {}
    places: dict[tuple[str, str], list[str]] = {}
    for client, each in _by_client(found):
        sums.setdefault(each.currency, {})[client] = each.amount
    for payment in found:
        if payment.amount:
            key = payment.amount.currency, payment.client
            places.setdefault(key, []).append(payment.record.place)
    incomes, given_back = [], []
    for currency, clients in sums.items():
        paying = sorted(
            ((client, amount) for client, amount in clients.items() if amount > 0),
            key=lambda each: (-each[1], each[0]),
        )
        by_client = {client: tuple(places[currency, client]) for client, _ in paying}
        if paying:
            evidence = tuple(place for some in by_client.values() for place in some)
            incomes.append(Income(currency, paying, evidence, by_client))
        given_back += [
            ("of clients who were given back more than they paid", place)
            for client, amount in clients.items()
            if amount <= 0
            for place in places[currency, client]
        ]
    incomes.sort(key=lambda each: (-len(each.clients), each.currency))
    return incomes, (*left, *left_out(given_back))


def _by_client(found: Sequence[Payment]) -> Iterator[tuple[str, Money]]:
    amounts: dict[str, list[Money]] = {}
    for payment in found:
        if payment.amount:
            amounts.setdefault(payment.client, []).append(payment.amount)
    for client, paid in amounts.items():
        for total in totals(paid):
            yield client, total


def total(income: Income) -> Decimal:
    """All that was paid in a currency."""
    [found] = totals(Money(amount, income.currency) for _, amount in income.clients)
    return found.amount


def mean(income: Income) -> Decimal:
    """What a client paid, to 2 decimal places."""
    return rounded(ratio(total(income), len(income.clients)), 2)


def middle_client(income: Income) -> Decimal:
    """What the client in the middle paid, to 2 decimal places."""
    return rounded(median([amount for _, amount in income.clients]), 2)


def concentration(amounts: Sequence[Decimal]) -> Decimal:
    """On how many clients the revenue rests: the Herfindahl–Hirschman index, the sum of the squares
    of their shares in percent. 10,000 is one client, 1,000 are ten equal ones. Under 1,000 it is
    spread out, up to 1,800 the concentration is moderate, up to 2,500 high, above that very
    high."""
    whole = sum(amounts, Decimal())
    return sum((ratio(100 * amount, whole) ** 2 for amount in amounts), Decimal())


def band(index: Decimal) -> str:
    """What a concentration is called."""
    if index < 1000:
        return "spread out"
    return "moderate" if index <= 1800 else "high" if index <= 2500 else "very high"


def top_share(amounts: Sequence[Decimal], count: int) -> Decimal | int:
    """How many percent the largest `count` are of all."""
    largest = sorted(amounts, reverse=True)[:count]
    return percent(sum(largest, Decimal()), sum(amounts, Decimal()))


def referred_income(book: Book, period: Period) -> Mapping[str, Sequence[Payment]]:
    """What those paid in the period who came by somebody's word, whenever they came: by the path
    or the name of who sent them."""
    sent = senders(book)
    found: dict[str, list[Payment]] = {}
    for payment in paid_in(book, period)[0]:
        if sender := sent.get(payment.client):
            found.setdefault(sender.path or sender.target, []).append(payment)
    return found


def effective_rates(book: Book, period: Period) -> tuple[Sequence[Rate], LeftOut]:
    """What an hour has earned: the fees of the projects delivered in the period / all hours worked
    on them, each currency on its own. Planned: their fees / their `hours_budget`. What changes cost
    is in neither."""
    hours = hours_spent(book)
    found: dict[str, list[_Work]] = {}
    reasons = []
    for project in finished(book, period):
        fee, spent = project.fields.get("fee"), hours.get(project.path)
        worked = number_of(spent.value) if spent else None
        if not isinstance(fee, Money) or fee.amount <= 0:
            reasons.append(("without a fee", project.path))
        elif not spent or not worked or worked <= 0:
            reasons.append(("without hours", project.path))
        else:
            reasons += [("hours that cannot be read", place) for place in spent.left_out]
            budget = number_of(project.fields.get("hours_budget")) or Decimal()
            work = _Work(fee.amount, worked, budget, (project.path, *spent.evidence))
            found.setdefault(fee.currency, []).append(work)
    rates = [_rate(currency, works) for currency, works in found.items()]
    rates.sort(key=lambda each: (-each.projects, each.currency))
    return rates, left_out(reasons)


def _rate(currency: str, works: Sequence[_Work]) -> Rate:
    planned = [work for work in works if work.budget > 0]
    return Rate(
        currency,
        _an_hour((work.fee, work.worked) for work in works),
        _an_hour((work.fee, work.budget) for work in planned) if planned else None,
        len(works),
        len(planned),
        tuple(place for work in works for place in work.places),
    )


def _an_hour(earned: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    fees, hours = zip(*earned, strict=True)
    return rounded(ratio(sum(fees, Decimal()), sum(hours, Decimal())), 2)
