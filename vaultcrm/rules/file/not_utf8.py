"""A note is not saved as UTF-8.

## What it finds

The first byte that is no UTF-8, or a file saved as UTF-16. Old editors and exports from Windows
programs write such files.

## Why it matters

Letters turn into other letters: `Café` becomes `CafÃ©`, so the client cannot be found by name and
the invoice carries a name that is wrong. Obsidian damages such a note for good when it saves it.
vaultcrm reads what it can and never writes to the file.

## Example

```text
name: Café        with the é as the single byte E9 (Latin-1)
```

## What to do

Open the note with the encoding that it was written in and save it as UTF-8, for instance `iconv
-f latin1 -t utf-8`. No program can know which encoding it was.
"""

SEVERITY = "error"
