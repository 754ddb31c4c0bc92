"""A promise of ours to a client is overdue.

## What it finds

An action that is ours, or a deliverable that is ours in a project in hand, past its due date and
neither done, cancelled nor on hold, for a client that is not paused or past. What was due more than
a year ago is history. Onboarding steps have a rule of their own; tasks that belong to no client are
none of this rule's.

## Why it matters

Clients forgive a late delivery that was announced, and remember one that they had to ask about.

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
- [ ] Send the offer 📅 2026-11-18
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Do it, or call and agree on another day, and write that one down.

```markdown
---
type: meeting
client: "[[Acme]]"
date: 2026-11-16
recap_sent: 2026-11-17
next: 2026-11-30
---
## Actions
- [x] Send the offer 📅 2026-11-18 ✅ 2026-11-18
```

No program can keep a promise.
"""

from collections.abc import Iterable, Iterator

from vaultcrm.facts.book import path_of
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.promises import is_ours
from vaultcrm.model import Problem, Record
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import HISTORY, days, is_current, is_in_hand, quoted
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"
KINDS = ("actions", "deliverables")


def check_lines(survey: Survey, lines: Iterable[Record]) -> Iterator[tuple[str, Problem]]:
    for promise in lines:
        late = days_late(promise, survey.book.today)
        if not 0 < late <= HISTORY.days or not _is_current(survey, promise):
            continue
        if is_ours(promise, survey.book):
            message = f"{quoted(promise)}: promised for {promise.fields['due']}, {days(late)} ago"
            yield at_line("practice/overdue-promise", message, promise)


def _is_current(survey: Survey, promise: Record) -> bool:
    """Whether we may have promised it to a current client."""
    if promise.collection == "deliverables":
        return is_in_hand(survey, path_of(promise.fields.get("project")))
    return is_current(survey, promise)
