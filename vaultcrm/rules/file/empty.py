"""A note is empty.

## What it finds

A file without a single character in it.

## Why it matters

Obsidian makes an empty note when you click a link that leads nowhere yet; most of them are
harmless. But an empty file may also be what is left of a client's note after a full disk or a
broken sync.

## Example

```markdown clients/Acme.md
```

## What to do

Write the note, or delete it. If it used to say something, bring it back from git or a backup
before the next sync. No program can know which.
"""

SEVERITY = "advice"
