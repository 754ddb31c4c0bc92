"""A `*name` in the front matter refers to nothing.

## What it finds

A value that begins with `*`: to YAML that is an alias, the repetition of a value that an anchor
(`&name`) has marked earlier, and there is no such anchor.

## Why it matters

Nearly always the star was meant as a star: a footnote, a rating, a note to oneself. YAML cannot
read the note any further, so the client loses all its properties, not only this one.

## Example

```markdown clients/Acme.md
---
type: client
status: active
owner: *unclear
---
```

## What to do

Put the value in quotes.

```markdown
---
type: client
status: active
owner: "*unclear"
---
```

No program should mend a note that it cannot read.
"""

SEVERITY = "error"
