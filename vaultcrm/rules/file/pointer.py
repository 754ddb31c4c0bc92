"""A note's text was never fetched from the store of large files.

## What it finds

A pointer of git-lfs or git-annex in place of the note: a few lines that say where its text is
kept.

## Why it matters

The note is safe, but not here: on this machine nobody can read it, and it is missing from lists,
reports and reminders.

## Example

```markdown clients/Acme.md
version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
```

## What to do

Fetch it with `git lfs pull` or `git annex get .`. Notes are small: keep `*.md` out of the
patterns in `.gitattributes`. It needs the network and your keys, so no program should do it
unasked.
"""

SEVERITY = "warning"
