"""The kinds of values that an expression computes with, their names, texts and numbers.

Inside an expression a value is any `vaultcrm.model.Value` or one of the kinds below; numbers are
JavaScript's doubles, written `int` where they are whole and below 2**53. `export` is the border.
A list holds no errors: what could not be computed for want of something is None in it.
"""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeGuard

from vaultcrm.expressions.patterns import Regexp
from vaultcrm.model import Duration, Error, Link, Money, Ref, Value
from vaultcrm.reading.links import stem

Inner: TypeAlias = object

_NUMERAL = re.compile(r"-?\d{1,308}(?:\.\d{1,308})?\Z", re.ASCII)
WHOLE = 2**53  # whole numbers are exact below it
LONGEST_TEXT = 1_000_000  # characters
LONGEST_LIST = 100_000  # elements
_DEEPEST = 100
_LARGEST_AMOUNT = 20  # digits of an amount before its point
_CENTS = Decimal("0.000001")  # as far as notes write amounts


class File(NamedTuple):
    path: str


class Markup(NamedTuple):
    """What a view would draw: `kind` is html, image or icon."""

    kind: str
    text: str


_KINDS: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    Decimal: "number",
    str: "string",
    date: "date",
    datetime: "date",
    Duration: "duration",
    Money: "money",
    Link: "link",
    Ref: "link",
    tuple: "list",
    dict: "object",
    MappingProxyType: "object",
    File: "file",
    Regexp: "regexp",
    Error: "error",
}
_NUMBERS = (int, float, Decimal, bool)
KIND_NAMES = (
    "string", "number", "boolean", "date", "duration", "link", "file", "list", "object", "null",
    "regexp", "html", "image", "icon", "money",
)  # fmt: skip
SIMPLE = frozenset(
    {type(None), bool, int, float, Decimal, date, datetime, Duration, Money, Link, Ref, File, Error}
)  # kinds of bounded size


def kind(value: Inner) -> str:
    """The name that isType knows, or `error`."""
    found = _KINDS.get(type(value))
    if found:
        return found
    if isinstance(value, Markup):
        return value.kind
    if isinstance(value, Mapping):
        return "object"
    return next((name for type_, name in _KINDS.items() if isinstance(value, type_)), "null")


def named(value: Inner) -> str:
    """Its kind, for a message: `a string`, `an object`."""
    name = "amount of money" if type(value) is Money else kind(value)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def is_true(value: Inner) -> bool:
    """Whether a condition holds. An error is not true."""
    if value is True or value is False:
        return value
    type_ = type(value)
    if type_ is Error or value is None:
        return False
    if type_ is float:
        return value == value and value != 0
    if type_ is int or type_ is Decimal:
        return value != 0
    if type_ is str or type_ is tuple or isinstance(value, Mapping):
        return bool(value)
    return True


def decided(value: Inner) -> bool | Error:
    """What a condition comes to. Where all that is wrong is that something is missing, it does not
    hold; any other error stays one."""
    if type(value) is Error and not value.missing:
        return value
    return is_true(value)


# --- numbers


def number(value: float) -> int | float:
    """A result, whole where it can be."""
    if type(value) is int:
        return value if -WHOLE < value < WHOLE else double(value)
    return int(value) if -WHOLE < value < WHOLE and value == int(value) else value


def double(value: int | float | Decimal) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def decimal(value: float | Decimal) -> Decimal:
    """The number as it is written. Must not be infinite."""
    if type(value) is Decimal:
        return value
    return Decimal(value) if isinstance(value, int) else Decimal(repr(value))


def plain(exact: Decimal) -> int | Decimal:
    """An amount as a number, exactly."""
    whole = exact == exact.to_integral_value() and abs(exact) < WHOLE
    return int(exact) if whole else exact


def as_number(value: Inner) -> float | None:
    """A number, or what a text that is one stands for; None for all else."""
    if is_number(value):
        return double(value)
    return float(value) if type(value) is str and _NUMERAL.match(value) else None


def number_text(value: int | float | Decimal) -> str:
    """As JavaScript writes a number (ECMA-262, "Number::toString")."""
    if type(value) is int and -WHOLE < value < WHOLE:
        return str(value)
    inexact = double(value)
    if inexact != inexact:
        return "NaN"
    if math.isinf(inexact):
        return "Infinity" if inexact > 0 else "-Infinity"
    sign, figures, exponent = Decimal(repr(inexact)).normalize().as_tuple()
    assert isinstance(exponent, int)
    digits = "".join(map(str, figures))
    if digits == "0":
        return "0"
    point = len(digits) + exponent
    if 0 < point <= 21:
        whole = digits[:point].ljust(point, "0")
        text = whole + ("." + digits[point:] if digits[point:] else "")
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        mantissa = digits[0] + ("." + digits[1:] if digits[1:] else "")
        text = f"{mantissa}e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return "-" + text if sign else text


def amount(value: Decimal, currency: str) -> Money | Error:
    """Money computed: its amount, unless it has too many digits."""
    if value.adjusted() >= _LARGEST_AMOUNT:
        return Error("the amount is too large")
    return Money(value, currency)


def _cents(money: Money) -> Money:
    """Money with no more digits behind the point than a note may have."""
    _, _, exponent = money.amount.as_tuple()
    if isinstance(exponent, int) and exponent >= -6:
        return money
    rounded = money.amount.quantize(_CENTS).normalize()
    return Money(Decimal(f"{rounded:f}"), money.currency)


# --- what operators ask of their operands


def is_number(value: Inner) -> TypeGuard[int | float | Decimal]:
    return type(value) in _NUMBERS


def is_date(value: Inner) -> TypeGuard[date]:
    return type(value) is date or type(value) is datetime


def is_text(value: Inner) -> TypeGuard[str | Link | Ref]:
    return type(value) is str or type(value) is Link or type(value) is Ref


def is_list(value: Inner) -> TypeGuard[tuple[Any, ...]]:
    return type(value) is tuple


def only(value: tuple[Inner, ...]) -> Inner:
    """A list where a single value is expected."""
    if len(value) > 1:
        return Error(
            f"a list of {len(value)} stands where one value is expected: choose one, such as "
            '[0] or .filter(value.currency == "EUR")[0]'
        )
    return value[0] if value else None


def single(left: Inner, right: Inner, sign: str) -> tuple[Inner, Inner]:
    """Both operands, a list of one against something else replaced by what is in it."""
    if is_list(left) and is_list(right):
        return Error(f"{sign} does not work on two lists"), right
    if is_list(left):
        return only(left), right
    return (left, only(right)) if is_list(right) else (left, right)


def refusal(sign: str, left: Inner, right: Inner) -> Error:
    return Error(f"{sign} does not work on {named(left)} and {named(right)}")


def two_currencies(left: Money, right: Money) -> Error:
    return Error(f"{to_text(left)} and {to_text(right)} are in different currencies")


# --- sizes


def size(value: Inner) -> int:
    """What it costs to look through a value: a step for 32 characters, two for an element; -1 if
    it is too large or too deep to be looked through."""
    type_ = type(value)
    if type_ in SIMPLE:
        return 0
    if type_ is str:
        return len(value) >> 5  # type: ignore[arg-type]
    steps = elements = 0
    level: list[Any] = [value]
    for _ in range(_DEEPEST):
        deeper: list[Any] = []
        for each in level:
            if type(each) is str:
                steps += len(each) >> 5
            elif type(each) is tuple:
                elements += len(each)
                deeper += [item for item in each if type(item) not in SIMPLE]
            elif isinstance(each, Mapping):
                elements += len(each)
                deeper += [item for item in each.values() if type(item) not in SIMPLE]
        if elements > 2 * LONGEST_LIST:
            return -1
        if not deeper:
            return steps + 2 * elements
        level = deeper
    return -1


TOO_LARGE = Error(f"the value has more than {LONGEST_LIST:,} elements, or too many levels")
TOO_LONG = Error(f"the text gets longer than {LONGEST_TEXT:,} characters")


# --- texts and the border


def to_text(value: Inner) -> str:
    """The text of a value that `size` finds to be bounded."""
    type_ = type(value)
    if type_ is str:
        return value  # type: ignore[return-value]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return number_text(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Link, Ref)):
        return value.display or value.target
    if isinstance(value, Money):
        rounded = _cents(value)
        return f"{rounded.amount:f} {rounded.currency}".rstrip()
    if isinstance(value, Duration):
        return value.text
    if isinstance(value, Error):
        return value.message
    if isinstance(value, File):
        return value.path
    if isinstance(value, Markup):
        return value.text
    if isinstance(value, Regexp):
        return f"/{value.source}/{value.flags}"
    if isinstance(value, tuple):
        return ", ".join(map(to_text, value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {to_text(each)}" for name, each in value.items()) + "}"
    return str(value)


_WRITTEN_OUT = 1e21  # where JavaScript begins to write an exponent


def export(value: Inner) -> Value:
    """The value as the rest of the program knows values."""
    if type(value) not in SIMPLE and type(value) is not str and size(value) < 0:
        return TOO_LARGE
    return _export(value)


def _export(value: Any) -> Value:
    type_ = type(value)
    if type_ is float:
        if value != value or math.isinf(value):
            return Error(f"the result is no number ({number_text(value)}): divided by 0?")
        whole = value.is_integer() and abs(value) < _WRITTEN_OUT
        return int(value) if whole else Decimal(repr(value))
    if type_ is tuple:
        return tuple(map(_export, value))
    if type_ is Error:
        return None if value.missing else value
    if type_ is Money:
        return _cents(value)
    if type_ is File:
        return Ref(stem(value.path), value.path)
    if type_ is Markup:
        return str(value.text)
    if type_ is Regexp:
        return str(value.source)
    if isinstance(value, Mapping):
        return {name: _export(each) for name, each in value.items()}
    return value  # type: ignore[no-any-return]


def entering(value: Inner) -> Inner:
    """A value that comes from outside: datetimes lose their zone, so that all can be compared."""
    if type(value) is datetime:
        return value.replace(tzinfo=None)
    if type(value) is tuple and any(type(each) in (datetime, tuple) for each in value):
        return tuple(map(entering, value))
    return value
