"""A decision is still tentative.

## What it finds

A decision that was marked as tentative over 7 days and at most a year ago (`tentative_for`) and has
no day in `confirmed`. The day is that of its line, else that of the meeting. Left in peace are
clients and projects that are paused or over.

## Why it matters

Work goes on as if it were final. When it turns out that it was not, the work is done twice, and the
second time nobody wants to pay.

## Example

```markdown meetings/Kickoff.md
---
type: meeting
client: "[[Acme]]"
date: 2026-11-02
recap_sent: 2026-11-03
next: 2026-11-30
---
## Decisions
- Blue, not green [state:: tentative]
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Ask for a yes, and note the day.

```markdown
---
type: meeting
client: "[[Acme]]"
date: 2026-11-02
recap_sent: 2026-11-03
next: 2026-11-30
---
## Decisions
- Blue, not green [state:: final] [confirmed:: 2026-11-05]
```

No program can confirm it.
"""

from collections.abc import Iterator

from vaultcrm.facts.lines import beginning, beginnings
from vaultcrm.model import Problem, is_open
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import (
    HISTORY,
    allowed,
    client_of,
    days_since,
    is_current,
    is_over,
    quoted,
)
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    notes = beginnings(survey.book)
    for decision in survey.book.lines_with("decisions", "state"):  # which no other rule is about
        fields = decision.fields
        if fields["state"] != "tentative" or fields.get("confirmed") or not is_open(fields):
            continue
        day, _ = beginning(decision, notes)
        if not day or survey.book.today - day > HISTORY:
            continue
        patience = allowed(survey, client_of(decision), "tentative_for")
        if is_current(survey, decision) and is_over(survey, day, patience):
            message = f"{quoted(decision)}: tentative since {day}, {days_since(survey, day)} ago"
            yield at_line("practice/tentative-decision", message, decision)
