"""A project was delivered, and nobody looked back.

## What it finds

A project that is delivered or closed, was delivered within the last 90 days and more than 14 days
ago (`debrief_within`), and has no text under `## Debrief`.

## Why it matters

What went well is forgotten as fast as what did not. An hour with the client, and three sentences
here, make the next estimate better, and are the best moment to ask for the next project.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: delivered
agreed_on: 2026-09-01
start: 2026-06-01
due: 2026-10-31
delivered: 2026-10-20
---
## Scope
Ten pages in two languages.

## Deliverables
- [x] Pages ✅ 2026-10-20
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Talk about it, and write down what you would do again and what not.

```markdown
---
type: project
client: "[[Acme]]"
status: delivered
agreed_on: 2026-09-01
start: 2026-06-01
due: 2026-10-31
delivered: 2026-10-20
---
## Scope
Ten pages in two languages.

## Deliverables
- [x] Pages ✅ 2026-10-20

## Debrief
Texts first, next time.
```

No program can look back for you.
"""

from collections.abc import Iterator
from datetime import timedelta

from vaultcrm.facts.book import day_of
from vaultcrm.model import Problem
from vaultcrm.rules.places import at_field
from vaultcrm.rules.practice._current import allowed, client_of, days_since, is_over
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


_LOOKED_BACK_ON = timedelta(days=90)
_OVER = ("delivered", "closed")


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for project in survey.book.records("projects"):
        day, client = day_of(project.fields.get("delivered")), client_of(project)
        if project.fields.get("status") not in _OVER or not day or not client:
            continue
        if survey.book.today - day > _LOOKED_BACK_ON or survey.has_text(project.path, "Debrief"):
            continue
        if is_over(survey, day, allowed(survey, client, "debrief_within")):
            message = f"delivered {days_since(survey, day)} ago, and there is no debrief"
            yield at_field(survey, "practice/no-debrief", message, project.path, "delivered")
