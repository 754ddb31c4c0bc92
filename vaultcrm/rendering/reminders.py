"""A reminder → the body and the front matter of its note."""

from pathlib import Path

from vaultcrm.model import Ref
from vaultcrm.reminders import Reminder
from vaultcrm.rendering.templates import render
from vaultcrm.rendering.text import one_line, printable, wikilink

_PRIORITY_SIGNS = {"highest": "🔺", "high": "⏫", "medium": "🔼", "low": "🔽", "lowest": "⏬"}


def front_matter(reminder: Reminder) -> dict[str, object]:
    """The properties of a reminder's note, flat, in the order in which they are written."""
    fields: dict[str, object] = {"type": "reminder"}
    for name, link in (("client", reminder.client), ("project", reminder.project)):
        if link:
            fields[name] = _property(link)
    fields |= {"rule": reminder.rule, "due": reminder.due}
    if reminder.priority:
        fields["priority"] = reminder.priority
    return {**fields, "status": "open", "source": list(reminder.source)}


def body(root: Path, reminder: Reminder) -> str:
    """The note's text, from the rule's template."""
    data = {
        "title": _plain(reminder.title),
        "due": reminder.due.isoformat(),
        "priority": _PRIORITY_SIGNS.get(reminder.priority, ""),
        "why": _plain(reminder.why),
        "client": wikilink(reminder.client) if reminder.client else "",
        "project": wikilink(reminder.project) if reminder.project else "",
        "evidence": [wikilink(each) for each in reminder.evidence],
    }
    return render(root, f"reminders/{reminder.rule}.md.j2", data)


def _property(link: Ref) -> str:
    """A link in a property, where a display text would only be in the way."""
    return f"[[{link.target}]]"


def _plain(text: str) -> str:
    return printable(one_line(text))
