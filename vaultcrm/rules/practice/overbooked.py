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

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from operator import itemgetter

from vaultcrm.facts.book import day_of
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.promises import is_ours, is_waiting
from vaultcrm.model import Problem, Record
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import is_current
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


_WORK = ("deliverables", "actions")


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    capacity = survey.vault.config.practice.weekly_capacity
    if capacity is None:
        return
    for week, work in sorted(_weeks(survey).items()):
        total = sum((hours for hours, _ in work), Decimal())
        if total > capacity:
            message = f"{total} hours are promised for the week of {week}, which holds {capacity}"
            yield at_line("practice/overbooked", message, _too_much(work, capacity))


def _weeks(survey: Survey) -> Mapping[date, Sequence[tuple[Decimal, Record]]]:
    """The work that we owe, with its hours, by the Monday of the week that it is due in."""
    book = survey.book
    found: list[tuple[date, str, Decimal, Record]] = []
    for record in (each for kind in _WORK for each in book.open_lines(kind)):
        due, hours = day_of(record.fields.get("due")), number_of(record.fields.get("hours"))
        ours = is_waiting(record) and is_ours(record, book) and is_current(survey, record)
        if due and hours and ours:
            found.append((max(due, book.today), record.place, hours, record))
    weeks: dict[date, list[tuple[Decimal, Record]]] = {}
    for due, _, hours, record in sorted(found, key=itemgetter(0, 1)):
        monday = due - timedelta(days=due.weekday())
        weeks.setdefault(monday, []).append((hours, record))
    return weeks


def _too_much(work: Sequence[tuple[Decimal, Record]], capacity: Decimal) -> Record:
    """The first that does not fit."""
    sums = accumulate(hours for hours, _ in work)
    records = (record for _, record in work)
    return next(record for total, record in zip(sums, records, strict=True) if total > capacity)
