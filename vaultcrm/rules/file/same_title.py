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

from vaultcrm.model import Problem
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.schema import BASE_TYPE

SEVERITY = "advice"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    known = survey.vault.schema.types.keys() - {BASE_TYPE}
    first: dict[tuple[str, ...], str] = {}
    for record in survey.notes:
        if survey.types[record.path] not in known or record.path in survey.uncertain:
            continue
        title = str(record.fields["title"])
        dates = str(record.fields.get("date")), str(record.fields.get("due"))
        same = (survey.types[record.path], title.casefold(), *dates)
        other = first.setdefault(same, record.path)
        if other != record.path:
            line = survey.line_of(record.path, "title")
            message = f"has the same title as {other!r}: {title!r}"
            yield record.path, Problem("file/same-title", message, line, 1, line)
