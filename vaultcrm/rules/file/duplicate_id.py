"""Two notes have the same id.

## What it finds

Notes that share the value of their `id` property. The finding stands at the second one, in the
order of their paths, and names the first.

## Why it matters

An id is the name that never changes; invoices, time sheets and scripts find the client by it.
With two of them, somebody's hours end up on somebody else's invoice. It usually comes from
copying a note.

## Example

```markdown clients/Acme.md
---
type: client
status: active
id: c-17
---
```
```markdown clients/Bloom.md
---
type: client
status: active
id: c-17
---
```

## What to do

Give the copy an id of its own. No program can know which of them is the copy.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.rules.survey import Survey

SEVERITY = "error"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    first: dict[str | int, str] = {}
    for record in survey.notes:
        name = record.fields.get("id")
        if not name or not isinstance(name, str | int):
            continue
        other = first.setdefault(name, record.path)
        if other != record.path:
            line = survey.line_of(record.path, "id")
            message = f"has the same id as {other!r}: {name!r}"
            yield record.path, Problem("file/duplicate-id", message, line, 1, line, len("id") + 1)
