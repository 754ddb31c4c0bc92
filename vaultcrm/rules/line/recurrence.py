"""A task repeats in a way that the Tasks plugin cannot follow.

## What it finds

In open tasks, a text behind 🔁 or in `[repeat:: …]` that the Tasks plugin cannot read
(`every other week`), that it reads in part only (`every month on the 15` is every month to it), or
by which there is no next day (`every February on the 31st`); and a task that repeats and has no
due, scheduled or start date to count from.

## Why it matters

The task is ticked, and its next line is not written, or is due on another day than you meant: the
monthly report to a client ends without anybody having decided so.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Acme]]"
status: active
---
## Actions
- [ ] Send the report 🔁 every other week 📅 2026-11-27
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Write it in a form that the plugin knows, which the message names where one is near:
`every 2 weeks`, `every month on the last Friday`, `every 10 days when done`.

```markdown
---
type: project
client: "[[Acme]]"
status: active
---
## Actions
- [ ] Send the report 🔁 every 2 weeks 📅 2026-11-27
```

No program can know what is meant.
"""

import re
from collections.abc import Iterator

from vaultcrm.facts.book import day_of
from vaultcrm.facts.recurrence import REFERENCES, Recurrence, next_days
from vaultcrm.facts.recurrence_texts import as_text, near_form, read_recurrence
from vaultcrm.facts.titles import text_of
from vaultcrm.model import Fields, Problem
from vaultcrm.rules.places import at_line
from vaultcrm.rules.survey import Survey
from vaultcrm.words import shown

SEVERITY = "warning"
_RULE = "line/recurrence"
# What the plugin takes for a rule at the end of a task, and the task's text loses by it.
_LEFT = re.compile(r"\S.*🔁\ufe0f? *([a-zA-Z0-9, !]*[a-zA-Z0-9])\Z", re.DOTALL)


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for record in survey.planned_lines:
        if record.line is None or not record.fields.get("status"):
            continue
        text = record.fields.get("repeat")
        if text is None and (left := _LEFT.match(text_of(record))):
            text = left[1]
        if text is not None and (message := _wrong(str(text).strip(), record.fields)):
            yield at_line(_RULE, message, record)


def _wrong(text: str, fields: Fields) -> str:
    """What is wrong with a task that repeats, '' if nothing is."""
    recurrence = read_recurrence(text)
    near = near_form(text)
    hint = f" Did you mean {near!r}?" if near else ""
    if not isinstance(recurrence, Recurrence):
        return f"repeats {shown(text)}, which Tasks cannot read: {recurrence.why}.{hint}"
    if recurrence.unread:
        read = as_text(recurrence)
        return f"repeats {shown(text)}, of which Tasks reads {read!r} alone.{hint}"
    days = {name: day for name in REFERENCES if (day := day_of(fields.get(name)))}
    if not days:
        if any(fields.get(name) is not None for name in REFERENCES):
            return ""  # the date that cannot be read is a finding already
        return "repeats and has no date: give it a due date (📅) to count from"
    if next_days(recurrence, days, None) is None:
        return f"repeats {shown(text)}, by which there is no next day"
    return ""
