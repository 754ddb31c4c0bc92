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

Let `vaultcrm check --fix` delete it: a program may do this safely. It takes out the name, or with
the last name the whole comment or property, and only where the note then says just what it said.
Rules of `practice` and `managed`, and your own, may find nothing today and something tomorrow: for
these it takes `--unsafe-fixes`.
"""

from collections.abc import Iterator, Sequence

from vaultcrm.model import Fix, Ignore, Problem
from vaultcrm.rules.catalogue import rule_names
from vaultcrm.rules.config._unignore import removals
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.levels import covers

SEVERITY = "warning"
_DAILY = ("practice/", "managed/")  # what these rules find depends on the day


def unused(survey: Survey, path: str, ignores: Sequence[Ignore]) -> Iterator[Problem]:
    """The problems with the wishes of a note that nothing was left out for."""
    fixes: dict[Ignore, Fix | None] = {}
    if text := survey.text(path):
        schema = survey.vault.schema
        daily = survey.rules.difference(
            each for each in rule_names() if not each.startswith(_DAILY)
        )
        certain = [each for each in ignores if not any(covers(each.rule, rule) for rule in daily)]
        for wishes, safe in ((ignores, False), (certain, True)):
            found = removals(path, text, wishes, schema)
            fixes |= {
                each: Fix(safe, (edit,)) if edit else None
                for each, edit in zip(wishes, found, strict=True)
            }
    for each in ignores:
        where = f"on line {each.first}" if each.first else "in this note"
        message = f"{each.rule} finds nothing {where}: delete it"
        place = (each.line, each.column, each.line, each.end_column)
        yield Problem("config/unused-ignore", message, *place, fixes.get(each))
