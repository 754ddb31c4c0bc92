"""A note wants a rule to be silent that has nothing to say.

## What it finds

A name in a note's property `vaultcrm_ignore`, or in a comment such as
`<!-- vaultcrm: ignore link/broken -->`, where the rule or the group finds nothing that it could
leave out. As long as one of the rules that are meant does not run (`--select`, `--ignore`, `off` in
the settings), nobody can tell. Patterns under `ignore_rules` in `.vaultcrm/config.yaml` are no
mistake if they fit nothing yet.

## Why it matters

The reason for it is gone, but it goes on: the next broken promise on that line is not reported.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
Meet [[Dana]]. <!-- vaultcrm: ignore link/broken -->
```
```markdown people/Dana.md
---
type: person
---
```

## What to do

Delete the name, or the whole comment.

```markdown clients/Acme.md
---
type: client
status: active
---
Meet [[Dana]].
```

A program could delete it, and might delete what you will want again tomorrow: it is left to you.
"""

SEVERITY = "warning"
