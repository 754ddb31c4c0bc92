"""A property that links to a note holds plain text.

## What it finds

`client: Acme` in place of `client: "[[Acme]]"`, where the note's type says that the property is a
link.

## Why it matters

vaultcrm looks for a note of that name and uses it. Obsidian sees no link: the project is not
among the client's backlinks, and when you rename the client, this name stays the old one and the
project is an orphan.

## Example

```markdown projects/Website.md
---
type: project
client: Acme
status: active
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Write it as a link, in quotes.

```markdown
---
type: project
client: "[[Acme]]"
status: active
---
```

No program can know whether there is to be a note of that name.
"""

SEVERITY = "warning"
