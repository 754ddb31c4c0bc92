"""A line looks like a record and is no list item.

## What it finds

In a typed section (Log, Actions, Invoices …): a line that begins with a date and goes on as the
section's records do, but has no `-` before it; a checkbox without a space before it (`-[ ]`); a
checkbox that holds nothing (`- []`). Other prose is left in peace.

## Why it matters

Such a line does not count: a call that you logged never took place, and a promise is never due.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
## Log
2026-11-20 email in: asks for an offer
```

## What to do

Begin the line with `- `, or `- [ ] ` if it is to be ticked.

```markdown
---
type: client
status: active
---
## Log
- 2026-11-20 email in: asks for an offer
```

A program can do so if you have looked at it (`--unsafe-fixes`).
"""

SEVERITY = "warning"
