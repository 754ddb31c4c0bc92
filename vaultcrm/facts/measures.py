"""Numbers as facts give them: exact decimals, rounded half up, never binary fractions."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from vaultcrm.model import Money, Value

# Wide enough for the largest number of a note divided by the smallest.
_ARITHMETIC = Context(prec=100, rounding=ROUND_HALF_UP)
_NUMBERS = (int, Decimal)


def number_of(value: Value) -> Decimal | None:
    """A number field's number, None where it has none or holds something else."""
    if isinstance(value, _NUMBERS) and not isinstance(value, bool):
        return Decimal(value)
    return None


def ratio(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """`part` / `whole`, to 100 digits."""
    return _ARITHMETIC.divide(Decimal(part), Decimal(whole))


def product(number: Decimal, factor: Decimal) -> Decimal:
    """`number` × `factor`, to 100 digits."""
    return _ARITHMETIC.multiply(number, factor)


def rounded(number: Decimal, places: int) -> Decimal:
    """A number with this many decimal places."""
    return number.quantize(_step(places), context=_ARITHMETIC)


@lru_cache
def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def percent(part: Decimal | int, whole: Decimal | int) -> int | Decimal:
    """How many percent of `whole` (not 0) `part` is, to one decimal place; an int if whole."""
    share = rounded(100 * ratio(part, whole), 1)
    return int(share) if share == share.to_integral_value() else share


def totals(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """The sums by currency, never across, in the order of the currencies' codes."""
    sums: dict[str, Decimal] = {}
    for amount, currency in amounts:
        sums[currency] = _ARITHMETIC.add(sums.get(currency, Decimal()), amount)
    return tuple(Money(total, currency) for currency, total in sorted(sums.items()))


def median(numbers: Sequence[Decimal | int]) -> Decimal:
    """The one in the middle, or the mean of the two there; `numbers` has at least one."""
    ordered = sorted(numbers)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    if low == high and type(low) is type(high) is int:  # as most are
        return Decimal(low)
    return ratio(Decimal(low) + high, 2)
