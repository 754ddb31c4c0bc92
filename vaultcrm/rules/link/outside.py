"""A link climbs out of the vault.

## What it finds

A link to a note or a file whose path leads above the vault's folder, such as `[[../../secret]]`.

## Why it matters

Nothing outside of the vault is ever read, so the link leads nowhere: not here, not in Obsidian,
and not on your other machine. Should it come from a text that somebody sent you, have a closer
look at that.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
The contract is [here](../../contracts/Acme.pdf).
```

## What to do

Put the file into the vault and link to it there, or write a full address (`https://…`).

```markdown
---
type: client
status: active
---
The contract is [here](https://files.example/Acme.pdf).
```

No program can do this safely.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.rules.declared_links import leads_outside, problem_at
from vaultcrm.rules.survey import Survey

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for link in survey.broken_links:
        if leads_outside(link):
            message = f"{link.at.link.target!r} climbs out of the vault: it is not followed"
            yield problem_at("link/outside", message, link)
