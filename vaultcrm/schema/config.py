"""The vault's settings (`.vaultcrm/config.yaml`) → Config."""

import re
from collections.abc import Mapping
from datetime import time, tzinfo
from decimal import Decimal
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

from vaultcrm.model import Problem, Raw, RawList
from vaultcrm.schema import health as healths
from vaultcrm.schema import practice as practices
from vaultcrm.schema import rates as exchange
from vaultcrm.schema import reminding as remindings
from vaultcrm.schema import share as shares
from vaultcrm.schema.documents import Complaints, Document
from vaultcrm.schema.levels import Level, PathIgnore, read_levels, read_path_ignores
from vaultcrm.words import shown, suggestion

RULE = "config/settings"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z")
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}\Z")


class OfficeHours(NamedTuple):
    """The days (0 is Monday) and the hours between which an answer can be expected."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: time = time(9)
    closes: time = time(17)


class NamedFilter(NamedTuple):
    """A condition for lists, and where it stands in the settings."""

    text: str
    line: int
    column: int


class Config(NamedTuple):
    currency: str = ""  # of an amount that names none
    rates: Mapping[str, Decimal] = MappingProxyType({})  # what others are worth in that, by code
    country: str = ""  # ISO 3166 code, for its public holidays
    timezone: str = ""  # IANA name; the clock of the office hours, and of times without an offset
    we: tuple[str, ...] = ()  # the names that mean us
    ignore: tuple[str, ...] = ()  # paths that are no part of the vault's answers
    office_hours: OfficeHours = OfficeHours()
    filters: Mapping[str, NamedFilter] = MappingProxyType({})  # by name
    rules: tuple[Level, ...] = ()  # how loud rules of `check` are
    ignore_rules: tuple[PathIgnore, ...] = ()  # which are silent about some files
    practice: practices.Practice = practices.Practice()  # what the rules of the craft measure by
    health: healths.Weights = healths.Weights()  # how much each part of a client's health counts
    reminders: remindings.Reminding = remindings.Reminding()  # when and of what we are reminded
    share: tuple[str, ...] = shares.USUAL  # what a page that is made for a client may show


def build(document: Document | None) -> tuple[Config, tuple[Problem, ...]]:
    """The settings in this file, and what is wrong with it; the defaults where there is none."""
    if document is None:
        return Config(), ()
    complain = Complaints(document, RULE)
    config = Config()
    rates: Raw | None = None
    for key, raw in complain.mapping(document.root, "the file"):
        match key.text:
            case "currency":
                config = config._replace(currency=_code(raw, 3, "EUR", complain))
            case "rates":
                rates = raw  # which need the currency, wherever that stands
            case "country":
                config = config._replace(country=_code(raw, 2, "DE", complain))
            case "timezone":
                config = config._replace(timezone=_timezone(raw, complain))
            case "we":
                config = config._replace(we=complain.texts(raw, "we"))
            case "ignore":
                config = config._replace(ignore=complain.texts(raw, "ignore"))
            case "filters":
                config = config._replace(filters=_filters(raw, complain))
            case "practice":
                config = config._replace(practice=practices.build(raw, complain))
            case "health":
                config = config._replace(health=healths.build(raw, complain))
            case "reminders":
                config = config._replace(reminders=remindings.build(raw, complain))
            case "share":
                config = config._replace(share=shares.build(raw, complain))
            case "rules":
                config = config._replace(rules=read_levels(raw, complain))
            case "ignore_rules":
                config = config._replace(ignore_rules=read_path_ignores(raw, complain))
            case "office_hours":
                config = config._replace(office_hours=_hours(raw, complain))
            case _:
                complain.unknown_key(key, Config._fields)
    if rates is not None:
        read = partial(_code, length=3, example="USD", complain=complain)
        config = config._replace(rates=exchange.build(rates, config.currency, read, complain))
    return config, tuple(complain.problems)


def _code(raw: Raw, length: int, example: str, complain: Complaints) -> str:
    text = complain.text(raw, "a code")
    if not text:
        return ""
    if len(text) != length or not (text.isascii() and text.isalpha()):
        complain.add(raw, f"{shown(text)} is no code of {length} letters such as {example}")
        return ""
    return text.upper()


@lru_cache(maxsize=1_000)
def time_zone(name: str) -> tzinfo | None:
    """The time zone of this name (`Europe/Berlin`), None if there is none."""
    from zoneinfo import ZoneInfo

    if not _ZONE.match(name):  # zoneinfo would look for it as a path
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _timezone(raw: Raw, complain: Complaints) -> str:
    text = complain.text(raw, "a time zone")
    if not text or time_zone(text):
        return text
    from zoneinfo import available_timezones

    known = available_timezones()
    if not known:  # a machine without zone data cannot tell
        return text
    near = suggestion(text, known)
    complain.add(raw, f"{shown(text)} is no time zone such as Europe/Berlin.{near}")
    return ""


def _filters(raw: Raw, complain: Complaints) -> Mapping[str, NamedFilter]:
    return {
        key.text: NamedFilter(text, *complain.place(value))
        for key, value in complain.mapping(raw, "filters")
        if (text := complain.text(value, "a filter"))
    }


def _hours(raw: Raw, complain: Complaints) -> OfficeHours:
    hours = OfficeHours()
    for key, value in complain.mapping(raw, "office_hours"):
        match key.text:
            case "days":
                hours = hours._replace(days=_days(value, complain))
            case "from":
                hours = hours._replace(opens=_time(value, hours.opens, complain))
            case "to":
                hours = hours._replace(closes=_time(value, hours.closes, complain))
            case _:
                complain.unknown_key(key, ("days", "from", "to"))
    if hours.opens >= hours.closes:
        complain.add(raw, "the office closes before it opens")
        return OfficeHours(days=hours.days)
    return hours


def _days(raw: Raw, complain: Complaints) -> tuple[int, ...]:
    days: set[int] = set()
    for item in raw.items if isinstance(raw, RawList) else (raw,):
        text = complain.text(item, "a day")
        first, dash, last = text.casefold().partition("-")
        if first in DAYS and (last in DAYS or not dash):
            start = DAYS.index(first)
            count = (DAYS.index(last) - start) % 7 if dash else 0
            days.update((start + step) % 7 for step in range(count + 1))
        elif text:
            known = ", ".join(DAYS)
            complain.add(item, f"{shown(text)} names no days: mon-fri, or a list of {known}")
    return tuple(sorted(days)) or OfficeHours().days


def _time(raw: Raw, default: time, complain: Complaints) -> time:
    text = complain.text(raw, "a time")
    match = _TIME.match(text)
    if text and not match:
        complain.add(raw, 'a time is written as "09:00"')
    return time(int(match[1]), int(match[2])) if match else default
