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
from typing import TYPE_CHECKING

from vaultcrm.model import Problem, Ref, Value
from vaultcrm.rules.declared_links import problem_at, with_fields

if TYPE_CHECKING:
    from vaultcrm.index.index import Index

SEVERITY = "warning"


def check(index: "Index") -> Iterator[tuple[str, Problem]]:
    schema = index.vault.schema
    unreadable = set(index.unreadable())
    types = {
        record.path: str(record.fields["type"])
        for record in index.records(schema.base.collection)
        if record.path not in unreadable
    }
    for note_type in schema.types.values():
        fields = [field for field in note_type.fields.values() if field.to]
        for record in index.records(note_type.collection) if fields else ():
            if any(
                types.get(path, field.to[0]) not in field.to
                for field in fields
                for path in _paths(record.fields.get(field.name))
            ):
                yield from _problems(index, record.path, types)


def _problems(index: "Index", source: str, types: dict[str, str]) -> Iterator[tuple[str, Problem]]:
    for link, field in with_fields(index, index.links_from(source)):
        if field and field.to and link.path in types and types[link.path] not in field.to:
            found = types[link.path]
            what = f"a note of type {found!r}" if found else "a note without a type"
            wanted = " or ".join(map(repr, field.to))
            message = f"{link.at.link.target!r} is {what}, not {wanted}"
            yield problem_at("link/wrong-type", message, link)


def _paths(value: Value) -> Iterator[str]:
    """The notes that the links in a value lead to."""
    if isinstance(value, Ref):
        yield value.path
    elif isinstance(value, tuple):
        for each in value:
            yield from _paths(each)
