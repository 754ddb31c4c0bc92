"""Written text → typed value, by the field that it stands in.

Each reader takes the text and gives the value, or a `Mistake` that says what was expected; the
value of a field that cannot be read stays the text that was written, so that nothing is lost.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple, TypeAlias

from vaultcrm.model import Duration, Link, Money, Value
from vaultcrm.reading.links import parse_wikilink
from vaultcrm.schema.schema import Field
from vaultcrm.words import suggestion


class Mistake(NamedTuple):
    """Why a text is no value of its field; `value` is what can be made of it all the same."""

    rule: str
    message: str
    value: Value


Read: TypeAlias = "Value | Mistake"

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_DATETIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s?(Z|z|[-+]\d\d:?\d\d)?\Z"
)
_LOOSE_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(\.\d{1,18})?\Z")
_GROUPED = re.compile(
    r"[€$£¥]\s?-?\d[\d.,' \u00a0\u202f]*\Z|-?\d{1,3}(?:[.,' \u00a0]\d{3})*[.,]\d+\Z"
)
_MONEY = re.compile(
    r"(?:([A-Za-z]{3})\s?)?(-?(?:0|[1-9]\d{0,17})(?:\.\d{1,6})?)(?:\s?([A-Za-z]{3}))?\Z"
)
_DURATION_PART = re.compile(r"\s*(\d{1,6})\s*([A-Za-z]+)\s*,?")
_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]]+@[^@\s<>,;:\"()\[\]]+\.[^@\s<>,;:\"()\[\].]{2,}\Z")
_PHONE = re.compile(r"\+?[\d\s().\u00a0/-]{3,}(?:\s*(?:ext\.?|x|#|Durchwahl)\s*\d+)?\Z")
_URL = re.compile(r"https?://([^\s/?#@]+)(?:[/?#]\S*)?\Z", re.IGNORECASE)
_WIKILINK = re.compile(r"\[\[([^\[\]\r\n]+)\]\]\Z")

FIRST_YEAR, LAST_YEAR = 1900, 2200
_UNITS: Mapping[str, tuple[str, int]] = {
    "y": ("months", 12),
    "year": ("months", 12),
    "M": ("months", 1),
    "month": ("months", 1),
    "w": ("days", 7),
    "week": ("days", 7),
    "d": ("days", 1),
    "day": ("days", 1),
    "h": ("seconds", 3600),
    "hour": ("seconds", 3600),
    "m": ("seconds", 60),
    "minute": ("seconds", 60),
    "s": ("seconds", 1),
    "second": ("seconds", 1),
    "bd": ("business_days", 1),
}


def read_scalar(text: str, field: Field, currency: str) -> Read:
    """The value of one text in a field; of a list field, the value of one of its items."""
    if field.type == "choice":
        return _choice(text, field)
    if field.type == "money":
        return _money(text, currency)
    return _READERS[field.type](text)


def infer(text: str, style: str) -> Value:
    """The value of a property that no type declares: a number or a truth value only where it is
    spelled in the one way that reads back the same, else the text as written."""
    if style:
        link = _WIKILINK.match(text)
        return parse_wikilink(link[1]) if link else text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    number = _NUMBER.match(text)
    if number and text != "-0":
        return Decimal(text) if number[1] else int(text)
    return text


def looks_wrong(text: str) -> Mistake | None:
    """What is wrong with a text whatever its field: a day that no calendar has, an amount or a
    date that cannot be read in only one way."""
    if _LOOSE_DATE.match(text) or _DATETIME.match(text):
        if _DATE.match(text[:10]):
            read = _datetime(text) if len(text) > 10 else _date(text)
            return read if isinstance(read, Mistake) and read.rule == "field/date" else None
        message = f"{text!r} can be read as more than one date: write YYYY-MM-DD"
        return Mistake("field/date-form", message, text)
    if re.match(r"\d{5,}-\d\d-\d\d\Z", text):
        return Mistake(
            "field/date", f"{text!r} is no date between {FIRST_YEAR} and {LAST_YEAR}", text
        )
    if _GROUPED.match(text) and not _NUMBER.match(text):
        return _number_form(text)
    return None


def _number_form(text: str) -> Mistake:
    message = f"{text!r} can be read as more than one number: write 1234.56, or 1234.56 EUR"
    return Mistake("field/number-form", message, text)


def _text(text: str) -> Read:
    link = _WIKILINK.match(text)
    return parse_wikilink(link[1]) if link else text


def _checkbox(text: str) -> Read:
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    return Mistake("field/type", f"{text!r} is neither true nor false", text)


def _number(text: str) -> Read:
    number = _NUMBER.match(text)
    if number:
        return Decimal(text) if number[1] else int(text)
    if _GROUPED.match(text):
        return _number_form(text)
    return Mistake("field/type", f"{text!r} is no number", text)


def _date(text: str) -> Read:
    link = _WIKILINK.match(text)  # a link to a daily note is a date as well
    if link:
        text = link[1]
    match = _DATE.match(text)
    if not match:
        whole = _DATETIME.match(text)
        if whole:
            day = _date(whole[1])
            message = f"{text!r} has a time, and only its date is used"
            return day if isinstance(day, Mistake) else Mistake("field/date-form", message, day)
        if _LOOSE_DATE.match(text):
            message = f"{text!r} can be read as more than one date: write YYYY-MM-DD"
            return Mistake("field/date-form", message, text)
        return Mistake("field/type", f"{text!r} is no date: write YYYY-MM-DD", text)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return Mistake("field/date", f"{text!r} is a day that no calendar has", text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = f"{text!r} is no date between {FIRST_YEAR} and {LAST_YEAR}"
        return Mistake("field/date", message, day)
    return day


def _datetime(text: str) -> Read:
    match = _DATETIME.match(text)
    if not match:
        return _date(text)
    day = _date(match[1])
    if isinstance(day, Mistake):
        return Mistake(day.rule, day.message.replace(match[1], text), text)
    zone = (match[3] or "").upper().replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}")
    except ValueError:
        return Mistake("field/date", f"{text!r} has a time that no clock shows", text)


def _money(text: str, currency: str) -> Read:
    match = _MONEY.match(text)
    if not match or (match[1] and match[3]):
        if _GROUPED.match(text):
            return _number_form(text)
        return Mistake("field/type", f"{text!r} is no amount: write 1200 EUR or 99.50 CHF", text)
    return Money(Decimal(match[2]), (match[1] or match[3] or currency).upper())


def _duration(text: str) -> Read:
    compact = text.replace("business day", "bd")
    duration = Duration(text)
    end = 0
    for part in _DURATION_PART.finditer(compact):
        unit = _UNITS.get(part[2]) or _UNITS.get(part[2].casefold().removesuffix("s"))
        if part.start() != end or not unit:
            break
        name, size = unit
        amount = getattr(duration, name) + int(part[1]) * size
        duration = duration._replace(**{name: amount})
        end = part.end()
    if not end or end != len(compact):
        message = f"{text!r} is no length of time: write 14d, 2 weeks, 3M or 1bd (business days)"
        return Mistake("field/type", message, text)
    return duration


def _choice(text: str, field: Field) -> Read:
    if text in field.choices:
        return text
    folded = next((each for each in field.choices if each.casefold() == text.casefold()), None)
    if folded is not None:
        return Mistake("field/choice", f"{text!r} is written {folded!r}", folded)
    choices = ", ".join(field.choices)
    message = f"{text!r} is none of: {choices}.{suggestion(text, field.choices)}"
    return Mistake("field/choice", message, text)


def _link(text: str) -> Read:
    link = _WIKILINK.match(text)
    if link:
        return parse_wikilink(link[1])
    message = f'{text!r} is plain text: a link is written "[[{text}]]"'
    return Mistake("field/link", message, Link(text))


def _email(text: str) -> Read:
    if _EMAIL.match(text.removeprefix("mailto:")):
        return text
    return Mistake("field/type", f"{text!r} is no e-mail address", text)


def _phone(text: str) -> Read:
    if _PHONE.match(text.removeprefix("tel:")):
        return text
    return Mistake("field/type", f"{text!r} is no telephone number", text)


def _url(text: str) -> Read:
    if _URL.match(text):
        return text
    return Mistake("field/url", f"{text!r} is no web address: it begins with https://", text)


@cache
def _timezone(text: str) -> Read:
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        near = suggestion(text, available_timezones())
        return Mistake("field/type", f"{text!r} is no time zone such as Europe/Berlin.{near}", text)
    return text


def _tag(text: str) -> Read:
    return text.removeprefix("#")


_READERS: Mapping[str, Callable[[str], Read]] = {
    "text": _text,
    "list": _text,
    "aliases": _text,
    "tags": _tag,
    "checkbox": _checkbox,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "duration": _duration,
    "link": _link,
    "links": _link,
    "email": _email,
    "phone": _phone,
    "url": _url,
    "timezone": _timezone,
}
