"""Nobody has sent a recap of a meeting.

## What it finds

A meeting, call or visit of the last 60 days with an active client, without `recap_sent` although 24
hours have passed since the end of that day (`recap_within`).

## Why it matters

A recap is the cheapest contract that there is: it says who does what until when, while everybody
still remembers, and it shows the client that they were heard.

## Example

```markdown meetings/Kickoff.md
---
type: meeting
client: "[[Acme]]"
date: 2026-11-16
next: 2026-11-30
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Send it today, late or not, and note the day.

```markdown
---
type: meeting
client: "[[Acme]]"
date: 2026-11-16
recap_sent: 2026-11-17
next: 2026-11-30
---
```

No program can know what was said.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of
from vaultcrm.facts.projects import RECAPPED, is_recapped
from vaultcrm.model import Problem
from vaultcrm.rules.places import at_field
from vaultcrm.rules.practice._current import (
    RECENT,
    active_clients,
    allowed,
    client_of,
    days_since,
    is_over,
)
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    today = survey.book.today
    active = {client.path for client in active_clients(survey)}
    for meeting in survey.book.records("meetings"):
        fields, client = meeting.fields, client_of(meeting)
        day, kind = day_of(fields.get("date")), fields.get("kind") or "meeting"
        if not day or client not in active or kind not in RECAPPED or is_recapped(meeting, today):
            continue
        if today - day <= RECENT and is_over(survey, day, allowed(survey, client, "recap_within")):
            message = f"no recap of this {kind} was sent, {days_since(survey, day)} after it"
            yield at_field(survey, "practice/no-recap", message, meeting.path, "date")
