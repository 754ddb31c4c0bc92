"""A value is cut off at a `#`.

## What it finds

A plain value that is followed by a space and a `#` with a word right after it. To YAML a comment
begins there.

## Why it matters

`Suite #5` is read as `Suite`: the letter goes to the wrong door, and nobody sees it in the
source, where all of it is there. When Obsidian next writes the property, the rest is gone for
good.

## Example

```markdown clients/Acme.md
---
type: client
status: active
owner: Desk #5
---
```

## What to do

Quote the whole value; or, if it is a comment, put a space after the `#`.

```markdown
---
type: client
status: active
owner: "Desk #5"
---
```

No program can know which of the two was meant.
"""

SEVERITY = "warning"
