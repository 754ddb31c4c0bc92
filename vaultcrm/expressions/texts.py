"""Methods of texts. A link, an amount of money and a duration have them as well, on their text."""

import math
import re
from collections.abc import Callable

from vaultcrm.expressions.kinds import (
    LONGEST_LIST,
    LONGEST_TEXT,
    TOO_LARGE,
    TOO_LONG,
    Inner,
    double,
    is_number,
    named,
    to_text,
)
from vaultcrm.expressions.patterns import Regexp
from vaultcrm.expressions.scope import Scope
from vaultcrm.expressions.table import MANY, Function, Table
from vaultcrm.model import Error

_SPACES = " \t\n\r\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)  # what JavaScript trims (ECMA-262, "WhiteSpace" and "LineTerminator")
_WORD = re.compile(r"\S+")


def whole(value: Inner, name: str) -> int | Error:
    """An argument as a whole number, cut off towards 0 as JavaScript does."""
    if not is_number(value):
        return Error(f"{name} takes a number, not {named(value)}")
    inexact = double(value)
    if inexact != inexact:
        return 0
    if math.isinf(inexact):
        return 2 * LONGEST_TEXT * (1 if inexact > 0 else -1)
    return int(inexact)


def bounds(start: Inner, end: Inner) -> slice | Error:
    """The arguments of `slice`."""
    first = whole(start, "slice")
    last = None if end is None else whole(end, "slice")
    if isinstance(first, Error):
        return first
    return last if isinstance(last, Error) else slice(first, last)


def _sought(value: Inner) -> str | Error:
    if isinstance(value, Regexp):
        return Error(f"a pattern is asked with {to_text(value)}.matches(text)")
    return to_text(value)


def _asking(ask: Callable[[str, str], bool]) -> Callable[..., Inner]:
    """A method that asks a text for another text; nothing is in no text."""

    def run(scope: Scope, text: str, value: Inner) -> Inner:
        sought = _sought(value)
        if type(sought) is Error:
            return sought
        return value is not None and ask(text, str(sought))

    return run


_contains = _asking(lambda text, sought: sought in text)


def _contains_all(scope: Scope, text: str, *values: Inner) -> Inner:
    found = [_contains(scope, text, each) for each in values]
    return next((each for each in found if type(each) is Error), all(found))


def _contains_any(scope: Scope, text: str, *values: Inner) -> Inner:
    found = [_contains(scope, text, each) for each in values]
    return next((each for each in found if type(each) is Error), any(found))


def _repeat(scope: Scope, text: str, count: Inner) -> Inner:
    times = whole(count, "repeat")
    if isinstance(times, Error):
        return times
    if times < 0:
        return Error("repeat takes a number from 0 on")
    return TOO_LONG if len(text) * times > LONGEST_TEXT else text * times


def _replace(scope: Scope, text: str, pattern: Inner, replacement: Inner) -> Inner:
    new = to_text(replacement)
    if isinstance(pattern, Regexp):
        result = pattern.replace(text, new)
        return TOO_LONG if isinstance(result, str) and len(result) > LONGEST_TEXT else result
    old = to_text(pattern)
    if len(text) + text.count(old) * max(0, len(new) - len(old)) > LONGEST_TEXT:
        return TOO_LONG
    return text.replace(old, new)


def _slice(scope: Scope, text: str, start: Inner, end: Inner = None) -> Inner:
    part = bounds(start, end)
    return part if isinstance(part, Error) else text[part]


def _split(scope: Scope, text: str, separator: Inner, most: Inner = None) -> Inner:
    limit = None if most is None else whole(most, "split")
    if isinstance(limit, Error):
        return limit
    parts: tuple[str, ...] | Error
    if isinstance(separator, Regexp):
        parts = separator.split(text)
        if isinstance(parts, Error):
            return parts
    else:
        sign = to_text(separator)
        if (text.count(sign) if sign else len(text)) >= LONGEST_LIST:
            return TOO_LARGE
        parts = tuple(text.split(sign)) if sign else tuple(text)
    return parts[:limit] if limit is None or limit >= 0 else parts


def _title(scope: Scope, text: str) -> str:
    """The first letter of each word in upper case, the others as they are."""
    return _WORD.sub(lambda word: word[0][0].title() + word[0][1:], text)


TEXT: Table = {
    "contains": Function(_contains, 1, 1),
    "containsAll": Function(_contains_all, 1, MANY),
    "containsAny": Function(_contains_any, 1, MANY),
    "endsWith": Function(_asking(str.endswith), 1, 1),
    "lower": Function(lambda scope, text: text.lower()),
    "repeat": Function(_repeat, 1, 1),
    "replace": Function(_replace, 2, 2),
    "reverse": Function(lambda scope, text: text[::-1]),
    "slice": Function(_slice, 1, 2),
    "split": Function(_split, 1, 2),
    "startsWith": Function(_asking(str.startswith), 1, 1),
    "title": Function(_title),
    "trim": Function(lambda scope, text: text.strip(_SPACES)),
}
