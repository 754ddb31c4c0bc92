"""The front matter holds too many values.

## What it finds

More than 200,000 names and values in one note.

## Why it matters

Front matter is a client's card, not its archive: every program that opens the vault reads all of
it, again and again. The note is not read.

## Example

```text
a note with a list of 200,000 values in its front matter
```

## What to do

Move the data into a file of its own (CSV, say) and link to it. No program can mend this safely.
"""

SEVERITY = "error"
