"""Feedback was received, and nothing came of it.

## What it finds

Feedback of a current client that is over 14 days (`feedback_within`) and at most a year old, and
has neither `decided` nor `acted`. Praise asks for nothing, nor does a good score: csat from 4, nps
from 7, ces from 5. The day is that of the line, else that of the meeting.

## Why it matters

Whoever tells you what is wrong wants to stay. If nothing comes of it they stop telling you, and
then they stop staying.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
## Feedback
- 2026-10-20 The search is slow [kind:: complaint]
```

## What to do

Decide, even if it is a no, write it down and tell them.

```markdown
---
type: client
status: active
---
## Feedback
- 2026-10-20 The search is slow [kind:: complaint] [decided:: a new index] [told:: 2026-10-28]
```

No program can decide.
"""

from collections.abc import Iterator

from vaultcrm.facts.feedback import days_of, unanswered
from vaultcrm.model import Problem
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import (
    allowed,
    client_of,
    is_current,
    is_over,
    quoted,
)
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    days = days_of(survey.book)
    for said in unanswered(survey.book):
        day = days[said.place]
        patience = allowed(survey, client_of(said), "feedback_within")
        if is_current(survey, said) and is_over(survey, day, patience):
            message = f"{quoted(said)}: said on {day}, and neither decided nor acted on"
            yield at_line("practice/unanswered-feedback", message, said)
