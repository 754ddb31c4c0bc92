"""What waits for us without a due date of its own, in words: messages, feedback, changes, recaps
and invoices that are late."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from vaultcrm.facts import owed as facts
from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.patience import QUIET, clients_by_path
from vaultcrm.facts.titles import link_to, meeting_title, relinked, text_of
from vaultcrm.model import Money, Record, Value
from vaultcrm.reports import Places
from vaultcrm.reports._parts import about, amounts


class Due(NamedTuple):
    day: date
    what: str
    kind: str
    about: Value  # the client or the project
    evidence: Places


def owed(book: Book) -> Iterator[Due]:
    """Messages without an answer, open feedback, undecided change requests, recaps that nobody has
    sent, and invoices that are late, each on the day until when we mean to act; in no order. Not
    of clients who are paused."""
    for day, what, kind, record, client in _owed(book):
        known = clients_by_path(book).get(client)
        if known and known.fields.get("status") in QUIET:
            continue
        whom: Value = relinked(book, record.fields.get("client"))
        if kind == "change":
            whom = about(book, record)
        elif known:
            whom = link_to(book, known)
        yield Due(day, what, kind, whom, (record.place,))
    for record in book.open_lines("invoices"):
        late = day_of(record.fields.get("due")) if days_late(record, book.today) else None
        if late:
            what = f"Ask for the payment of {text_of(record)}"
            yield Due(late, what, "invoice", about(book, record), (record.place,))


def _owed(book: Book) -> Iterator[tuple[date, str, str, Record, str]]:
    for _, day, record, client in facts.messages(book):
        what = f"Answer their {record.fields.get('channel')}: {text_of(record)}"
        yield day, what, "message", record, client
    for _, day, record, client in facts.feedback_to_answer(book):
        yield day, f"Decide what to do about: {text_of(record)}", "feedback", record, client
    for _, day, record, client in facts.feedback_to_tell(book):
        yield day, f"Tell them what we did about: {text_of(record)}", "feedback", record, client
    for _, day, record, client in facts.changes(book):
        cost = record.fields.get("cost")
        what = f"Say what it costs: {text_of(record)}"
        if isinstance(cost, Money):
            what = f"Ask for a decision: {text_of(record)}, {amounts([cost])}"
        yield day, what, "change", record, client
    for _, day, record, client in facts.recaps(book):
        yield day, f"Send the recap of {meeting_title(record)}", "recap", record, client
