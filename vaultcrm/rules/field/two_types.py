"""A property of one name is used with two types.

## What it finds

A property that no type declares, and that holds a number in some notes and text, a list or a truth
value in others. The notes that are fewer are pointed at.

## Why it matters

Obsidian knows one type for a property in the whole vault, and shows a warning where a value does
not fit. A question such as `rating > 3` passes over the notes in which the rating is text.

## Example

```markdown clients/Cole.md
---
type: client
status: active
stars: "***"
---
```
```markdown clients/Acme.md
---
type: client
status: active
stars: 4
---
```
```markdown clients/Bolt.md
---
type: client
status: active
stars: 5
---
```

## What to do

Write the value as in the other notes, or give the property another name.

```markdown
---
type: client
status: active
stars: 3
---
```

No program can know what was meant.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from vaultcrm.model import Problem, Value
from vaultcrm.rules.places import at_field
from vaultcrm.rules.survey import Survey

SEVERITY = "advice"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    schema = survey.vault.schema
    declared = {name for each in schema.types.values() for name in each.fields}
    used: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for note in survey.notes:
        for name, value in note.fields.items():
            kind = _type(value)
            if kind and name not in declared:
                used[name][kind].append(note.path)
    for name, kinds in used.items():
        if len(kinds) < 2:
            continue
        usual = max(kinds, key=lambda kind: (len(kinds[kind]), kind))
        for kind, paths in kinds.items():
            for path in paths if kind != usual else ():
                count = len(kinds[usual])
                others = f"{count} other note{'s' if count > 1 else ''}"
                message = f"{name} holds {kind} here, and {usual} in {others}"
                yield at_field(survey, "field/two-types", message, path, name)


def _type(value: Value) -> str:
    """What Obsidian calls it; '' where a value says nothing. Dates and links are texts to it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return "a list" if value else ""
    return "a number" if isinstance(value, int | Decimal) else "text"
