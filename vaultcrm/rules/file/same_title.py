"""Two notes of one type have the same title.

## What it finds

Notes of one type with the same title (or name, where they have none), whatever its case, and
without a date that would tell them apart. Plain notes are left out.

## Why it matters

Lists and reports show titles: two lines say Acme, and nobody knows which is which. Commands that
take a name will ask for the path.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
```
```markdown clients/Acme Berlin.md
---
type: client
status: active
title: Acme
---
```

## What to do

Tell them apart in the `title`: "Acme Berlin". No program can do that for you.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vaultcrm.model import Problem
from vaultcrm.schema.schema import BASE_TYPE

if TYPE_CHECKING:
    from vaultcrm.index.index import Index

SEVERITY = "advice"


def check(index: "Index") -> Iterator[tuple[str, Problem]]:
    unreadable = set(index.unreadable())
    for note_type in index.vault.schema.types.values():
        if note_type.name == BASE_TYPE:
            continue
        first: dict[tuple[str, str, str], str] = {}
        for record in index.records(note_type.collection):
            if record.path in unreadable:
                continue
            title = str(record.fields["title"])
            dates = str(record.fields.get("date")), str(record.fields.get("due"))
            other = first.setdefault((title.casefold(), *dates), record.path)
            if other != record.path:
                line = index.places(record.path).get("title", 1)
                message = f"has the same title as {other!r}: {title!r}"
                yield record.path, Problem("file/same-title", message, line, 1, line)
