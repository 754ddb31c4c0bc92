"""Two notes' names differ only in case or in the spelling of accents.

## What it finds

Notes of one folder whose names are the same to Windows, macOS or a sync service: `Acme.md` and
`acme.md`, or `Café.md` written once with é as one character and once as e with an accent.

## Why it matters

On the next system only one of the two can exist, and it overwrites the other: a client's history
is gone without a question asked. Links do not tell them apart either.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
```
```markdown clients/acme.md
---
type: client
status: past
---
```

## What to do

Merge the two, or give one of them a name of its own, before the vault goes to another machine. No
program can know whether they are the same client.
"""

SEVERITY = "error"
