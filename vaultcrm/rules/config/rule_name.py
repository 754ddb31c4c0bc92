"""A rule is named that there is not.

## What it finds

Under `rules` or `ignore_rules` in `.vaultcrm/config.yaml`, in a note's property `vaultcrm_ignore`
or in a comment such as `<!-- vaultcrm: ignore link/broken -->`: a name that is that of no rule and
of no group, or a comment that names none.

## Why it matters

What was meant to be silent goes on, and what was meant to be an error stays a warning: the commit
that it was to stop goes through.

## Example

```yaml .vaultcrm/config.yaml
rules:
  link/borken: error
```

## What to do

Correct the name; `vaultcrm explain` lists them all.

```yaml .vaultcrm/config.yaml
rules:
  link/broken: error
```

No program changes it: the nearest name is a guess.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem
from vaultcrm.reading.vault import CONFIG
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.levels import covers
from vaultcrm.words import shown, suggestion

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    config = survey.vault.config
    names = [level.rule for level in config.rules]
    names += (name for ignore in config.ignore_rules for name in ignore.rules)
    places = [(CONFIG, text, line, column, column + len(text)) for text, line, column in names]
    for path, ignores in survey.ignores.items():
        places += ((path, each.rule, each.line, each.column, each.end_column) for each in ignores)
    groups = {name.partition("/")[0] for name in survey.rules}
    for path, name, line, column, end in places:
        if any(covers(name, rule) for rule in survey.rules):
            continue
        near = suggestion(name, sorted(groups | survey.rules))
        message = f"there is no rule or group {shown(name)}.{near}" if name else "names no rule"
        yield path, Problem("config/rule-name", message, line, column, line, end)
