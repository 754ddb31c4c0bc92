"""A property is there twice.

## What it finds

The same name twice in one mapping; the message says where the first one stands.

## Why it matters

Every program chooses in silence, some the first and some the last. Which e-mail address gets the
invoice then depends on who reads the note. vaultcrm uses the first and tells you.

## Example

```markdown clients/Acme.md
---
type: client
status: active
email: dana@acme.example
email: billing@acme.example
---
```

## What to do

Keep one of them.

```markdown
---
type: client
status: active
email: dana@acme.example
---
```

A program may safely drop the second where both have the same value and nothing else is on its
line (`--fix`); otherwise only you know.
"""

SEVERITY = "error"
