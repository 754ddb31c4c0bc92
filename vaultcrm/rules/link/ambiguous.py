"""A property that links to a note may lead to several.

## What it finds

In a property that the note's type declares as a link, a link by name alone, where several notes
have that name. It is taken to lead to the one in the same folder, else to the nearest, else to
the one with the shortest path; other programs may choose another. Such links in other places are
`link/several`.

## Why it matters

Two clients called Acme, one in `clients/` and one in `archive/`: half of the meetings may be
counted for the wrong one, and its history is no longer worth much.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```
```markdown archive/Acme.md
---
type: client
status: past
---
```

## What to do

Write enough of the path to tell them apart, or rename one of the notes.

```markdown
---
type: project
client: "[[clients/Acme]]"
status: active
---
```

A program could write the path that it takes now, but only you know whether that is the right one.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.rules.declared_links import problem_at, with_fields
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for link, field in with_fields(survey, survey.ambiguous_links):
        if field:
            message = f"{link.at.link.target!r} may lead to several notes: {link.path!r} is taken"
            yield problem_at("link/ambiguous", message, link)
