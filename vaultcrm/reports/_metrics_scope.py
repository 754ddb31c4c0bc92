"""What the report `metrics` says of projects delivered: hours, scope, and what an hour earned."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vaultcrm.facts.book import Book
from vaultcrm.facts.metrics import LeftOut
from vaultcrm.facts.metrics_money import Rate, effective_rates
from vaultcrm.facts.metrics_work import (
    Grown,
    granted_for_nothing,
    hours_against_budget,
    scope_growth_cost,
    scope_growth_hours,
)
from vaultcrm.model import Money
from vaultcrm.reports import Figure, Figures, Row, Section, Table
from vaultcrm.reports._metrics_figures import (
    Times,
    against,
    cell,
    drawn,
    figure,
    in_words,
    named,
    note,
    places_in,
)
from vaultcrm.reports._parts import many, table


class _Found(NamedTuple):
    """By currency, of this period and the one before; and what was left out of this one."""

    growth: Mapping[str, Grown]
    growth_before: Mapping[str, Grown]
    rates: Mapping[str, Rate]
    rates_before: Mapping[str, Rate]
    no_growth: LeftOut
    no_rate: LeftOut


def scope_section(book: Book, times: Times) -> Section:
    """Figures in one currency, the vault's where it is one of them, and a table of the others."""
    found = _found(book, times)
    projects = {currency: each.projects for currency, each in found.growth.items()}
    projects |= {currency: each.projects for currency, each in found.rates.items()}
    own = drawn(book, projects or dict.fromkeys((*found.growth_before, *found.rates_before), 1))
    budget = hours_against_budget
    return Section(
        title="Hours, scope and what an hour earned",
        blocks=(
            Figures(
                (
                    figure("Hours against budget", budget, book, times, "project with both"),
                    _growth_in_hours(book, times),
                    *_growth_in_cost(found, own),
                    _granted(book, times),
                    _rate(found, own),
                )
            ),
            _others_table(found, own),
        ),
        note="Of the projects delivered in the period, over their whole life.",
    )


def _found(book: Book, times: Times) -> _Found:
    growth, no_growth = scope_growth_cost(book, times.now)
    rates, no_rate = effective_rates(book, times.now)
    past = times.past
    return _Found(
        growth,
        scope_growth_cost(book, past)[0] if past else {},
        {rate.currency: rate for rate in rates},
        {rate.currency: rate for rate in (effective_rates(book, past)[0] if past else ())},
        no_growth,
        no_rate,
    )


def _growth_in_hours(book: Book, times: Times) -> Figure:
    now, left_out = scope_growth_hours(book, times.now)
    past = scope_growth_hours(book, times.past)[0] if times.past else None
    return _growth("Scope growth, hours", now, past, "h", left_out)


def _growth_in_cost(found: _Found, own: str) -> Iterator[Figure]:
    if found.growth or found.growth_before:
        now, past = found.growth.get(own), found.growth_before.get(own)
        yield _growth(named("Scope growth", own), now, past, own, found.no_growth)


def _growth(
    label: str, now: Grown | None, past: Grown | None, unit: str, left_out: LeftOut
) -> Figure:
    """By how much scope has grown; `unit` is `h`, or a currency."""
    compute = scope_growth_hours if unit == "h" else scope_growth_cost
    before = f"{past.percent} % of {past.projects}" if past and past.projects else ""
    hint = "no project delivered with a budget"
    if now and now.projects:
        sums = f"{in_words(now.added, unit)} on {in_words(now.baseline, unit)}"
        hint = f"{sums}, {many(now.projects, 'project')}"
    return Figure(
        label=label,
        value=cell(now.percent) if now else None,
        hint=hint + against(before),
        evidence=now.evidence if now else (),
        left_out=places_in(left_out),
        note=note(compute, left_out),
    )


def _granted(book: Book, times: Times) -> Figure:
    now, hours = granted_for_nothing(book, times.now)
    past = granted_for_nothing(book, times.past)[0].value if times.past else 0
    return Figure(
        label="Granted for nothing",
        value=now.value,
        hint=f"{in_words(hours, 'h')} of work{against(str(past or ''))}",
        evidence=now.evidence,
        note=note(granted_for_nothing),
    )


def _rate(found: _Found, own: str) -> Figure:
    """What an hour earned in the main currency."""
    rate, past = found.rates.get(own), found.rates_before.get(own)
    before = against(in_words(past.actual, own) if past else "")
    left_out = places_in(found.no_rate)
    words = note(effective_rates, found.no_rate)
    if not rate:
        hint = "no project delivered that has a fee and hours" + before
        label = named("Effective rate", own) if found.rates or past else "Effective rate"
        return Figure(label, None, hint, left_out=left_out, note=words)
    return Figure(
        label=named("Effective rate", own),
        value=Money(rate.actual, own),
        hint=f"an hour, {_planned(rate)}of {many(rate.projects, 'project')}{before}",
        tone="warn" if _is_slow(rate) else "",
        evidence=rate.evidence,
        left_out=left_out,
        note=words,
    )


def _planned(rate: Rate) -> str:
    if rate.planned is None:
        return ""
    some = f" in {rate.budgeted}" if rate.budgeted < rate.projects else ""
    return f"planned {in_words(rate.planned, rate.currency)}{some}, "


def _is_slow(rate: Rate) -> bool:
    """Whether an hour earned less than planned, where all projects say what was planned."""
    slower = rate.planned is not None and rate.actual < rate.planned
    return slower and rate.budgeted == rate.projects


def _others_table(found: _Found, own: str) -> Table:
    """The figures of the other currencies, defined as those of the main one."""
    everywhere = {
        *(*found.growth, *found.growth_before),
        *(*found.rates, *found.rates_before),
    }
    columns = (
        "Currency",
        "Projects",
        "Scope growth",
        "Growth before",
        "Effective rate",
        "Planned",
        "Rate before",
    )
    rows = [_other(found, currency) for currency in sorted(everywhere - {own})]
    return table(columns, rows, title="Other currencies")


def _other(found: _Found, currency: str) -> Row:
    grown, past = found.growth.get(currency), found.growth_before.get(currency)
    rate, rate_past = found.rates.get(currency), found.rates_before.get(currency)
    planned = rate.planned if rate else None
    return Row(
        (
            currency or "no currency",
            max(grown.projects if grown else 0, rate.projects if rate else 0),
            cell(grown.percent) if grown else None,
            cell(past.percent) if past else None,
            Money(rate.actual, currency) if rate else None,
            Money(planned, currency) if planned is not None else None,
            Money(rate_past.actual, currency) if rate_past else None,
        ),
        _both(grown.evidence if grown else (), rate.evidence if rate else ()),
        "warn" if rate and _is_slow(rate) else "",
    )


def _both(*places: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for some in places for place in some))
