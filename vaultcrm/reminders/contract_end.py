"""A contract ends: a project has an `ends`, or a client an `ended` that is still to come.

Shown 60 days before that day, so that there is time to speak about what comes after it. Projects
count while they are agreed, active or paused; a retainer that runs out has `retainer_renewal`
instead. A client whose project ends on that very day is not reminded of twice. Moving the day
settles it, and so does delivering, closing or losing the project, and the end of the client; a
client's also when the day has passed.

`contract_end: {lead: 90d}` shows it earlier. A contract with `ends: 2027-01-31` is shown from
2 December on.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of, path_of
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_title
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders.retainer_renewal import in_hand, renewal

RULE = Rule(
    settled="Its day was moved or has passed, or it is over.",
    lead=Duration("60d", days=60),
    waits=False,
)
_GONE = ("past", "lost")


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    ending = set()
    for project in filter(lambda each: in_hand(book, each), book.records("projects")):
        client, ends = path_of(project.fields.get("client")), day_of(project.fields.get("ends"))
        renews = renewal(book, project)
        ending |= {(client, day) for day in (ends, renews) if day}
        if ends is None or renews:
            continue
        name = client_title(book, client)
        yield asked.about_note(
            project,
            ends,
            ends,
            f"Talk{f' to {name}' if name else ''} about the end of {title_of(project)}",
            f"Its contract ends on {ends}.",
            draft={
                "name": greeted(book, client),
                "day": ends.isoformat(),
                "what": f"our contract for {title_of(project)}",
            },
        )
    for note in book.records("clients"):
        day = day_of(note.fields.get("ended"))
        if not day or day < asked.today or note.fields.get("status") in _GONE:
            continue
        if (note.path, day) not in ending:
            yield asked.about_note(
                note,
                day,
                day,
                f"Talk to {title_of(note)} about the end of our work together",
                f"It ends on {day}, by the client's note.",
                draft={
                    "name": greeted(book, note.path),
                    "day": day.isoformat(),
                    "what": "our work together",
                },
            )
