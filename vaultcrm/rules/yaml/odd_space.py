"""An invisible character stands where YAML wants a space.

## What it finds

A no-break space, a zero-width space or one of their kind in a property's name, after its colon or
in its indentation. They come from web pages, chats and word processors.

## Why it matters

`email:` and `em​ail:` look the same and are two properties. The client's address is there for
everybody to see, and vaultcrm and Obsidian find none. As indentation, such a space makes the
whole front matter unreadable.

## Example

```markdown clients/Acme.md
---
type: client
status: active
cad​ence: 14d
---
```

## What to do

Delete the name and type it again. On a terminal, `vaultcrm check` shows the character.

```markdown
---
type: client
status: active
cadence: 14d
---
```

A program may do that to a name if no property by the clean name is there, and if you have looked
at it (`--unsafe-fixes`).
"""

SEVERITY = "error"
