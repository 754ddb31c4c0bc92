"""Numbers → places and short texts: what all drawings of a report are measured with."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from vaultcrm.reports import Number

_TICKS = 4
_FURTHEST = 200  # digits: numbers beyond are not drawn
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_SHORT = ((12, "tn"), (9, "bn"), (6, "M"), (3, "k"))


class Scale(NamedTuple):
    """From `low` to `high`, 0 among them, with round numbers between."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def part(self, value: Decimal) -> float:
        """How far up a value is, from 0 to 1."""
        return float((value - self.low) / (self.high - self.low))


def scale(values: Iterable[Decimal], most: int = _TICKS) -> Scale:
    """A scale for values and 0, with about `most` round ticks."""
    known = [Decimal(0), *values]
    low, high = min(known), max(known)
    if low == high:
        return Scale(Decimal(0), Decimal(1), (Decimal(0), Decimal(1)))
    rough = (high - low) / most
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * each for each in _STEPS if rough <= power * each)
    if step < 1 and all(value == value.to_integral_value() for value in known):
        step = Decimal(1)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    ticks = tuple((first + number) * step for number in range(int(last - first) + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def short(numbers: Sequence[Decimal]) -> tuple[str, ...]:
    """Numbers in few characters, all in the same thousands: 0, 5k, 10k."""
    longest = max((number.adjusted() for number in numbers if number), default=0)
    if longest >= 15:
        return tuple(f"{number:.0e}".replace("+", "") if number else "0" for number in numbers)
    for power, name in _SHORT:
        if longest >= max(power, 4):
            parts = (number.scaleb(-power) for number in numbers)
            return tuple(f"{_plain(part)}{name}" if part else "0" for part in parts)
    return tuple(_plain(number) for number in numbers)


def percent(value: Number, of: Number) -> str:
    """A part of a whole for a bar that has an end."""
    part, whole = drawn(value), drawn(of)
    if part is None or not whole or part / whole <= 0:
        return "0"
    return digits(min(100.0, float(100 * part / whole)))


def drawn(value: Number | None) -> Decimal | None:
    """The value, if a scale can hold it."""
    number = None if value is None else Decimal(value)
    if number is None or not number.is_finite() or abs(number.adjusted()) > _FURTHEST:
        return None
    return number


def digits(number: float) -> str:
    """A number for an attribute: two decimals at most."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"
