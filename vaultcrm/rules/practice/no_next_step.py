"""A meeting ended without a next step.

## What it finds

The last meeting, call or visit with an active client, within 60 days, if it has neither a `next`
nor an open action, and no meeting with the client is planned.

## Why it matters

A meeting after which nobody owes anything and nobody knows when they will meet is how clients are
lost in silence: nothing went wrong, and nothing went on.

## Example

```markdown meetings/Kickoff.md
---
type: meeting
client: "[[Acme]]"
date: 2026-11-16
recap_sent: 2026-11-17
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Agree on a day, or on who does what, and write it down.

```markdown
---
type: meeting
client: "[[Acme]]"
date: 2026-11-16
recap_sent: 2026-11-17
next: 2026-11-30
---
```

No program can make the appointment.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from vaultcrm.facts.book import day_of
from vaultcrm.facts.contact import next_meeting
from vaultcrm.facts.projects import RECAPPED
from vaultcrm.model import Problem, Record, is_open
from vaultcrm.rules.places import at_field
from vaultcrm.rules.practice._current import RECENT, active_clients, client_of
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    book = survey.book
    planned = next_meeting(book)
    for client, (day, meeting) in _last_meetings(survey).items():
        if client in planned or meeting.fields.get("next") or book.today - day > RECENT:
            continue
        if not any(is_open(action.fields) for action in book.lines_in("actions", meeting.path)):
            message = "ended without a next step: no `next`, no open action, no meeting planned"
            yield at_field(survey, "practice/no-next-step", message, meeting.path, "date")


def _last_meetings(survey: Survey) -> Mapping[str, tuple[date, Record]]:
    """Of each active client, the last meeting before today."""
    active = {client.path for client in active_clients(survey)}
    last: dict[str, tuple[date, Record]] = {}
    for meeting in survey.book.records("meetings"):
        day, client = day_of(meeting.fields.get("date")), client_of(meeting)
        if not day or day >= survey.book.today or client not in active:
            continue
        kind = meeting.fields.get("kind") or "meeting"
        if kind in RECAPPED and (client not in last or last[client][0] <= day):
            last[client] = day, meeting
    return last
