"""A line is due before it begins.

## What it finds

An open line whose due date lies before its start (🛫), or before the day that it is scheduled for
(⏳).

## Why it matters

One of the two dates is a slip, and nobody can tell which: the promise is late before anybody could
begin, or is remembered a year after the client waited for it.

## Example

```markdown meetings/Kickoff.md
---
type: meeting
client: "[[Acme]]"
date: 2026-11-05
---
## Actions
- [ ] Send the draft 🛫 2026-12-01 📅 2026-11-20
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
type: meeting
client: "[[Acme]]"
date: 2026-11-05
---
## Actions
- [ ] Send the draft 🛫 2026-12-01 📅 2026-12-20
```

No program can know which it is.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of
from vaultcrm.model import Problem
from vaultcrm.rules.places import at_line
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for record in survey.planned_lines:
        due = day_of(record.fields.get("due"))
        if due is None or record.line is None:
            continue
        for name in ("start", "scheduled"):
            begins = day_of(record.fields.get(name))
            if begins and due < begins:
                message = f"due on {due}, before its {name} date {begins}"
                yield at_line("line/backwards", message, record)
                break
