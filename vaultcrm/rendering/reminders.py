"""A reminder → the body and the front matter of its note."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from vaultcrm.errors import VaultError
from vaultcrm.model import Money, Ref
from vaultcrm.reminders import Reminder
from vaultcrm.rendering.templates import exists, render
from vaultcrm.rendering.text import cell, one_line, printable, wikilink

_GAP = re.compile(r"\n(?:[ \t]*\n){2,}")
_FOLDER = "reminders"  # of their templates
GENERIC = f"{_FOLDER}/reminder.md.j2"
DIGEST = "digest"
DIGEST_NAME = "What has piled up"  # of its file, after the day
_MOST_LISTED = 200  # reminders in a digest
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
    return {**fields, "status": "open", "source": [_property(each) for each in reminder.evidence]}


def body(root: Path, reminder: Reminder, complaints: list[str] | None = None) -> str:
    """The note's text, from the rule's template, or the one for all that have none of their own.
    Where the vault's own cannot be used, ours is, and `complaints` are told why."""
    return _text(root, template_of(reminder.rule), data_of(reminder), complaints)


def template_of(rule: str) -> str:
    """The name of a rule's own template, which need not be there."""
    return f"{_FOLDER}/{rule}.md.j2"


def data_of(reminder: Reminder) -> dict[str, Any]:
    """What the template of a reminder's note is given."""
    return {
        "title": _plain(reminder.title),
        "due": reminder.due.isoformat(),
        "priority": _PRIORITY_SIGNS.get(reminder.priority, ""),
        "why": _plain(reminder.why),
        "text": printable(reminder.text),
        "quotes": [_plain(each) for each in reminder.quotes],
        "client": wikilink(reminder.client) if reminder.client else "",
        "project": wikilink(reminder.project) if reminder.project else "",
        "evidence": [wikilink(each) for each in reminder.evidence],
        "draft": {name: _shown(value) for name, value in reminder.draft.items()},
    }


def _text(
    root: Path, name: str, data: Mapping[str, Any], complaints: list[str] | None = None
) -> str:
    """What a template makes of the data, or the one for all where there is none of that name."""
    found: Path | None = root
    while True:
        try:
            text = render(found, name if exists(found, name) else GENERIC, data)
            return _GAP.sub("\n\n", text).strip() + "\n"
        except VaultError as error:
            if found is None:
                raise
            found = None
            if complaints is not None and error.message not in complaints:
                complaints.append(error.message)


def digest_title(count: int) -> str:
    return f"Go through what has piled up: {count} {'reminder' if count == 1 else 'reminders'}"


def digest_front_matter(day: date) -> dict[str, object]:
    """The properties of the one note of many reminders, on the day that it is of."""
    return {"type": "reminder", "rule": "digest", "due": day, "status": "open"}


def digest_body(
    root: Path, day: date, reminders: Sequence[Reminder], complaints: list[str] | None = None
) -> str:
    """The text of that note: one task, and what it is about, the oldest first. `complaints` as in
    `body`."""
    return _text(root, template_of(DIGEST), digest_data(day, reminders), complaints)


def digest_data(day: date, reminders: Sequence[Reminder]) -> dict[str, Any]:
    return {
        "title": digest_title(len(reminders)),
        "due": day.isoformat(),
        "reminders": [
            {
                "due": each.due.isoformat(),
                "title": _plain(each.title),
                "client": wikilink(each.client) if each.client else "",
                "evidence": [wikilink(link) for link in each.evidence],
            }
            for each in reminders[:_MOST_LISTED]
        ],
        "more": max(0, len(reminders) - _MOST_LISTED),
    }


def _shown(value: Any) -> Any:
    """A value that a draft fills in, as text on one line; lists and mappings keep their form."""
    if isinstance(value, Money | Ref | date):
        return _plain(cell(value))
    if isinstance(value, Mapping):
        return {name: _shown(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_shown(each) for each in value]
    return _plain(value) if isinstance(value, str) else value


def _property(link: Ref) -> str:
    """A link in a property, where a display text would only be in the way."""
    return f"[[{link.target}]]"


def _plain(text: str) -> str:
    return printable(one_line(text))
