"""A value begins with a `!` that gives it a type of its own.

## What it finds

YAML's tags: `!important`, `!!binary`, `!!python/object`. Obsidian's tags, with `#`, have nothing
to do with them.

## Why it matters

A tag can tell a careless program to run something, so none is ever followed, and the front matter
is not read. Usually the sign was just an exclamation mark.

## Example

```markdown clients/Acme.md
---
type: client
status: active
owner: !urgent Kim
---
```

## What to do

Put the value in quotes, or take the sign away.

```markdown
---
type: client
status: active
owner: "!urgent Kim"
---
```

No program should mend a note that it cannot read.
"""

SEVERITY = "error"
