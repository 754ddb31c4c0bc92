"""A deliverable is due soon, or today.

A deliverable of a running project that is ours and has a due date. It is shown three business days
before (`lead`). Ticking or cancelling it, putting it on hold or moving its date settles it; once
the day has passed `deliverable_late` takes over. One that names somebody else is `chase`'s.

`- [ ] Pages 📅 2026-11-27`, a Friday, is shown from Tuesday, the 24th, on.
"""

from collections.abc import Iterator

from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of, client_title
from vaultcrm.reminders._work import deliverables, short

RULE = Rule(
    settled="It was ticked, cancelled, put on hold, moved to another day or given to somebody else,"
    " its project does not run any more, or its day has passed.",
    lead=Duration("3bd", business_days=3),
)


def due(asked: Asked) -> Iterator[Reminder]:
    for line, day, project in deliverables(asked.book):
        if day >= asked.today:
            client = client_title(asked.book, client_of(project))
            whose = f" to {client}" if client else ""
            title = f"Deliver {title_of(project)}: {short(line)}"
            why = f"It is to be handed over{whose} on {day}."
            yield asked.about_line(line, day, day, title, why)
