"""What waits for us at a client, and what waits for them."""

import re
from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from vaultcrm.facts.book import Book, Facts, by_note, counts, fact, path_of
from vaultcrm.facts.contact import MESSAGES, Contact, touches
from vaultcrm.facts.lines import beginning, beginnings, days_late
from vaultcrm.facts.promises import is_ours, is_waiting, promises
from vaultcrm.model import Fact, Record

_QUESTION = re.compile(r"\?(?!\w)|[？؟\u037e]")  # but not the query of a web address


class Open(NamedTuple):
    """The open promises of a vault, by who made them."""

    ours: Sequence[Record]
    theirs: Sequence[Record]


def open_promises(book: Book) -> Open:
    """The actions and onboarding steps that are neither done nor cancelled."""
    return book.once(_open_promises)


def _open_promises(book: Book) -> Open:
    ours: list[Record] = []
    theirs: list[Record] = []
    for record in promises(book):
        (ours if is_ours(record, book) else theirs).append(record)
    return Open(ours, theirs)


@fact("clients", default=0)
def open_actions(book: Book) -> Facts:
    """How many promises of ours to the client (actions and onboarding steps) are open. 0 without
    any. Rests on those lines."""
    return counts(by_note(open_promises(book).ours, "client"))


@fact("clients", default=0)
def open_actions_theirs(book: Book) -> Facts:
    """How many promises of the client's to us (actions and onboarding steps) are open. 0 without
    any. Rests on those lines."""
    return counts(by_note(open_promises(book).theirs, "client"))


@fact("clients", default=0)
def overdue_actions(book: Book) -> Facts:
    """How many promises of ours to the client (actions and onboarding steps) are past their due
    date, neither done nor cancelled nor on hold. 0 without any. Rests on those lines."""
    late = (record for record in open_promises(book).ours if days_late(record, book.today))
    return counts(by_note(late, "client"))


@fact("clients")
def waiting_on_them_since(book: Book) -> Facts:
    """The earliest day since which something has been waiting for them: an open promise of theirs
    (action or onboarding step, not on hold; since the day it came to be, as its `age` has it), or a
    question of ours, an outbound email or message whose text has a question mark, after which they
    have not spoken. A promise whose day is not known or still to come is left out. Rests on that
    promise or message."""
    waiting: list[tuple[str, date, tuple[str, ...]]] = []
    notes = beginnings(book)
    for record in filter(is_waiting, open_promises(book).theirs):
        day, evidence = beginning(record, notes)
        client = path_of(record.fields.get("client"))
        if client and day and day <= book.today:
            waiting.append((client, day, evidence))
    for client, found in touches(book).items():
        if asked := _unanswered(found):
            waiting.append((client, asked.day, (asked.record.place,)))
    waiting.sort(key=itemgetter(1), reverse=True)  # of several the earliest stays
    return {client: Fact(day, evidence) for client, day, evidence in waiting}


def _unanswered(found: Sequence[Contact]) -> Contact | None:
    """The first question of ours since they last spoke."""
    asked: Contact | None = None
    for contact in found:
        fields = contact.record.fields
        if contact.they_spoke:
            asked = None
        elif asked is None and contact.we_spoke and fields.get("channel") in MESSAGES:
            text = fields.get("text")
            if isinstance(text, str) and _QUESTION.search(text):
                asked = contact
    return asked
