"""A client's note tunes a reminder rule that there is not.

## What it finds

In the property `reminders` of a client's note: an entry that says nothing of a rule, such as
`not so often`, one that names no rule, and an `after` or an `at` for a rule that has none. `off`
alone turns off all of them.

## Why it matters

The client who asked not to be called is called, and you believe that you have seen to it.

## Example

```markdown clients/Acme.md
---
type: client
status: active
reminders:
  - chek_in off
---
```

## What to do

Write the rule's name, and `off`, `on`, or what is to be different: `check_in lead 3d`.

```markdown
---
type: client
status: active
reminders:
  - check_in off
---
```

No program changes it: the nearest name is a guess.
"""

SEVERITY = "warning"
