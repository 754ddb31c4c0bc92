"""The front matter holds no properties.

## What it finds

Text or a list between the two `---` lines, where there should be properties as `name: value`.

## Why it matters

The note has no type and no values, however right it looks. Often it is a page that begins with a
rule across it: then Obsidian, too, takes the text up to the next rule for broken front matter.

## Example

```markdown clients/Acme.md
---
- type: client
- status: active
---
```

## What to do

Write properties without dashes. If the line was meant as a rule across the page, write `***`, or
put an empty line or a heading above it.

```markdown
---
type: client
status: active
---
```

A program could mend a list of properties; in text it might do harm.
"""

SEVERITY = "warning"
