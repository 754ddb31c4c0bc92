"""The front matter has no end.

## What it finds

A note that begins with `---` and properties, and has no second `---` line. Often it was saved
only in part, or the line was deleted by mistake.

## Why it matters

Where the properties end and the text begins, nobody can tell, so no property is used. The note is
still listed and found by its text, but a client without a status, a cadence or a next date is
forgotten.

## Example

```markdown clients/Acme.md
---
type: client
status: active

Wants an offer by Friday.
```

## What to do

Put `---` on a line of its own after the last property. If the end of the note is missing as well,
bring back its last version from git first.

```markdown
---
type: client
status: active
---

Wants an offer by Friday.
```

No program can be sure where the text begins.
"""

SEVERITY = "error"
