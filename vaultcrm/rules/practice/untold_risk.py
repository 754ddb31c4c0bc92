"""A risk is known, and the client is not told.

## What it finds

A risk of a project in hand that we have known of (`raised`, ➕ or the line's date) for more than
one business day (`told_within`), that nobody but us raised, and that has no day in `told`. A risk
without a day is not found.

## Why it matters

Bad news that come early are a problem for two to solve. The same news in the week of the launch are
a reason to leave.

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

## Risks
- Texts will be late [raised_by:: us] [raised:: 2026-11-10]
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Tell them, and note the day.

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

## Risks
- Texts will be late [raised_by:: us] [raised:: 2026-11-10] [told:: 2026-11-10]
```

No program can tell them for you. What is no business of theirs belongs into another section.
"""

from collections.abc import Iterable, Iterator

from vaultcrm.facts.book import day_of, path_of
from vaultcrm.facts.promises import is_us
from vaultcrm.model import Problem, Record
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import allowed, client_of, is_in_hand, is_over, quoted
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"
KINDS = ("risks",)

_RAISED = ("raised", "created", "date")


def check_lines(survey: Survey, lines: Iterable[Record]) -> Iterator[tuple[str, Problem]]:
    for risk in lines:
        fields = risk.fields
        day = next(filter(None, (day_of(fields.get(name)) for name in _RAISED)), None)
        if not day or fields.get("told") or not is_us(fields.get("raised_by"), survey.book):
            continue
        patience = allowed(survey, client_of(risk), "told_within")
        in_hand = is_in_hand(survey, path_of(fields.get("project")))
        if in_hand and is_over(survey, day, patience):
            message = f"{quoted(risk)}: known since {day}, and the client has not been told"
            yield at_line("practice/untold-risk", message, risk)
