"""The names of the notes of reminders."""

import hashlib
import os
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from vaultcrm.reminders import Reminder
from vaultcrm.writing.names import name_key, safe_name

_TWIN = re.compile(r" \(\d+\)\Z")  # the same words again in one note (see `causes`)


def names_in(root: Path, folder: str) -> Collection[str]:
    """The names in a folder of the vault, as a disk that ignores case takes them."""
    with suppress(OSError):
        return frozenset(map(name_key, os.listdir(root / folder)))
    return frozenset()


def paths_of(new: Iterable[Reminder], folder: str, taken: Collection[str]) -> dict[str, str]:
    """A path for each reminder by its key: its day and its title, and the name of the note that it
    is about where the title does not hold it. So it depends on nothing but the reminder, and every
    machine names it alike; only where a file of somebody's own has the name, it has a part of its
    key's hash as well."""
    used = set(taken)
    paths: dict[str, str] = {}
    for each in sorted(new, key=lambda each: each.key):
        title, about = each.title, each.about.target if each.about else ""
        if not re.search(rf"(?<!\w){re.escape(about)}(?!\w)", title, re.IGNORECASE):
            title = f"{title} ({about})"
        if twin := _TWIN.search(each.subject):
            title += twin[0]
        name = safe_name(f"{each.due.isoformat()} {title}")
        if name_key(f"{name}.md") in used:
            name += f" {short_hash(each.key)}"
        used.add(name_key(f"{name}.md"))
        paths[each.key] = f"{folder}/{name}.md"
    return paths


def short_hash(text: str) -> str:
    """What tells two names apart."""
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:6]
