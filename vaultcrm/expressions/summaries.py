"""The default summaries of a `.base` file: many values of one property → one value.

Source: Obsidian's help, "Bases syntax", "Default Summary Formulas". Each takes what it is for
(numbers, dates, truth values) out of the values and lets the others be. Beyond that table, amounts
of money of one currency are summed up as money of it; of several, only Sum has an answer: the sum
of each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Context, Decimal, localcontext
from typing import TypeAlias

from vaultcrm.expressions import durations
from vaultcrm.model import Duration, Error, Link, Money, Ref, Value, is_empty

Summary: TypeAlias = Callable[[Sequence[Value]], Value]
_Numbers: TypeAlias = Sequence[Decimal]

_EXACT = Context(prec=100)  # digits: more than any two sums of ours are apart
_PLACES = 6  # of a number that was divided


def _average(numbers: _Numbers) -> Decimal:
    return _rounded(sum(numbers, Decimal()) / len(numbers))


def _range(numbers: _Numbers) -> Decimal:
    return max(numbers) - min(numbers)


def _median(numbers: _Numbers) -> Decimal:
    """The one in the middle, or what lies half way between the two in the middle."""
    middle = sorted(numbers)[(len(numbers) - 1) // 2 : len(numbers) // 2 + 1]
    return _average(middle)


def _deviation(numbers: _Numbers) -> Decimal:
    """The standard deviation of the whole population (divided by n, not by n - 1)."""
    mean = sum(numbers, Decimal()) / len(numbers)
    squares = sum(((each - mean) ** 2 for each in numbers), Decimal())
    return _rounded((squares / len(numbers)).sqrt())


def _rounded(number: Decimal) -> Decimal:
    """To six places at most, without zeros at the end."""
    places = -int(number.as_tuple().exponent)
    if places > _PLACES:
        number = round(number, _PLACES)
    if number == number.to_integral_value():
        return Decimal(int(number))  # not 1E+2
    return number.normalize()


def _of_numbers(name: str, compute: Callable[[_Numbers], Decimal]) -> Summary:
    """A summary of numbers, or of amounts of money, by currency; of neither it is None."""

    def summary(values: Sequence[Value]) -> Value:
        numbers, money = _amounts(values)
        if numbers and money:
            return Error(f"{name} of money together with plain numbers has no meaning")
        with localcontext(_EXACT):
            if numbers:
                return _number(compute(numbers))
            amounts = tuple(
                Money(compute([each.amount for each in money if each.currency == code]), code)
                for code in sorted({each.currency for each in money})
            )
        return amounts[0] if len(amounts) == 1 else amounts or None

    return summary


def _sum(values: Sequence[Value]) -> Value:
    numbers, money = _amounts(values)
    if numbers and money:
        return Error("Sum of money together with plain numbers has no meaning")
    sums: dict[str, Decimal] = {}
    with localcontext(_EXACT):
        for amount, currency in money:
            sums[currency] = sums.get(currency, Decimal()) + amount
        if not money:
            return _number(sum(numbers, Decimal()))
    each = tuple(Money(sums[currency], currency) for currency in sorted(sums))
    return each if len(each) > 1 else each[0]


def _span(values: Sequence[Value]) -> Value:
    """Range: of numbers if there are any, else of dates."""
    of_numbers = _of_numbers("Range", _range)(values)
    days = sorted(_days(values), key=_moment)
    if of_numbers is not None or not days:
        return of_numbers
    return durations.between(days[-1], days[0])


def _earliest(values: Sequence[Value]) -> Value:
    return min(_days(values), key=_moment, default=None)


def _latest(values: Sequence[Value]) -> Value:
    return max(_days(values), key=_moment, default=None)


def _unique(values: Sequence[Value]) -> int:
    """How many different ones there are among those that are not empty; links are the same if
    they lead to the same note."""
    return len({identity(each) for each in values if not is_empty(each)})


def identity(value: Value) -> object:
    """Something that equals another exactly if the values are the same."""
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, Ref):
        return ("link", value.path) if value.path else ("text", value.target.casefold())
    if isinstance(value, Link):
        return ("text", value.target.casefold())
    if isinstance(value, Duration):
        return ("duration", durations.total(value))
    if isinstance(value, date):
        return ("date", _moment(value))
    if isinstance(value, Money):
        return value
    if isinstance(value, Error):
        return ("error",)
    if isinstance(value, tuple):
        return ("list", *map(identity, value))
    if isinstance(value, Mapping):
        return frozenset((name, identity(each)) for name, each in value.items())
    return value


def _amounts(values: Iterable[Value]) -> tuple[list[Decimal], list[Money]]:
    """The numbers and the amounts of money, those in lists of money (one a currency) too."""
    numbers: list[Decimal] = []
    money: list[Money] = []
    for value in values:
        if isinstance(value, Money):
            money.append(value)
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            numbers.append(Decimal(value))
        elif isinstance(value, tuple):
            money += [each for each in value if isinstance(each, Money)]
    return numbers, money


def _number(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number.normalize(_EXACT)


def _days(values: Iterable[Value]) -> list[date]:
    return [each for each in values if isinstance(each, date)]


def _moment(day: date) -> datetime:
    if isinstance(day, datetime):
        return day.replace(tzinfo=None)
    return datetime.combine(day, time())


SUMMARIES: Mapping[str, Summary] = {
    "Average": _of_numbers("Average", _average),
    "Min": _of_numbers("Min", min),
    "Max": _of_numbers("Max", max),
    "Sum": _sum,
    "Range": _span,
    "Median": _of_numbers("Median", _median),
    "Stddev": _of_numbers("Stddev", _deviation),
    "Earliest": _earliest,
    "Latest": _latest,
    "Checked": lambda values: sum(each is True for each in values),
    "Unchecked": lambda values: sum(each is False for each in values),
    "Empty": lambda values: sum(map(is_empty, values)),
    "Filled": lambda values: sum(not is_empty(each) for each in values),
    "Unique": _unique,
}
