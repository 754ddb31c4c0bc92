"""What the report `metrics` says of money: each currency on its own, never a sum of two."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter

from vaultcrm.facts.book import Book, places_of
from vaultcrm.facts.measures import percent, rounded, totals
from vaultcrm.facts.metrics import LeftOut, Period
from vaultcrm.facts.metrics_clients import begun
from vaultcrm.facts.metrics_money import (
    Income,
    Rate,
    band,
    concentration,
    effective_rates,
    mean,
    middle_client,
    rates_of,
    referred_income,
    revenue_per_client,
    top_share,
    total,
)
from vaultcrm.facts.money import Payment
from vaultcrm.facts.origins import senders
from vaultcrm.model import Money, Ref, Value
from vaultcrm.reports import Block, Figure, Figures, Row, Section, Table, Tone
from vaultcrm.reports._metrics_charts import charted, revenue_charts, share_chart
from vaultcrm.reports._metrics_figures import Times, against, in_words, named, note, places_in
from vaultcrm.reports._parts import amounts, many, table, titles

_MOST_CURRENCIES = 6  # with figures of their own: those in which most clients paid
_MOST_SENDERS = 10
_TOP = 3  # clients whose share is shown together
_TONES: Mapping[str, Tone] = {"high": "warn", "very high": "bad"}


def money_section(book: Book, times: Times) -> Section:
    """By currency: what was paid, by how many, how evenly, and in which months."""
    incomes, left_out = revenue_per_client(book, times.now)
    here = {income.currency: income for income in incomes}
    past = revenue_per_client(book, times.past)[0] if times.past else ()
    there = {income.currency: income for income in past}
    currencies = list(dict.fromkeys((*here, *there)))
    by_month = revenue_charts(book, times.now)
    rates = rates_of(book, times.now, times.past, charted(times.now))
    blocks: list[Block] = []
    for currency in currencies[:_MOST_CURRENCIES]:
        income = here.get(currency)
        figures = _income(currency, income, there.get(currency), left_out)
        alone = len(income.clients) < 2 and len(currencies) > 1 if income else True
        blocks.append(Figures(figures[:1] if alone else figures))
        blocks += [by_month[currency]] if currency in by_month else []
        blocks += [share_chart(book, income)] if income and not alone else []
    more = currencies[_MOST_CURRENCIES:]
    return Section(
        title="Money",
        blocks=tuple(blocks),
        note="Invoices paid, each currency on its own: a share is one of what was paid in it, and "
        "where a single client paid in one of several there is none."
        + (f" Not shown: {', '.join(more)}." if more else "")
        + (f" {rates}" if rates else ""),
        empty="Nothing was paid in this period or the one before.",
    )


def _income(
    currency: str, now: Income | None, past: Income | None, left_out: LeftOut
) -> tuple[Figure, ...]:
    """The figures of a currency. `evidence` and what was left out are the same for all of them."""
    paid = Figure(
        label=named("Paid", currency),
        value=Money(total(now), currency) if now else None,
        hint=(f"by {many(len(now.clients), 'client')}" if now else "nothing was paid")
        + against(in_words(total(past), currency) if past else ""),
        evidence=now.evidence if now else (),
        left_out=places_in(left_out),
        note=note(total, left_out),
    )
    if not now:
        return (paid,)
    index = _index(now)
    return (
        paid,
        paid._replace(
            label=named("Revenue per client", currency),
            value=Money(mean(now), currency),
            hint=f"median {in_words(middle_client(now), currency)}"
            + against(in_words(mean(past), currency) if past else ""),
            note=note(revenue_per_client, left_out),
        ),
        paid._replace(
            label=named("Concentration", currency),
            value=int(rounded(index, 0)),
            hint=f"{band(index)}; {_largest(now)}"
            + against(f"{rounded(_index(past), 0):,}, {band(_index(past))}" if past else ""),
            tone=_TONES.get(band(index), ""),
            note=note(concentration, left_out),
        ),
    )


def _index(income: Income) -> Decimal:
    return concentration([amount for _, amount in income.clients])


def _largest(income: Income) -> str:
    """The share of the largest client, and of the largest few where there are more."""
    paid = [amount for _, amount in income.clients]
    words = f"largest client {top_share(paid, 1)} %"
    return words + (f", top {_TOP} {top_share(paid, _TOP)} %" if len(paid) > _TOP else "")


# --- what an hour earned


def rate_figures(book: Book, times: Times) -> Iterator[Figure]:
    """The effective rate in each currency."""
    rates, left_out = effective_rates(book, times.now)
    past = effective_rates(book, times.past)[0] if times.past else ()
    there = {rate.currency: in_words(rate.actual, rate.currency) for rate in past}
    if not rates:
        yield Figure(
            label="Effective rate",
            value=None,
            hint="no project delivered that has a fee and hours"
            + against(", ".join(there.values())),
            left_out=places_in(left_out),
            note=note(effective_rates, left_out),
        )
    for rate in rates[:_MOST_CURRENCIES]:
        slower = rate.planned is not None and rate.actual < rate.planned
        yield Figure(
            label=named("Effective rate", rate.currency),
            value=Money(rate.actual, rate.currency),
            hint=f"an hour, {_planned(rate)}of {many(rate.projects, 'project')}"
            + against(there.get(rate.currency, "")),
            tone="warn" if slower and rate.budgeted == rate.projects else "",
            evidence=rate.evidence,
            left_out=places_in(left_out),
            note=note(effective_rates, left_out),
        )


def _planned(rate: Rate) -> str:
    if rate.planned is None:
        return ""
    some = f" in {rate.budgeted}" if rate.budgeted < rate.projects else ""
    return f"planned {in_words(rate.planned, rate.currency)}{some}, "


# --- what referrals brought


def brought(book: Book, times: Times) -> Figure:
    """What those paid whom somebody sent to us."""
    paid = _all(referred_income(book, times.now))
    past = _all(referred_income(book, times.past)) if times.past else []
    sums = totals(each.amount for each in paid if each.amount)
    incomes, left_out = revenue_per_client(book, times.now)
    whole = {income.currency: total(income) for income in incomes}
    shares = [
        f"{percent(each.amount, whole[each.currency])} % of {each.currency or 'no currency'}"
        for each in sums
        if each.currency in whole
    ]
    return Figure(
        label="Paid by those referred",
        value=sums or None,
        hint=(", ".join(shares) or "nothing was paid by clients whom somebody sent")
        + against(amounts(each.amount for each in past if each.amount)),
        evidence=places_of(each.record for each in paid),
        left_out=places_in(left_out),
        note=f"{note(referred_income, left_out)} {rates_of(book, times.now, times.past)}".rstrip(),
    )


def _all(found: Mapping[str, Sequence[Payment]]) -> list[Payment]:
    return [payment for several in found.values() for payment in several]


def senders_table(book: Book, period: Period) -> Table:
    """Who sent clients that came or paid in the period; those who sent most first."""
    by, days, paid = senders(book), begun(book), referred_income(book, period)
    sent: dict[str, list[str]] = {}
    for client, sender in by.items():
        sent.setdefault(sender.path or sender.target, []).append(client)
    rows = []
    for key, clients in sent.items():
        came = [client for client in clients if period.has(days.get(client))]
        payments = paid.get(key, ())
        if came or payments:
            sums = totals(payment.amount for payment in payments if payment.amount)
            cells = (_name(book, by[clients[0]]), len(came), len(clients), sums or None)
            evidence = (*clients, *places_of(payment.record for payment in payments))
            rows.append((-len(came), -len(clients), key, Row(cells, evidence)))
    rows.sort(key=itemgetter(0, 1, 2))
    columns = ("Who sent them", "Came in the period", "Came ever", "Paid in the period")
    return table(columns, [row for *_, row in rows], _MOST_SENDERS, title="What referrals brought")


def _name(book: Book, sender: Ref) -> Value:
    """A link to who sent somebody, or the name where it leads nowhere."""
    if not sender.path:
        return sender.display or sender.target
    return book.link(sender.path, book.once(_titles).get(sender.path, ""))


def _titles(book: Book) -> Mapping[str, str]:
    return {**titles(book, "people"), **titles(book, "clients")}
