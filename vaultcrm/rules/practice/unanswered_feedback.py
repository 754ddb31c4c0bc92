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

from vaultcrm.facts.lines import beginning, beginnings
from vaultcrm.facts.measures import number_of
from vaultcrm.model import Fields, Problem
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import (
    HISTORY,
    allowed,
    client_of,
    is_current,
    is_over,
    quoted,
)
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


_GOOD = {"csat": 4, "nps": 7, "ces": 5}  # the lowest score of each kind that asks for nothing


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    notes = beginnings(survey.book)
    for said in survey.book.records("feedback"):
        fields = said.fields
        day, _ = beginning(said, notes)
        if fields.get("decided") or fields.get("acted") or _asks_for_nothing(fields):
            continue
        if not day or survey.book.today - day > HISTORY:
            continue
        patience = allowed(survey, client_of(said), "feedback_within")
        if is_current(survey, said) and is_over(survey, day, patience):
            message = f"{quoted(said)}: said on {day}, and neither decided nor acted on"
            yield at_line("practice/unanswered-feedback", message, said)


def _asks_for_nothing(fields: Fields) -> bool:
    kind, score = fields.get("kind"), number_of(fields.get("score"))
    good = _GOOD.get(kind) if isinstance(kind, str) else None
    return kind == "praise" or (good is not None and score is not None and score >= good)
