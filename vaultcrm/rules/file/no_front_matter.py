"""A note has no properties at all.

## What it finds

A note that does not begin with `---`.

## Why it matters

That is fine for plain notes. It matters where a note was meant to be a client, a project or a
meeting: without properties it has no type and stands in none of those lists, and nobody is
reminded of it. A type can also come from a note's folder (`match:` in a type file), without
touching notes.

## Example

```markdown Ideas.md
Ask Dana about the spring campaign.
```

## What to do

Nothing, if it is just a note. Otherwise give it a type. What the right one is, no program can
know.

```markdown
---
type: note
---
Ask Dana about the spring campaign.
```
"""

SEVERITY = "advice"
