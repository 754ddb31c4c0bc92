"""A change was asked for, and nobody has decided.

A change request of a project that is not over, `undecided_after` (in the settings' `practice:`, or
the client's note) after it was asked for: three days. One without a `cost` wants an answer, with
cost and days; one with it wants a decision. The note holds a mail: what the change is, what it
costs and takes, and what stays as agreed. A due date on the line (`📅`) counts instead, such as the
day until which they want to decide. Ticking (approved), cancelling (refused) or putting it on hold
settles it.

`- [ ] French [cost:: 900 EUR] [asked:: 2026-11-02]` wants a decision on the 5th.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of, path_of
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.owed import changes
from vaultcrm.facts.promises import is_waiting
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Money, Record
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._letters import in_words
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._work import is_over, said_in, short, whom

RULE = Rule(
    settled="It was answered, approved, refused or put on hold, it has another day, or the client"
    " is paused or has left."
)


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    projects = {each.path: each for each in book.records("projects")}
    for began, until, change, client in changes(book):
        if not is_waiting(change) or is_over(book, change):
            continue
        project = projects[path_of(change.fields.get("project"))]
        until = day_of(change.fields.get("due")) or until
        cost = change.fields.get("cost")
        who, what = whom(book, change), short(change)
        if isinstance(cost, Money):
            title, stage = f"Get a decision from {who}: {what}", "decision"
            why = f"It was asked for on {began} and has a price; nobody has decided."
        else:
            title, stage = f"Tell {who} cost and days of {what}", "answer"
            why = f"It was asked for on {began}; what it costs is not written down."
        draft = _draft(change, project) | {"name": greeted(book, client), "asked": began}
        moved = f" {until}" if change.fields.get("due") else ""
        period = f"{began} {stage}{moved}"
        yield asked.about_line(change, period, until, title, why, draft=draft)


def _draft(change: Record, project: Record) -> dict[str, object]:
    cost, fee = change.fields.get("cost"), project.fields.get("fee")
    return {
        "said": said_in(change),
        "cost": in_words(cost) if isinstance(cost, Money) else "",
        "fee": in_words(fee) if isinstance(fee, Money) else "",
        "days": _count(change, "days", "day"),
        "hours": _count(change, "hours", "hour"),
        "project": title_of(project),
        "due": day_of(project.fields.get("due")) or "",
        "agreed": day_of(project.fields.get("agreed_on")) or "",
    }


def _count(change: Record, field: str, unit: str) -> str:
    """`12 days`; '' where the line does not say."""
    number = number_of(change.fields.get(field))
    return "" if number is None else f"{number.normalize():f} {unit}{'' if number == 1 else 's'}"
