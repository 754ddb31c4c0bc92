"""More is promised for a week than the week holds.

## What it finds

A week, from the present one on, in which the hours of our open deliverables and actions (`hours` on
their lines) that are due are more than `weekly_capacity`. What is overdue counts in the present
week. It is shown at the promise that is too much. Without a `weekly_capacity` under `practice:` in
the settings nothing is found.

## Why it matters

A week does not grow. Whoever sees it two weeks ahead can still choose which promise to move, and
say so in time.

## Example

```markdown meetings/Kickoff.md
---
type: meeting
client: "[[Acme]]"
date: 2026-11-16
recap_sent: 2026-11-17
next: 2026-11-30
---
## Actions
- [ ] Wireframes [hours:: 14] 📅 2026-12-01
- [ ] Texts [hours:: 12] 📅 2026-12-03
```
```markdown clients/Acme.md
---
type: client
status: active
---
```
```yaml .vaultcrm/config.yaml
practice:
  weekly_capacity: 20
```

## What to do

Move one of them, and tell whoever waits for it.

```markdown
---
type: meeting
client: "[[Acme]]"
date: 2026-11-16
recap_sent: 2026-11-17
next: 2026-11-30
---
## Actions
- [ ] Wireframes [hours:: 14] 📅 2026-12-01
- [ ] Texts [hours:: 12] 📅 2026-12-08
```

No program knows which of them can wait.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from vaultcrm.facts.workload import Promised, work
from vaultcrm.model import Problem, Record
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import is_current
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    capacity = survey.vault.config.practice.weekly_capacity
    if capacity is None:
        return
    for week, lines in work(survey.book).weeks.items():
        promised = [each for each in lines if is_current(survey, each.record)]
        total = sum((each.hours for each in promised), Decimal())
        if total > capacity:
            message = f"{total} hours are promised for the week of {week}, which holds {capacity}"
            yield at_line("practice/overbooked", message, _too_much(promised, capacity))


def _too_much(promised: Sequence[Promised], capacity: Decimal) -> Record:
    """The first that does not fit."""
    sums = accumulate(each.hours for each in promised)
    pairs = zip(sums, promised, strict=True)
    return next(each.record for total, each in pairs if total > capacity)
