"""An active client has no cadence.

## What it finds

An active client without `cadence`: how often we want to be in touch.

## Why it matters

Without one nothing ever falls due, and a client who has gone quiet looks like one who is content.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Decide how often you want to hear from each other.

```markdown
---
type: client
status: active
cadence: 14d
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
        if not client.fields.get("cadence"):
            message = "an active client without a cadence"
            yield at_field(survey, "practice/no-cadence", message, client.path, "status")
