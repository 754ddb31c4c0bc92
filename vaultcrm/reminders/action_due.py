"""An action of ours is due, or overdue.

An action is a task anywhere in the vault's notes (`- [ ] Send the draft 📅 2026-11-24`), ours
unless it names another owner. Ticking it, cancelling it or moving its date settles it.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of
from vaultcrm.facts.promises import is_ours, is_waiting
from vaultcrm.facts.titles import said_of
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of

RULE = Rule(settled="It was ticked, cancelled, moved to another day or given to somebody else.")


def due(asked: Asked) -> Iterator[Reminder]:
    for action in asked.book.open_lines("actions"):
        day = day_of(action.fields.get("due"))
        if day and is_waiting(action) and is_ours(action, asked.book):
            why = "We promised it, in the note below." if client_of(action) else "It is due."
            title = said_of(action) or "An action without words"
            yield asked.about_line(action, day, day, title, why)
