"""A line lacks the field that makes it count.

## What it finds

A line of a typed section without a field that its kind requires: an invoice without its amount,
an entry of hours without the hours.

## Why it matters

An invoice without an amount adds nothing to what you are owed, so it is easily never paid. Hours
that nobody can add up are given away.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
---
## Invoices
- [ ] INV-001 📅 2026-10-15
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Add the field.

```markdown
---
type: project
client: "[[Acme]]"
status: active
---
## Invoices
- [ ] INV-001 [amount:: 6000 EUR] 📅 2026-10-15
```

No program can know the value.
"""

SEVERITY = "warning"
