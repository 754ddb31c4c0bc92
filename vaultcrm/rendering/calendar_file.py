"""What has a day as a calendar file (RFC 5545): days as all-day events, moments with the time zone
of the settings. The same bytes for the same vault and day; what is the same thing has the same UID
on every day.

A moment that the clocks skip is shown when it would have been by the time before; one that they
show twice means the first, and the second is written in UTC, which is the only way to say it.

The library is asked for time zones and moments alone: for all that an entry says it would take
twenty times as long as what is written here, in the order and with the line breaks that it has.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.model import Duration
from vaultcrm.reading.links import find, stem
from vaultcrm.reading.masking import mask
from vaultcrm.reminders import Reminder
from vaultcrm.reminders._dates import Dated
from vaultcrm.reminders._plan import paths_of
from vaultcrm.rendering.text import one_line, printable
from vaultcrm.schema.config import OfficeHours, time_zone
from vaultcrm.schema.reminding import PRIORITIES

MAKER = "-//vaultcrm//EN"
_DAY = timedelta(days=1)
_LENGTH = timedelta(hours=1)  # of a meeting; nobody writes it down
_YEARS = range(1904, 2200)  # what calendar programs can show
_MARGIN = timedelta(days=400)  # around all moments, which the rules of the clock must cover
_DIGITS = 32  # of a UID
_FOLD = 74  # bytes of a line; what is longer goes on after a newline and a blank
# The properties of an entry, in their order.
_EVENT = (
    *("SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "RRULE"),
    *("CATEGORIES", "DESCRIPTION", "PRIORITY", "TRANSP", "URL"),
)
_TO_DO = (
    *("CATEGORIES", "DESCRIPTION", "DTSTAMP", "DUE", "PRIORITY"),
    *("STATUS", "SUMMARY", "UID", "URL"),
)


class Wanted(NamedTuple):
    """`name` is the calendar's, `clock` the name of a time zone, '' where none is known; `alarm`
    how long before the office opens on the day (of a moment: before it), None for no alarm;
    `to_do` makes to-dos of what is to be done. `link` gives the address of a note, '' without."""

    name: str
    today: date
    clock: str
    office: OfficeHours
    alarm: Duration | None
    to_do: bool
    link: Callable[[str], str]


def as_calendar(dated: Sequence[Dated], wanted: Wanted) -> bytes:
    """The file. Raises VaultError where the library is not installed."""
    try:
        from icalendar import Calendar, Timezone
    except ImportError:
        raise VaultError(
            "calendar files need the library icalendar", "pip install 'vaultcrm[ics]'"
        ) from None
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _clean(wanted.name))
    zone = time_zone(wanted.clock) if wanted.clock else None
    moments = []
    lines: list[str] = []
    for each in dated:
        if each.reminder.due.year in _YEARS or each.yearly:
            moments += [each.moment] if each.moment else []
            lines += _entry(each, wanted, zone)
    if any(line.startswith(("DTSTART;TZID=", "DUE;TZID=")) for line in lines):
        days = [moment.date() for moment in moments]
        first, last = min(days) - _MARGIN, max(days) + _MARGIN
        calendar.add_component(Timezone.from_tzid(wanted.clock, first_date=first, last_date=last))
    head, end, _ = calendar.to_ical().rpartition(b"END:VCALENDAR")
    return b"\r\n".join((head.removesuffix(b"\r\n"), *map(_folded, lines), end, b""))


def _entry(dated: Dated, wanted: Wanted, zone: tzinfo | None) -> Iterator[str]:
    """The lines of an event or a to-do, each as long as it is."""
    reminder = dated.reminder
    to_do = wanted.to_do and not dated.happens
    title = _escaped(_words(reminder.title) or "Without a title")
    start, end = _span(dated, zone)
    said = {  # by property; before the colon stand parameters
        "UID": f":{_uid(reminder)}",
        "DTSTAMP": f":{_digits(wanted.today)}T000000Z",
        "SUMMARY": f":{title}",
        "DESCRIPTION": f":{_escaped(_description(reminder, wanted))}",
    }
    if reminder.client:
        client = _clean(reminder.client.display or reminder.client.target)
        said["CATEGORIES"] = f":{_escaped(client)}"
    if reminder.priority in PRIORITIES:
        said["PRIORITY"] = f":{1 + 2 * PRIORITIES.index(reminder.priority)}"
    if link := _link(reminder, wanted):
        said["URL"] = f":{link}"
    if to_do:
        said |= {"DUE": _when(start), "STATUS": ":NEEDS-ACTION"}
    else:
        transparent = "OPAQUE" if dated.moment else "TRANSPARENT"
        said |= {"DTSTART": _when(start), "DTEND": _when(end), "TRANSP": f":{transparent}"}
    if dated.yearly:
        said["RRULE"] = f":{_every_year(reminder.due)}"
    kind = "VTODO" if to_do else "VEVENT"
    yield f"BEGIN:{kind}"
    yield from (name + said[name] for name in (_TO_DO if to_do else _EVENT) if name in said)
    if wanted.alarm is not None:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}")
        related = ";RELATED=END" if to_do else ""  # a to-do has nothing but its end
        yield f"TRIGGER{related}:{_length(_trigger(dated, start, wanted, zone))}"
        yield "END:VALARM"
    yield f"END:{kind}"


def _escaped(text: str) -> str:
    """A text as RFC 5545 (3.3.11) writes it."""
    for each in "\\;,":
        text = text.replace(each, f"\\{each}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line in pieces that programs must be able to read, none of which ends within a character or
    after the first half of an escape."""
    data = line.encode()
    pieces = []
    while len(data) > _FOLD:
        end = _FOLD
        while data[end] & 0xC0 == 0x80:  # not the first byte of a character
            end -= 1
        end -= data[end - 1] in b"\\^"
        pieces.append(data[:end])
        data = data[end:]
    return b"\r\n ".join((*pieces, data))


def _uid(reminder: Reminder) -> str:
    digest = hashlib.sha256(reminder.key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{digest[:_DIGITS]}@vaultcrm"


def _clean(text: str) -> str:
    return one_line(printable(text))


def _words(text: str) -> str:
    """What a note says, on one line, with what its links show in their place."""
    pieces, done = [], 0
    for link, _, _, begin, end in find(text, mask(text)) if "[" in text else ():
        if link:
            shown = link.display or stem(link.target) or link.subpath.lstrip("#")
            pieces += [text[done:begin], shown]
            done = end
    return _clean("".join((*pieces, text[done:])))


def _description(reminder: Reminder, wanted: Wanted) -> str:
    """Why, what the notes say, which they are, and where Obsidian opens the first."""
    paths = dict.fromkeys(each.path for each in reminder.evidence if each.path)
    quotes = (f"> {_words(quote)}" for quote in reminder.quotes)
    lines = (_words(reminder.why), *quotes, *map(_clean, (*paths, _link(reminder, wanted))))
    return "\n".join(filter(None, lines))


def _link(reminder: Reminder, wanted: Wanted) -> str:
    paths = [each.path for each in reminder.evidence] or paths_of(reminder)
    return wanted.link(paths[0]) if paths else ""


# --- when -----------------------------------------------------------------------------------------


def _when(when: date) -> str:
    """A day or a moment as the value of a property, with its parameters."""
    if not isinstance(when, datetime):
        return f";VALUE=DATE:{_digits(when)}"
    from icalendar import vDDDTypes

    written = vDDDTypes(when)
    parameters = written.params.to_ical().decode()
    return f"{parameters and ';'}{parameters}:{written.to_ical().decode()}"


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


@lru_cache(maxsize=100)  # there are few
def _length(length: timedelta) -> str:
    from icalendar import vDDDTypes

    return vDDDTypes(length).to_ical().decode()


def _span(dated: Dated, zone: tzinfo | None) -> tuple[date, date]:
    """The beginning and the end, which is not part of it."""
    if not dated.moment:
        day = _first(dated.reminder.due) if dated.yearly else dated.reminder.due
        return day, day + _DAY
    start = dated.moment
    if zone is None and start.tzinfo is None:  # on whatever clock the reader has
        return start, start + _LENGTH
    instant = _instant(start, zone)
    ends = instant + _LENGTH
    shown = [each.astimezone(zone) for each in (instant, ends)] if zone else [instant, ends]
    return (instant, ends) if any(each.fold for each in shown) else (shown[0], shown[1])


def _instant(moment: datetime, zone: tzinfo | None) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _first(born: date) -> date:
    """The day of birth, or a later birthday that programs can show."""
    return born if born.year in _YEARS else born.replace(year=_YEARS[0])  # a leap year


def _every_year(born: date) -> str:
    """Of 29 February the 28th in other years."""
    if (born.month, born.day) == (2, 29):
        return "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2"
    return "FREQ=YEARLY"


def _trigger(dated: Dated, start: date, wanted: Wanted, zone: tzinfo | None) -> timedelta:
    """How long after the beginning (or, negative, before) the alarm rings. The time is what passes:
    on a day on which the clocks change, nine in the morning is not nine hours after midnight."""
    before = wanted.alarm or Duration("")
    rings_before = timedelta(days=before.days, seconds=before.seconds)
    if isinstance(start, datetime):
        if rings_before:
            return -rings_before
        local = start.astimezone(zone) if zone and start.tzinfo else start
        opening = datetime.combine(local.date(), wanted.office.opens, local.tzinfo)
        if local.tzinfo:  # of two moments on one clock, Python subtracts what it shows
            opening, local = _instant(opening, None), _instant(local, None)
        return min(opening - local, timedelta())
    rings = datetime.combine(start, wanted.office.opens) - rings_before
    midnight = datetime.combine(start, time())
    if zone is None or dated.yearly:
        return rings - midnight
    return _instant(rings, zone) - _instant(midnight, zone)
