"""Methods of numbers, and of amounts of money, which keep their currency."""

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from vaultcrm.expressions.kinds import Inner, amount, double, number, number_text
from vaultcrm.expressions.scope import Scope
from vaultcrm.expressions.table import Function, Table
from vaultcrm.expressions.texts import whole
from vaultcrm.model import Error, Money

_MOST_DIGITS = 100
_WIDE = Context(prec=500)  # digits: a double has up to 309 before its point


def _rounding(round_: Callable[[float], float]) -> Function:
    def run(scope: Scope, value: float) -> Inner:
        inexact = double(value)
        return number(round_(inexact)) if math.isfinite(inexact) else inexact

    return Function(run)


def _digits(value: Inner, name: str) -> int | Error:
    digits = whole(value, name)
    if type(digits) is int and not 0 <= digits <= _MOST_DIGITS:
        return Error(f"{name} takes 0 to {_MOST_DIGITS} digits")
    return digits


def _half_up(value: Decimal, digits: int) -> Decimal:
    """Rounded to so many digits behind the point, a half upwards (ECMA-262, "Math.round")."""
    unit = Decimal(1).scaleb(-digits)
    return ((value / unit) + Decimal("0.5")).to_integral_value(ROUND_FLOOR) * unit


def _round(scope: Scope, value: float, digits: Inner = 0) -> Inner:
    places = _digits(digits, "round")
    inexact = double(value)
    if isinstance(places, Error) or not math.isfinite(inexact):
        return places if isinstance(places, Error) else inexact
    if abs(inexact) >= 2**53:
        return inexact
    return number(float(_half_up(Decimal(repr(inexact)), places)))


def _fixed(value: Decimal, digits: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _WIDE)
    return f"{rounded:f}"


def _to_fixed(scope: Scope, value: float, digits: Inner = 0) -> Inner:
    places = _digits(digits, "toFixed")
    if isinstance(places, Error):
        return places
    inexact = double(value)
    if not math.isfinite(inexact) or abs(inexact) >= 1e21:
        return number_text(inexact)
    return _fixed(Decimal(inexact if inexact else 0), places)


def _of_money(round_: Callable[[Decimal], Decimal]) -> Function:
    return Function(lambda scope, money: amount(round_(money.amount), money.currency))


def _round_money(scope: Scope, money: Money, digits: Inner = 0) -> Inner:
    places = _digits(digits, "round")
    if isinstance(places, Error):
        return places
    if places > 6:  # more than an amount has
        return money
    return amount(_half_up(money.amount, places), money.currency)


def _money_to_fixed(scope: Scope, money: Money, digits: Inner = 0) -> Inner:
    places = _digits(digits, "toFixed")
    return places if isinstance(places, Error) else _fixed(money.amount, places)


NUMBER: Table = {
    "abs": _rounding(abs),
    "ceil": _rounding(math.ceil),
    "floor": _rounding(math.floor),
    "round": Function(_round, 0, 1),
    "toFixed": Function(_to_fixed, 0, 1),
}
MONEY: Table = {
    "abs": _of_money(abs),
    "ceil": _of_money(lambda each: each.to_integral_value(ROUND_CEILING)),
    "floor": _of_money(lambda each: each.to_integral_value(ROUND_FLOOR)),
    "round": Function(_round_money, 0, 1),
    "toFixed": Function(_money_to_fixed, 0, 1),
}
