"""A value that other programs read as something else.

## What it finds

Plain values on which the two versions of YAML disagree or by which something is lost: `NO`, `on`
and `yes` (a truth value to some), `01234` (an octal number), `14:30` (870 minutes), `1.10` (1.1),
`+49301234567` (a number without its plus), `1e3`.

## Why it matters

vaultcrm takes the value as you wrote it. Another reader of the same note, a plugin, a script or a
website, will see a customer number without its zeros, a country that is `false`, or a telephone
number that cannot be dialled.

## Example

```markdown clients/Acme.md
---
type: client
status: active
owner: NO
---
```

## What to do

Put the value in quotes.

```markdown
---
type: client
status: active
owner: "NO"
---
```

A program may do this safely (`--fix`), but for a number that ends in a zero in a property that no
type declares: quotes make a text of it (`--unsafe-fixes`). Obsidian keeps quotes that are needed.
"""

SEVERITY = "warning"
