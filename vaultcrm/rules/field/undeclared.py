"""A property, or a type, that no type file knows.

## What it finds

Properties that the note's type does not declare, and types that are not declared at all, where
the name is like none that is known.

## Why it matters

There is nothing wrong with a property of your own: it is kept, listed and searched. But nobody
checks its values, and a date in it is compared as text. Declaring it takes one line.

## Example

```markdown clients/Acme.md
---
type: client
status: active
favourite_biscuit: shortbread
---
```

## What to do

Declare it in `.vaultcrm/types/client.yaml`: `type: client`, then `fields: {favourite_biscuit:
text}`. Nothing in the note needs to change, and no program should choose the type for you.
"""

SEVERITY = "advice"
