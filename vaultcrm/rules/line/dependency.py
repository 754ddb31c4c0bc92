"""A line waits for one that there is not, for itself, or for one of two.

## What it finds

In open lines, a name under `⛔` or `[dependsOn:: …]` that no line has as its `🆔` or `[id:: …]`,
lines that wait for one another in a circle, and a name that another open line has already.

## Why it matters

What waits for something that never comes is never begun. It looks planned, and nobody misses it
until the client asks.

## Example

```markdown meetings/Kickoff.md
---
type: meeting
client: "[[Acme]]"
date: 2026-11-05
---
## Actions
- [ ] Prices for next year 🆔 prices
- [ ] Letter about them ⛔ price
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Name the line that is meant, or take the name away.

```markdown
---
type: meeting
client: "[[Acme]]"
date: 2026-11-05
---
## Actions
- [ ] Prices for next year 🆔 prices
- [ ] Letter about them ⛔ prices
```

No program can know which line is meant.
"""

from collections.abc import Iterator, Mapping, Sequence

from vaultcrm.model import Problem, Record
from vaultcrm.reading.source import decode
from vaultcrm.rules.places import at_line
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.schema import BASE_KIND
from vaultcrm.words import shown, suggestion

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    named: dict[str, Record] = {}
    waiting: list[tuple[Record, Sequence[str]]] = []
    for record in survey.planned_lines:
        for name in _names(record, "id"):
            if record.path in survey.uncertain:
                continue
            first = named.setdefault(name, record)
            if first is not record:
                message = f"has the same name as {first.place}: {shown(name)}"
                yield at_line("line/dependency", message, record)
        if names := _names(record, "depends_on"):
            waiting.append((record, names))
    if not waiting:  # then nobody needs the names of all lines
        return
    known = {
        name
        for kind in survey.vault.schema.kinds
        for record in (survey.book.lines_with(kind, "id") if kind != BASE_KIND else ())
        for name in _names(record, "id")
    }
    needs = {name: names for record, names in waiting for name in _names(record, "id")}
    for record, names in waiting:
        for name in names:
            if name not in known and not _may_be_hidden(name, survey):
                near = suggestion(name, known)
                message = f"waits for {shown(name)}, which no line is called.{near}"
                yield at_line("line/dependency", message, record)
        own = _names(record, "id")
        if own and own[0] in _reached(names, needs):
            yield at_line("line/dependency", f"waits for itself, by {', '.join(names)}", record)


def _may_be_hidden(name: str, survey: Survey) -> bool:
    """Whether a note of which we cannot tell what lines it has may hold one of this name."""
    for path in survey.uncertain:
        data = survey.data(path)
        if isinstance(data, Problem) or (source := decode(data)).opaque or name in source.text:
            return True
    return False


def _names(record: Record, field: str) -> Sequence[str]:
    value = record.fields.get(field)
    return (
        [name.strip() for name in value.split(",") if name.strip()]
        if isinstance(value, str)
        else []
    )


def _reached(names: Sequence[str], needs: Mapping[str, Sequence[str]]) -> set[str]:
    """All that has to be done before these."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left.extend(needs.get(name, ()))
    return found
