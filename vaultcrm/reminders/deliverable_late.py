"""A deliverable is late: tell the client, with a new date.

A deliverable of a running project that is ours and past its due date. It is due on the next
business day (`after`; with `after: [1bd, 5bd]` once more after five). The note holds a mail,
which names what they were to do by that day for the project, or in general, and have not done.
Ticking the deliverable, or writing down the day that was agreed on instead, settles it.

`- [ ] Pages 📅 2026-11-20`, a Friday, and not ticked, is one on Monday, the 23rd.
"""

from collections.abc import Iterator

from vaultcrm.facts.lines import days_late
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._work import deliverables, said_in, short, step_after, theirs, whom

RULE = Rule(
    settled="It was ticked, cancelled, put on hold, moved to another day or given to somebody else,"
    " or its project does not run any more.",
    after=(Duration("1bd", business_days=1),),
)


def due(asked: Asked) -> Iterator[Reminder]:
    for line, day, project in deliverables(asked.book):
        if not days_late(line, asked.today):
            continue
        client = client_of(project)
        title = f"Tell {whom(asked.book, line)} a new date: {short(line)}"
        why = f"It was to be handed over on {day}, and is still open."
        draft = {
            "name": greeted(asked.book, client),
            "said": said_in(line),
            "project": title_of(project),
            "day": day,
            "theirs": theirs(asked.book, client, project.path, day),
        }
        if step := step_after(asked, client, day):
            yield asked.about_line(line, *step, title, why, draft=draft)
