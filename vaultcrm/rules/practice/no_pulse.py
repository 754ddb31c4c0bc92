"""Half of a project's time is over, and nobody asked how it goes.

## What it finds

A project in hand of whose time 50 percent have passed (`pulse_at`), without any feedback of its
client since it began.

## Why it matters

Half-way there is still time to change course. At the end there is only time to be sorry.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
agreed_on: 2026-09-01
start: 2026-09-01
due: 2026-12-31
---
## Scope
Ten pages in two languages.

## Deliverables
- [ ] Pages 📅 2027-03-01
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Ask, in two questions, and write down what they say: `[score:: 4] [kind:: csat]` under `## Feedback`
of the client's or of the meeting's note.

```markdown
---
type: project
client: "[[Acme]]"
status: active
agreed_on: 2026-09-01
start: 2026-09-01
due: 2027-03-31
---
## Scope
Ten pages in two languages.

## Deliverables
- [ ] Pages 📅 2027-03-01
```

Here the time was not over yet. No program can ask for you.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.lines import beginning, beginnings
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.projects import elapsed
from vaultcrm.model import Problem
from vaultcrm.rules.places import at_field
from vaultcrm.rules.practice._current import client_of, limit, projects_in_hand
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    passed, asked = elapsed(survey.book), survey.book.once(_last_asked)
    for path, project in projects_in_hand(survey).items():
        client, start = client_of(project), day_of(project.fields.get("start"))
        share = number_of(passed[path].value) if path in passed else None
        until = limit(survey, client, "pulse_at")
        if not start or share is None or until is None or share < until:
            continue
        if asked.get(client, date.min) < start:
            message = f"{share} % of its time have passed, and the client was not asked how it goes"
            yield at_field(survey, "practice/no-pulse", message, path, "start")


def _last_asked(book: Book) -> Mapping[str, date]:
    """The day of the latest feedback of each client that is not in the future."""
    notes = beginnings(book)
    last: dict[str, date] = {}
    for said in book.records("feedback"):
        day, _ = beginning(said, notes)
        if day and day <= book.today:
            client = client_of(said)
            last[client] = max(last.get(client, day), day)
    return last
