"""Links with the fields that they stand in: what the rules about links have in common."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from vaultcrm.model import Problem
from vaultcrm.reading.links import leaves_vault
from vaultcrm.schema.schema import Field

if TYPE_CHECKING:
    from vaultcrm.index.index import Index
    from vaultcrm.index.queries import Resolved


def with_fields(
    index: "Index", links: "Iterable[Resolved]"
) -> "Iterator[tuple[Resolved, Field | None]]":
    """Each link with the link field of its note's type that it stands in, None where it stands
    anywhere else. Links of one note come one after the other."""
    schema = index.vault.schema
    path, note_type = "", None
    for link in links:
        if not link.at.property:
            yield link, None
            continue
        if link.source != path:
            path = link.source
            record = index.record(path)
            note_type = schema.type_of_collection(record.collection) if record else None
        field = note_type.fields.get(link.at.property) if note_type else None
        yield link, field if field and field.type in ("link", "links") else None


def leads_outside(link: "Resolved") -> bool:
    return leaves_vault(link.at.link.target, link.source)


def problem_at(rule: str, message: str, link: "Resolved") -> tuple[str, Problem]:
    """A problem that is marked by the whole link."""
    at = link.at
    return link.source, Problem(rule, message, at.line, at.column, at.line, at.end_column)
