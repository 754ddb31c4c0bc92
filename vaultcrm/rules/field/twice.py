"""Two names of one property stand in the same note.

## What it finds

A property and one of its aliases: a project with both `due` and `deadline`.

## Why it matters

They may say different things, and only one can be used: the property's own name, or the first of
its aliases. You might be working towards the other date.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
due: 2026-12-01
deadline: 2026-12-15
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Keep one.

```markdown
---
type: project
client: "[[Acme]]"
status: active
due: 2026-12-01
---
```

A program may safely drop the second where both have the same value and nothing else is on its
line (`--fix`).
"""

SEVERITY = "warning"
