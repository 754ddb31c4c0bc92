"""Every reminder that there is cause for, and the day from which on it is shown."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import NamedTuple

from vaultcrm.facts.book import Book
from vaultcrm.facts.calendar import earlier
from vaultcrm.facts.contact import closed_days
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.model import Duration, Ref
from vaultcrm.reminders import Reminder, Rule, rule_names
from vaultcrm.reminders._asked import Asked


class Cause(NamedTuple):
    """A reminder, the first day on which it is shown, and why it is not shown then, if it is not:
    the client or the project is paused."""

    reminder: Reminder
    shows_on: date
    waits_for: str = ""


def causes(book: Book) -> Iterator[Cause]:
    """Everything there is cause for, rule by rule, but what is turned off."""
    for name in rule_names():
        module = import_module(f"vaultcrm.reminders.{name}")
        asked = Asked(name, module.RULE, book)
        seen: Counter[str] = Counter()
        for each in module.due(asked):
            client = each.client.path if each.client else ""
            tuning = asked.tuning(client)
            if not tuning.on:
                continue
            seen[each.key] += 1
            if (number := seen[each.key]) > 1:  # the same words twice in a note are two promises
                each = each._replace(subject=f"{each.subject} ({number})")
            shown = _shown_on(book, each.due, tuning.lead or asked.rule.lead)
            yield Cause(each, shown, _waits_for(book, asked.rule, each))


def is_away(book: Book) -> date | None:
    """The last of the days off that today is one of; None if we are here."""
    periods = book.config.reminders.away
    ends = [each.last for each in periods if each.first <= book.today <= each.last]
    return max(ends, default=None)


def _shown_on(book: Book, due: date, lead: Duration) -> date:
    """The last day of the office at or before the day that lies the lead before the due date: what
    is due on a Sunday is shown on Friday."""
    return earlier(due, lead, book.config.office_hours.days, closed_days(book))


def _waits_for(book: Book, rule: Rule, reminder: Reminder) -> str:
    if not rule.waits:
        return ""
    projects = book.once(_paused_projects)
    if reminder.project and reminder.project.path in projects:
        return reminder.project.target
    client: Ref | None = reminder.client
    note = clients_by_path(book).get(client.path) if client else None
    return client.target if client and note and note.fields.get("status") == "paused" else ""


def _paused_projects(book: Book) -> frozenset[str]:
    return frozenset(
        project.path
        for project in book.records("projects")
        if project.fields.get("status") == "paused"
    )
