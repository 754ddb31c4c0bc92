"""A property of one name is used with two types.

## What it finds

A property that holds a number in some notes and text, a list, a truth value or a date in others:
as their types declare it, and where none does, as it is written. The notes that differ from a
declaration are pointed at, else those that are fewer.

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

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from vaultcrm.model import Problem, Value
from vaultcrm.rules.places import at_field
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.schema import LIST_TYPES, Field

SEVERITY = "advice"

_DATE, _TEXT = "a date", "text"
_NAMES = {"number": "a number", "checkbox": "a truth value", "date": _DATE, "datetime": _DATE}
_LIKE_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]|\Z)", re.ASCII)
_EITHER = ("money",)  # a number or a text, as it is written


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    types, base = survey.vault.schema.types, survey.vault.schema.base
    used: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    typed: defaultdict[str, set[str]] = defaultdict(set)  # by name, what the notes' types declare
    for note in survey.notes:
        declared = types.get(survey.types[note.path], base).fields
        for name, value in note.fields.items():
            field = declared.get(name)
            if name in base.fields:
                continue
            kind = _declared(field) if field else _held(value)
            if kind and value not in (None, "", ()):
                used[name][kind].append(note.path)
                if field:
                    typed[name].add(kind)
    for name, kinds in used.items():
        if _DATE in kinds and _DATE not in typed[name]:  # then nobody needs it to be one
            kinds[_TEXT] += kinds.pop(_DATE)
        if len(kinds) < 2:
            continue
        usual = max(kinds, key=lambda kind: (kind in typed[name], len(kinds[kind]), kind))
        for kind, paths in kinds.items():
            for path in paths if kind != usual else ():
                count = len(kinds[usual])
                others = f"{count} other note{'s' if count > 1 else ''}"
                message = f"{name} holds {kind} here, and {usual} in {others}"
                yield at_field(survey, "field/two-types", message, path, name)


def _declared(field: Field) -> str:
    """What Obsidian calls the values of a field; '' where that differs from one to the next."""
    if field.type in LIST_TYPES:
        return "a list"
    if field.type in _EITHER:
        return ""
    return _NAMES.get(field.type, _TEXT)


def _held(value: Value) -> str:
    """What Obsidian calls an undeclared value. Links are texts to it."""
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return "a list"
    if isinstance(value, int | Decimal):
        return "a number"
    return _DATE if isinstance(value, str) and _LIKE_DATE.match(value) else _TEXT
