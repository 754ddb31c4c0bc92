"""A reminder rule of the vault's own cannot be used.

## What it finds

In `.vaultcrm/reminders/*.yaml`: a key that is unknown or missing, a collection, field or fact that
there is not, a `due` that is a field of another type, an expression that cannot be understood, a
name that is taken. A field that no type declares is one that there is, as soon as a record has it.
And, when the rule is asked, records that its condition could not be decided for, that its `due`
gives no date for though nothing is missing there, or that its title is empty for.

## Why it matters

The rule is left out as long as it cannot be used, and of what it leaves out nobody is reminded:
what you meant never to forget again is forgotten all the same.

## Example

```yaml .vaultcrm/reminders/testimonial.yaml
for: projects
when: status == "delivered"
due: delivrd + "14d"
title: Ask for a testimonial about {{ title }}
```

## What to do

Correct the file where the message points.

```yaml .vaultcrm/reminders/testimonial.yaml
for: projects
when: status == "delivered"
due: delivered + "14d"
title: Ask for a testimonial about {{ title }}
```

No program can know what was meant.
"""

SEVERITY = "error"
