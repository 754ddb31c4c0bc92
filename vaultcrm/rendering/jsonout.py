"""Values → JSON. Written here, because `json` refuses decimals and dates and would take named
tuples for lists.

Money is `{"amount": "12000", "currency": "EUR"}`, links are `{"target", "path"}` with a path of
null where they lead nowhere, what could not be computed is `{"error"}`, durations are as written,
dates ISO, decimals numbers with the digits of their source (`1.10`). Any other named tuple is an
object of its fields."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from vaultcrm.model import Duration, Error, Link, Money, Ref
from vaultcrm.rendering.text import plain

# JSON lets these stand as they are, but terminals obey them, readers are deceived by them, and
# surrogates cannot be encoded.
_UNSAFE = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def dumps(value: Any, indent: int | None = 2) -> str:
    """`value` as JSON, every level on lines of its own, or all on one line if `indent` is None.

    Raises TypeError for what has no form in JSON: that is a bug of the caller's."""
    parts: list[str] = []
    _write(value, "\n" if indent is not None else "", " " * (indent or 0), parts.append)
    return "".join(parts)


def _write(value: Any, newline: str, step: str, put: Callable[[str], None]) -> None:
    """`newline` is the line end and indentation of the level that `value` stands on, or ''."""
    match value:
        case None:
            put("null")
        case bool():
            put("true" if value else "false")
        case str():
            put(_string(value))
        case int():
            put(str(Decimal(value)))  # str() refuses integers of over 4,300 digits
        case Decimal():
            put(str(value) if value.is_finite() else "null")
        case float():
            put(repr(value) if math.isfinite(value) else "null")
        case date():  # and datetime
            put(f'"{value.isoformat()}"')
        case Duration():
            put(_string(value.text))
        case Money():
            amount = {"amount": plain(value.amount), "currency": value.currency}
            _write(amount, newline, step, put)
        case Link():
            _write({"target": value.target, "path": None}, newline, step, put)
        case Ref():
            _write({"target": value.target, "path": value.path or None}, newline, step, put)
        case Error():
            _write({"error": value.message}, newline, step, put)
        case Mapping():
            _write_object(value.items(), newline, step, put)
        case tuple() if hasattr(value, "_fields"):
            _write_object(zip(value._fields, value, strict=True), newline, step, put)
        case tuple() | list():
            _write_list(value, newline, step, put)
        case _:
            raise TypeError(f"{type(value).__name__} has no form in JSON")


def _write_object(
    entries: Iterable[tuple[str, Any]], newline: str, step: str, put: Callable[[str], None]
) -> None:
    inner, between = newline and newline + step, "{"
    for key, value in entries:
        put(f"{between}{inner}{_string(key)}: ")
        _write(value, inner, step, put)
        between = "," if newline else ", "
    put("{}" if between == "{" else newline + "}")


def _write_list(items: Iterable[Any], newline: str, step: str, put: Callable[[str], None]) -> None:
    inner, between = newline and newline + step, "["
    for value in items:
        put(between + inner)
        _write(value, inner, step, put)
        between = "," if newline else ", "
    put("[]" if between == "[" else newline + "]")


def _string(text: str) -> str:
    if text.isascii() and "\x7f" not in text:  # as nearly all
        return encode_basestring(text)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", encode_basestring(text))
