"""A note cannot be opened or read.

## What it finds

A note, or a folder, that the system does not let us read: missing permissions, a bad disk, a
drive that went away.

## Why it matters

What it says is missing from every answer: a report that looks complete is not. The other notes
are read as usual.

## Example

```text
clients/Acme.md, after chmod 000
```

## What to do

Mend the permissions (`chmod u+r`), or look after the disk. No program should change them for you.
"""

SEVERITY = "error"
