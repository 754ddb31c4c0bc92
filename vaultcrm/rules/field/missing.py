"""A property that notes of this type need is not there, or empty.

## What it finds

Notes without a property that their type calls `required`: a project without a client, a client
without a status, a meeting without a date.

## Why it matters

A project that names no client is in nobody's total and nobody's history. A client without a
status is neither active nor past, so no rule about active clients looks after it.

## Example

```markdown projects/Website.md
---
type: project
status: active
---
```

## What to do

Add the property. If you never use it, say so in `.vaultcrm/types/project.yaml`: `fields: {client:
{type: link, required: false}}`.

```markdown
---
type: project
client: "[[Acme]]"
status: active
---
```

No program can know the value.
"""

SEVERITY = "warning"
