"""A project has used more hours than it has.

## What it finds

A project in hand with more hours than its `hours_budget`; one with a `retainer`, whose budget is
that of a month, with more in the present month. Hours of days to come do not count.

## Why it matters

Every further hour is a present, or a surprise on the invoice. Both are easier to talk about before
they happen.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
agreed_on: 2026-09-01
start: 2026-09-01
due: 2027-03-31
hours_budget: 10
---
## Scope
Ten pages in two languages.

## Deliverables
- [ ] Pages 📅 2027-03-01

## Hours
- 2026-10-02 design [hours:: 12.5]
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Tell the client what is left to do and what it takes. Write what they agree to under `## Change
requests`, and raise the budget if that is what was agreed.

```markdown
---
type: project
client: "[[Acme]]"
status: active
agreed_on: 2026-09-01
start: 2026-09-01
due: 2027-03-31
hours_budget: 20
---
## Scope
Ten pages in two languages.

## Deliverables
- [ ] Pages 📅 2027-03-01

## Hours
- 2026-10-02 design [hours:: 12.5]
```

No program can agree on hours.
"""

from collections.abc import Iterator

from vaultcrm.facts.measures import number_of
from vaultcrm.facts.projects import burn, hours_on_budget
from vaultcrm.model import Problem, Value
from vaultcrm.rules.places import at_field
from vaultcrm.rules.practice._current import projects_in_hand
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    burned, spent = burn(survey.book), hours_on_budget(survey.book)
    for path, project in projects_in_hand(survey).items():
        share = number_of(burned[path].value) if path in burned else None
        if share is not None and share > 100:
            hours, budget = spent[path].value, project.fields["hours_budget"]
            when = " this month" if project.fields.get("retainer") else ""
            message = f"{_short(hours)} hours are spent{when} of {_short(budget)}: {share} %"
            yield at_field(survey, "practice/over-hours", message, path, "hours_budget")


def _short(hours: Value) -> str:
    """A number without the zeros that end it."""
    number = number_of(hours)
    return f"{number.normalize():f}" if number is not None else str(hours)
