"""A change was asked for and nobody has decided.

## What it finds

A change request of a project in hand that was asked for over 3 days ago (`undecided_after`) and is
neither approved, refused nor on hold. The day is that of `asked`, `created` or the line's date; a
request without any is not found.

## Why it matters

A wish without an answer becomes a promise in the mind of whoever had it. They will look for it in
the result, and not in the invoice.

## Example

```markdown projects/Website.md
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

## Change requests
- [ ] French translation [cost:: 900 EUR] [asked:: 2026-11-02]
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Send the price and what it does to the date, then tick the request (approved), cancel it (refused)
or put it on hold.

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

## Change requests
- [x] French translation [cost:: 900 EUR] [asked:: 2026-11-02] ✅ 2026-11-05
```

The decision is the client's: no program can make it.
"""

from collections.abc import Iterable, Iterator

from vaultcrm.facts.book import path_of
from vaultcrm.facts.lines import beginning
from vaultcrm.facts.promises import is_waiting
from vaultcrm.model import Problem, Record
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import (
    allowed,
    client_of,
    days_since,
    is_in_hand,
    is_over,
    quoted,
)
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"
KINDS = ("changes",)


def check_lines(survey: Survey, lines: Iterable[Record]) -> Iterator[tuple[str, Problem]]:
    for change in lines:
        asked, _ = beginning(change, {})
        if asked is None or not is_in_hand(survey, path_of(change.fields.get("project"))):
            continue
        patience = allowed(survey, client_of(change), "undecided_after")
        if is_waiting(change) and is_over(survey, asked, patience):
            message = f"asked for on {asked}, undecided for {days_since(survey, asked)}"
            message = f"{quoted(change)}: {message}"
            yield at_line("practice/undecided-change", message, change)
