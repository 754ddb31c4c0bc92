"""A field of a line cannot be read.

## What it finds

In a task or in a line of a typed section (Invoices, Log, Hours …): a date that no calendar has,
an amount that is none, a choice that is unknown; a date or a time at its beginning that is written
in another way (`2.1.2026`, `25:30`); a channel that there is not, before a direction or a colon
(`emial in: …`); a field whose bracket is never closed; a date behind 📅, ⏳ or 🛫 that other text
follows, which the Tasks plugin does not read either.

## Why it matters

The line counts, its field does not: an invoice of `6k` is not in what you are owed, and a promise
that is due on the 31st of June is never due.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
---
## Invoices
- [ ] INV-001 [amount:: 6k] 📅 2026-10-15
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Write the value in the form that the message names.

```markdown
---
type: project
client: "[[Acme]]"
status: active
---
## Invoices
- [ ] INV-001 [amount:: 6000 EUR] 📅 2026-10-15
```

A program may safely mend the capitals of a choice (`--fix`). If you have looked at it
(`--unsafe-fixes`), it puts in the nearest choice, and a date or an amount that can be read in only
one way in our form. It cannot know any other value.
"""

SEVERITY = "warning"
