"""Arithmetic: `+ - * / %` and unary minus. Each gives an `Error` where it does not work; the left
operand's error goes before the right one's."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from vaultcrm.expressions import durations
from vaultcrm.expressions.kinds import (
    LONGEST_TEXT,
    TOO_LONG,
    Inner,
    amount,
    decimal,
    double,
    is_date,
    is_list,
    is_number,
    is_text,
    named,
    number,
    only,
    refusal,
    single,
    to_text,
    two_currencies,
)
from vaultcrm.expressions.moment import parse_date
from vaultcrm.model import Duration, Error, Money
from vaultcrm.words import shown

MISSING = Error("a value is missing", missing=True)


def arithmetic(sign: str, left: Inner, right: Inner) -> Inner:
    """`+ - * / %` of two values."""
    if type(left) is Error:
        return left
    if type(right) is Error:
        return right
    if is_text(left) and is_date(right) and durations.read(to_text(left)):
        return Error("the date stands on the left: date + duration")
    if sign == "+" and _joins(left, right):
        text = to_text(left) + to_text(right)
        return text if len(text) <= LONGEST_TEXT else TOO_LONG
    if is_list(left) or is_list(right):
        left, right = single(left, right, sign)
        return arithmetic(sign, left, right)
    if left is None or right is None:
        return MISSING
    if is_number(left) and is_number(right):
        return _NUMBERS[sign](left, right)
    if is_date(left):
        return with_date(sign, left, right)
    if type(left) is Duration:
        return _with_duration(sign, left, right)
    if type(left) is Money or type(right) is Money:
        return _with_money(sign, left, right)
    if type(right) is Duration and is_number(left) and sign == "*":
        return Error("the duration stands on the left: duration * number")
    if is_text(left) or is_text(right):
        return Error(f"{sign} does not work on a text: number(…), date(…) or duration(…) reads it")
    return refusal(sign, left, right)


def _joins(left: Inner, right: Inner) -> bool:
    """Whether + makes a text of the two."""
    if is_text(left):
        return True
    if not is_text(right) or is_date(left):
        return False
    return not (type(left) is Duration and durations.read(to_text(right)))


def _plus(left: float, right: float) -> Inner:
    return number(double(left) + double(right))


def _minus(left: float, right: float) -> Inner:
    return number(double(left) - double(right))


def _times(left: float, right: float) -> Inner:
    return number(double(left) * double(right))


def _divided(left: float, right: float) -> Inner:
    above, below = double(left), double(right)
    if below == 0:
        if above == 0 or above != above:
            return math.nan
        return math.copysign(math.inf, above) * math.copysign(1, below)
    return number(above / below)


def _rest(left: float, right: float) -> Inner:
    above, below = double(left), double(right)
    if below == 0 or math.isinf(above):
        return math.nan
    return number(math.fmod(above, below))


_NUMBERS: Mapping[str, Callable[[Any, Any], Inner]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _divided,
    "%": _rest,
}


def with_date(sign: str, left: date, right: Inner) -> Inner:
    """Arithmetic with a date on the left and anything but an error or None on the right."""
    if sign not in ("+", "-"):
        return refusal(sign, left, right)
    if is_date(right) and sign == "-":
        return durations.between(left, right)
    length: Inner = right
    if is_text(right):
        text = to_text(right)
        length = durations.read(text)
        if length is None:
            day = parse_date(text) if sign == "-" else None
            if day:
                return with_date(sign, left, day)
            return Error(f"{shown(text)} is no length of time such as 7d, 2 weeks or 1h 30m")
    if type(length) is not Duration:
        if is_number(right):
            return Error(f'{sign} needs a length of time beside a date: write "7d" for 7 days')
        return refusal(sign, left, right)
    shifted = durations.shift(left, length, 1 if sign == "+" else -1)
    return Error("the date is past the end of the calendar") if shifted is None else shifted


def _with_duration(sign: str, left: Duration, right: Inner) -> Inner:
    if sign in ("*", "/") and is_number(right):
        factor = double(right)
        if sign == "/":
            factor = 1 / factor if factor else math.inf
        return durations.times(left, factor)
    if sign in ("+", "-"):
        other = durations.read(to_text(right)) if is_text(right) else right
        if type(other) is Duration:
            return durations.plus(left, other, 1 if sign == "+" else -1)
        if is_date(right) and sign == "+":
            return Error("the date stands on the left: date + duration")
    return refusal(sign, left, right)


def _with_money(sign: str, left: Inner, right: Inner) -> Inner:
    if type(left) is Money and type(right) is Money:
        if left.currency != right.currency:
            return two_currencies(left, right)
        if sign == "/":
            return _divided(left.amount, right.amount)  # type: ignore[arg-type]
        if sign in ("+", "-"):
            other = right.amount if sign == "+" else -right.amount
            return amount(left.amount + other, left.currency)
        return refusal(sign, left, right)
    if sign == "+" and type(right) is Money and is_number(left) and left == 0:
        return right  # where a sum begins: reduce(acc + value, 0)
    money, factor = (left, right) if type(left) is Money else (right, left)
    assert type(money) is Money
    if not is_number(factor) or sign in ("+", "-", "%") or (sign == "/" and factor is left):
        if is_number(factor):
            return Error(f"{sign} does not work on money and a number: take .amount")
        return refusal(sign, left, right)
    if not math.isfinite(double(factor)):
        return Error("money times no number")
    if sign == "*":
        product = money.amount * decimal(factor)
    elif factor == 0:
        return Error("money divided by 0")
    else:
        product = money.amount / decimal(factor)
    return amount(_tidied(product, money.amount), money.currency)


def _tidied(value: Decimal, like: Decimal) -> Decimal:
    """The same without zeros at its end that the other one does not have."""
    if value.as_tuple().exponent >= like.as_tuple().exponent:  # type: ignore[operator]
        return value
    shorter = value.quantize(like)
    return shorter if shorter == value else value


def negative(value: Inner) -> Inner:
    """Unary minus."""
    if is_list(value):
        value = only(value)
    if type(value) is Error:
        return value
    if value is None:
        return MISSING
    if is_number(value):
        return number(-double(value))
    if type(value) is Money:
        return Money(-value.amount, value.currency)
    if type(value) is Duration:
        return durations.times(value, -1)
    return Error(f"- does not work on {named(value)}")
