"""A field of a line is not known, and nearly is.

## What it finds

In a task or in a line of a typed section: a name in `[name:: value]` or `(name:: value)` that is
that of no field of such a line, but a slip of the pen away from one. Names that are like none are
your own, or another plugin's, and are left in peace.

## Why it matters

The line counts, and what it was to say does not: with `[ower:: Dana]` their promise is taken for
ours, and an invoice with an `[amont:: 600 EUR]` is not in what you are owed.

## Example

```markdown meetings/Kickoff.md
---
type: meeting
client: "[[Acme]]"
date: 2026-11-20
---
## Actions
- [ ] Send the texts [ower:: Dana] 📅 2026-12-01
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Write the field's name.

```markdown
---
type: meeting
client: "[[Acme]]"
date: 2026-11-20
---
## Actions
- [ ] Send the texts [owner:: Dana] 📅 2026-12-01
```

A program can put in the nearest name, if you have looked at it (`--unsafe-fixes`).
"""

SEVERITY = "warning"
