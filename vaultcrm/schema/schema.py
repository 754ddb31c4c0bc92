"""The schema as frozen data: field, line kind, note type, and all of them together."""

from collections.abc import Mapping
from typing import NamedTuple

FIELD_TYPES = (
    "text",
    "list",
    "number",
    "checkbox",
    "date",
    "datetime",
    "tags",
    "aliases",
    "choice",
    "link",
    "links",
    "money",
    "duration",
    "email",
    "phone",
    "url",
    "timezone",
)
LIST_TYPES = frozenset({"list", "tags", "aliases", "links"})
BASE_TYPE = "note"  # the type whose fields every note has
BASE_KIND = "line"  # the kind whose fields every line has
TEXT_SECTION = "text"  # a section that is known but holds no records
ACTIONS = "actions"  # the kind of a task outside any typed section


class Field(NamedTuple):
    """One property of a note, or one field of a line."""

    name: str
    type: str
    choices: tuple[str, ...] = ()
    required: bool = False
    aliases: tuple[str, ...] = ()
    to: tuple[str, ...] = ()  # the note types that a link may lead to; any if empty
    managed: str = ""  # the fact that keeps it up to date
    default: str | None = None  # what `new` writes; `today` for dates; '' leaves it to be filled in
    doc: str = ""
    min: str = ""  # the least and the most that a number, an amount or a duration may be; any if ''
    max: str = ""


class LineKind(NamedTuple):
    """A collection of lines. The words before a line's first colon fill the `prefix` fields."""

    name: str
    fields: Mapping[str, Field]
    names: Mapping[str, Field]  # by name and alias, casefolded
    prefix: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()  # what a list of them shows, unless told otherwise
    doc: str = ""
    required: tuple[str, ...] = ()  # the names of the fields that it must have


class Match(NamedTuple):
    """A way to know a note's type without `type:`; every condition must hold.

    A condition is `folder` (the note lies in it or below), `tag`, or a property's name with the
    value that it must have or contain.
    """

    conditions: tuple[tuple[str, str], ...]


class NoteType(NamedTuple):
    name: str
    collection: str
    fields: Mapping[str, Field]
    names: Mapping[str, Field]  # by name and alias, casefolded
    sections: Mapping[str, str]  # heading, casefolded → line kind, or TEXT_SECTION
    headings: tuple[str, ...] = ()  # the sections' headings as they are written
    folder: str = ""
    file: str = "{name}"
    columns: tuple[str, ...] = ()  # what a list of them shows, unless told otherwise
    match: tuple[Match, ...] = ()
    tasks: bool = True  # whether tasks outside typed sections are actions
    also: Mapping[str, Mapping[str, str]] = {}  # line kind → its field → this type's field
    doc: str = ""
    required: tuple[str, ...] = ()  # the names of the fields that it must have


class Schema(NamedTuple):
    """All types by name, all line kinds by collection; `fingerprint` changes when either does."""

    types: Mapping[str, NoteType]
    kinds: Mapping[str, LineKind]
    fingerprint: str

    @property
    def base(self) -> NoteType:
        return self.types[BASE_TYPE]

    def type_of_collection(self, collection: str) -> NoteType | None:
        return next((t for t in self.types.values() if t.collection == collection), None)

    @property
    def collections(self) -> tuple[str, ...]:
        """The name of every collection, of notes and then of lines."""
        notes = [each.collection for each in self.types.values()]
        return (*notes, *(name for name in self.kinds if name != BASE_KIND))
