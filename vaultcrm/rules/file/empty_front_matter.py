"""A note has front matter without a single property.

## What it finds

Two lines `---` at the top with nothing, or with comments only, between them.

## Why it matters

A comment is no property: `# type: client` leaves the note without a type, and it shows up in no
list of clients. Often the line was only meant to be switched off for a moment.

## Example

```markdown clients/Acme.md
---
# type: client
---
Talks to us through Dana.
```

## What to do

Fill in the properties or take both lines away. No program can know which
of the two was meant.
"""

SEVERITY = "advice"
