"""Methods of lists."""

from collections.abc import Callable, Mapping
from typing import Any

from vaultcrm.expressions.comparing import equal, moment
from vaultcrm.expressions.durations import total
from vaultcrm.expressions.kinds import (
    LONGEST_LIST,
    LONGEST_TEXT,
    TOO_LARGE,
    TOO_LONG,
    File,
    Inner,
    decided,
    double,
    export,
    is_date,
    is_list,
    is_number,
    kind,
    number,
    to_text,
)
from vaultcrm.expressions.links import link_key
from vaultcrm.expressions.scope import Scope
from vaultcrm.expressions.summaries import SUMMARIES
from vaultcrm.expressions.table import MANY, Function, Table
from vaultcrm.expressions.texts import bounds
from vaultcrm.model import Duration, Error, Link, Money, Ref

_Items = tuple[Any, ...]
_Body = Callable[..., Inner]  # the expression that filter, map and reduce take
_ORDER = (
    "boolean", "number", "money", "duration", "date", "string", "link", "file", "list", "object",
    "regexp", "html", "image", "icon", "null", "error",
)  # fmt: skip


def element(value: Inner) -> Inner:
    """What a list holds of a computed value: None of one that is missing. An error that is no
    element is given back as it is."""
    return None if type(value) is Error and value.missing else value


def _contains(scope: Scope, items: _Items, value: Inner) -> bool:
    if type(value) is str:
        return value in items or any(
            equal(each, value, scope) for each in items if type(each) is not str
        )
    return any(equal(each, value, scope) for each in items)


def _contains_all(scope: Scope, items: _Items, *values: Inner) -> bool:
    return all(_contains(scope, items, each) for each in values)


def _contains_any(scope: Scope, items: _Items, *values: Inner) -> bool:
    return any(_contains(scope, items, each) for each in values)


def _filter(scope: Scope, items: _Items, body: _Body) -> Inner:
    kept = []
    for index, each in enumerate(items):
        verdict = decided(body(each, index))
        if type(verdict) is Error:
            return verdict
        if verdict:
            kept.append(each)
    return tuple(kept)


def _map(scope: Scope, items: _Items, body: _Body) -> Inner:
    made = []
    for index, each in enumerate(items):
        result = element(body(each, index))
        if type(result) is Error:
            return result
        made.append(result)
    return tuple(made)


def _reduce(scope: Scope, items: _Items, body: _Body, *start: Inner) -> Inner:
    """Without a value to start from, the first element is it (MDN, "Array.prototype.reduce()")."""
    if not start and not items:
        return Error("reduce of an empty list needs a value to start from: reduce(acc + value, 0)")
    result = start[0] if start else items[0]
    for index in range(0 if start else 1, len(items)):
        result = body(items[index], index, result)
        if type(result) is Error:
            return result
    return result


def _flat(scope: Scope, items: _Items) -> Inner:
    """With the lists among the elements opened, those inside of them not (as JavaScript does)."""
    flat: list[Inner] = []
    for each in items:
        flat += each if is_list(each) else (each,)
        if len(flat) > LONGEST_LIST:
            return TOO_LARGE
    return tuple(flat)


def _join(scope: Scope, items: _Items, separator: Inner = ",") -> Inner:
    texts = [to_text(each) for each in items]
    sign = to_text(separator)
    if sum(map(len, texts)) + len(sign) * len(texts) > LONGEST_TEXT:
        return TOO_LONG
    return sign.join(texts)


def _slice(scope: Scope, items: _Items, start: Inner, end: Inner = None) -> Inner:
    part = bounds(start, end)
    return part if isinstance(part, Error) else items[part]


def _order_key(value: Inner) -> tuple[int, Any]:
    """Numbers by size, dates by time, texts by their characters; kinds one after the other."""
    rank = _ORDER.index(kind(value))
    if is_number(value):
        inexact = double(value)
        return rank, (inexact != inexact, inexact if inexact == inexact else 0)
    if is_date(value):
        return rank, moment(value)
    if type(value) is Money:
        return rank, (value.currency, value.amount)
    if type(value) is Duration:
        return rank, total(value)
    return rank, to_text(value)


def _sort(scope: Scope, items: _Items) -> Inner:
    return tuple(sorted(items, key=_order_key))


def _identity(value: Inner, scope: Scope) -> object:
    """The same for elements of one kind that are equal."""
    if is_number(value):
        return type(value) is bool, double(value)
    if is_date(value):
        return moment(value)
    if type(value) is Duration:
        return "duration", total(value)
    if isinstance(value, (Link, Ref)):
        return "link", link_key(value, scope)
    if type(value) is File:
        return "link", (True, value.path)
    if is_list(value):
        return "list", tuple(_identity(each, scope) for each in value)
    if isinstance(value, Mapping):
        return frozenset((name, _identity(each, scope)) for name, each in value.items())
    return value


def _unique(scope: Scope, items: _Items) -> Inner:
    first: dict[object, Inner] = {}
    for each in items:
        first.setdefault(_identity(each, scope), each)
    return tuple(first.values())


def _mean(scope: Scope, items: _Items) -> Inner:
    """Of all numbers among the elements, or of all amounts of money in one currency."""
    numbers = [double(each) for each in items if is_number(each) and type(each) is not bool]
    if numbers:
        return number(sum(numbers) / len(numbers))
    return SUMMARIES["Average"]([export(each) for each in items])


LIST: Table = {
    "contains": Function(_contains, 1, 1),
    "containsAll": Function(_contains_all, 1, MANY),
    "containsAny": Function(_contains_any, 1, MANY),
    "filter": Function(_filter, 1, 1, ("value", "index")),
    "flat": Function(_flat),
    "join": Function(_join, 0, 1),
    "map": Function(_map, 1, 1, ("value", "index")),
    "mean": Function(_mean),
    "reduce": Function(_reduce, 1, 2, ("value", "index", "acc")),
    "reverse": Function(lambda scope, items: items[::-1]),
    "slice": Function(_slice, 1, 2),
    "sort": Function(_sort),
    "unique": Function(_unique),
}
