"""The settings tune a reminder rule that there is not.

## What it finds

Under `reminders` in `.vaultcrm/config.yaml`: a name that is that of no reminder rule, neither of
ours nor of the vault's own, and an `after` or an `at` for a rule that has none.

## Why it matters

What was meant to be quiet goes on, and what was meant to come 60 days before a contract ends comes
when there is nothing left to talk about.

## Example

```yaml .vaultcrm/config.yaml
reminders:
  chek_in: {lead: 3d}
```

## What to do

Correct the name; docs/reminders.md lists all rules, with what each of them has.

```yaml .vaultcrm/config.yaml
reminders:
  check_in: {lead: 3d}
```

No program changes it: the nearest name is a guess.
"""

SEVERITY = "warning"
