"""Written text → typed value, by the field that it stands in.

Each reader takes the text and gives the value, or a `Mistake` that says what was expected; the
value of a field that cannot be read stays the text that was written, so that nothing is lost.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from vaultcrm.model import Duration, Link, Money, Value
from vaultcrm.reading.forms import NUMBER, days_of, numbers_of
from vaultcrm.reading.links import parse_wikilink, property_links
from vaultcrm.schema.config import time_zone
from vaultcrm.schema.currencies import CURRENCIES
from vaultcrm.schema.schema import Field
from vaultcrm.words import nearest, shown, suggestion


class Mistake(NamedTuple):
    """Why a text is no value of its field; `value` is what can be made of it all the same.
    `instead` is the text that is meant, '' if that is unknown: certainly so, or probably."""

    rule: str
    message: str
    value: Value
    instead: str = ""
    certain: bool = False


Read: TypeAlias = "Value | Mistake"

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)
_DATETIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s?(Z|z|[-+]\d\d:?\d\d)?\Z", re.ASCII
)
_LATE_DATE = re.compile(r"\d{5,9}-\d\d-\d\d\Z", re.ASCII)
_LIKE_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\Z", re.ASCII)
_UNCLEAR_DATE = re.compile(r"(?:\d{4}([-./])\d\d?\1\d\d?|\d\d?([-./])\d\d?\2\d{4})\Z", re.ASCII)
# With grouping, a decimal comma or a currency: what is meant for a number, and what cannot be
# anything else, whatever the field.
_LIKE_NUMBER = re.compile(
    r"(?:[A-Z]{3}|[€$£¥])?[ \u00a0]?-?\d[\d.,'’ \u00a0\u202f]*+(?:[A-Z]{3}|[€$£¥])?\Z",
    re.ASCII | re.IGNORECASE,
)
_UNCLEAR_NUMBER = re.compile(
    r"[€$£¥][ \u00a0]?-?\d[\d.,' \u00a0\u202f]*+\Z"
    r"|-?\d{1,3}(?:[.,' \u00a0\u202f]\d{3})++[.,]\d\d?\Z",
    re.ASCII,
)
_CURRENCY = re.compile(r"[A-Za-z]{3}|[€$£¥]")
_CODES = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY"}
_MANY_CURRENCIES = "$¥"
_MONEY = re.compile(
    r"(?:([A-Za-z]{3})[ \u00a0]?)?(-?(?:0|[1-9]\d{0,17})(?:\.\d{1,6})?)"
    r"(?:[ \u00a0]?([A-Za-z]{3}))?\Z",
    re.ASCII,
)
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}\Z", re.ASCII)
_DURATION_PART = re.compile(r"\s*+(\d{1,6})\s*+([A-Za-z]++)\s*+,?", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]]+@[^@\s<>,;:\"()\[\]]+\.[^@\s<>,;:\"()\[\].]{2,}\Z")
_PHONE = re.compile(r"\+?[\d\s()./-]{3,}+(?:(?:ext\.?|x|#|Durchwahl)\s*+\d++)?\Z")
_URL = re.compile(r"https?://([^\s/?#@]+)(?:[/?#]\S*)?\Z", re.IGNORECASE)
_WIKILINK = re.compile(r"\[\[([^\[\]\r\n]+)\]\]\Z")
NOTHING = ("", "~", "null", "Null", "NULL")
_TRUTHS: Mapping[str, bool] = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}

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
    if field.type == "date":  # the commonest
        return _date(text)
    if field.type == "choice":
        return _choice(text, field)
    if field.min or field.max:
        return _bounded(text, field.type, field.min, field.max, currency)
    return _money(text, currency) if field.type == "money" else _READERS[field.type](text)


@lru_cache(maxsize=10_000)
def _bounded(text: str, type_: str, least: str, most: str, currency: str) -> Read:
    """The value of a field that may be no less than `least` and no more than `most`."""
    value = _money(text, currency) if type_ == "money" else _READERS[type_](text)
    if isinstance(value, Mistake):
        return value
    size = _size(value)
    for bound, word in (least, "less"), (most, "more"):
        limit = _size(_duration(bound) if type_ == "duration" else Decimal(bound or 0))
        if bound and (size < limit if word == "less" else size > limit):
            return Mistake("field/range", f"{shown(text)} is {word} than {bound}", value)
    return value


def _size(value: Read) -> Decimal:
    """A number to compare values of one type by; of a duration about its seconds."""
    if isinstance(value, Duration):
        days = value.months * 30 + value.days + value.business_days
        return Decimal(days * 86_400 + value.seconds)
    if isinstance(value, Money):
        return value.amount
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal()


def infer(text: str, style: str) -> Value:
    """The value of a property that no type declares: a number only where it is spelled in the one
    way that reads back the same, a truth value or nothing where no reader of YAML would see
    anything else, a link where the text is one; otherwise the text as written."""
    if text.startswith("[["):
        return _text(text)
    if style:
        return text
    if text in NOTHING:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    number = NUMBER.match(text)
    if number and text != "-0":
        return Decimal(text) if number[1] else int(text)
    return text


def looks_wrong(text: str) -> Mistake | None:
    """What is wrong with a text whatever its field: a day that no calendar has, an amount or a
    date that cannot be read in only one way."""
    if not text[:1].isdigit() and text[:1] not in "-€$£¥":
        return None
    if _DATE.match(text) or _DATETIME.match(text):
        read = _datetime(text)
        historic = 1000 <= int(text[:4]) < FIRST_YEAR  # fine where nothing says what it is
        return read if isinstance(read, Mistake) and not historic else None
    if _UNCLEAR_DATE.match(text):
        return _date_form(text)
    if _LATE_DATE.match(text):
        return Mistake("field/date", _out_of_range(text), text)
    return _number_form(text) if _UNCLEAR_NUMBER.match(text) else None


def _out_of_range(text: str) -> str:
    return f"{shown(text)} is no date between {FIRST_YEAR} and {LAST_YEAR}"


def _date_form(text: str) -> Mistake:
    days = days_of(text)
    if days is None:
        message = f"{shown(text)} can be read as more than one date: write YYYY-MM-DD"
        return Mistake("field/date-form", message, text)
    if not days:
        return Mistake("field/date", f"{shown(text)} is a day that no calendar has", text)
    if len(days) == 1:
        message = f"{shown(text)} is written {days[0]}"
        return Mistake("field/date-form", message, text, days[0])
    message = f"{shown(text)} can be read as {days[0]} or {days[1]}: write YYYY-MM-DD"
    return Mistake("field/date-form", message, text)


def _number_form(text: str, signs: bool = True) -> Mistake:
    """`signs`: whether a currency may stand behind the number."""
    codes = _CURRENCY.findall(text)
    code = _CODES.get(codes[0], codes[0]).upper() if codes and signs else ""
    numbers = [f"{each} {code}".rstrip() for each in numbers_of(text, signs)]
    if len(codes) > 1 or not numbers:
        message = f"{shown(text)} can be read in more than one way: write 1234.56, or 1234.56 EUR"
        return Mistake("field/number-form", message, text)
    if len(numbers) > 1:
        message = f"{shown(text)} can be read in more than one way: write {' or '.join(numbers)}"
        return Mistake("field/number-form", message, text)
    if code and codes[0] in _MANY_CURRENCIES:
        message = f"{shown(text)} does not say whose {codes[0]} it is: write {numbers[0]}, say"
        return Mistake("field/number-form", message, text)
    message = f"{shown(text)} is written {numbers[0]}"
    return Mistake("field/number-form", message, text, numbers[0])


def _text(text: str) -> Read:
    link = _WIKILINK.match(text)
    return parse_wikilink(link[1]) if link else text


def _checkbox(text: str) -> Read:
    if text in _TRUTHS:
        return _TRUTHS[text]
    return Mistake(
        "field/type", f"{shown(text)} is neither true nor false: write one of them", text
    )


def _number(text: str) -> Read:
    number = NUMBER.match(text)
    if number:
        return Decimal(text) if number[1] else int(text)
    if _LIKE_NUMBER.match(text):
        return _number_form(text, signs=False)
    return Mistake(
        "field/type", f"{shown(text)} is no number: write digits, such as 1200 or 0.5", text
    )


@lru_cache(maxsize=20_000)  # days are few, and one is in nearly every line
def _date(text: str) -> Read:
    match = _DATE.match(text)
    if not match:
        link = _WIKILINK.match(text)
        if link:  # a link to a daily note is a date as well
            return _date(link[1])
        if _DATETIME.match(text):
            moment = _datetime(text)
            if isinstance(moment, datetime):
                message = f"{shown(text)} has a time, and only its date is used"
                return Mistake("field/date-form", message, moment.date())
            return moment
        if _LIKE_DATE.match(text):
            return _date_form(text)
        return Mistake("field/type", f"{shown(text)} is no date: write YYYY-MM-DD", text)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return Mistake("field/date", f"{shown(text)} is a day that no calendar has", text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Mistake("field/date", _out_of_range(text), day)
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
        return Mistake("field/date", f"{shown(text)} has a time that no clock shows", text)


def _money(text: str, currency: str) -> Read:
    match = _MONEY.match(text)
    if not match or (match[1] and match[3]):
        if _LIKE_NUMBER.match(text):
            return _number_form(text)
        return Mistake(
            "field/type", f"{shown(text)} is no amount: write 1200 EUR or 99.50 CHF", text
        )
    if "." in match[2] and _THOUSANDS.match(match[2]):  # 12.000: thousands to some
        return _number_form(text)
    code = (match[1] or match[3] or "").upper()
    amount = Money(Decimal(match[2]), code or currency.upper())
    if code and code not in CURRENCIES:
        message = f"{shown(text)}: there is no currency {code}"
        return Mistake("field/type", message, amount)
    return amount


def _duration(text: str) -> Read:
    compact = text.strip().replace("business day", "bd")
    duration = Duration(text)
    end = 0
    while part := _DURATION_PART.match(compact, end):
        unit = _UNITS.get(part[2]) or _UNITS.get(part[2].casefold().removesuffix("s"))
        if not unit:
            break
        name, size = unit
        amount = getattr(duration, name) + int(part[1]) * size
        duration = duration._replace(**{name: amount})
        end = part.end()
    if not end or end != len(compact):
        message = (
            f"{shown(text)} is no length of time: write 14d, 2 weeks, 3M or 1bd (business days)"
        )
        return Mistake("field/type", message, text)
    return duration


def _choice(text: str, field: Field) -> Read:
    if text in field.choices:
        return text
    folded = next((each for each in field.choices if each.casefold() == text.casefold()), None)
    if folded is not None:
        message = f"{shown(text)} is written {shown(folded)}"
        return Mistake("field/choice", message, folded, folded, certain=True)
    choices = ", ".join(field.choices)
    message = f"{shown(text)} is none of: {choices}.{suggestion(text, field.choices)}"
    return Mistake("field/choice", message, text, nearest(text, field.choices))


def _link(text: str) -> Read:
    whole = _WIKILINK.match(text)
    if whole:
        return parse_wikilink(whole[1])
    links = property_links(text)
    if links:
        link = links[0][0]
        message = f"{shown(text)} is text to Obsidian: write one [[link]] and nothing else"
        return Mistake("field/link", message, link)
    message = f'{shown(text)} is plain text: a link is written "[[{shown(text)[1:-1]}]]"'
    return Mistake("field/link", message, Link(text))


def _email(text: str) -> Read:
    if _EMAIL.match(text.removeprefix("mailto:")):
        return text
    return Mistake(
        "field/type", f"{shown(text)} is no e-mail address such as dana@acme.example", text
    )


def _phone(text: str) -> Read:
    if _PHONE.match(text.removeprefix("tel:")):
        return text
    return Mistake(
        "field/type", f"{shown(text)} is no telephone number such as +49 30 1234567", text
    )


def _url(text: str) -> Read:
    if _URL.match(text):
        return text
    scheme, _, rest = text.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    if scheme.casefold() not in ("http", "https"):
        why = "is no web address: it begins with https://"
    elif re.search(r"\s", text):
        why = "has a space in it: write %20 in its place"
    elif "@" in host:
        user, _, host = host.rpartition("@")
        why = f"leads to {shown(host)}, with {shown(user)} as a user's name: leave that out"
    else:
        why = "names no host: write https://acme.example"
    return Mistake("field/url", f"{shown(text)} {why}", text)


@lru_cache(maxsize=1_000)
def _timezone(text: str) -> Read:
    if time_zone(text):
        return text
    from zoneinfo import available_timezones

    known = available_timezones()
    if not known:  # a machine without zone data cannot tell
        return text
    near = suggestion(text, known)
    message = f"{shown(text)} is no time zone such as Europe/Berlin.{near}"
    return Mistake("field/type", message, text)


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
