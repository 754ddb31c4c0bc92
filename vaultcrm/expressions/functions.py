"""The functions that stand alone."""

import re
from collections.abc import Callable, Mapping

from vaultcrm.expressions import durations
from vaultcrm.expressions.comparing import compare
from vaultcrm.expressions.files import link_to, to_file
from vaultcrm.expressions.kinds import (
    LONGEST_TEXT,
    TOO_LONG,
    File,
    Inner,
    Markup,
    double,
    is_date,
    is_list,
    is_number,
    is_text,
    named,
    number,
    plain,
    to_text,
)
from vaultcrm.expressions.links import read_link
from vaultcrm.expressions.moment import milliseconds, parse_date
from vaultcrm.expressions.operators import MISSING
from vaultcrm.expressions.scope import Scope
from vaultcrm.expressions.table import MANY, Function, Table
from vaultcrm.model import Duration, Error, Link, Money, Ref
from vaultcrm.words import shown

_NUMBER = re.compile(r"[-+]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][-+]?\d{1,4})?\Z", re.ASCII)


def _escape(scope: Scope, value: Inner) -> Inner:
    import html  # all names of characters come with it

    text = html.escape(to_text(value)).replace("&#x27;", "&#39;")
    return text if len(text) <= LONGEST_TEXT else TOO_LONG


def _date(scope: Scope, value: Inner) -> Inner:
    if is_date(value):
        return value
    if value is None:
        return MISSING
    if not is_text(value):
        return Error(f"date takes a text such as 2026-11-30, not {named(value)}")
    text = to_text(value)
    return parse_date(text) or Error(f"{shown(text)} is no date such as 2026-11-30")


def _duration(scope: Scope, value: Inner) -> Inner:
    if type(value) is Duration:
        return value
    if value is None:
        return MISSING
    if not is_text(value):
        return Error(f'duration takes a text such as "7d", not {named(value)}')
    text = to_text(value)
    length = durations.read(text)
    return length or Error(f"{shown(text)} is no length of time such as 7d, 2 weeks or 1h 30m")


def _file(scope: Scope, value: Inner) -> Inner:
    return MISSING if value is None else to_file(value, scope)


def _markup(kind_: str) -> Callable[..., Inner]:
    def run(scope: Scope, value: Inner) -> Inner:
        if value is None:
            return MISSING
        if isinstance(value, (Link, Ref)):  # what it shows is not what it shows a picture of
            return Markup(kind_, value.target)
        return Markup(kind_, to_text(value))

    return run


def _link(scope: Scope, value: Inner, display: Inner = None) -> Inner:
    if value is None:
        return MISSING
    if type(value) is File:
        return link_to(value, display)
    if isinstance(value, str):
        value = read_link(value)
    if not isinstance(value, (Link, Ref)):
        return Error(f"link takes a path or a file, not {named(value)}")
    return value if display is None else value._replace(display=to_text(display))


def _list(scope: Scope, value: Inner) -> Inner:
    return value if is_list(value) else (value,)


def _extreme(sign: str) -> Callable[..., Inner]:
    """The value that is `<` or `>` every other: numbers, dates, durations or money."""

    def run(scope: Scope, *values: Inner) -> Inner:
        best = values[0]
        for each in values:
            if each is None:
                return MISSING
            if each != each:
                return each
            if is_text(each) or is_list(each):
                return Error(f"max and min take numbers or dates, not {named(each)}")
            better = compare(sign, each, best)
            if type(better) is Error:
                return better
            best = each if better else best
        return best

    return run


def _number(scope: Scope, value: Inner) -> Inner:
    if value is None:
        return MISSING
    if is_number(value):
        return int(value) if type(value) is bool else value
    if is_date(value):
        return milliseconds(value)
    if type(value) is Money:
        return plain(value.amount)
    if type(value) is Duration:
        return Error("a duration is no number: take .days, .hours or .milliseconds of it")
    if is_text(value):
        text = to_text(value).strip()
        if _NUMBER.match(text):
            return number(double(float(text)))
        return Error(f"{shown(text)} is no number")
    return Error(f"{named(value)} is no number")


FUNCTIONS: Table = {
    "date": Function(_date, 1, 1, pure=True),
    "duration": Function(_duration, 1, 1, pure=True),
    "escapeHTML": Function(_escape, 1, 1),
    "file": Function(_file, 1, 1),
    "html": Function(_markup("html"), 1, 1),
    "icon": Function(_markup("icon"), 1, 1),
    "if": Function(lambda scope: None, 2, 3),  # compiled by itself: takes only one of its ways
    "image": Function(_markup("image"), 1, 1),
    "link": Function(_link, 1, 2),
    "list": Function(_list, 1, 1),
    "max": Function(_extreme(">"), 1, MANY),
    "min": Function(_extreme("<"), 1, MANY),
    "now": Function(lambda scope: scope.world.now),
    "number": Function(_number, 1, 1, pure=True),
    "random": Function(lambda scope: scope.world.random()),
    "today": Function(lambda scope: scope.world.now.date()),
}
ROOTS: Mapping[str, str] = {  # a name that stands for what is under it
    "formula": "formula.name, one of the formulas of the .base file",
    "crm": "crm.name, a derived fact such as crm.last_contact",
}
