"""A symbolic link is not followed.

## What it finds

A link among the notes whose target lies outside of the vault or in a hidden folder, does not
exist, or is a folder that the link itself lies in. (A link to another note of the vault is fine:
that note is read in its own place.)

## Why it matters

A link out of the vault could draw your private files into a report for a client, and one in a
circle would make every note appear again and again. So such a link is left alone, and the note
that you expect behind it is missing from every answer.

## Example

```text
clients/Acme.md -> ../../elsewhere/Acme.md
```

## What to do

Move the note itself into the vault, or mend the link. To work with notes of two places, make the
folder above both of them the vault. No program can tell what you want.
"""

SEVERITY = "warning"
