"""A rule of the vault's own cannot be used.

## What it finds

In `.vaultcrm/rules/*.yaml`: a key that is unknown or missing, a collection, field or fact that
there is not, an expression that cannot be understood, a name that is taken. A field that no type
declares is one that there is, as soon as a record has it. And, when the rule runs, records that its
condition could not be decided for, or that its message is empty for.

## Why it matters

The rule is left out as long as it cannot be used. What you meant never to forget again is then
forgotten all the same, and `check` says that all is well.

## Example

```yaml .vaultcrm/rules/no-email.yaml
name: own/no-email
for: clients
when: status = "active" && !email
message: "{{ title }} has no e-mail address"
```

## What to do

Correct the file where the message points.

```yaml .vaultcrm/rules/no-email.yaml
name: own/no-email
for: clients
when: status == "active" && !email
message: "{{ title }} has no e-mail address"
```

No program can know what was meant.
"""

SEVERITY = "error"
