"""A property's name is no word to other programs, or none at all.

## What it finds

A name that YAML takes for a number, a date or a truth value (`2026:`, `yes:`), an empty one, or a
list or a mapping in the place of a name.

## Why it matters

Other readers turn such a name into something else (`on:` into `true:`), and then neither find the
property nor write it back as it was. Where the name is a list or a mapping, nothing of the front
matter can be read.

## Example

```markdown clients/Acme.md
---
type: client
status: active
2026: renewed
---
```

## What to do

Give it a name in words, or put it in quotes.

```markdown
---
type: client
status: active
renewed_in: "2026"
---
```

A program may safely quote the name, but not choose another.
"""

SEVERITY = "error"
