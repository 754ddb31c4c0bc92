"""A comment or a block of code is never closed.

## What it finds

`<!--` or `%%` at the beginning of a line, or a fence of code (three backticks or tildes or more),
that nothing closes. As in Obsidian, it goes on to the end of the note, or of the list item or quote
that it stands in.

## Why it matters

All that stands below it is hidden: tasks, invoices, links and what a client said. No promise in it
is ever overdue, and no amount in it is owed, while the note looks as full as before.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
<!-- Ask Dana about the budget
## Log
- 2026-11-20 email in: asks for an offer
```

## What to do

Write what closes it (`-->`, `%%`, or the same fence again) where it should end.

```markdown clients/Acme.md
---
type: client
status: active
---
<!-- Ask Dana about the budget -->
## Log
- 2026-11-20 email in: asks for an offer
```

No program can know where that is.
"""

SEVERITY = "warning"
