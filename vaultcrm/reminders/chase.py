"""Something that they were to do is late: ask how it is going.

An action, a step of the onboarding, or a deliverable of a running project that names somebody who
is not us, one business day after its due date (with `after: [1bd, 1w]` once more after a week). The
note holds a mail that quotes the line. Past and lost clients, and projects that are closed or lost,
are left in peace.

`- [ ] Brand book [owner:: Acme] 📅 2026-11-20`, a Friday, is asked about on Monday, the 23rd.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.promises import PROMISES, is_ours
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of, client_title
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._work import (
    is_over,
    running,
    said_in,
    short,
    step_after,
    who_is,
)

RULE = Rule(
    settled="It was ticked, cancelled, put on hold, moved to another day or given to somebody else,"
    " or the work is over.",
    after=(Duration("1bd", business_days=1),),
)


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for line in (each for kind in (*PROMISES, "deliverables") for each in book.open_lines(kind)):
        day = day_of(line.fields.get("due"))
        if not day or not days_late(line, asked.today) or is_ours(line, book):
            continue
        runs = path_of(line.fields.get("project")) in running(book)
        if is_over(book, line) or (line.collection == "deliverables" and not runs):
            continue
        client = client_of(line)
        called = client_title(book, client)
        owner = who_is(book, line.fields.get("owner"), client)
        who = f"{owner} ({called})" if called and owner != called else owner
        title = f"Chase {who}: {short(line)}"
        why = f"It was for {owner} to do by {day}, and is still open."
        draft = {"name": _greeted(book, owner, client), "said": said_in(line), "day": day}
        if step := step_after(asked, client, day):
            yield asked.about_line(line, *step, title, why, draft=draft)


def _greeted(book: Book, owner: str, client: str) -> str:
    """The name by which to greet an owner, who may be a company."""
    if owner == client_title(book, client):
        return greeted(book, client)
    people = (each for each in book.records("people") if client_of(each) == client)
    known = any(title_of(each).casefold() == owner.casefold() for each in people)
    return greeted(book, client, owner) if known or " " not in owner else ""
