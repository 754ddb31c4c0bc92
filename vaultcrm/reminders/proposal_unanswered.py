"""A proposal has no answer yet: ask about it after 7 days, and again after 21.

These days count from the project's `proposed_on`, the day on which they got it. Without it: from
the first time that we wrote to them since they last spoke to us, by the logs and meetings that are
about the project or about none. Projects with the status `proposed` count, but of past and lost
clients. Only the later of the two is there at a time. Any word from them after that day settles it,
and so does another status; a month after the last of them the project is left to `pipeline_rots`.

`proposal_unanswered: {after: [5bd, 15bd]}` asks at other times, `proposal_unanswered after 10d` in
a client's note for that client. Of a proposal that went out on 2 November, the first reminder is
due on 9 November.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import path_of
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_title
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._pipeline import given_up_on, waiting
from vaultcrm.reminders._steps import latest_step

RULE = Rule(
    settled="They have answered, the project has moved on, or it is asked about anew.",
    after=(Duration("7d", days=7), Duration("21d", days=21)),
)


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for project in book.records("projects"):
        client, wait = path_of(project.fields.get("client")), waiting(book, project)
        after = asked.after(client)
        step = latest_step(asked, wait.since, client) if wait else None
        if wait is None or step is None:
            continue
        given_up = given_up_on(book, wait.since, after)
        if given_up and given_up <= book.today:
            continue
        name, since, title = client_title(book, client), wait.since, title_of(project)
        sent = "The proposal is with them since" if wait.contact is None else "We wrote to them on"
        yield asked.about_note(
            project,
            step.day,
            step.day,
            f"Ask{f' {name}' if name else ''} about the proposal for {title}",
            f"{sent} {since}, and no answer is written down.",
            evidence=(project.path, wait.contact.record.path) if wait.contact else (),
            draft={
                "name": greeted(book, client),
                "project": title,
                "since": since.isoformat() if wait.contact is None else "",
                "again": step.number > 0,
            },
        )
