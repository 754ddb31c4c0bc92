r"""A title is a path.

## What it finds

A `title` such as `../../Acme`, `C:\Acme`, `CON`, or one that is empty.

## Why it matters

Titles become names of notes and reports. One that climbs out of its folder would put your file,
or your client's figures, where nobody expects them; so vaultcrm never uses such a title as a
path, and says so here.

## Example

```markdown clients/Acme.md
---
type: client
status: active
title: ../../Acme
---
```

## What to do

Write the name as you would say it. Folders belong in the place of the note.

```markdown
---
type: client
status: active
title: Acme
---
```

No program can know the name.
"""

SEVERITY = "error"
