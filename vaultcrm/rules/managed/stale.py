"""A managed property is not what the notes say.

## What it finds

A property that a type file declares as managed (`last_contact: {type: date, managed:
last_contact}`) and that differs from the fact that it is to show. One that is missing is found
too, unless the fact is a count of nothing.

## Why it matters

Obsidian's own views and bases see properties, not facts. One that is stale tells you that you
spoke to a client last week when it was last spring.

## Example

```markdown clients/Acme.md
---
type: client
status: active
last_contact: 2026-03-02
---
## Log
- 2026-11-02 call out: agreed on the spring campaign
- 2026-03-02 email in: asks for an offer
```
```yaml .vaultcrm/types/client.yaml
type: client
fields:
  last_contact: {type: date, managed: last_contact}
```

## What to do

Let `vaultcrm check --fix` write the fact: a program may do this safely. It changes the value of
that property, adds it or takes it away, and leaves all else as it is. (A block of text, or a list
of several lines, in that property is left to you.) While a note of the vault cannot be read, the
fact may lack what stands in it: then the fix takes `--unsafe-fixes`.

```markdown
---
type: client
status: active
last_contact: 2026-11-02
---
## Log
- 2026-11-02 call out: agreed on the spring campaign
- 2026-03-02 email in: asks for an offer
```
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from vaultcrm.errors import VaultError
from vaultcrm.facts import facts_of
from vaultcrm.facts.book import Compute, default_of
from vaultcrm.model import Duration, Fact, Fix, Money, Problem, Record, Ref, Value
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.schema import Field
from vaultcrm.writing.front_matter import property_edit

SEVERITY = "warning"

_DECIMALS = 2  # of a number that is written into a note
_LONGEST = 20  # digits


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for note_type in survey.vault.schema.types.values():
        managed = [field for field in note_type.fields.values() if field.managed]
        known = facts_of(note_type.collection) if managed else {}
        for field in managed:
            if field.managed in known:
                yield from _stale(survey, note_type.collection, field, known[field.managed])


def _stale(
    survey: Survey, collection: str, field: Field, compute: Compute
) -> Iterator[tuple[str, Problem]]:
    facts = compute(survey.book)
    nothing = _written(default_of(compute))
    for record in survey.book.records(collection):
        found, meant = _written(record.fields.get(field.name)), _meant(facts.get(record.path))
        same = found == meant or (found or nothing) == (meant or nothing)
        if same or meant is None:
            continue
        yield record.path, _problem(survey, record, field, found or "", meant)


def _meant(fact: Fact | None) -> str | None:
    """What a property says that shows this fact; None where no property can."""
    return _written(fact.value) if fact else ""


def _problem(survey: Survey, record: Record, field: Field, found: str, meant: str) -> Problem:
    if not meant:
        message = f"{field.name}: is {found}, and nothing in the notes says so"
    elif found:
        message = f"{field.name}: is {found}, but by the notes it is {meant}"
    else:
        message = f"{field.name}: is missing: by the notes it is {meant}"
    there = field.name in record.fields
    line = survey.line_of(record.path, field.name if there else "type")
    end = len(field.name) + 1 if there else 1
    fix = _fix(survey, record.path, field.name, meant or None)
    return Problem("managed/stale", message, line, 1, line, end, fix)


def _fix(survey: Survey, path: str, name: str, value: str | None) -> Fix | None:
    text = survey.text(path)
    if text is None:
        return None
    try:
        edit = property_edit(text, name, value)
    except VaultError:  # it is not certain that all else would stay
        return None
    return Fix(not survey.uncertain, (edit,)) if edit else None


def _written(value: Value) -> str | None:
    """A value as the text of a property; '' for nothing, None for what is no single value."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            number = _number(Decimal(value))
            return number.rstrip("0") if "." in number else number
        case datetime() | date():
            return value.isoformat()
        case Money():
            return f"{_number(value.amount)} {value.currency}".rstrip()
        case Duration():
            return value.text
        case Ref():
            return f"[[{value.target}]]"
        case str():
            return value
        case (one,):
            return _written(one)
        case _:
            return None


def _number(number: Decimal) -> str:
    if not number.is_finite() or number.adjusted() > _LONGEST:
        return str(number)
    return format(round(number, _DECIMALS), "f").removesuffix(".00")
