"""A file called a note holds no text.

## What it finds

A `.md` file whose bytes are those of a picture, an archive or a program: they are no UTF-8, and
there are NUL bytes among the first 8,000.

## Why it matters

Such a file is usually a damaged note, or an attachment that was saved under the wrong name.
Nothing in it can be read, so whatever it once said about a client is missing from every answer.

## Example

```text
clients/Acme.md, with the bytes of a PNG picture in it
```

## What to do

If it is an attachment, give it the ending of its kind (`.png`, `.pdf`). If it was a note, bring
back its last good version from git or from a backup. No program can mend this safely.
"""

SEVERITY = "error"
