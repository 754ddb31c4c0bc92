"""Every field and method of every kind of value, in one table each."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from vaultcrm.expressions.comparing import moment
from vaultcrm.expressions.durations import total
from vaultcrm.expressions.files import FILE, FILE_FIELDS, LINK
from vaultcrm.expressions.kinds import (
    KIND_NAMES,
    LONGEST_TEXT,
    TOO_LONG,
    Inner,
    entering,
    is_true,
    kind,
    named,
    number,
    plain,
    to_text,
)
from vaultcrm.expressions.lists import LIST
from vaultcrm.expressions.moment import format_date, relative
from vaultcrm.expressions.numbers import MONEY, NUMBER
from vaultcrm.expressions.patterns import Regexp
from vaultcrm.expressions.scope import Scope
from vaultcrm.expressions.table import Function, Table
from vaultcrm.expressions.texts import TEXT
from vaultcrm.model import Duration, Error, Link, Ref, is_empty
from vaultcrm.words import shown, suggestion

_Field = Callable[[Scope, "object"], Inner]


def _is_type(scope: Scope, value: Inner, name: Inner) -> Inner:
    sought = to_text(name)
    if sought not in KIND_NAMES:
        return Error(f"{shown(sought)} is no type.{suggestion(sought, KIND_NAMES)}")
    return kind(value) == sought or (sought == "string" and isinstance(value, (Link, Ref)))


def _to_string(scope: Scope, value: Inner) -> Inner:
    text = to_text(value)
    return text if len(text) <= LONGEST_TEXT else TOO_LONG


_ANY: Table = {
    "isEmpty": Function(lambda scope, value: is_empty(value)),
    "isTruthy": Function(lambda scope, value: is_true(value)),
    "isType": Function(_is_type, 1, 1),
    "toString": Function(_to_string),
}


def _date_part(scope: Scope, day: date) -> date:
    return moment(day).date()


def _format(scope: Scope, day: date, pattern: Inner) -> Inner:
    text = to_text(pattern)
    if len(text) > LONGEST_TEXT // 100:  # one letter can become many
        return TOO_LONG
    return format_date(day, text)


_DATE: Table = {
    "date": Function(_date_part),
    "format": Function(_format, 1, 1),
    "relative": Function(lambda scope, day: relative(day, scope.world.now)),
    "time": Function(lambda scope, day: f"{moment(day):%H:%M:%S}"),
}
_OBJECT: Table = {
    "keys": Function(lambda scope, value: tuple(value)),
    "values": Function(lambda scope, value: entering(tuple(value.values()))),
}


def _matches(scope: Scope, pattern: Regexp, value: Inner) -> Inner:
    return value is not None and pattern.matches(to_text(value))


_REGEXP: Table = {"matches": Function(_matches, 1, 1)}


def _on_text(function: Function) -> Function:
    """The method of a text, on the text of another value."""
    run = function.run
    return function._replace(run=lambda scope, value, *more: run(scope, to_text(value), *more))


_TEXT_OF: Table = {name: _on_text(function) for name, function in TEXT.items()}
_BY_KIND: Mapping[str, Table] = {
    "null": {},
    "boolean": {},
    "number": NUMBER,
    "string": TEXT,
    "date": _DATE,
    "duration": _TEXT_OF,
    "money": {**_TEXT_OF, **MONEY},
    "link": {**_TEXT_OF, **LINK},
    "file": FILE,
    "list": LIST,
    "object": _OBJECT,
    "regexp": _REGEXP,
    "html": {},
    "image": {},
    "icon": {},
}


def _by_name() -> Mapping[str, Mapping[str, Function]]:
    found: dict[str, dict[str, Function]] = {}
    for kind_, table in _BY_KIND.items():
        for name, function in {**_ANY, **table}.items():
            found.setdefault(name, {})[kind_] = function
    return MappingProxyType(found)


METHODS = _by_name()  # name → kind → the method


def _unit(milliseconds: int) -> _Field:
    def field(scope: Scope, value: Inner) -> Inner:
        assert type(value) is Duration
        return number(total(value) / milliseconds)

    return field


def _clock(name: str) -> _Field:
    def field(scope: Scope, value: Inner) -> Inner:
        assert isinstance(value, date)
        part: int = getattr(moment(value), name)
        return part

    return field


def _length(scope: Scope, value: Inner) -> int:
    return len(value) if type(value) is tuple else len(to_text(value))


_CLOCK = ("year", "month", "day", "hour", "minute", "second")
_FIELDS: Mapping[str, Mapping[str, Callable[..., Inner]]] = {
    "string": {"length": _length},
    "link": {"length": _length},
    "list": {"length": _length},
    "money": {
        "length": _length,
        "amount": lambda scope, money: plain(money.amount),
        "currency": lambda scope, money: money.currency,
    },
    "duration": {
        "length": _length,
        "days": _unit(86_400_000),
        "hours": _unit(3_600_000),
        "minutes": _unit(60_000),
        "seconds": _unit(1_000),
        "milliseconds": _unit(1),
    },
    "date": {
        **{name: _clock(name) for name in _CLOCK},
        "millisecond": lambda scope, day: moment(day).microsecond // 1000,
    },
    "file": FILE_FIELDS,
}

FIELD_NAMES = frozenset(name for known in _FIELDS.values() for name in known)


def field(scope: Scope, value: Inner, name: str) -> Inner:
    """`value.name`; None of nothing."""
    if value is None or type(value) is Error:
        return value
    if isinstance(value, Mapping):
        return entering(value.get(name))
    kind_ = kind(value)
    known = _FIELDS.get(kind_, {})
    found = known.get(name)
    if found:
        return found(scope, value)
    if name in METHODS and kind_ in METHODS[name]:
        return Error(f"{name} is a function: write .{name}(…)")
    hint = suggestion(name, (*known, *_BY_KIND.get(kind_, ())))
    return Error(f"{named(value)} has no field {shown(name)}.{hint}")
