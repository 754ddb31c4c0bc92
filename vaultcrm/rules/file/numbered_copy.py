"""A note with a number behind its name says what the note without it says.

## What it finds

A note with a type whose name ends with a number (`Acme (1).md`, `Acme 2.md`) and whose text is the
very same as that of `Acme.md` beside it. One that differs and has the same `id` is
`file/duplicate-id`.

## Why it matters

Google Drive, iCloud and browsers make such copies. Every client and invoice in them counts twice,
and the next change goes into one of the two only.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
```
```markdown clients/Acme (1).md
---
type: client
status: active
---
```

## What to do

Delete the one to which nothing links. No program can know which of them you go on with, and
vaultcrm never deletes a note.
"""

import re
from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"

_NUMBERED = re.compile(r"(?: \(\d{1,2}\)| \d)(?=\.md\Z)")


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for path, name in survey.types.items():
        original = _NUMBERED.sub("", path)
        if not name or original == path or survey.types.get(original) != name:
            continue
        data = survey.data(path)
        if not isinstance(data, Problem) and data == survey.data(original):
            message = f"says the same as {original!r}: keep one of them"
            yield path, Problem("file/numbered-copy", message)
