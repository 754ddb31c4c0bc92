"""A project was delivered, and nobody has looked back on it.

It is due when the time for it is up (`debrief_within` in `practice:`, 14 days after `delivered`, or
as the client's note says), for projects that are delivered or closed. Any text under `## Debrief`
of the project's note settles it; after a year it is let be.

For example, a website delivered on 9 November is due on the 23rd. `practice: {debrief_within: 7d}`
asks earlier, `debrief: {lead: 3d}` shows it earlier.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of, path_of
from vaultcrm.facts.owed import HISTORY
from vaultcrm.facts.patience import allowed, until
from vaultcrm.facts.titles import title_of
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked

RULE = Rule(
    settled="Its debrief was written, or it was delivered on another day, not at all, or over a "
    "year ago."
)
_OVER = ("delivered", "closed")


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for project in book.records("projects"):
        fields = project.fields
        delivered, client = day_of(fields.get("delivered")), path_of(fields.get("client"))
        if fields.get("status") not in _OVER or not delivered or not client:
            continue
        if book.today - delivered > HISTORY:
            continue
        day = until(book, delivered, allowed(book, client, "debrief_within"))
        if day is None or book.place_of(project.path, "## Debrief") != project.path:
            continue
        yield asked.about_note(
            project,
            delivered,
            day,
            f"Look back on {title_of(project)}",
            f"It was delivered on {delivered}, and its note has no debrief.",
            draft={
                "start": day_of(fields.get("start")) or "",
                "due": day_of(fields.get("due")) or "",
                "delivered": delivered,
            },
        )
