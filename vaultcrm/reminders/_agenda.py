"""Today's list: what somebody is reminded of, whether its note is there yet or not."""

from datetime import date
from typing import NamedTuple

from vaultcrm.reminders import Reminder
from vaultcrm.reminders._plan import DIGEST, Plan


class Item(NamedTuple):
    """`path` is that of its note, '' while there is none. `client` is a name."""

    due: date | None
    title: str
    rule: str
    client: str
    path: str


def agenda(todo: Plan, today: date) -> tuple[Item, ...]:
    """What is open and neither asleep nor deferred, what has piled up in digests included, by its
    day."""
    asleep = {note.path for note, _ in todo.asleep}
    items = [
        Item(note.due, note.title, note.rule, note.client_name, note.path)
        for note in todo.open
        if note.path not in asleep and note.rule != DIGEST
    ]
    reopened = (each.reminder for each in todo.reopen)
    new = [(each, "") for each in (*todo.write, *todo.later, *todo.hidden, *reopened)]
    new += [(each, digest.path) for digest in todo.digests for each in digest.reminders]
    items += [_item(each, path) for each, path in new]
    return tuple(sorted(items, key=lambda each: (each.due or today, each.title, each.path)))


def _item(reminder: Reminder, path: str) -> Item:
    client = reminder.client
    name = (client.display or client.target) if client else ""
    return Item(reminder.due, reminder.title, reminder.rule, name, path)
