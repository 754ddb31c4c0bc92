"""Feedback was acted on, and the client is not told.

## What it finds

Feedback of a current client that was acted on more than one business day ago (`told_within`) and
has no day in `told`.

## Why it matters

They may not notice by themselves. An improvement that was asked for does its best work when
somebody says: you asked, here it is.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
## Feedback
- 2026-10-20 The search is slow [kind:: complaint] [acted:: 2026-10-28]
```

## What to do

Tell them, and note the day.

```markdown
---
type: client
status: active
---
## Feedback
- 2026-10-20 The search is slow [kind:: complaint] [acted:: 2026-10-28] [told:: 2026-10-28]
```

No program can tell them for you.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of
from vaultcrm.model import Problem
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import allowed, client_of, is_current, is_over, quoted
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for said in survey.book.records("feedback"):
        acted = day_of(said.fields.get("acted"))
        if not acted or said.fields.get("told") or not is_current(survey, said):
            continue
        if is_over(survey, acted, allowed(survey, client_of(said), "told_within")):
            message = f"{quoted(said)}: acted on {acted}, and the client has not been told"
            yield at_line("practice/untold-feedback", message, said)
