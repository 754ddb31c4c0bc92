"""Figures of the whole vault in a period: what they are made of.

A metric is a function of a book and a period; its docstring is its definition, in the words that
reports show. One pass over a collection finds what happened on which day (`book.once`), and every
period takes its part of that. The rest is in metrics_clients, _money, _work and _voice."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from vaultcrm.facts.measures import median, percent, rounded

FEWEST = 5  # of what a share or a median is made of; with fewer it would say nothing

Places: TypeAlias = tuple[str, ...]
LeftOut: TypeAlias = tuple[tuple[str, Places], ...]  # why, and what: only those with any


class Period(NamedTuple):
    """Days, both ends included."""

    start: date
    end: date

    def has(self, day: date | None) -> bool:
        return day is not None and self.start <= day <= self.end

    def may_have(self, day: date | None) -> bool:
        """Whether something of this day, or of one that is not known, can belong to it."""
        return day is None or self.has(day)

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


class Measure(NamedTuple):
    """A figure: None where there is too little for one. `of` is how many it is of, `evidence`
    where they stand, and `left_out` those that belong to it and could not be used."""

    value: Decimal | int | None
    of: int
    evidence: Places = ()
    left_out: LeftOut = ()


def before(period: Period) -> Period | None:
    """The equally long period that ends the day before; None before the calendar begins."""
    end = period.start.toordinal() - 1
    start = end - period.days + 1
    return Period(date.fromordinal(start), date.fromordinal(end)) if start >= 1 else None


def share(part: int, whole: int, evidence: Places, left_out: LeftOut = ()) -> Measure:
    """How many percent of `whole` `part` is."""
    value = percent(part, whole) if whole >= FEWEST else None
    return Measure(value, whole, evidence, left_out)


def middle(
    numbers: Sequence[Decimal | int], evidence: Places, left_out: LeftOut = (), places: int = 2
) -> Measure:
    """The median, to so many decimal places; an int if whole."""
    if len(numbers) < FEWEST:
        return Measure(None, len(numbers), evidence, left_out)
    value = rounded(median(numbers), places)
    whole = value == value.to_integral_value()
    return Measure(int(value) if whole else value, len(numbers), evidence, left_out)


def left_out(reasons: Iterable[tuple[str, str]]) -> LeftOut:
    """What could not be used, as pairs of the reason and the place, by reason."""
    found: dict[str, dict[str, None]] = {}
    for why, place in reasons:
        found.setdefault(why, {})[place] = None
    return tuple((why, tuple(places)) for why, places in sorted(found.items()))
