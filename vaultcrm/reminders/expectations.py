"""Work begins, and what is expected is not written down.

A running project with a `start`, if it was not agreed (no day in `agreed_on`), or its client has
nothing under `## Expectations`, neither theirs nor ours. It is due on the day of the start, and
shown three business days before (`lead`). Of several projects of a client without expectations, the
one that began first asks for them. Writing down what is missing settles it.

`start: 2026-12-01`, a Tuesday, is shown from Thursday, the 26th of November, on.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from vaultcrm.facts.book import Book, by_note, day_of
from vaultcrm.facts.scope import agreement
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of, client_title
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._work import running

RULE = Rule(
    settled="It was written down, the start was moved, or the project does not run any more.",
    lead=Duration("3bd", business_days=3),
)
_EXPECTED = "what they expect of us and we of them (`## Expectations` in the client's note)"
_AGREED = "the day on which they agreed (`agreed_on` in the project's note)"


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    written, first = by_note(book.records("expectations"), "client"), book.once(_first_projects)
    for path, project in running(book).items():
        start, client = day_of(project.fields.get("start")), client_of(project)
        known = client_title(book, client)
        unsaid = bool(known) and client not in written and first.get(client) == path
        missing = [_EXPECTED] if unsaid else []
        if agreement(book)[path].value == "none":
            missing.append(_AGREED)
        if start and missing:
            title = f"Get the yes of {known or 'the client'} to {title_of(project)}"
            if unsaid:
                title = f"Agree with {known} on what to expect of {title_of(project)}"
            why = f"The work is to begin on {start}. Not written down: {' and '.join(missing)}."
            draft = {
                "name": greeted(book, client),
                "project": title_of(project),
                "start": start,
                "expected": unsaid,
                "agreed": _AGREED not in missing,
            }
            yield asked.about_note(project, start, start, title, why, draft=draft)


def _first_projects(book: Book) -> Mapping[str, str]:
    """The running project of each client that begins first, by the client's path."""
    starts: dict[str, tuple[date, str]] = {}
    for path, project in running(book).items():
        start, client = day_of(project.fields.get("start")), client_of(project)
        if start:
            starts[client] = min(starts.get(client, (date.max, "~")), (start, path))
    return {client: path for client, (_, path) in starts.items()}
