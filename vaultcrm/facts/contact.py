"""When we were last in touch with a client, how often we are, and when we should be again."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from vaultcrm.facts.book import Book, Facts, day_of, fact, path_of, places_of
from vaultcrm.facts.calendar import later
from vaultcrm.facts.holidays import public_holidays
from vaultcrm.facts.measures import median, number_of, ratio, rounded
from vaultcrm.model import Duration, Fact, Fields, Record
from vaultcrm.reading.values import FIRST_YEAR

IN_TOUCH = ("active",)  # the statuses in which a client expects to hear from us
FEWEST_GAPS = 4  # between contacts, from which on they tell a habit
MESSAGES = ("email", "message")  # the channels that leave somebody waiting for an answer
_BOTH_SPEAK = ("meeting", "call", "visit")


class Contact(NamedTuple):
    """An interaction with a client. `moment` is None where the line has no time. In a meeting, call
    or visit both spoke, whoever called; who did in anything else without a direction is not
    known."""

    day: date
    moment: datetime | None
    they_spoke: bool
    we_spoke: bool
    record: Record


Contacts: TypeAlias = Mapping[str, Sequence[Contact]]  # by the client's path, the earliest first


def interactions(book: Book) -> Iterator[tuple[date, Record]]:
    """The interactions that are not in the future, in the vault's order: the notes of meetings, and
    the lines of clients' and people's logs. Those with a date that cannot be read or is before 1900
    are left out."""
    return _past(book.records("interactions"), book.today)


def _past(records: Iterable[Record], today: date) -> Iterator[tuple[date, Record]]:
    first = date(FIRST_YEAR, 1, 1)
    for record in records:
        day = day_of(record.fields.get("date"))
        if day and first <= day <= today:
            yield day, record


def contacts(book: Book) -> Contacts:
    """The interactions with clients, in order of time. Within a day, a line without a time follows
    the line above it, and a note comes last."""
    return book.once(_contacts)


def _contacts(book: Book) -> Contacts:
    return _in_order(interactions(book))


def met(book: Book) -> Sequence[tuple[date, Record]]:
    """What `interactions` gives, to be asked for nothing but what `Book.met` has, in a third of the
    time."""
    return book.once(_met)


def _met(book: Book) -> Sequence[tuple[date, Record]]:
    return list(_past(book.met(), book.today))


def touches(book: Book) -> Contacts:
    """What `contacts` gives, to be asked for nothing but what `Book.met` has."""
    return book.once(_touches)


def _touches(book: Book) -> Contacts:
    return _in_order(met(book))


def _in_order(records: Iterable[tuple[date, Record]]) -> Contacts:
    found: dict[str, list[tuple[datetime, Contact]]] = {}
    above, order = ("", date.min), datetime.min
    for day, record in records:
        fields = record.fields
        client = path_of(fields.get("client"))
        if not client:
            continue
        here = (record.path, day)
        moment = _moment(fields, day)
        if moment:
            order = moment.replace(tzinfo=None) if moment.tzinfo else moment
        elif record.line is None:
            order = datetime.combine(day, time.max)
        elif above != here:
            order = datetime.combine(day, time.min)
        above = here
        direction = fields.get("direction")
        channel = fields.get("channel") or ("meeting" if record.line is None else "")
        both = channel in _BOTH_SPEAK
        they_spoke, we_spoke = both or direction == "in", both or direction == "out"
        # In half the time of `Contact(...)`, for what there are most of.
        contact = tuple.__new__(Contact, (day, moment, they_spoke, we_spoke, record))
        if client in found:
            found[client].append((order, contact))
        else:
            found[client] = [(order, contact)]
    for rows in found.values():
        rows.sort(key=itemgetter(0))
    return {client: [contact for _, contact in rows] for client, rows in found.items()}


def _moment(fields: Fields, day: date) -> datetime | None:
    """When it was, by the time at the beginning of its line, or in its date field."""
    written = fields.get("date")
    if isinstance(written, datetime):
        return written
    clock = fields.get("time")
    if not isinstance(clock, str):
        return None
    try:
        return datetime.combine(day, _time(clock))
    except ValueError:
        return None


@lru_cache(maxsize=2000)  # a day has but 1,440 minutes
def _time(clock: str) -> time:
    return time.fromisoformat(clock if clock[1:2] != ":" else f"0{clock}")


@fact("clients")
def last_contact(book: Book) -> Facts:
    """The day of the latest interaction that is not in the future: a meeting's note, or a line of
    a client's or a person's log. Without any, the client has none. Rests on that interaction."""
    return _latest(book, lambda contact: True)


@fact("clients")
def last_inbound(book: Book) -> Facts:
    """The day on which they last spoke to us: the latest interaction that came in, or a meeting,
    call or visit whatever its direction. Rests on that interaction."""
    return _latest(book, lambda contact: contact.they_spoke)


@fact("clients")
def last_outbound(book: Book) -> Facts:
    """The day on which we last spoke to them: the latest interaction that went out, or a meeting,
    call or visit whatever its direction. Rests on that interaction."""
    return _latest(book, lambda contact: contact.we_spoke)


def _latest(book: Book, counts: Callable[[Contact], bool]) -> Facts:
    latest = {
        client: next(filter(counts, reversed(found)), None)
        for client, found in touches(book).items()
    }
    return {
        client: Fact(contact.day, (contact.record.place,))
        for client, contact in latest.items()
        if contact
    }


@fact("clients")
def next_meeting(book: Book) -> Facts:
    """The earliest day from today on for which a meeting is planned: a meeting's note with that
    date, or an earlier one's `next`. Rests on that note."""
    planned: dict[str, tuple[date, str]] = {}
    for meeting in book.records("meetings"):
        client = path_of(meeting.fields.get("client"))
        days = (day_of(meeting.fields.get("date")), day_of(meeting.fields.get("next")))
        ahead = [(day, meeting.path) for day in days if day and day >= book.today]
        if client and ahead:
            planned[client] = min(*ahead, planned.get(client, ahead[0]))
    return {client: Fact(day, (path,)) for client, (day, path) in planned.items()}


@fact("clients")
def days_since_contact(book: Book) -> Facts:
    """Whole days from the last contact to today. Rests on that interaction."""
    return {
        path: Fact((book.today - day).days, known.evidence)
        for path, known in last_contact(book).items()
        if (day := day_of(known.value))
    }


@fact("clients")
def contact_due(book: Book) -> Facts:
    """The day by which an active client should hear from us: last contact + cadence, or, before
    the first contact, `since` + cadence. None without a cadence. Rests on the client's note and the
    last interaction."""
    contacts = last_contact(book)
    due: dict[str, Fact] = {}
    for client in book.records("clients"):
        if client.fields.get("status") not in IN_TOUCH:
            continue
        known = contacts.get(client.path)
        start = day_of(known.value if known else client.fields.get("since"))
        day = _after_cadence(book, client, start) if start else None
        if day:
            due[client.path] = Fact(day, (client.path, *(known.evidence if known else ())))
    return due


def is_contact_due_known(book: Book, client: Record) -> bool:
    """Whether an active client has a `contact_due` whatever the interactions are: it has a cadence
    and a day to count from, and there is a day to count to from that one, and from today, on which
    the last interaction may have been."""
    since = day_of(client.fields.get("since"))
    return since is not None and _after_cadence(book, client, max(since, book.today)) is not None


@fact("clients")
def usual_gap(book: Book) -> Facts:
    """Days between one contact and the next, as is usual with this client: the median of the gaps
    between the days on which there was contact. None with fewer than 4 gaps. Rests on the last
    interaction of each of those days."""
    gaps: dict[str, Fact] = {}
    for client, found in touches(book).items():
        days = {contact.day: contact.record for contact in found}
        if len(days) > FEWEST_GAPS:
            usual = median([(after - before).days for before, after in pairwise(days)])
            whole = int(usual)
            gaps[client] = Fact(whole if usual == whole else usual, places_of(days.values()))
    return gaps


@fact("clients")
def silence(book: Book) -> Facts:
    """How long there has been no contact, measured by what is usual: days since the last contact ÷
    the usual gap, as a ratio with 2 decimal places; above 1 it is longer than usual. With fewer
    than 4 gaps the agreed cadence stands for the usual gap, in the days that it has from the last
    contact on (above 1 means that the contact is overdue); with neither there is none. Whatever the
    client's status. Rests on the interactions of the usual gap, or on the client's note and the
    last interaction."""
    last, usual = last_contact(book), usual_gap(book)
    silences: dict[str, Fact] = {}
    for client in book.records("clients"):
        known = last.get(client.path)
        day = day_of(known.value) if known else None
        if known is None or day is None:
            continue
        gap, evidence = _days_between(book, client, day), (client.path, *known.evidence)
        if habit := usual.get(client.path):
            gap, evidence = number_of(habit.value), habit.evidence
        if gap:
            silences[client.path] = Fact(rounded(ratio((book.today - day).days, gap), 2), evidence)
    return silences


def _days_between(book: Book, client: Record, day: date) -> Decimal | None:
    """How many days a client's cadence has from `day` on."""
    due = _after_cadence(book, client, day)
    return Decimal((due - day).days) if due else None


def _after_cadence(book: Book, client: Record, day: date) -> date | None:
    """The day by which a client's cadence wants another contact after that of `day`."""
    cadence = client.fields.get("cadence")
    if not isinstance(cadence, Duration):
        return None
    holidays = closed_days(book) if cadence.business_days else ()
    return later(day, cadence, book.config.office_hours.days, holidays)


def closed_days(book: Book) -> Container[date]:
    """The public holidays where we are."""
    return book.once(_closed_days)


def _closed_days(book: Book) -> Container[date]:
    return public_holidays(book.config.country, book.index)
