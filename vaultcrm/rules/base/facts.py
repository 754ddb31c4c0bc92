"""A .base file uses facts that Obsidian does not know.

## What it finds

A name under `crm.` in a `.base` file. These facts are derived by vaultcrm: `vaultcrm base` shows
them, and Obsidian shows nothing in their place.

## Why it matters

The same view should say the same wherever you look at it. A filter on `crm.contact_due` keeps
everybody out in Obsidian: nobody seems to be due a call.

## Example

```yaml views/Due.base
filters: crm.contact_due <= today()
views:
  - type: table
    name: Due
```

## What to do

Keep such questions for `vaultcrm list`, or let a property hold the fact: declare it with
`managed:` in the type's file, and use the property.

```yaml views/Due.base
filters: date(last_contact) + cadence <= today()
views:
  - type: table
    name: Due
```

No program can know which property to use.
"""

SEVERITY = "warning"
