"""A property's name that other programs take for something else than a word.

## What it finds

A name that YAML takes for a number, a date or a truth value (`2026:`, `yes:`), or an empty one.

## Why it matters

Other readers turn such a name into something else (`on:` into `true:`), and then neither find the
property nor write it back as it was.

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

A program may safely quote the name (`--fix`), but not choose another.
"""

SEVERITY = "warning"
