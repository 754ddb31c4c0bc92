"""A link in a text, or in a property of your own, leads to no note.

## What it finds

Links to notes and files that are not there, but for those in properties that the note's type
declares as links: these are `link/broken`.

## Why it matters

In Obsidian such a link is an everyday thing: a note that is still to be written. It may also be a
name with a slip in it, or a picture that was not synced; the message names the note that is
probably meant.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
Dana met [[Kim Lowe]] in Oslo.
```
```markdown people/Kim Low.md
---
type: person
---
```

## What to do

Nothing, if the note is still to be written. Otherwise correct the name.

```markdown
---
type: client
status: active
---
Dana met [[Kim Low]] in Oslo.
```

No program can know whether a note is still to come.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.rules.declared_links import leads_outside, problem_at, with_fields
from vaultcrm.rules.near_names import NearNames, suggestion
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    names = None
    for link, field in with_fields(survey, survey.broken_links):
        if field or leads_outside(link):
            continue
        if names is None:
            names = NearNames(record.path for record in survey.notes)
        target = link.at.link.target
        message = f"{target!r} leads to no note or file.{suggestion(names, target)}"
        yield problem_at("link/unresolved", message, link)
