"""A project is due.

A project that is agreed or active, and its `due`. It is shown five business days before (`lead`),
and stays until the project is delivered or its date is moved. Where a deliverable of ours is due on
that very day and still open, that one's reminder stands for both once it is shown; where a retainer
runs out on it, the one of `retainer_renewal` does.

`due: 2026-12-11`, a Friday, is shown from the Friday before on.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule, deliverable_due
from vaultcrm.reminders._asked import Asked, client_of
from vaultcrm.reminders._work import deliverables, running
from vaultcrm.reminders.retainer_renewal import renewal

RULE = Rule(
    settled="It was delivered, or does not run any more, or its date was moved,"
    " or the reminder of a deliverable of the same day stands for it now.",
    lead=Duration("5bd", business_days=5),
)


def due(asked: Asked) -> Iterator[Reminder]:
    others = Asked("deliverable_due", deliverable_due.RULE, asked.book)
    stand_for_it = {(each.project.path, each.day) for each in deliverables(asked.book)}
    for path, project in running(asked.book).items():
        day, start = (day_of(project.fields.get(name)) for name in ("due", "start"))
        client = client_of(project)
        if day is None or day == renewal(asked.book, project):
            continue
        shown = others.tuning(client).on and others.shown_on(day, client) <= asked.today
        if shown and (path, day) in stand_for_it:
            continue
        since = f"It began on {start} and" if start and start < day else "It"
        why = f"{since} is to be done by {day}."
        yield asked.about_note(project, day, day, f"Deliver {title_of(project)}", why)
