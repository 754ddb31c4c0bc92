"""A property whose name is a list or a mapping.

## What it finds

A list (`? [a, b]`) or a mapping in the place of a property's name, or an alias of one.

## Why it matters

Nothing of the front matter can be read, neither here nor in Obsidian: the note's client, its dates
and its amounts count for nothing.

## Example

```markdown clients/Acme.md
---
type: client
status: active
? [a, b]
: c
---
```

## What to do

Give the property a name in words.

```markdown
---
type: client
status: active
owner: c
---
```

No program can choose the name.
"""

SEVERITY = "error"
