"""A date is written in a form that others read in another way, or not at all.

## What it finds

`3/1/2026`, `01.03.2026`, `24-12-20`, `2026-3-1` and the like; and a date with a time in a property
that holds a date only.

## Why it matters

3/1 is in January for one of your partners and in March for the other. Such a value is kept as
text and takes part in no comparison, so what is due on it will not remind you.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
due: 3/1/2026
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Write `YYYY-MM-DD`, which Obsidian's date properties use as well.

```markdown
---
type: project
client: "[[Acme]]"
status: active
due: 2026-03-01
---
```

Where only one day can be meant (`31/12/2026`), a program writes it so if you have looked at it
(`--unsafe-fixes`). None should guess at day and month.
"""

SEVERITY = "warning"
