"""A file is too large to be a note.

## What it finds

A `.md` file of over 16 MiB.

## Why it matters

A note of that size is nearly always a log, a dump, or a document with pictures pasted in as text.
Reading it would make every command wait. It is not read at all, so nothing that it says is in any
answer.

## Example

```text
clients/Acme.md, of 17 MiB
```

## What to do

Split it, or move the pasted data into an attachment and link to it. No program can cut it safely.
"""

SEVERITY = "error"
