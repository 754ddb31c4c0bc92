"""What waits for us without a due date of its own: messages, feedback, changes, recaps and invoices
that are late. The days until when come from `practice:` in the settings, or the client's note."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.feedback import days_of, unanswered, untold
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.patience import QUIET, allowed, clients_by_path, until
from vaultcrm.facts.projects import recap_owed
from vaultcrm.facts.response import answers
from vaultcrm.facts.scope import undecided_changes_of_projects
from vaultcrm.model import Money, Value
from vaultcrm.reports import Places
from vaultcrm.reports._lines import meeting_title, said_on
from vaultcrm.reports._parts import NONE, about, amounts, link_to, relinked, text_of

_RECENT = timedelta(days=60)  # what is older waits for nobody any more
_IN_HAND = ("agreed", "active")  # projects


class Due(NamedTuple):
    day: date
    what: str
    kind: str
    about: Value  # the client or the project
    evidence: Places


def owed(book: Book) -> Iterator[Due]:
    """Messages without an answer, open feedback, undecided change requests, recaps that nobody has
    sent, and invoices that are late, each on the day until when we mean to act; in no order."""
    yield from _messages(book)
    yield from _feedback(book)
    yield from _changes(book)
    yield from _recaps(book)
    for record in book.open_lines("invoices"):
        day = day_of(record.fields.get("due"))
        if day and days_late(record, book.today):
            what = f"Ask for the payment of {text_of(record)}"
            yield Due(day, what, "invoice", about(book, record), (record.place,))


def _messages(book: Book) -> Iterator[Due]:
    for client in book.records("clients"):
        for each in answers(book).get(client.path, ()):
            day = _until(book, each.asked.day, client.path, "reply_within")
            if each.answer is None and day and book.today - each.asked.day <= _RECENT:
                record = each.asked.record
                what = f"Answer their {record.fields.get('channel')}: {text_of(record)}"
                yield Due(day, what, "message", link_to(book, client), (record.place,))


def _feedback(book: Book) -> Iterator[Due]:
    days = days_of(book)
    for record in unanswered(book):
        client = relinked(book, record.fields.get("client"))
        day = _until(book, days[record.place], path_of(client), "feedback_within")
        if day:
            what = f"Decide what to do about: {text_of(record)}"
            yield Due(day, what, "feedback", client, (record.place,))
    for record in untold(book):
        client = relinked(book, record.fields.get("client"))
        acted = day_of(record.fields.get("acted")) or days[record.place]
        day = _until(book, acted, path_of(client), "told_within")
        if day:
            what = f"Tell them what we did about: {text_of(record)}"
            yield Due(day, what, "feedback", client, (record.place,))


def _changes(book: Book) -> Iterator[Due]:
    facts = undecided_changes_of_projects(book).values()
    undecided = {place for each in facts for place in each.evidence}
    for record in book.open_lines("changes"):
        asked, client = said_on(book, record), path_of(record.fields.get("client"))
        day = _until(book, asked, client, "undecided_after") if asked else None
        if day and record.place in undecided:
            cost = record.fields.get("cost")
            what = f"Say what it costs: {text_of(record)}"
            if isinstance(cost, Money):
                what = f"Ask for a decision: {text_of(record)}, {amounts([cost])}"
            yield Due(day, what, "change", about(book, record), (record.place,))


def _recaps(book: Book) -> Iterator[Due]:
    meetings = {meeting.path: meeting for meeting in book.records("meetings")}
    for project in book.records("projects"):
        fact = recap_owed(book).get(project.path, NONE)
        held = day_of(fact.value)
        if held and project.fields.get("status") in _IN_HAND and book.today - held <= _RECENT:
            client: Value = relinked(book, project.fields.get("client"))
            day = _until(book, held, path_of(client), "recap_within")
            meeting = meetings[fact.evidence[0]]
            if day:
                what = f"Send the recap of {meeting_title(meeting)}"
                yield Due(day, what, "recap", client, (meeting.path,))


def _until(book: Book, day: date, client: str, name: str) -> date | None:
    """The day until when we mean to act; None for a client who expects nothing of us, and past the
    end of the calendar."""
    known = clients_by_path(book).get(client)
    if known and known.fields.get("status") in QUIET:
        return None
    return until(book, day, allowed(book, client, name))
