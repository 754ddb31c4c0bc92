"""An active client has no next date.

## What it finds

An active client with whom no meeting is planned, no contact will ever be due (no `cadence`, or
neither a contact nor `since` to count it from), and nothing open has a date: no action, no
onboarding step, no deliverable or project in hand.

## Why it matters

What has no date is not forgotten on purpose. It is just never today.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Give them a cadence, plan a meeting, or put a date to what you owe each other.

```markdown
---
type: client
status: active
since: 2026-11-02
cadence: 14d
---
```

No program can know when you will meet.
"""

from collections.abc import Iterator

from vaultcrm.facts.contact import contact_due, is_contact_due_known, next_meeting
from vaultcrm.facts.projects import next_due
from vaultcrm.facts.promises import promises
from vaultcrm.model import Problem
from vaultcrm.rules.places import at_field
from vaultcrm.rules.practice._current import active_clients, client_of, projects_in_hand
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    book = survey.book
    left = [each for each in active_clients(survey) if not is_contact_due_known(book, each)]
    if not left:  # all else reads more
        return
    due = next_due(book)
    dated = {client_of(each) for each in promises(book) if each.fields.get("due")}
    dated.update(client_of(each) for path, each in projects_in_hand(survey).items() if path in due)
    left = [client for client in left if client.path not in dated]
    if left:  # these read all meetings and all interactions
        dated.update(next_meeting(book), contact_due(book))
    for client in left:
        if client.path not in dated:
            message = "nothing is planned: no meeting, no contact due, no open action with a date"
            if client.fields.get("cadence"):
                message = f"{message}; the cadence has no contact and no `since` to begin with"
            yield at_field(survey, "practice/no-next-date", message, client.path, "status")
