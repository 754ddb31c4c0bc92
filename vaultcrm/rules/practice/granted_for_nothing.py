"""More changes of a project were granted for nothing than is good.

## What it finds

A project in hand with more than 3 changes (`granted_for_nothing`) that were approved at no cost, or
without one. It is shown at the latest of them.

## Why it matters

A present is a pleasure once. The fourth is taken for granted, and the fifth, when it has a price,
is taken for a change of heart.

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
- [x] Favicon [cost:: 0 EUR] ✅ 2026-11-02
- [x] Second logo [cost:: 0 EUR] ✅ 2026-11-03
- [x] Map [cost:: 0 EUR] ✅ 2026-11-04
- [x] Guest book [cost:: 0 EUR] ✅ 2026-11-05
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Say what the next one costs before it is begun. What was a present may stay one: raise
`granted_for_nothing` in the client's note, or under `practice:` in the settings, if that is what
you want.

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
- [x] Favicon [cost:: 0 EUR] ✅ 2026-11-02
- [x] Second logo [cost:: 0 EUR] ✅ 2026-11-03
- [x] Map [cost:: 0 EUR] ✅ 2026-11-04
- [x] Guest book [cost:: 300 EUR] ✅ 2026-11-05
```

No program can ask for the money.
"""

from collections.abc import Iterator

from vaultcrm.facts.scope import granted_for_nothing
from vaultcrm.model import Problem
from vaultcrm.rules.practice._current import client_of, limit, projects_in_hand
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    granted = granted_for_nothing(survey.book)
    for path, project in projects_in_hand(survey).items():
        most = limit(survey, client_of(project), "granted_for_nothing")
        fact = granted.get(path)
        if fact and most is not None and len(fact.evidence) > most:
            line = int(fact.evidence[-1].rpartition(":")[2])
            message = f"changes granted for nothing: {fact.value}, at most {most}"
            yield path, Problem("practice/granted-for-nothing", message, line, 1, line, 1)
