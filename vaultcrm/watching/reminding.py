"""Reminders → notes: what is due becomes a note in `reminders/`, once."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from vaultcrm.facts.book import Book
from vaultcrm.index.index import Index
from vaultcrm.reminders import Reminder, all_due
from vaultcrm.rendering import reminders as rendering
from vaultcrm.writing.generated import generated, write_generated
from vaultcrm.writing.lock import write_lock
from vaultcrm.writing.names import name_key, safe_name

MOST = 100  # reminders at a time, those due last first: a neglected vault shall not be flooded


class Outcome(NamedTuple):
    """What became of a reminder: `written` now, `unchanged` since it was there already, or `kept`
    because a note of somebody's own stands in its place."""

    path: str
    action: Literal["written", "unchanged", "kept"]
    title: str


def write_reminders(index: Index, today: date, dry_run: bool = False) -> list[Outcome]:
    """Writes a note for what is due and has none yet, of the `MOST` that are due last. A reminder
    that has a note, wherever it was moved to and whatever became of it, is left alone."""
    vault = index.vault
    book = Book.of(index, today)
    due = sorted(all_due(book), key=lambda each: (each.due, each.key))[-MOST:]
    existing = {
        key: record.path
        for record in book.records("reminders")
        if isinstance(key := record.fields.get("source_key"), str)
    }
    paths = _paths(due, vault.schema.types["reminder"].folder, existing)
    outcomes = [
        Outcome(existing[each.key], "unchanged", each.title) for each in due if each.key in existing
    ]
    new = [each for each in due if each.key not in existing]
    if dry_run:
        return [*outcomes, *(Outcome(paths[each.key], "written", each.title) for each in new)]
    if new:
        with write_lock(vault.root):
            for each in new:
                path = paths[each.key]
                data = generated(
                    rendering.front_matter(each),
                    rendering.body(vault.root, each),
                    "vaultcrm",
                    each.key,
                    path,
                )
                action = write_generated(vault.root, path, data)
                outcomes.append(Outcome(path, action, each.title))
    return outcomes


def _paths(due: Iterable[Reminder], folder: str, existing: dict[str, str]) -> dict[str, str]:
    """A path for each reminder by its key. Where two would have the same name, all but the first
    by key carry a part of their key's hash, so that every machine names them alike."""
    taken = {name_key(path) for path in existing.values()}
    paths: dict[str, str] = {}
    for each in sorted(due, key=lambda each: each.key):
        if each.key in existing:
            continue
        name = safe_name(f"{each.due.isoformat()} {each.title}")
        path = f"{folder}/{name}.md"
        if name_key(path) in taken:
            digest = hashlib.sha256(each.key.encode()).hexdigest()[:6]
            path = f"{folder}/{name} {digest}.md"
        taken.add(name_key(path))
        paths[each.key] = path
    return paths
