"""How people are reminded: `reminders:` in the settings.

    reminders:
      limit: 20                             # new notes at a time; the older ones share one note
      archive_after: 90d                    # closed notes move to a folder of their year
      away: [2026-12-21..2027-01-03]        # days on which nothing new is written
      birthday: off                         # any rule by its name
      contract_end: {lead: 60d}             # seen so long before it is due
      follow_up: {after: [30d, 90d], priority: low}
      hours_budget: {at: [75, 100]}

A client's note says the same for that client, as a list of texts in its property `reminders`:
`birthday off`, `follow_up after 30d, 90d`, or `off` for all of them. Which rules there are, and
which of them have an `after` or an `at`, is known further up (rule config/reminders).
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from vaultcrm.model import Duration, Raw, RawMap, RawScalar
from vaultcrm.schema.documents import Complaints
from vaultcrm.schema.lengths import read_length
from vaultcrm.words import shown

PRIORITIES = ("highest", "high", "medium", "low", "lowest")
OFF = "off"
SWITCHES = (OFF, "on")
TUNABLE = ("lead", "after", "at", "priority")
_MOST_LIMIT = 1_000
_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:\.\.|/|to|–)\s*(\d{4}-\d\d-\d\d))?\Z", re.ASCII)
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*%?\Z", re.ASCII)
_IN_A_NOTE = re.compile(
    r"(?:([a-z][\w-]*)[\s:=]+)?(off|on|(lead|after|at|priority)[\s:=]+(\S.*))\Z", re.ASCII
)


class Tuning(NamedTuple):
    """What somebody has said of a rule; None where nothing has been said. `line` and `column` are
    where, in the settings."""

    on: bool | None = None
    lead: Duration | None = None
    after: tuple[Duration, ...] | None = None
    at: tuple[Decimal, ...] | None = None
    priority: str | None = None
    line: int = 1
    column: int = 1

    def over(self, other: "Tuning") -> "Tuning":
        """What is said here, and of the rest what `other` says."""
        both = zip(self, other, strict=True)
        return Tuning._make(usual if mine is None else mine for mine, usual in both)


class Away(NamedTuple):
    """Days off, both ends among them."""

    first: date
    last: date


class Reminding(NamedTuple):
    limit: int = 20
    archive_after: Duration = Duration("90d", days=90)
    away: tuple[Away, ...] = ()
    rules: Mapping[str, Tuning] = MappingProxyType({})  # by name


def build(raw: Raw, complain: Complaints) -> Reminding:
    """What stands under `reminders:`, and the defaults of all else."""
    found = Reminding()
    rules: dict[str, Tuning] = {}
    for key, value in complain.mapping(raw, "reminders"):
        match key.text:
            case "limit":
                found = found._replace(limit=_limit(value, found.limit, complain))
            case "archive_after":
                length = _length(value, complain) or found.archive_after
                found = found._replace(archive_after=length)
            case "away":
                found = found._replace(away=_away(value, complain))
            case name:
                line, column = complain.place(key)
                rules[name] = _rule(name, value, complain)._replace(line=line, column=column)
    return found._replace(rules=rules)


def read_tuning(text: str) -> tuple[str, Tuning] | None:
    """What an entry of a client's note says: the rule, '' for all of them, and how it is tuned;
    None where it says nothing of the kind."""
    match = _IN_A_NOTE.match(text.strip())
    if not match:
        return None
    name, said, what, value = match.groups()
    if what is None:
        return name or "", Tuning(on=said != OFF)
    tuning = _tuned(what, [each.strip() for each in value.split(",")])
    return (name, tuning) if name and tuning else None


def _tuned(what: str, texts: list[str]) -> Tuning | None:
    """What these texts mean as a lead, an after, an at, or a priority."""
    if what == "at":
        numbers = [match[1] for text in texts if (match := _PERCENT.match(text))]
        return Tuning(at=tuple(map(Decimal, numbers))) if len(numbers) == len(texts) else None
    if what == "priority":
        known = len(texts) == 1 and texts[0] in PRIORITIES
        return Tuning(priority=texts[0]) if known else None
    lengths = tuple(length for text in texts if (length := read_length(text)))
    if len(lengths) != len(texts) or not lengths:
        return None
    if what == "lead":
        return Tuning(lead=lengths[0]) if len(lengths) == 1 else None
    return Tuning(after=lengths)


def _rule(name: str, raw: Raw, complain: Complaints) -> Tuning:
    if isinstance(raw, RawScalar):
        if raw.text in SWITCHES or raw.text in ("true", "false"):
            return Tuning(on=raw.text in ("on", "true"))
        complain.add(raw, f"{name} is off, on, or has {', '.join(TUNABLE)}")
        return Tuning()
    tuning = Tuning()
    if not isinstance(raw, RawMap):
        complain.add(raw, f"{name} is off, on, or has {', '.join(TUNABLE)}")
    for key, value in complain.mapping(raw, name) if isinstance(raw, RawMap) else ():
        if key.text not in TUNABLE:
            complain.unknown_key(key, TUNABLE)
            continue
        texts = list(complain.texts(value, key.text))
        read = _tuned(key.text, texts)
        if read is None:
            given = shown(", ".join(texts))
            complain.add(value, f"{name}: {given} is not {_WANTED[key.text]}")
        else:
            tuning = read.over(tuning)
    return tuning


_WANTED = {
    "lead": "a length of time such as 3d or 1bd",
    "after": "a length of time such as 30d, or a list of them",
    "at": "a percentage such as 80, or a list of them",
    "priority": f"one of {', '.join(PRIORITIES)}",
}


def _limit(raw: Raw, default: int, complain: Complaints) -> int:
    text = complain.text(raw, "limit")
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= _MOST_LIMIT:
        return int(text)
    complain.add(raw, f"limit is a number from 1 to {_MOST_LIMIT}")
    return default


def _length(raw: Raw, complain: Complaints) -> Duration | None:
    text = complain.text(raw, "archive_after")
    length = read_length(text)
    if length is None:
        complain.add(raw, f"{shown(text)} is not a length of time such as 90d")
    return length


def _away(raw: Raw, complain: Complaints) -> tuple[Away, ...]:
    found = []
    for item in complain.items(raw):
        text = complain.text(item, "away")
        match = _PERIOD.match(text.strip())
        try:
            if not match:
                raise ValueError
            first = date.fromisoformat(match[1])
            last = date.fromisoformat(match[2] or match[1])
            if last < first:
                raise ValueError
        except ValueError:
            if text:
                form = "2026-12-21..2027-01-03"
                complain.add(item, f"{shown(text)} is no day and no period such as {form}")
            continue
        found.append(Away(first, last))
    return tuple(sorted(found))
