"""Order and equality: `< > <= >= == !=`."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from vaultcrm.expressions import durations
from vaultcrm.expressions.kinds import (
    File,
    Inner,
    as_number,
    decimal,
    double,
    is_date,
    is_list,
    is_number,
    is_text,
    named,
    number_text,
    refusal,
    single,
    to_text,
    two_currencies,
)
from vaultcrm.expressions.links import link_is_text, path_of, same_link
from vaultcrm.expressions.moment import parse_date
from vaultcrm.expressions.patterns import Regexp
from vaultcrm.expressions.scope import Scope
from vaultcrm.model import Duration, Error, Link, Money, Ref
from vaultcrm.words import shown

_MONEY = re.compile(r"(-?\d{1,18}(?:\.\d{1,6})?) ?([A-Za-z]{3})\Z", re.ASCII)


# --- order


def moment(day: date) -> datetime:
    """A date as the midnight it begins with, without a zone."""
    if isinstance(day, datetime):
        return day.replace(tzinfo=None) if day.tzinfo else day
    return datetime.combine(day, time())


_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, ">": gt, "<=": le, ">=": ge}


def compare(sign: str, left: Inner, right: Inner) -> bool | Error:
    """`< > <= >=` of two values; false beside a missing one."""
    if type(left) is Error:
        return left
    if type(right) is Error:
        return right
    if is_list(left) or is_list(right):
        left, right = single(left, right, sign)
        return compare(sign, left, right)
    if left is None or right is None:
        return False
    pair = _comparable(sign, left, right)
    if type(pair) is Error:
        return pair
    assert type(pair) is tuple
    return _ORDER[sign](*pair)


def _comparable(sign: str, left: Inner, right: Inner) -> tuple[Any, Any] | Error:
    """Two values in a form that Python orders."""
    if is_number(left) and is_number(right):
        return double(left), double(right)
    if is_text(left) and is_text(right):
        return to_text(left), to_text(right)
    if is_date(left) or is_date(right):
        first, second = _as_date(left), _as_date(right)
        if type(first) is Error or type(second) is Error:
            return first if type(first) is Error else second  # type: ignore[return-value]
        return first, second
    if type(left) is Duration or type(right) is Duration:
        lengths = _as_length(left), _as_length(right)
        return next((each for each in lengths if type(each) is Error), lengths)
    if type(left) is Money or type(right) is Money:
        return _as_amounts(sign, left, right)
    if is_text(left) or is_text(right):
        numbers = as_number(left), as_number(right)
        if None not in numbers:
            return numbers
    return refusal(sign, left, right)


def _as_date(value: Inner) -> datetime | Error:
    if is_date(value):
        return moment(value)
    if is_text(value):
        text = to_text(value)
        day = parse_date(text)
        return moment(day) if day else Error(f"{shown(text)} is no date such as 2026-11-30")
    if type(value) is Duration or is_number(value):
        return Error(f'a date is compared with {named(value)}: write today() - "7d" for a date')
    return Error(f"a date is compared with {named(value)}")


def _as_length(value: Inner) -> float | Error:
    """Milliseconds."""
    if is_text(value):
        text = to_text(value)
        value = durations.read(text)
        if value is None:
            return Error(f"{shown(text)} is no length of time such as 7d, 2 weeks or 1h 30m")
    if type(value) is Duration:
        return durations.total(value)
    return Error(f'a duration is compared with {named(value)}: write "7d" in quotes, or take .days')


def _as_amounts(sign: str, left: Inner, right: Inner) -> tuple[Any, Any] | Error:
    left = _as_money(left) if is_text(left) else left
    right = _as_money(right) if is_text(right) else right
    if type(left) is Money and type(right) is Money:
        if left.currency != right.currency:
            return two_currencies(left, right)
        return left.amount, right.amount
    amounts = [each.amount if type(each) is Money else each for each in (left, right)]
    if all(is_number(each) for each in amounts):
        first, second = (_exact(each) for each in amounts)
        return first, second
    return Error(f"{sign} compares money with money such as 100 EUR, or with a number")


def _exact(value: Any) -> Any:
    """A number that compares with amounts as it is written."""
    return decimal(value) if type(value) is float and math.isfinite(value) else value


def _as_money(text: str | Link | Ref) -> Money | None:
    match = _MONEY.match(to_text(text))
    return Money(Decimal(match[1]), match[2].upper()) if match else None


# --- equality


def equal(left: Inner, right: Inner, scope: Scope) -> bool:
    """`==`, of values that are no errors. Of nested values only such as `kinds.size` finds to be
    bounded."""
    if left is None or right is None:
        return left is right
    if type(left) is str and type(right) is str:
        return left == right
    if is_number(left) and is_number(right):
        both = (type(left) is bool) == (type(right) is bool)
        return both and double(left) == double(right)
    if type(left) in (Link, Ref, File) or type(right) in (Link, Ref, File):
        return _same_place(left, right, scope)
    if is_date(left) or is_date(right):
        first, second = _as_date(left), _as_date(right)
        return type(first) is datetime and first == second
    if type(left) is Duration or type(right) is Duration:
        length, other = _as_length(left), _as_length(right)
        return type(length) is not Error and length == other
    if type(left) is Money or type(right) is Money:
        if (type(left) is str or type(right) is str) and to_text(left) == to_text(right):
            return True
        pair = _as_amounts("==", left, right)
        return type(pair) is tuple and pair[0] == pair[1]
    if type(left) is str or type(right) is str:
        text, other_ = (left, right) if type(left) is str else (right, left)
        return is_number(other_) and type(other_) is not bool and number_text(other_) == text
    if is_list(left) and is_list(right):
        return len(left) == len(right) and all(
            equal(one, two, scope) for one, two in zip(left, right, strict=True)
        )
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(
            equal(each, right[name], scope) for name, each in left.items()
        )
    if isinstance(left, Regexp) and isinstance(right, Regexp):
        return (left.source, left.flags) == (right.source, right.flags)
    return type(left) is type(right) and left == right


def _same_place(left: Inner, right: Inner, scope: Scope) -> bool:
    """Equality where one of the two is a link or a file."""
    if isinstance(left, (Link, Ref)):
        if isinstance(right, (Link, Ref)):
            return same_link(left, right, scope)
        if isinstance(right, str):
            return link_is_text(left, right, scope)
    elif isinstance(right, (Link, Ref)) and isinstance(left, str):
        return link_is_text(right, left, scope)
    if type(left) is File or type(right) is File:
        if isinstance(left, str) or isinstance(right, str):
            return False
        path = path_of(left, scope)
        return bool(path) and path == path_of(right, scope)
    return False
