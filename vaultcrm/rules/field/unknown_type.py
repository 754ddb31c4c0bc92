"""A note's type looks like a slip of the pen.

## What it finds

A `type` that is not declared and whose name is nearly that of one that is.

## Why it matters

A note of type `cliant` is no client: it is in no list, in no report, and nobody is reminded of
it. Its other properties are not checked either.

## Example

```markdown clients/Acme.md
---
type: cliant
status: active
---
```

## What to do

Correct the name, or declare the type in `.vaultcrm/types/`.

```markdown
---
type: client
status: active
---
```

A program may correct it, but only if you have looked at it (`--unsafe-fixes`); it does so where
the note then has all that its type needs.
"""

SEVERITY = "warning"
