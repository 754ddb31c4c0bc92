"""What the report `metrics` says of money: each currency on its own, never a sum of two."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import itemgetter

from vaultcrm.facts.book import Book, places_of
from vaultcrm.facts.measures import percent, rounded, totals
from vaultcrm.facts.metrics import LeftOut, Period
from vaultcrm.facts.metrics_clients import begun
from vaultcrm.facts.metrics_money import (
    Income,
    band,
    concentration,
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
from vaultcrm.facts.titles import titles
from vaultcrm.model import Money, Ref, Value
from vaultcrm.reports import Bar, Block, Cell, Figure, Figures, Row, Section, Table, Tone
from vaultcrm.reports._metrics_charts import (
    charted,
    months_shown,
    months_table,
    paid_by_month,
    revenue_chart,
    share_chart,
)
from vaultcrm.reports._metrics_figures import (
    Times,
    against,
    drawn,
    in_words,
    named,
    note,
    places_in,
)
from vaultcrm.reports._parts import amounts, many, table

_MOST_SENDERS = 10
_TOP = 3  # clients whose share is shown together
_TONES: Mapping[str, Tone] = {"high": "warn", "very high": "bad"}


def money_section(book: Book, times: Times) -> Section:
    """What was paid, by how many, how evenly, and in which months: figures and charts of one
    currency, and tables of the others."""
    incomes, left_out = revenue_per_client(book, times.now)
    here = {income.currency: income for income in incomes}
    past = revenue_per_client(book, times.past)[0] if times.past else ()
    there = {income.currency: income for income in past}
    rates = rates_of(book, times.now, times.past, charted(times.now))
    by_month = paid_by_month(book, times.now)
    own = main_currency(book, incomes or past)
    others = [currency for currency in dict.fromkeys((*here, *there)) if currency != own]
    blocks: list[Block] = []
    if income := here.get(own) or there.get(own):
        figures = _income(own, here.get(own), there.get(own), left_out)
        alone = own not in here or (len(income.clients) < 2 and bool(others))
        blocks.append(Figures(figures[:1] if alone else figures))
        blocks += [revenue_chart(own, by_month[own], times.now)] if own in by_month else []
        blocks += [] if alone else [share_chart(book, income)]
    if others:
        blocks.append(_others_table(others, here, there))
        blocks.append(months_table(by_month[each] for each in others if each in by_month))
    return Section(
        title="Money",
        blocks=tuple(blocks),
        note="Invoices paid, each currency on its own: a share is one of what was paid in it, and "
        "where a single client paid in one of several there is none. "
        + " ".join(filter(None, (months_shown(times.now), rates))),
        empty="Nothing was paid in this period or the one before.",
    )


def main_currency(book: Book, incomes: Sequence[Income]) -> str:
    """The vault's currency if something was paid in it, else that of most payments."""
    return drawn(book, {income.currency: len(income.evidence) for income in incomes})


def _others_table(
    currencies: Sequence[str], here: Mapping[str, Income], there: Mapping[str, Income]
) -> Table:
    """The figures of the other currencies, defined as those of the main one; of how evenly clients
    paid only where several did."""
    several = any(len(here[each].clients) > 1 for each in currencies if each in here)
    columns = ("Currency", "Paid", "Clients", "Paid before")
    shares = ("Revenue per client", "Median", "Concentration", "Largest client")
    rows = []
    for currency in currencies:
        now, past = here.get(currency), there.get(currency)
        cells: tuple[Cell, ...] = (
            currency or "no currency",
            Money(total(now), currency) if now else None,
            len(now.clients) if now else 0,
            Money(total(past), currency) if past else None,
        )
        rows.append(
            Row(
                (*cells, *_evenly(now)) if several else cells,
                now.evidence if now else (),
            )
        )
    return table((*columns, *shares) if several else columns, rows, title="Other currencies")


def _evenly(income: Income | None) -> tuple[Cell, ...]:
    if not income or len(income.clients) < 2:
        return (None,) * 4
    paid = [amount for _, amount in income.clients]
    return (
        Money(mean(income), income.currency),
        Money(middle_client(income), income.currency),
        int(rounded(_index(income), 0)),
        Bar(top_share(paid, 1)),
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
