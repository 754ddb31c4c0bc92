"""A step of a client's onboarding is overdue.

## What it finds

A step in a client's `## Onboarding` that is past its due date and neither done, cancelled nor on
hold, ours or theirs, unless the client is paused, past or lost.

## Why it matters

The first weeks decide what a client expects of all others. A missing password on day three is a
late launch in month three.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
## Onboarding
- [ ] Access to the web host 📅 2026-11-13
```

## What to do

Do it, or ask for it, and write down the new day if there is one.

```markdown
---
type: client
status: active
---
## Onboarding
- [x] Access to the web host 📅 2026-11-13 ✅ 2026-11-12
```

No program can do it for you.
"""

from collections.abc import Iterable, Iterator

from vaultcrm.facts.lines import days_late
from vaultcrm.facts.promises import is_ours
from vaultcrm.model import Problem, Record
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import days, is_current, quoted
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"
KINDS = ("steps",)


def check_lines(survey: Survey, lines: Iterable[Record]) -> Iterator[tuple[str, Problem]]:
    for step in lines:
        late = days_late(step, survey.book.today)
        if late and is_current(survey, step):
            whose = "ours" if is_ours(step, survey.book) else "theirs"
            what = f"{quoted(step)}: this step of the onboarding ({whose})"
            message = f"{what} was due on {step.fields['due']}, {days(late)} ago"
            yield at_line("practice/overdue-step", message, step)
