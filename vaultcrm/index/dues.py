"""What tells whether lines were done in time, kept narrowly beside them (`_due_<kind>`, see
`tables.py`): most of them are long done, and no question but that one is about them. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from vaultcrm.index.values import Refer, decode_fields
from vaultcrm.model import Fields, Record

INHERITED = ("client", "project")  # what a line has from its note where it does not say it itself
DUE_FIELDS = ("status", "owner", "due", "done", *INHERITED)  # of what stands in `Dues.others`


class Dues(NamedTuple):
    """The lines of a note that somebody promised, with a due date and not cancelled. `lent` is what
    they have from the note. `done` has those that were done and say nothing more, by line: the
    line, the due date and the day of being done (both as ordinals, see `date.toordinal`), one after
    the other. `others` has the rest with the fields `DUE_FIELDS` alone."""

    lent: Record
    done: Sequence[int]
    others: Sequence[Record]


def had_due(fields: Fields) -> bool:
    """Whether a line was to be done by a day, and not cancelled."""
    return (
        fields.get("due") is not None
        and fields.get("status") != "cancelled"
        and not fields.get("cancelled")
    )


def done_json(fields: Fields) -> str:
    """The due date and the day of being done of a line that says nothing more, as nearly all; ''
    of any other."""
    due, done = fields["due"], fields.get("done")
    if fields.get("status") != "done" or not (type(due) is type(done) is date):
        return ""
    if any(name in fields for name in ("owner", *INHERITED)):
        return ""
    return f"{due.toordinal()},{done.toordinal()}"


def unpack_dues(kind: str, path: str, value: Any, refer: Refer) -> Dues:
    """What tells whether the lines of a note were in time."""
    plain, tags, done, others = value
    lent = decode_fields(plain, tags, refer)
    found = []
    for line, own, own_tags in others:
        known = decode_fields(own, own_tags, refer)
        fields = {**lent, **{name: value for name, value in known.items() if value is not None}}
        found.append(Record(kind, path, line, fields))
    return Dues(Record(kind, path, None, lent), done, found)
