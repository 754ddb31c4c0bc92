"""The lines around the front matter are not quite `---`.

## What it finds

Front matter whose first line is almost a fence (four dashes, a space before it, text after it),
or whose last line is `...`. Obsidian knows only `---`, alone on its line.

## Why it matters

With a fence that is wrong, Obsidian shows the properties as text, and vaultcrm reads none of them
either: the client has no status, no cadence and no e-mail address. (A closing `...` is read here,
because Pandoc writes it, but Obsidian would not see the end.)

## Example

```markdown clients/Acme.md
----
type: client
status: active
----
```

## What to do

Write `---`, alone on its line, before and after the properties.

```markdown
---
type: client
status: active
---
```

A program may safely replace a closing `...` (`--fix`); whether what follows another line was meant
as properties, only you know.
"""

SEVERITY = "warning"
