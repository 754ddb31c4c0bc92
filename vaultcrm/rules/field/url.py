"""A web address is none, or begins with something else than `http`.

## What it finds

Addresses without `https://`, with another scheme (`javascript:`), or with a name and a password
in front of the host.

## Why it matters

What looks like your client's website may lead elsewhere: `https://acme.example@evil.example`
belongs to evil.example. In a report, only `http` and `https` become links.

## Example

```markdown clients/Acme.md
---
type: client
status: active
website: acme.example
---
```

## What to do

Write the address as the browser shows it.

```markdown
---
type: client
status: active
website: https://acme.example
---
```

A program should not add `https://` without trying whether anybody answers there.
"""

SEVERITY = "warning"
