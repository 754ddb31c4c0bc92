"""A rule in a block of text ends the front matter too early.

## What it finds

A line `---` at the left edge inside a value of several lines (`notes: |`). To every program it is
the end of the front matter.

## Why it matters

The value is cut off, and the properties after it become text of the note: here the client loses
its cadence, and nobody is reminded of it any more.

## Example

```markdown clients/Acme.md
---
type: client
status: active
owner: |
  Ours since spring.
---
  Before that: Kim.
cadence: 14d
---
```

## What to do

Indent the rule like the rest of the value, or write `***`. Longer texts belong in the note's
body, where Obsidian can edit them.

```markdown
---
type: client
status: active
owner: |
  Ours since spring.
  ---
  Before that: Kim.
cadence: 14d
---
```

No program can be sure which of the lines was meant as the end.
"""

SEVERITY = "error"
