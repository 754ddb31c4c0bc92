"""Something is called a note but is no regular file.

## What it finds

A FIFO, a socket or a device whose name ends in `.md`.

## Why it matters

Reading it could wait for ever, so it is never opened. If there should be a note by that name,
what it says is missing from every answer.

## Example

```text
clients/Acme.md, made with mkfifo
```

## What to do

Find out which program put it there, then move it out of the vault. No program should do that for
you.
"""

SEVERITY = "warning"
