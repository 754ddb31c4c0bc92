"""A number is less or more than it can be.

## What it finds

A number, an amount or a duration in a property that is less than the `min` of its type's file, or
more than the `max`: a `probability` of 160, a negative fee, a `cadence` of no days. In a line such
a value is `line/field`.

## Why it matters

One digit too many, and a project that may be won counts for more than its fee in the forecast; a
client with a cadence of `300d` for `30d` is not called for a year.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: proposed
probability: 160
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Correct it. If your business needs such values, give the property another `min` or `max` in
`.vaultcrm/types/`.

```markdown
---
type: project
client: "[[Acme]]"
status: proposed
probability: 60
---
```

No program can know which digit is wrong.
"""

SEVERITY = "warning"
