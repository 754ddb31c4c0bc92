"""A link in a text, or in a property of your own, may lead to several notes.

## What it finds

A link by name alone, where several notes have that name, but for those in properties that the
note's type declares as links: these are `link/ambiguous`.

## Why it matters

Obsidian follows such a link without asking, and takes you to one of them. With notes called
`README` or `Index` in every folder that is an everyday thing; with two notes on Dana it is the
wrong Dana, now and then.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
Dana moved here, see [[Move]].
```
```markdown a/Move.md
---
tags: [houses]
---
```
```markdown b/Move.md
---
tags: [people]
---
```

## What to do

Nothing, if it takes you where you want. Otherwise write enough of the path.

```markdown
---
type: client
status: active
---
Dana moved here, see [[b/Move]].
```

A program could write the path that it takes now, but only you know whether that is the right one.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.rules.declared_links import problem_at, with_fields
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for link, field in with_fields(survey, survey.ambiguous_links):
        if field is None:
            message = f"{link.at.link.target!r} may lead to several notes: {link.path!r} is taken"
            yield problem_at("link/several", message, link)
