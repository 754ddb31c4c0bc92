"""What happened with each client again and again, in order of time: what is usual can be told from
it. Every history is by the client's path, and without what is to come."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.contact import IN_TOUCH, MESSAGES, Contact, touches
from vaultcrm.facts.lines import days_late, is_cancelled
from vaultcrm.facts.promises import PROMISES, is_ours
from vaultcrm.facts.response import LONGEST
from vaultcrm.index.dues import DueLines
from vaultcrm.model import Record, is_open

# What the moods of meetings are worth, in percent.
MOODS: Mapping[str, int] = {"great": 100, "good": 80, "neutral": 60, "tense": 30, "bad": 0}


class Due(NamedTuple):
    """Something with a due date, at this path and line (0 of a note itself). `days` are those from
    that date to the day on which it was done, or while it is `late` to today; negative where it was
    done before."""

    due: date
    path: str
    line: int
    days: int
    late: bool  # still to be done

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def seen(self) -> date:
        """The day from which on it tells something: when it was done; of what is late when it was
        due."""
        return self.due if self.late else date.fromordinal(self.due.toordinal() + self.days)


class Mood(NamedTuple):
    day: date
    mood: str
    record: Record


class Wait(NamedTuple):
    """Whole days from an email or message of ours to their next words."""

    day: date  # of the answer
    days: int
    message: Record
    answer: Record


Dues: TypeAlias = Mapping[str, Sequence[Due]]


class Promised(NamedTuple):
    """What we promised and should have done, by due date; left out is what was ticked without a
    day, by client too."""

    by_client: Dues
    left_out: Mapping[str, tuple[str, ...]]


def active_clients(book: Book) -> Iterator[Record]:
    """The clients that expect to hear from us."""
    for client in book.records("clients"):
        if client.fields.get("status") in IN_TOUCH:
            yield client


def promised(book: Book) -> Promised:
    """Our promises (actions and onboarding steps) to active clients that were done, or that are
    late. What is cancelled, on hold or not yet due says nothing."""
    return book.once(_promised)


def paid(book: Book) -> Dues:
    """The invoices that were paid, by the day of that, and then those that are late."""
    return book.once(_paid)


def moods(book: Book) -> Mapping[str, Sequence[Mood]]:
    """The moods of meetings."""
    return book.once(_moods)


def their_answers(book: Book) -> Mapping[str, Sequence[Wait]]:
    """How long they took to answer us: from each email or message that went out to the first
    interaction in which they spoke, within a year. Several of ours without an answer in between
    are one, from the earliest on; what has no answer yet is not among them."""
    return book.once(_their_answers)


def _promised(book: Book) -> Promised:
    found: dict[str, list[Due]] = {}
    left_out: dict[str, list[str]] = {}
    active = {client.path for client in active_clients(book)}
    for kind in PROMISES:
        of_kind: dict[str, list[Due]] = {}
        for dues in book.dues(kind):
            client = path_of(dues.lent.fields.get("client"))
            if client in active:
                of_kind.setdefault(client, []).extend(_done(dues, book.today))
            for record in dues.others:
                fields = record.fields
                client, due = path_of(fields.get("client")), day_of(fields.get("due"))
                if client not in active or not due or due > book.today:
                    continue
                if not is_ours(record, book):
                    continue
                if known := _due(record, due, book.today):
                    of_kind.setdefault(client, []).append(known)
                elif not is_open(fields) and day_of(fields.get("done")) is None:
                    left_out.setdefault(client, []).append(record.place)
        for client, given in of_kind.items():
            found.setdefault(client, []).extend(sorted(given))
    for given in found.values():
        given.sort(key=attrgetter("due"))
    by_client = {client: given for client, given in found.items() if given}
    return Promised(by_client, {client: tuple(places) for client, places in left_out.items()})


def _done(dues: DueLines, today: date) -> list[Due]:
    """How the lines of a note that were done by today met their due dates."""
    path, last, day = dues.lent.path, today.toordinal(), date.fromordinal
    return [
        # In half the time of `Due(...)`, for what there are most of.
        tuple.__new__(Due, (day(due), path, line, done - due, False))
        for line, due, done in dues.done()
        if due <= last and done <= last
    ]


def _due(record: Record, due: date, today: date) -> Due | None:
    """How a line met its due date; None where it says nothing of that."""
    path, line = record.path, record.line or 0
    done = day_of(record.fields.get("done"))
    if done:
        return Due(due, path, line, (done - due).days, False) if done <= today else None
    days = days_late(record, today)
    return Due(due, path, line, days, True) if days else None


def _paid(book: Book) -> Dues:
    found: dict[str, list[Due]] = {}
    for record in book.records("invoices"):
        client, due = path_of(record.fields.get("client")), day_of(record.fields.get("due"))
        if client and due and not is_cancelled(record):
            known = _due(record, due, book.today)
            if known:
                found.setdefault(client, []).append(known)
    for dues in found.values():
        dues.sort(key=lambda each: (each.late, each.seen))
    return found


def _moods(book: Book) -> Mapping[str, Sequence[Mood]]:
    found: dict[str, list[Mood]] = {}
    for meeting in book.records("meetings"):
        fields = meeting.fields
        client, day, mood = path_of(fields.get("client")), day_of(fields.get("date")), ""
        if isinstance(said := fields.get("mood"), str):
            mood = said
        if client and day and day <= book.today and mood in MOODS:
            found.setdefault(client, []).append(Mood(day, mood, meeting))
    for given in found.values():
        given.sort(key=attrgetter("day"))
    return found


def _their_answers(book: Book) -> Mapping[str, Sequence[Wait]]:
    return {client: _waits(found) for client, found in touches(book).items()}


def _waits(found: Sequence[Contact]) -> Sequence[Wait]:
    waits: list[Wait] = []
    waiting: Contact | None = None
    for contact in found:
        if waiting and contact.day - waiting.day > LONGEST:
            waiting = None
        if waiting and contact.they_spoke:
            days = (contact.day - waiting.day).days
            waits.append(Wait(contact.day, days, waiting.record, contact.record))
            waiting = None
        fields = contact.record.fields
        if fields.get("direction") == "out" and fields.get("channel") in MESSAGES:
            waiting = waiting or contact
    return waits
