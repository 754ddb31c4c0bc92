"""An action of ours is due, or overdue.

An action is a task anywhere in the vault's notes (`- [ ] Send the draft 📅 2026-11-24`), ours
unless it names another owner. Ticking it, cancelling it or moving its date settles it, where it
stands or in the reminder's note.

`action_due: {lead: 1bd}` shows it a business day before.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of
from vaultcrm.facts.promises import is_ours, is_waiting
from vaultcrm.facts.titles import said_of
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._work import name_of

RULE = Rule(settled="It was ticked, cancelled, moved to another day or given to somebody else.")
_NOTED = "It is noted in the note below."


def due(asked: Asked) -> Iterator[Reminder]:
    for action in asked.book.open_lines("actions"):
        day = day_of(action.fields.get("due"))
        if day and is_waiting(action) and is_ours(action, asked.book):
            owner = name_of(action.fields.get("owner"))
            why = f"Noted for {owner} in the note below." if owner else _NOTED
            title = said_of(action) or "An action without words"
            yield asked.about_line(action, day, day, title, why)
