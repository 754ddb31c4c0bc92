"""The front matter is nested beyond all use.

## What it finds

Lists and mappings more than 32 levels deep.

## Why it matters

Only a broken program, or somebody who wants to break one, writes that. The note is not read, so
that it can do no harm; none of its properties is in any answer.

## Example

```markdown clients/Acme.md
---
type: client
status: active
x: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
---
```

## What to do

Find out what wrote it, and write the value out flat. No program can mend this safely.
"""

SEVERITY = "error"
