"""Something stands before the front matter, so it is none.

## What it finds

A `---` block of properties that does not begin on the very first line: usually there is an empty
line above it.

## Why it matters

Front matter is front matter only on the first line. One empty line, and Obsidian shows the
properties as text; here the note loses its type, and with it its place among the clients. Nothing
looks wrong in the editor, so this can go unnoticed for months.

## Example

```markdown clients/Acme.md

---
type: client
status: active
---
```

## What to do

Delete what stands above the first `---`. No program should make
properties of what was text to every reader so far.
"""

SEVERITY = "warning"
