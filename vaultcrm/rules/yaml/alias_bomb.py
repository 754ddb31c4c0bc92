"""Aliases in the front matter multiply it beyond measure.

## What it finds

Anchors and aliases that repeat each other until a few lines stand for more than 10,000 values.

## Why it matters

Nobody writes that by hand. It makes programs that read YAML hang or crash, Obsidian plugins among
them. The note is not read, so that it cannot keep you from the rest of your vault.

## Example

```markdown clients/Acme.md
---
type: client
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
---
```

## What to do

Find out where the note came from, and write out what is meant. No program can mend this safely.
"""

SEVERITY = "error"
