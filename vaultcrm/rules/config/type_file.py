"""A type file holds something that cannot be used.

## What it finds

In `.vaultcrm/types/*.yaml`: unknown keys, unknown field types, a choice without choices, sections
of an unknown kind.

## Why it matters

That part of the file is left out, the rest of the vault works on. A property that is not declared
the way you meant is not checked, and a section of an unknown kind holds no records: its invoices
are in no total.

## Example

```yaml .vaultcrm/types/client.yaml
type: client
fields:
  biscuit: txt
```

## What to do

Correct the file; the message names the nearest word that is known.

```yaml .vaultcrm/types/client.yaml
type: client
fields:
  biscuit: text
```

No program can know what was meant.
"""

SEVERITY = "error"
