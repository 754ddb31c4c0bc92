"""The ground floor: frozen data that every other floor shares. Imports nothing of ours.

Named tuples, because a vault makes hundreds of thousands of them and they are three times
cheaper to build than frozen dataclasses.

Positions: offsets (`start`, `end`) count characters of the note's decoded text after its byte-order
mark; lines and columns are 1-based, columns count characters, and a line ends with LF, CR LF or CR,
as editors count them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

# --- values


class Money(NamedTuple):
    """An amount with its currency (ISO 4217 code, '' where the note names none)."""

    amount: Decimal
    currency: str


class Duration(NamedTuple):
    """A length of time. `text` is as written (`14d`, `1bd`, `2 weeks`)."""

    text: str
    months: int = 0
    days: int = 0
    seconds: int = 0
    business_days: int = 0


class Link(NamedTuple):
    """A link as written: `target` has neither subpath nor display text; resolved at query time."""

    target: str
    subpath: str = ""
    display: str = ""


class Ref(NamedTuple):
    """A link that was looked up: `path` is the note it leads to, or '' if there is none."""

    target: str
    path: str
    display: str = ""


class Error(NamedTuple):
    """What stands where a value could not be computed: why. `missing` if all that is wrong is
    that something was not there."""

    message: str
    missing: bool = False


Value: TypeAlias = (
    None
    | bool
    | int
    | Decimal
    | str
    | date
    | datetime
    | Money
    | Duration
    | Link
    | Ref
    | Error
    | tuple["Value", ...]
    | Mapping[str, "Value"]
)
Fields: TypeAlias = Mapping[str, Value]

# --- YAML as written: what reading/ hands to whoever gives it meaning


class RawScalar(NamedTuple):
    """A scalar's text. `style` is '' for plain, else the sign that begins it: ' " | or >."""

    text: str
    style: str
    start: int
    end: int
    alias: bool = False


class RawList(NamedTuple):
    items: tuple["Raw", ...]
    flow: bool
    start: int
    end: int


class RawMap(NamedTuple):
    entries: tuple[tuple[RawScalar, "Raw"], ...]
    flow: bool
    start: int
    end: int


Raw: TypeAlias = RawScalar | RawList | RawMap

# --- what is wrong, and what can be done about it


class Edit(NamedTuple):
    """Replace the characters from `start` to `end` of a note's text by `text`."""

    start: int
    end: int
    text: str


class Fix(NamedTuple):
    safe: bool
    edits: tuple[Edit, ...]


class Problem(NamedTuple):
    """A user's mistake, found in one file. `rule` is `group/name` of a module under rules/."""

    rule: str
    message: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    fix: Fix | None = None


class Finding(NamedTuple):
    """A problem with its place in the vault and the severity that its rule gives it."""

    path: str
    problem: Problem
    severity: str  # error, warning or advice


# --- the body of a note, as syntax


class Heading(NamedTuple):
    level: int
    text: str
    line: int
    start: int


class ListItem(NamedTuple):
    """A list line. `status` is the character in its checkbox, None without one; `content` the
    offset where its text begins (after marker and checkbox), `end` where the line ends (before its
    newline); `depth` 0 for an item that is not nested."""

    line: int
    start: int
    content: int
    end: int
    depth: int
    status: str | None


class LinkAt(NamedTuple):
    """A link with its place. `kind` is wiki or markdown; `property` the front-matter key, or ''."""

    link: Link
    kind: str
    embed: bool
    line: int
    column: int
    end_column: int
    property: str = ""


class TagAt(NamedTuple):
    tag: str  # as written, without '#'
    line: int
    column: int


class Ignore(NamedTuple):
    """Somebody's word that a rule (its name or its group's, as written; '' where none is named) is
    to be silent on the lines `first` to `last` of the note; in all of it if these are 0. The word
    stands on `line`, and takes the columns from `column` up to `end_column`."""

    rule: str
    line: int
    column: int
    end_column: int
    first: int = 0
    last: int = 0


class Body(NamedTuple):
    headings: tuple[Heading, ...]
    items: tuple[ListItem, ...]
    links: tuple[LinkAt, ...]
    tags: tuple[TagAt, ...]


# --- a note, read


class Line(NamedTuple):
    """A record that stands on one line of a note's body. `kind` is its collection (`actions`)."""

    kind: str
    line: int
    section: str
    fields: Fields


class Note(NamedTuple):
    """All that reading a note yields. An unreadable note has `readable` False, no fields and a
    problem that says why. `fields` are typed, by canonical name, in the note's order; `places`
    has the line of each."""

    path: str
    type: str  # '' without one
    title: str
    fields: Fields
    places: Mapping[str, int]
    lines: tuple[Line, ...]
    links: tuple[LinkAt, ...]
    tags: tuple[str, ...]
    headings: tuple[Heading, ...]
    body: str
    problems: tuple[Problem, ...]
    readable: bool
    ignores: tuple[Ignore, ...] = ()


CLOSED = ("done", "cancelled")  # statuses of lines

# --- answers


class Record(NamedTuple):
    """A note or a line, as every question and report sees it. `line` is None for a note. A link
    among the `fields` is a `Ref`, resolved."""

    collection: str
    path: str
    line: int | None
    fields: Fields

    @property
    def place(self) -> str:
        """Where it stands, as `path` or `path:line`: the form in which evidence is given."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


def is_empty(value: object) -> bool:
    """Nothing, an empty text, an empty list or an object without properties."""
    return value is None or value == "" or (isinstance(value, tuple | Mapping) and not len(value))


def is_open(fields: Fields) -> bool:
    """Whether what a line is about is still to be done: it is not ticked, not cancelled, and has
    no day for either."""
    return fields.get("status") not in CLOSED and not (
        fields.get("done") or fields.get("cancelled")
    )


class Fact(NamedTuple):
    """A derived value with the places it was computed from (`path:line`), and those of records that
    belong to it and could not be used: an amount that cannot be read, a message without a time."""

    value: Value
    evidence: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
