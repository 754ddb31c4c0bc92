"""Links with the fields that they stand in: what the rules about links have in common."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from vaultcrm.model import Problem
from vaultcrm.reading.links import leaves_vault
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.schema import Field

if TYPE_CHECKING:
    from vaultcrm.index.queries import Resolved


def with_fields(
    survey: Survey, links: "Iterable[Resolved]"
) -> "Iterator[tuple[Resolved, Field | None]]":
    """Each link with the link field of its note's type that it stands in, None where it stands
    anywhere else."""
    schema = survey.vault.schema
    for link in links:
        field = None
        if link.at.property:
            note_type = schema.types.get(survey.types.get(link.source, ""))
            field = note_type.fields.get(link.at.property) if note_type else None
        yield link, field if field and field.type in ("link", "links") else None


def leads_outside(link: "Resolved") -> bool:
    return leaves_vault(link.at.link.target, link.source)


def problem_at(rule: str, message: str, link: "Resolved") -> tuple[str, Problem]:
    """A problem that is marked by the whole link."""
    at = link.at
    return link.source, Problem(rule, message, at.line, at.column, at.line, at.end_column)
