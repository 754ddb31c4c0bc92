"""A date or a time that does not exist, or that is out of range.

## What it finds

The 30th of February, 25 o'clock, years before 1900 or after 2200.

## Why it matters

A deadline on a day that never comes is never due: it shows up in no week's list, and no reminder
is written for it. It is usually one digit off.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
due: 2026-02-30
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Write the day that was meant. No program can know it.

```markdown
---
type: project
client: "[[Acme]]"
status: active
due: 2026-02-28
---
```
"""

SEVERITY = "error"
