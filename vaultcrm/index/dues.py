"""What tells whether lines were done in time, kept narrowly beside them (`_due_<kind>`, see
`tables.py`): most of them are long done, and no question but that one is about them. Pure."""

from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from vaultcrm.index.values import Refer, decode_fields
from vaultcrm.model import Fields, Record

INHERITED = ("client", "project")  # what a line has from its note where it does not say it itself
DUE_FIELDS = ("status", "owner", "due", "done", *INHERITED)  # of what stands in `DueLines.others`
_MORE = frozenset(("owner", *INHERITED))


class DueLines(NamedTuple):
    """The lines of a note that somebody promised, with a due date and not cancelled. `lent` is what
    they have from the note, `packed` holds `done`. `others` has the rest with the fields
    `DUE_FIELDS` alone."""

    lent: Record
    packed: str
    others: Sequence[Record]

    def done(self) -> Iterator[tuple[int, int, int]]:
        """Of each line that was done and says nothing more, in order: the line, the due date and
        the day of being done, both as ordinals (see `date.toordinal`)."""
        numbers = iter(array("i", b64decode(self.packed)))
        return zip(numbers, numbers, numbers, strict=True)


def pack_done(numbers: Iterable[int]) -> str:
    """Lines and days one after the other as a text: JSON reads that in a tenth of the time of the
    numbers. No other machine reads it."""
    return b64encode(array("i", numbers)).decode()


def had_due(fields: Fields) -> bool:
    """Whether a line was to be done by a day, and not cancelled."""
    return (
        fields.get("due") is not None
        and fields.get("status") != "cancelled"
        and not fields.get("cancelled")
    )


def days_of_done(fields: Fields) -> tuple[int, int] | None:
    """The due date and the day of being done of a line that says nothing more, as nearly all; None
    of any other."""
    due, done = fields["due"], fields.get("done")
    if fields.get("status") != "done" or not (type(due) is type(done) is date):
        return None
    if not _MORE.isdisjoint(fields):
        return None
    return due.toordinal(), done.toordinal()


def unpack_dues(kind: str, path: str, value: Any, refer: Refer) -> DueLines:
    """What tells whether the lines of a note were in time."""
    plain, tags, packed, others = value
    lent = decode_fields(plain, tags, refer)
    found = []
    for line, own, own_tags in others:
        known = decode_fields(own, own_tags, refer)
        fields = {**lent, **{name: value for name, value in known.items() if value is not None}}
        found.append(Record(kind, path, line, fields))
    return DueLines(Record(kind, path, None, lent), packed, found)
