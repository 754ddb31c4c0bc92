"""A property's name looks like a slip of the pen.

## What it finds

A property that the note's type does not declare and whose name is nearly that of one it does.

## Why it matters

`cadense: 14d` is stored and ignored: the client looks cared for, and is never contacted again.
The property that was meant is empty.

## Example

```markdown clients/Acme.md
---
type: client
status: active
cadense: 14d
---
```

## What to do

Correct the name. If it is a property of your own, declare it in `.vaultcrm/types/client.yaml`.

```markdown
---
type: client
status: active
cadence: 14d
---
```

A program may rename it where the other name is free, but only if you have looked at it
(`--unsafe-fixes`).
"""

SEVERITY = "warning"
