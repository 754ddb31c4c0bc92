"""A reminder is snoozed until a day that nobody can read.

## What it finds

In a reminder's note that is open: a `snooze` that is neither a day (`2026-12-01`, also with a time,
or as a link) nor a length of time (`3d`, `2bd`, `1 week`).

## Why it matters

The reminder is not snoozed: it is shown all the time, as if you had not decided when to come back
to it.

## Example

```markdown reminders/2026-11-20 Check in with Acme.md
---
type: reminder
rule: check_in
due: 2026-11-20
status: open
snooze: after Christmas
---
```

## What to do

Write the day on which it is to be shown again, or for how long it is not.

```markdown
---
type: reminder
rule: check_in
due: 2026-11-20
status: open
snooze: 2026-12-28
---
```

No program can know which day was meant.
"""

SEVERITY = "warning"
