"""A figure of a period beside the one before, with its definition and what was left out."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from inspect import cleandoc
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.metrics import FEWEST, LeftOut, Measure, Period, Places, before
from vaultcrm.reports import Asked, Bar, Cell, Figure, Tone
from vaultcrm.reports._parts import many

USUAL = 365  # days, of a period that nobody chose
NONE_BEFORE = "none"


class Times(NamedTuple):
    """The period asked for, the equally long one before (None before the calendar begins), and
    whether it is the one that nobody chose."""

    now: Period
    past: Period | None
    usual: bool


def times_asked(book: Book, asked: Asked) -> Times:
    """The period asked for, until today at most. Raises VaultError if it has not begun."""
    begins, ends = day_of(asked.start), day_of(asked.end)
    end = min(ends or book.today, book.today)
    start = begins or date.fromordinal(max(1, end.toordinal() - USUAL + 1))
    if start > end:
        raise VaultError(
            f"--from {start.isoformat()} is in the future: today is {book.today.isoformat()}"
        )
    now = Period(start, end)
    return Times(now, before(now), not begins and not ends)


def figure(
    label: str,
    compute: Callable[[Book, Period], Measure],
    book: Book,
    times: Times,
    of: str,
    unit: str = "%",
    red: int = 0,
) -> Figure:
    """A figure of this period beside the past one. `of` says what it is made of, its first word a
    noun in the singular; below `red` it is bad."""
    now = compute(book, times.now)
    tone: Tone = ""
    hint = _of(now, of)
    if red and now.value is not None:
        tone = "bad" if now.value < red else "good"
        hint += f", under {red} %" if tone == "bad" else ""
    if times.past:
        hint += against(_short(compute(book, times.past), unit))
    return Figure(
        label=label,
        value=cell(now.value, unit),
        hint=hint,
        tone=tone,
        evidence=now.evidence,
        left_out=places_in(now.left_out),
        note=note(compute, now.left_out),
    )


def _of(measure: Measure, of: str) -> str:
    noun, _, rest = of.partition(" ")
    words = f"{many(measure.of, noun) if measure.of else f'no {noun}s'} {rest}".rstrip()
    return f"{words}; {FEWEST} are needed" if measure.value is None else f"of {words}"


def _short(measure: Measure, unit: str) -> str:
    if measure.value is None:
        return f"too little, {measure.of:,}" if measure.of else ""
    return f"{measure.value:,} {unit}".rstrip() + f" of {measure.of:,}"


def against(past: str) -> str:
    """What was in the period before, to be put behind what is in this one."""
    return f"; before: {past or NONE_BEFORE}"


def cell(value: Decimal | int | None, unit: str = "%") -> Cell:
    return value if value is None or not unit else Bar(value, 100, unit)


def places_in(left_out: LeftOut) -> Places:
    return tuple(place for _, places in left_out for place in places)


def note(compute: Callable[..., object], left_out: LeftOut = ()) -> str:
    """How a figure is defined, by the docstring of what computes it, and what was left out."""
    words = " ".join(cleandoc(compute.__doc__ or "").split())
    counts = ", ".join(f"{len(places):,} {why}" for why, places in left_out)
    return f"{words} Left out: {counts}." if counts else words


def named(label: str, currency: str) -> str:
    """A label that says its currency."""
    return f"{label}, {currency or 'no currency'}"


def in_words(amount: Decimal, currency: str) -> str:
    """An amount with its thousands parted."""
    return f"{amount:,f} {currency}".rstrip()


def drawn(book: Book, counts: Mapping[str, int]) -> str:
    """The currency that has figures and charts of its own, of those counted: the vault's, where it
    is one of them, else that with most; '' without any."""
    home = book.config.currency
    return (
        home if home in counts else min(counts, key=lambda each: (-counts[each], each), default="")
    )
