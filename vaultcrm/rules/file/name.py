r"""A note's name cannot live on every system.

## What it finds

Names that Windows, Android or a sync service refuse or change: with one of `\ : * ? " < > |` in
them, with a space or a dot at the end, or kept by Windows for itself (`CON`, `aux`, `COM1`); names
of notes with one of `# ^ [ ]`, to which no link can lead; names that are no valid UTF-8; and names
with an invisible character that turns text around, which read otherwise than they are.

## Why it matters

The note exists on the machine where you made it and nowhere else: sync skips it without a word,
or renames it and breaks every link to it. On the day when you need the client's history on the
laptop, it is not there.

## Example

```markdown clients/Smith: Partners.md
---
type: client
status: active
---
```

## What to do

Rename the note in Obsidian, which changes the links to it as well, and keep the full name in
`title`. A program cannot rename safely while other programs have the vault open.
"""

SEVERITY = "warning"
