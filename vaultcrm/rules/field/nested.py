"""A property holds a mapping, or a list in a list.

## What it finds

Values within values: `address:` with `street:` and `city:` indented below it.

## Why it matters

Obsidian shows such a property as raw text and has no editor for it, so it is easily broken by
hand and cannot be sorted or filtered. vaultcrm keeps it, but knows no type for what is inside.

## Example

```markdown clients/Acme.md
---
type: client
status: active
address:
  street: 5 Main Road
  city: Oslo
---
```

## What to do

Make a property of each: `street`, `city`.

```markdown
---
type: client
status: active
street: 5 Main Road
city: Oslo
---
```

A program could flatten it, but other programs that use the mapping would no longer find it.
"""

SEVERITY = "warning"
