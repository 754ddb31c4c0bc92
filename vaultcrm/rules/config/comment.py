"""A comment that is meant for vaultcrm says nothing to it.

## What it finds

In a note's body, a comment that begins with `vaultcrm` and does not go on with `: ignore`, as
`<!-- vaultcrm: ignroe link -->`; those around what `vaultcrm base` writes aside. Case does not
matter, and a reason may stand behind two dashes:
`<!-- vaultcrm: ignore link/broken -- she comes in May -->`.

## Why it matters

What was meant to be silent goes on, and people learn to read over the list of findings, with the
client's unanswered question in it.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
Dana comes in May. <!-- vaultcrm: ignroe practice -->
```

## What to do

Write `ignore` and a rule or a group, or delete the comment.

```markdown
---
type: client
status: active
---
Dana comes in May. <!-- vaultcrm: ignore practice -->
```

No program can know what was meant.
"""

SEVERITY = "warning"
