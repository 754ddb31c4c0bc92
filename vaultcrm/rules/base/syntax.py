"""A .base file holds something that cannot be run.

## What it finds

In a `.base` file: YAML that cannot be read, an expression with a mistake in it, a formula that
needs itself or one that there is not, a summary or a limit that means nothing. Keys that Obsidian
does not know are left alone, since plug-ins keep theirs there.

## Why it matters

A list of open promises that stays empty because of a slip in its filter looks just like a list
without any.

## Example

```yaml views/Clients.base
filters: type = "client"
views:
  - type: table
    name: All
```

## What to do

Correct what the message points at; `vaultcrm base FILE` shows the rows.

```yaml views/Clients.base
filters: type == "client"
views:
  - type: table
    name: All
```

No program can know what was meant.
"""

SEVERITY = "warning"
