"""A client has left, and nobody noted why.

## What it finds

A client with the status `past` and without an `exit_reason`.

## Why it matters

Why clients leave is the most useful thing that they can still tell you, and in a year nobody will
remember.

## Example

```markdown clients/Acme.md
---
type: client
status: past
---
```

## What to do

Ask, or write down what you know.

```markdown
---
type: client
status: past
exit_reason: moved the work in-house
---
```

No program can know it.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.rules.places import at_field
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for client in survey.book.records("clients"):
        if client.fields.get("status") == "past" and not client.fields.get("exit_reason"):
            message = "a past client without an `exit_reason`"
            yield at_field(survey, "practice/no-exit-reason", message, client.path, "status")
