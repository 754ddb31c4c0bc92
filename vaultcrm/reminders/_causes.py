"""Every reminder that there is cause for, and the day from which on it is shown."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from importlib import import_module
from typing import NamedTuple

from vaultcrm.facts.book import Book
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.index.index import Index
from vaultcrm.model import Ref
from vaultcrm.reminders import NONE_OWN, OwnRules, Reminder, Rule, rule_names
from vaultcrm.reminders._asked import Asked

REMINDERS = ".vaultcrm/reminders"  # the vault's own rules


class Cause(NamedTuple):
    """A reminder, the first day on which it is shown, and why it is not shown then, if it is not:
    the client or the project is paused, or the rule is turned off for it."""

    reminder: Reminder
    shows_on: date
    waits_for: str = ""
    off: bool = False


def causes(book: Book, own: OwnRules = NONE_OWN) -> Iterator[Cause]:
    """Everything there is cause for, rule by rule; `own` are the rules that the vault has of its
    own."""
    for asked, due in _sources(book, own):
        seen: Counter[str] = Counter()
        for each in due(asked):
            client = each.client.path if each.client else ""
            tuning = asked.tuning(client)
            seen[each.key] += 1
            if (number := seen[each.key]) > 1:  # the same words twice in a note are two promises
                each = each._replace(subject=f"{each.subject} ({number})")
            shown = asked.shown_on(each.due, client)
            yield Cause(each, shown, _waits_for(book, asked.rule, each), not tuning.on)


def rules(own: OwnRules = NONE_OWN) -> Mapping[str, Rule]:
    """All rules that could be asked, by their names: of the vault's own those that are certain."""
    ours = {name: import_module(f"vaultcrm.reminders.{name}").RULE for name in rule_names()}
    return {**ours, **{name: each.rule for name, each in own.rules.items() if each.certain}}


def own_rules(index: Index, book: Book) -> OwnRules:
    """A vault's own rules, from their files. Without any, the language that they are written in is
    not imported."""
    if not os.path.isdir(index.vault.root / REMINDERS):
        return NONE_OWN
    from vaultcrm.reminders._user import read_rules
    from vaultcrm.views.rows import Vaultwide

    now = datetime.combine(book.today, time())  # the same all day, on every machine
    return read_rules(index.vault, Vaultwide(index, book, now))


def _sources(
    book: Book, own: OwnRules
) -> Iterator[tuple[Asked, Callable[[Asked], Iterator[Reminder]]]]:
    for name in rule_names():
        module = import_module(f"vaultcrm.reminders.{name}")
        yield Asked(name, module.RULE, book), module.due
    for name, each in own.rules.items():
        yield Asked(name, each.rule, book), each.due


def is_away(book: Book) -> date | None:
    """The last of the days off that today is one of; None if we are here."""
    periods = book.config.reminders.away
    ends = [each.last for each in periods if each.first <= book.today <= each.last]
    return max(ends, default=None)


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
