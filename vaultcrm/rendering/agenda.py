"""Today's list of reminders as lines of text, for a terminal, a mail or a prompt."""

from collections.abc import Iterator, Sequence
from datetime import date

from vaultcrm.reminders._agenda import Item


def as_lines(items: Sequence[Item], today: date) -> Iterator[str]:
    """A line that sums it up, then what is late, due today and soon, each with its day; nothing at
    all where nothing is due."""
    late = [each for each in items if each.due and each.due < today]
    now = [each for each in items if each.due is None or each.due == today]
    soon = [each for each in items if each.due and each.due > today]
    parts = [
        f"{len(part)} {name}"
        for name, part in (("overdue", late), ("due today", now), ("soon", soon))
        if part
    ]
    if not parts:
        return
    yield f"{today:%A}, {today.isoformat()}: {', '.join(parts)}"
    for title, part in (("Overdue", late), ("Today", now), ("Soon", soon)):
        if part:
            yield ""
            yield title
            yield from map(_line, part)


def _line(item: Item) -> str:
    whom = item.client and item.client.casefold() not in item.title.casefold()
    day = item.due.isoformat() if item.due else ""
    return f"  {day:10}  {item.title}{f' ({item.client})' if whom else ''}"
