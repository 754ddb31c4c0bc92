"""Typographic quotes are part of the value.

## What it finds

A value in “curly” or «angled» quotes without any others around it. Phones and word processors put
them in by themselves.

## Why it matters

YAML knows only `"` and `'`. The client's name has the quotes in it now, sorts under “ and is not
found by its plain name.

## Example

```markdown clients/Acme.md
---
type: client
status: active
title: “Acme”
---
```

## What to do

Replace them with straight quotes, or leave them out.

```markdown
---
type: client
status: active
title: Acme
---
```

A program may not do it unasked (`--unsafe-fixes`): somebody may have meant them.
"""

SEVERITY = "warning"
