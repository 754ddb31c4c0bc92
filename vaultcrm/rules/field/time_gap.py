"""A time that the clocks jump over.

## What it finds

A date with a time that does not exist in the note's `timezone`, because summer time begins within
that hour.

## Why it matters

A call at 02:30 on that Sunday takes place at 01:30 or at 03:30, depending on the program that
reads the note: one of you will be an hour late.

## Example

```markdown clients/Acme.md
---
type: client
status: active
timezone: Europe/Berlin
next_call: 2026-03-29T02:30
---
```

## What to do

Write the hour before or after.

```markdown
---
type: client
status: active
timezone: Europe/Berlin
next_call: 2026-03-29T03:30
---
```

No program can know which of them was agreed.
"""

SEVERITY = "warning"
