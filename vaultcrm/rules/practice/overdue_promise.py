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

from collections.abc import Iterator

from vaultcrm.facts.book import path_of
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.promises import is_ours
from vaultcrm.model import Problem, Record
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import HISTORY, days, is_current, projects_in_hand, quoted
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for promise in _promises(survey):
        late = days_late(promise, survey.book.today)
        if 0 < late <= HISTORY.days and is_ours(promise, survey.book):
            message = f"{quoted(promise)}: promised for {promise.fields['due']}, {days(late)} ago"
            yield at_line("practice/overdue-promise", message, promise)


def _promises(survey: Survey) -> Iterator[Record]:
    """Open lines in which we may have promised something to a current client."""
    for action in survey.book.open_lines("actions"):
        if is_current(survey, action):
            yield action
    projects = projects_in_hand(survey)
    for deliverable in survey.book.open_lines("deliverables"):
        if path_of(deliverable.fields.get("project")) in projects:
            yield deliverable
