"""An active client has no preferred channel.

## What it finds

An active client without `prefers`: the channel that they like best.

## Why it matters

The same news are welcome in a call and a nuisance in a message, or the other way round. Whoever
asks once never has to guess.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Ask them, in the way that you would have used anyway.

```markdown
---
type: client
status: active
prefers: call
---
```

No program can know it.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.rules.places import at_field
from vaultcrm.rules.practice._current import active_clients
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for client in active_clients(survey):
        if not client.fields.get("prefers"):
            message = "an active client without a preferred channel (`prefers`)"
            yield at_field(survey, "practice/no-channel", message, client.path, "status")
