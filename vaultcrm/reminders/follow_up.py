"""A project ended some time ago, and it is time to ask how its work does.

It is due 30, 90 and 180 days (`after`) after a project was delivered; after it ended (`ends`), for
one that was closed without a delivery. Each is a reminder of its own; of several that have passed
only the latest is left. Contact with the client from the day on which it is shown settles it.
Half a year after its day it is let be.

For example, a website delivered on 20 October is asked about on 19 November, 18 January and
18 April. `follow_up: {after: [30d, 12 months]}` in the settings changes the days; clients who are
past or lost are let be.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from vaultcrm.facts.book import day_of, path_of
from vaultcrm.facts.calendar import earlier
from vaultcrm.facts.contact import closed_days, last_contact
from vaultcrm.facts.patience import clients_by_path, until
from vaultcrm.facts.titles import spelled_out, title_of
from vaultcrm.model import Duration, Record
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._mails import greeted

RULE = Rule(
    settled="There has been contact since, or a later follow-up took its place, or its day was "
    "half a year ago, or the project or the client is not what it was.",
    after=(Duration("30d", days=30), Duration("90d", days=90), Duration("180d", days=180)),
)
_OVERDUE = timedelta(days=180)
_OVER = ("delivered", "closed")  # projects
_GONE = ("past", "lost")  # clients


def due(asked: Asked) -> Iterator[Reminder]:
    book, contacts = asked.book, last_contact(asked.book)
    for project in book.records("projects"):
        client = clients_by_path(book).get(path_of(project.fields.get("client")))
        ended, how = _end(project)
        if not client or client.fields.get("status") in _GONE or not ended:
            continue
        fact = contacts.get(client.path)
        last = (day_of(fact.value) if fact else None) or date.min
        for day, after in _days(asked, client.path, ended):
            if last >= _shown_on(asked, client.path, day) or asked.today - day > _OVERDUE:
                continue
            yield asked.about_note(
                project,
                after.text,
                day,
                f"Follow up on {title_of(project)} with {title_of(client)}",
                f"It {how} on {ended}; this is the follow-up after {spelled_out(after)}.",
                draft={
                    "name": greeted(book, client.path),
                    "project": title_of(project),
                    "how": how,
                    "ended": ended,
                },
            )


def _end(project: Record) -> tuple[date | None, str]:
    """When a project was over, None if it is not, and how that is said."""
    status, delivered = project.fields.get("status"), day_of(project.fields.get("delivered"))
    if status in _OVER and delivered:
        return delivered, "was delivered"
    return (day_of(project.fields.get("ends")) if status == "closed" else None), "ended"


def _days(asked: Asked, client: str, ended: date) -> Iterator[tuple[date, Duration]]:
    """The days of the follow-ups, but those after which another one has been due since."""
    found = [(until(asked.book, ended, after), after) for after in asked.after(client)]
    days = [(day, after) for day, after in found if day]
    latest = max((day for day, _ in days if day <= asked.today), default=date.min)
    return ((day, after) for day, after in days if day >= latest)


def _shown_on(asked: Asked, client: str, day: date) -> date:
    lead = asked.tuning(client).lead or asked.rule.lead
    return earlier(day, lead, asked.book.config.office_hours.days, closed_days(asked.book))
