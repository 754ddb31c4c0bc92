"""The vault's own record of its reminders: `.vaultcrm/reminders.log`, which is only ever added to.

One line for each thing that happened, its parts parted by tabs:

    2026-11-24	made	check_in | Acme Corp | 2026-11-24
    2026-12-01	settled	check_in | Acme Corp | 2026-11-24	There has been contact since.

It is why a reminder whose note was deleted does not come back: it was made, and there is no note.
git joins what two machines have added (`merge=union` in `.vaultcrm/.gitattributes`), in any order
and some of it twice, so that no line's meaning may depend on the lines around it: `settled 2` is
the second time, after `reopened`. What is no such line (one cut off by a crash, the signs of a
conflict) is passed over.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

PATH = ".vaultcrm/reminders.log"
MADE = "made"  # a note of its own was written
DIGESTED = "digested"  # it went into the digest of that day
DONE = "done"  # somebody has ticked it or said so
DISMISSED = "dismissed"  # somebody has said so
SETTLED = "settled"  # it has closed itself; the last part is why
REOPENED = "reopened"  # what had settled it is no longer so
SNOOZED = "snoozed"  # for the length of time in the last part, from that day on
EVENTS = (MADE, DIGESTED, DONE, DISMISSED, SETTLED, REOPENED, SNOOZED)
CLOSING = (DONE, DISMISSED, SETTLED)


class Entry(NamedTuple):
    day: date
    event: str
    key: str
    detail: str = ""
    number: int = 1  # the how manieth time


class Log(NamedTuple):
    """What has become of each reminder, by its key."""

    made: frozenset[str]
    digested: Mapping[str, date]  # the day of its digest
    closed: Mapping[str, date]  # the last day on which it was closed
    said: frozenset[str]  # closed by a person
    snoozed: Mapping[tuple[str, str], date]  # by the key and the words: since when
    settled: Mapping[str, int]  # how often it has closed itself
    reopened: Mapping[str, int]

    def closed_itself(self, key: str) -> bool:
        """Whether, if it is closed, that was not a person."""
        return key not in self.said and self.settled.get(key, 0) > self.reopened.get(key, 0)


def read_log(text: str) -> Log:
    """Raises ValueError for a text that holds something, and no such line."""
    entries = list(filter(None, map(_entry, text.split("\n"))))
    if text.strip() and not entries:
        raise ValueError("no line of it can be read")
    return summed(entries)


def summed(entries: Iterable[Entry]) -> Log:
    made: set[str] = set()
    digested: dict[str, date] = {}
    closed: dict[str, date] = {}
    said: set[str] = set()
    snoozed: dict[tuple[str, str], date] = {}
    settled: dict[str, int] = {}
    reopened: dict[str, int] = {}
    for day, event, key, detail, number in entries:
        if event == MADE:
            made.add(key)
        elif event == DIGESTED:
            digested[key] = min(day, digested.get(key, day))
        elif event == SNOOZED:
            snoozed[key, detail] = min(day, snoozed.get((key, detail), day))
        elif event == REOPENED:
            reopened[key] = max(number, reopened.get(key, 0))
        else:
            closed[key] = max(day, closed.get(key, day))
            if event == SETTLED:
                settled[key] = max(number, settled.get(key, 0))
            else:
                said.add(key)
    return Log(frozenset(made), digested, closed, frozenset(said), snoozed, settled, reopened)


def as_text(entries: Iterable[Entry]) -> str:
    """The lines, each with its end."""
    return "".join(map(_line, entries))


def _line(entry: Entry) -> str:
    event = f"{entry.event} {entry.number}" if entry.number > 1 else entry.event
    parts = (entry.day.isoformat(), event, entry.key, entry.detail)
    return "\t".join(" ".join(part.split()) for part in parts if part) + "\n"


_LINE = re.compile(
    rf"(\d{{4}}-\d\d-\d\d)\t({'|'.join(EVENTS)})(?: (\d{{1,6}}))?\t([^\t]+)(?:\t([^\t]*))?\r?\Z",
    re.ASCII,
)


def _entry(line: str) -> Entry | None:
    match = _LINE.match(line)
    try:
        day = date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
    if not match or not day:
        return None
    key, detail = (" ".join(part.split()) for part in (match[4], match[5] or ""))
    return Entry(day, match[2], key, detail, int(match[3] or 1))
