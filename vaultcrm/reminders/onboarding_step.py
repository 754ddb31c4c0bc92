"""A step of a client's onboarding is due, or an onboarding is to be planned.

A step under `## Onboarding` that is ours, on its due date. One without a date, of an active client,
five business days (`after`) after it was written down (`➕`), else after the client's `since`; if
it is theirs, as a question to them. What is theirs and late is `chase`'s. For a welcome, a
questionnaire, a kickoff and a timeline the note holds a mail. Ticking or cancelling the step,
putting it on hold or moving its date settles it.

An active client without any step is a reminder to plan them, one business day after `since`, until
30 days after it.

`- [ ] Send the questionnaire`, with `since: 2026-11-16`, a Monday, is due on the 23rd.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from vaultcrm.facts.book import Book, by_note, day_of
from vaultcrm.facts.lines import beginning
from vaultcrm.facts.patience import clients_by_path, until
from vaultcrm.facts.promises import is_ours, is_waiting
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration, Record
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._work import deliverables, is_over, said_in, short, step_after, whom

RULE = Rule(
    settled="It was ticked, cancelled, put on hold, moved to another day or given to somebody else,"
    " the onboarding was planned, or they are no new client any more.",
    after=(Duration("5bd", business_days=5),),
)
_NEW = timedelta(days=30)
_PLANNED_IN = Duration("1bd", business_days=1)
_CURRENT = ("active", "paused")
_MOST = 12  # dates in a draft
_DATED = ("welcome", "timeline")  # the kinds whose mail names dates
_KINDS = {
    "welcome": re.compile(r"welcome", re.IGNORECASE),
    "questionnaire": re.compile(r"question+aire|survey", re.IGNORECASE),
    "kickoff": re.compile(r"kick[\s-]?off", re.IGNORECASE),
    "timeline": re.compile(r"time\s?line|schedule|road\s?map|milestones", re.IGNORECASE),
}


def due(asked: Asked) -> Iterator[Reminder]:
    yield from _plans(asked)
    book = asked.book
    for step in book.open_lines("steps"):
        if not is_waiting(step) or is_over(book, step):
            continue
        ours, client, who = is_ours(step, book), client_of(step), whom(book, step)
        title = f"Onboard {who}: {short(step)}" if ours else f"Ask {who} about {short(step)}"
        kind = next((name for name, each in _KINDS.items() if each.search(said_in(step))), "")
        draft = {
            "kind": kind if ours else "theirs",
            "name": greeted(book, client),
            "said": said_in(step),
            "dates": _dates(book, client) if kind in _DATED else [],
        }
        if day := day_of(step.fields.get("due")):
            if ours:
                why = f"It is a step of their onboarding, for {day}."
                yield asked.about_line(step, day, day, title, why, draft=draft)
            continue
        note = clients_by_path(book).get(client)
        if step.fields.get("due") or not note or note.fields.get("status") not in _CURRENT:
            continue
        written, _ = beginning(step, {})
        since = written or day_of(note.fields.get("since"))
        if since and (after := step_after(asked, client, since)):
            began = "It has been open" if written else "They have been with us"
            why = f"It is a step of their onboarding without a date. {began} since {since}."
            yield asked.about_line(step, *after, title, why, draft=draft)


def _plans(asked: Asked) -> Iterator[Reminder]:
    """Onboardings to be planned."""
    planned = by_note(asked.book.records("steps"), "client")
    for path, client in clients_by_path(asked.book).items():
        since = day_of(client.fields.get("since"))
        if not since or client.fields.get("status") not in _CURRENT or path in planned:
            continue
        day = until(asked.book, since, _PLANNED_IN)
        if day and asked.today - since <= _NEW:
            title = f"Plan the onboarding of {title_of(client)}"
            why = f"They have been with us since {since}. There is no step under `## Onboarding`."
            draft = {"kind": "plan"}
            yield asked.about_note(client, since, day, title, why, draft=draft)


def _dates(book: Book, client: str) -> list[str]:
    """What we are to hand over to a client, the next first."""
    ours: list[tuple[date, Record]] = [
        (day, record) for record, day, project in deliverables(book) if client_of(project) == client
    ]
    dates = sorted((day.isoformat(), said_in(record)) for day, record in ours)
    return [f"{day}: {text}" for day, text in dates[:_MOST]]
