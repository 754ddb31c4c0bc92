"""A sync program left a second version of a note.

## What it finds

A note whose name says that it is the losing side of a sync conflict: the forms of Syncthing
(`Acme.sync-conflict-20260301-101010-ABCDEF7.md`), of Dropbox, Nextcloud and Obsidian Sync
(`Acme (Anna's conflicted copy 2026-03-01).md`, in some languages), of Seafile (`Acme (SFConflict
anna 2026-03-01).md`), and of OneDrive (`Acme-DESKTOP-1A2B3C4.md` beside `Acme.md`). A number behind
the name may be part of it: `Acme (1).md` is `file/numbered-copy` if it says what `Acme.md` says.

## Why it matters

Two devices changed the note at the same time, and one of the changes is only in the copy: a call
that you logged on the phone, say. The copy is left out of every list and report, so that no
client counts twice; what it alone knows is missing until you look.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
```
```markdown clients/Acme.sync-conflict-20260301-101010-ABCDEF7.md
---
type: client
status: paused
---
```

## What to do

Compare the two, carry over what the copy alone has, then delete the copy. No program can do this
safely: only you know which side is right, and vaultcrm never deletes a note.
"""

SEVERITY = "warning"
