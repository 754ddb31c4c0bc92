"""A template of the vault's own cannot be used.

## What it finds

In `.vaultcrm/templates/` and `.vaultcrm/reports/`: a template that is not in Jinja's language, that
uses a template which is not there, or that reaches for what a template may not have (names that
begin with `_`, files outside the folder). A template of reminders is also tried with data that are
made up: what it names and nothing has is found. Also a report with the name of another one.

## Why it matters

`new` and `report` end with an error when they come to it. Reminders are written all the same, with
our template in its place: what you wanted them to say is not in them.

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
