"""The front matter is TOML or JSON, not YAML.

## What it finds

A note that begins with `+++`, as Hugo and Zola write it, or with `{`, as some exporters do.

## Why it matters

Obsidian and vaultcrm read YAML between `---` lines. All that is written in another form is mere
text: the note has no type, no client and no date, and is missing wherever those are asked for.

## Example

```markdown clients/Acme.md
+++
type = "client"
status = "active"
+++
```

## What to do

Write the properties as YAML:

```markdown
---
type: client
status: active
---
```

A program could translate the simple cases; dates, nested tables and comments need a human eye.
"""

SEVERITY = "warning"
