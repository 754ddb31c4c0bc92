"""What the records of a collection may have."""

from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.schema.schema import BASE_KIND, BASE_TYPE, Schema
from vaultcrm.views.rows import PLACE
from vaultcrm.words import suggestion


class Shape(NamedTuple):
    """`fields` in the schema's order, what is special first; `names` all that mean one of them,
    casefolded; `columns` those that its type names for lists."""

    fields: tuple[str, ...]
    place: tuple[str, ...]  # what says where a record stands
    names: frozenset[str]
    columns: tuple[str, ...]


def collection_of(schema: Schema, name: str) -> Shape:
    """Raises VaultError for a collection that there is not."""
    if name not in schema.collections:
        known = schema.collections
        raise VaultError(
            f"there is no collection {name!r}.{suggestion(name, known)}",
            f"collections: {', '.join(sorted(known))}",
        )
    note_type = schema.type_of_collection(name)
    if note_type:
        base = schema.types[BASE_TYPE].fields
        own = [each for each in note_type.fields if each not in base]
        return Shape(_once(*own, *base), PLACE[:1], frozenset(note_type.names), note_type.columns)
    kind = schema.kinds[name]
    base = schema.kinds[BASE_KIND].fields
    own = [each for each in kind.fields if each not in base]
    fields = _once("date", "text", "status", *own, "due", "done", *base, "client", "project")
    return Shape(fields, PLACE, frozenset(kind.names), kind.columns)


def _once(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
