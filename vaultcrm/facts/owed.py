"""What waits for us without a due date of its own, on the day until when we mean to act: messages,
feedback, changes and recaps. The days come from `practice:` in the settings, or the client's note
(`patience.py`). Nothing waits at a past or lost client; at a paused one it does, until it goes
on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.feedback import days_of, unanswered, untold
from vaultcrm.facts.patience import allowed, clients_by_path, until
from vaultcrm.facts.projects import recap_owed
from vaultcrm.facts.response import answers
from vaultcrm.facts.scope import undecided_changes_of_projects
from vaultcrm.facts.titles import meetings_by_path, said_on
from vaultcrm.model import Record

RECENT = timedelta(days=60)  # what is older is in no report: it would hide what can be done
HISTORY = timedelta(days=365)  # what is older was before anybody asked
_IN_HAND = ("agreed", "active")  # projects
_OVER = ("past", "lost")  # clients


class Owed(NamedTuple):
    """`began` is when it was said, asked or held, or done in case of feedback to report back on;
    `day` until when we mean to act; `record` the line, or a meeting's note; `client` a path."""

    began: date
    day: date
    record: Record
    client: str


def messages(book: Book, within: timedelta = RECENT) -> Iterator[Owed]:
    """Their messages of so long that nobody has answered."""
    for client in book.records("clients"):
        for each in answers(book).get(client.path, ()):
            day = _until(book, each.asked.day, client.path, "reply_within")
            if each.answer is None and day and book.today - each.asked.day <= within:
                yield Owed(each.asked.day, day, book.whole(each.asked.record), client.path)


def feedback_to_answer(book: Book) -> Iterator[Owed]:
    """What they said and we have neither decided nor acted on."""
    days = days_of(book)
    for record in unanswered(book):
        client = path_of(record.fields.get("client"))
        if day := _until(book, days[record.place], client, "feedback_within"):
            yield Owed(days[record.place], day, record, client)


def feedback_to_tell(book: Book) -> Iterator[Owed]:
    """What we did about what they said, and have not told them."""
    days = days_of(book)
    for record in untold(book):
        client = path_of(record.fields.get("client"))
        acted = day_of(record.fields.get("acted")) or days[record.place]
        if day := _until(book, acted, client, "told_within"):
            yield Owed(acted, day, record, client)


def changes(book: Book) -> Iterator[Owed]:
    """Change requests that nobody has decided, whoever has to: see whether they have a cost."""
    facts = undecided_changes_of_projects(book).values()
    undecided = {place for each in facts for place in each.evidence}
    for record in book.open_lines("changes"):
        asked, client = said_on(book, record), path_of(record.fields.get("client"))
        day = _until(book, asked, client, "undecided_after") if asked else None
        if asked and day and record.place in undecided:
            yield Owed(asked, day, record, client)


def recaps(book: Book) -> Iterator[Owed]:
    """The last meetings of projects in hand of which nobody has sent a recap."""
    for project in book.records("projects"):
        fact = recap_owed(book).get(project.path)
        held = day_of(fact.value) if fact else None
        if not fact or not held or project.fields.get("status") not in _IN_HAND:
            continue
        client = path_of(project.fields.get("client"))
        day = _until(book, held, client, "recap_within")
        if day and book.today - held <= RECENT:
            yield Owed(held, day, meetings_by_path(book)[fact.evidence[0]], client)


def _until(book: Book, day: date, client: str, name: str) -> date | None:
    """The day until when we mean to act; None for a client of the past, and past the end of the
    calendar."""
    known = clients_by_path(book).get(client)
    if known and known.fields.get("status") in _OVER:
        return None
    return until(book, day, allowed(book, client, name))
