"""An opportunity rots: its expected close has passed, or nobody was in touch for over 30 days.

Opportunities are the projects that are a lead or proposed, but of past and lost clients. It is due
on the day after `expected_close`; before that on the 31st day after the last contact about it, or
with its client, and without any after the first that is known of it: its `start`, or its
`proposed_on`. One without any date at all never rots. A proposal without an answer is asked about
by `proposal_unanswered` first, and is due here a month after the last time. Where we have promised
something for it, or for its client in general, the mail names that. A contact settles it, a later
`expected_close`, and any other status.

`pipeline_rots: {lead: 7d}` shows it a week before. A lead of which nothing was heard since
20 October is due on 20 November.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of, note_of, path_of
from vaultcrm.facts.pipeline import opportunities
from vaultcrm.facts.titles import title_of
from vaultcrm.reminders import Reminder, Rule, proposal_unanswered
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._pipeline import expects_us, given_up_on, rots_on, waiting
from vaultcrm.reminders._work import ours

RULE = Rule(settled="There has been contact, it is to close later, or it has moved on.")


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    asking = Asked("proposal_unanswered", proposal_unanswered.RULE, book)
    for each in opportunities(book):
        project = each.project
        client, day = path_of(project.fields.get("client")), rots_on(each, book.today)
        wait = waiting(book, project) if asking.tuning(client).on else None
        if wait and day:
            given_up = given_up_on(book, wait.since, asking.after(client))
            day = max(day, given_up) if given_up and given_up <= book.today else None
        if day is None or not expects_us(book, project):
            continue
        close, last = day_of(project.fields.get("expected_close")), each.last
        why = [f"It is {'a lead' if each.stage == 'lead' else each.stage}"]
        proposed = day_of(project.fields.get("proposed_on"))
        why += [f"with them since {proposed}"] if proposed and each.stage == "proposed" else []
        why += [f"to close by {close}"] if close else []
        why += [f"the last contact was on {last}" if last else "no contact is written down"]
        yield asked.about_note(
            project,
            day,
            day,
            f"Move {title_of(project)} on or let it go",
            f"{', '.join(why[:-1])}; {why[-1]}.",
            evidence=(project.path, *([note_of(each.place)] if each.place else ())),
            draft={
                "name": greeted(book, client),
                "project": title_of(project),
                "ours": ours(book, client, project.path),
            },
        )
