"""A field is managed by a fact that there is not.

## What it finds

In `.vaultcrm/types/*.yaml`: a `managed` field of a fact that notes of this type do not have, or a
`managed` field of lines, which no program keeps up to date.

## Why it matters

The property stays as somebody wrote it once, and everybody believes that it is kept up to date: a
client who has been silent for months was "called last week".

## Example

```yaml .vaultcrm/types/client.yaml
type: client
fields:
  last_contact: {type: date, managed: last_contct}
```

## What to do

Correct the name; `vaultcrm explain crm` lists all facts.

```yaml .vaultcrm/types/client.yaml
type: client
fields:
  last_contact: {type: date, managed: last_contact}
```

No program changes it: the nearest name is a guess.
"""

from collections.abc import Collection, Iterator

from vaultcrm.facts import facts_of
from vaultcrm.model import Problem, Raw, RawMap, RawScalar
from vaultcrm.reading.vault import read_settings, type_files
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.documents import Complaints, Document, is_null
from vaultcrm.schema.schema import BASE_TYPE, Schema
from vaultcrm.words import shown, suggestion

SEVERITY = "error"
_RULE = "config/managed"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    vault = survey.vault
    declared = [each.fields for each in vault.schema.types.values()]
    declared += [each.fields for each in vault.schema.kinds.values()]
    managed = any(field.managed for fields in declared for field in fields.values())
    for path in type_files(vault.root)[0] if managed else ():
        document = read_settings(vault.root, path)
        if isinstance(document, Document):
            yield from ((path, each) for each in _unknown_facts(document, vault.schema))


def _unknown_facts(document: Document, schema: Schema) -> Iterator[Problem]:
    entries = dict(_entries(document.root))
    complain = Complaints(document._replace(problems=()), _RULE)
    of_lines = "lines" in entries
    name = entries.get("lines" if of_lines else "type")
    note_type = schema.types.get(name.text) if isinstance(name, RawScalar) else None
    for _, field in _entries(entries.get("fields")):
        for key, fact in _entries(field):
            if key != "managed" or not isinstance(fact, RawScalar) or is_null(fact):
                continue
            if of_lines:
                complain.add(fact, "only a note's field can be managed, not a line's")
            elif note_type and fact.text not in (known := _facts(note_type.name, schema)):
                message = f"{note_type.collection} have no fact {shown(fact.text)}."
                hint = suggestion(fact.text, known) or " vaultcrm explain crm lists them all"
                complain.add(fact, message + hint)
    yield from complain.problems


def _facts(type_name: str, schema: Schema) -> Collection[str]:
    """The facts that notes of a type have; those of any type for the fields that all have."""
    if type_name != BASE_TYPE:
        return facts_of(schema.types[type_name].collection)
    return {name for each in schema.types.values() for name in facts_of(each.collection)}


def _entries(raw: Raw | None) -> Iterator[tuple[str, Raw]]:
    if isinstance(raw, RawMap):
        yield from ((key.text, value) for key, value in raw.entries)
