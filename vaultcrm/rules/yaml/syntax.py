"""The front matter is not valid YAML.

## What it finds

A value with a colon in it, a sign that YAML gives a meaning at its beginning (`@ % & * ! | >`), a
quote or a bracket that is never closed, wrong indentation: whatever keeps YAML from being read,
at the place where it is to be mended.

## Why it matters

Not only that one property is lost but all of the note's: the client has no status, no e-mail and
no cadence, and drops out of reminders and totals. The note is still listed and can be searched.

## Example

```markdown clients/Acme.md
---
type: client
status: active
title: Acme: The Sequel
---
```

## What to do

Mostly quotes around the value will do.

```markdown
---
type: client
status: active
title: "Acme: The Sequel"
---
```

No program should mend a note that it cannot read.
"""

SEVERITY = "error"
