"""A note ends before it begins.

## What it finds

A project that is due, or was delivered, before its `start`; a client that `ended` before `since`.

## Why it matters

One of the two dates is a slip, and nobody can tell which: how much of a project's time has passed
is not known, and a deadline that is a year off comes unannounced.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
start: 2026-09-01
due: 2026-01-15
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Correct the date that is wrong.

```markdown
---
type: project
client: "[[Acme]]"
status: active
start: 2026-09-01
due: 2027-01-15
---
```

No program can know which it is.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of
from vaultcrm.model import Problem
from vaultcrm.rules.places import at_field
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"

_SPANS = {
    "projects": (("start", "due"), ("start", "delivered")),
    "clients": (("since", "ended"),),
}


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for collection, spans in _SPANS.items():
        for record in survey.book.records(collection):
            for first, last in spans:
                begins, ends = (day_of(record.fields.get(name)) for name in (first, last))
                if begins and ends and ends < begins:
                    message = f"{last}: {ends} is before {first}: {begins}"
                    yield at_field(survey, "field/backwards", message, record.path, last)
