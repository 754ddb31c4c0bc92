"""What every form of a report shows the same way: cells in a few words, and small pictures made of
characters."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from vaultcrm.model import Money
from vaultcrm.rendering.text import cell, plain
from vaultcrm.reports import Bar, Cell, Number, Trend
from vaultcrm.reports._parts import amount_in_words

TOO_LITTLE = "too little data"
_STEPS = "▁▂▃▄▅▆▇█"
_BLANK = "·"  # a time without a value


def words(value: Cell) -> str:
    """A cell as text: amounts with their thousands parted, yes and no, bars as their number."""
    match value:
        case Bar():
            return f"{_number(value.value)} {value.unit}".rstrip()
        case Trend():
            return sparkline(value.values)
        case Money():
            return amount_in_words(value)
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return _number(value)
        case tuple() if not hasattr(value, "_fields"):
            return ", ".join(map(words, value))
        case _:
            return cell(value)


def sparkline(values: Sequence[Number | None]) -> str:
    """One character for each value, from the smallest (or 0) to the largest; '' where there are
    none, or none that are finite."""
    known = finite(values)
    if not known:
        return ""
    low, high = min(0, *known), max(0, *known)
    if low == high:
        return "".join(_STEPS[0] if finite([value]) else _BLANK for value in values)
    top = len(_STEPS) - 1
    return "".join(
        _STEPS[round((value - low) * top / (high - low))]
        if value is not None and finite([value])
        else _BLANK
        for value in values
    )


def finite(values: Iterable[Number | None]) -> list[Number]:
    """The values that are numbers one can draw."""
    return [value for value in values if value is not None and Decimal(value).is_finite()]


def _number(number: Number) -> str:
    text = plain(Decimal(number))
    return text if "E" in text else f"{Decimal(text):,f}"
