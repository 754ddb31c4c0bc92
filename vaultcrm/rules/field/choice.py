"""A value is none of those that the property knows.

## What it finds

A value of a property with a fixed set of choices, such as a client's `status`, that is none of
them, or that differs from one in capitals. The message names the choices and the nearest one.

## Why it matters

Lists, totals and reminders go by these words. A client whose status is `actve` is not active:
nobody is told when the check-in is due, and the income report leaves it out.

## Example

```markdown clients/Acme.md
---
type: client
status: actve
---
```

## What to do

Write one of the choices. If your business has another one, add it to the type in
`.vaultcrm/types/client.yaml`.

```markdown
---
type: client
status: active
---
```

A program may safely mend capitals (`--fix`); a guess at the nearest word needs your eye
(`--unsafe-fixes`).
"""

SEVERITY = "error"
