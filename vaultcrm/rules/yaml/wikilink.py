"""A link in a property is not quoted.

## What it finds

`client: [[Acme]]`. To YAML, the brackets are a list in a list.

## Why it matters

vaultcrm sees what you mean and uses the link. Obsidian shows the property as broken text and
counts no link: the project is missing from the client's backlinks and graph, and a rename of the
client leaves it behind.

## Example

```markdown projects/Website.md
---
type: project
client: [[Acme]]
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

Put it in quotes.

```markdown
---
type: project
client: "[[Acme]]"
status: active
---
```

A program may do this safely (`--fix`).
"""

SEVERITY = "warning"
