"""A property links to a note of another type than it should.

## What it finds

A property that is declared as a link to notes of some types (`to: [client]`), and leads to a note
of another type.

## Why it matters

A project whose client is a person belongs to no client: its fee and its promises are in none of
the lists that go by client.

## Example

```markdown projects/Website.md
---
type: project
client: "[[Dana Fox]]"
status: active
---
```
```markdown people/Dana Fox.md
---
type: person
client: "[[Acme]]"
---
```
```markdown clients/Acme.md
---
type: client
status: active
---
```

## What to do

Link to the client; the person has a place in `agreed_by` or in a meeting's `attendees`. If the
other note has the wrong type, correct it there.

```markdown
---
type: project
client: "[[Acme]]"
status: active
---
```

No program can know which of the two is wrong.
"""

from collections.abc import Iterator

from vaultcrm.model import Problem, Ref, Value
from vaultcrm.rules.declared_links import problem_at, with_fields
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.schema import Field

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    links = {
        note_type.name: [field for field in note_type.fields.values() if field.to]
        for note_type in survey.vault.schema.types.values()
    }
    for record in survey.notes:
        fields = links.get(survey.types[record.path], ())
        if any(_is_wrong(survey, record.fields.get(field.name), field) for field in fields):
            yield from _problems(survey, record.path)


def _problems(survey: Survey, source: str) -> Iterator[tuple[str, Problem]]:
    for link, field in with_fields(survey, survey.links_from(source)):
        if field and _is_wrong(survey, Ref(link.at.link.target, link.path), field):
            found = survey.types[link.path]
            what = f"a note of type {found!r}" if found else "a note without a type"
            wanted = " or ".join(map(repr, field.to))
            message = f"{link.at.link.target!r} is {what}, not {wanted}"
            yield problem_at("link/wrong-type", message, link)


def _is_wrong(survey: Survey, value: Value, field: Field) -> bool:
    """Whether a link in the value leads to a note of a type that the field does not want."""
    if isinstance(value, Ref):
        if not field.to or value.path in survey.uncertain:
            return False
        return survey.types.get(value.path, field.to[0]) not in field.to
    return isinstance(value, tuple) and any(_is_wrong(survey, each, field) for each in value)
