"""The recap of a meeting has not been sent.

That is a meeting, call or visit of the last year, with an active client, whose note has no
`recap_sent`.

It is due when the time for it is up (`recap_within` in `practice:`, 24 hours after the day of the
meeting, or as the client's note says); before the day of the meeting is over there is none. The
draft is the recap itself, from the decisions and actions of the meeting's note. Writing
`recap_sent: 2026-11-18` into that note settles it.

For example, a call on Tuesday is shown and due on Wednesday. `practice: {recap_within: 2bd}` in the
settings gives more time, `recap_owed: off` in the client's `reminders` lets it be.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.contact import IN_TOUCH
from vaultcrm.facts.lines import is_cancelled
from vaultcrm.facts.owed import HISTORY
from vaultcrm.facts.patience import allowed, clients_by_path, until
from vaultcrm.facts.projects import RECAPPED, is_recapped
from vaultcrm.facts.promises import is_ours
from vaultcrm.facts.titles import meeting_title, meetings_by_path, title_of
from vaultcrm.model import Record
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._mails import greeted, words_of

RULE = Rule(
    settled="The recap was sent, or none is owed: the kind of meeting wants none, or the client is "
    "not active, or the meeting is over a year ago."
)
_EXPECTING = (*IN_TOUCH, "paused")


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for meeting, held, client in _owed(book):
        day = until(book, held, allowed(book, client.path, "recap_within"))
        if day is None:
            continue
        kind = meeting.fields.get("kind") or "meeting"
        title = f"Send {title_of(client)} the recap of {meeting_title(meeting)}"
        why = f"The {kind} was on {held}, and its note does not say that a recap was sent."
        draft = _draft(book, meeting, held, client)
        yield asked.about_note(meeting, held, day, title, why, draft=draft)


def _owed(book: Book) -> Iterator[tuple[Record, date, Record]]:
    """The meetings whose recap is owed, each with its day and client."""
    for meeting in meetings_by_path(book).values():
        fields = meeting.fields
        held, kind = day_of(fields.get("date")), fields.get("kind") or "meeting"
        client = clients_by_path(book).get(path_of(fields.get("client")))
        if not held or not client or client.fields.get("status") not in _EXPECTING:
            continue
        recent = timedelta() < book.today - held <= HISTORY
        if recent and kind in RECAPPED and not is_recapped(meeting, book.today):
            yield meeting, held, client


def _draft(book: Book, meeting: Record, held: date, client: Record) -> Mapping[str, object]:
    actions = [each for each in _lines(book, "actions", meeting) if not is_cancelled(each)]
    return {
        "name": greeted(book, client.path, meeting.fields.get("attendees")),
        "kind": meeting.fields.get("kind") or "meeting",
        "held": held,
        "decisions": [_decision(each) for each in _lines(book, "decisions", meeting)],
        "ours": [_action(each) for each in actions if is_ours(each, book)],
        "theirs": [_action(each) for each in actions if not is_ours(each, book)],
        "next": day_of(meeting.fields.get("next")) or "",
    }


def _decision(line: Record) -> str:
    open_yet = line.fields.get("state") == "tentative" and not line.fields.get("confirmed")
    return words_of(line) + (" (tentative)" if open_yet else "")


def _action(line: Record) -> str:
    day = day_of(line.fields.get("due"))
    return words_of(line) + (f", by {day}" if day else "")


def _lines(book: Book, kind: str, meeting: Record) -> Sequence[Record]:
    return [line for line in book.lines_in(kind, meeting.path) if words_of(line).strip()]
