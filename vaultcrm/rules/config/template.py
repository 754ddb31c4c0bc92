"""A template of the vault's own cannot be used.

## What it finds

In `.vaultcrm/templates/` and `.vaultcrm/reports/`: a template that is not in Jinja's language, that
uses a template which is not there, or that reaches for what a template may not have (names that
begin with `_`, files outside the folder). Also a report with the name of another one.

## Why it matters

The note or the reminder that the template is for is not written: `new`, `remind` and `report` end
with an error when they come to it, and a promise may go unnoticed that day.

## Example

```jinja .vaultcrm/templates/notes/client.md.j2
# {{ title }

{% include "../../secrets.md" %}
```

## What to do

Correct the template, or delete it: ours is used then.

```jinja .vaultcrm/templates/notes/client.md.j2
# {{ title }}
```

No program can know what was meant.
"""

SEVERITY = "error"
