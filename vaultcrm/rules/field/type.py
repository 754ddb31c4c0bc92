"""A value is not of the kind that its property holds.

## What it finds

A word where a date belongs, `12k` as an amount, an amount in a currency that is none by ISO 4217,
an e-mail address without an `@`, a duration such as `soon`, an unknown time zone, a list where
there is one value, tags in one text, tags that Obsidian refuses (without a letter, with a space).

## Why it matters

The value is kept as it is written but cannot be used: a fee of `12k` is in no total, and a
cadence of `monthly-ish` reminds nobody. With `private`, anything but a plain `true` or `false` is
taken for private, so that a slip of the pen shows nothing to a client.

## Example

```markdown clients/Acme.md
---
type: client
status: active
cadence: soon
---
```

## What to do

Write the value in the form that the message names. If the property means something else in your
vault, declare it in `.vaultcrm/types/`.

```markdown
---
type: client
status: active
cadence: 14d
---
```

A program may safely turn tags in one text into a list (`--fix`); the rest needs you.
"""

SEVERITY = "error"
