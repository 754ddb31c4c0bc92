"""The answer to a question, as data."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from vaultcrm.model import Duration, Error, Link, Money, Record, Ref, Value

Row: TypeAlias = Mapping[str, Value]  # by the keys of the columns; it may hold more than these


class Column(NamedTuple):
    """`key` is its name for programs, `title` for people."""

    key: str
    title: str


class Summary(NamedTuple):
    """One value for a column: `name` says what was made of its values (`Sum`)."""

    column: str
    name: str
    value: Value


class Group(NamedTuple):
    """Rows that have the same value of what they are grouped by."""

    key: Value
    rows: Sequence[Row]
    summaries: tuple[Summary, ...] = ()


class Table(NamedTuple):
    """`group_by` is what the rows are grouped by; None where there is but one group, of all.
    `summaries` are those of all rows."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    group_by: Column | None = None
    summaries: tuple[Summary, ...] = ()

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


def plain_table(names: Iterable[str], rows: Sequence[Row]) -> Table:
    """A table without groups, its columns called by their keys."""
    return Table(tuple(Column(name, name) for name in names), (Group(None, rows),))


def relinked(table: Table, link: Callable[[str, str], Ref]) -> Table:
    """The same table for a place of its own: every link that leads somewhere is what `link` makes
    of the path and the words that it shows."""

    def mended(value: Value) -> Value:
        if isinstance(value, Ref):
            return link(value.path, value.display) if value.path else value
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return tuple(map(mended, value))
        return value

    def row(cells: Row) -> Row:
        return {name: mended(value) for name, value in cells.items()}

    groups = (
        each._replace(key=mended(each.key), rows=list(map(row, each.rows))) for each in table.groups
    )
    return table._replace(groups=tuple(groups))


def row_of(record: Record) -> Row:
    """A record's fields by name, with its place."""
    place: dict[str, Value] = {"path": record.path}
    if record.line is not None:
        place["line"] = record.line
    return {**record.fields, **place}


def sort_key(value: Value) -> tuple[int, object]:
    """Orders values of any kinds: numbers, money, days, lengths of time, texts (whatever their
    case), lists, then the rest."""
    match value:
        case bool() | int() | Decimal():
            return (0, Decimal(value))
        case Money():
            return (1, (value.currency, value.amount))
        case datetime():
            moment = value.astimezone(UTC) if value.tzinfo else value
            return (2, moment.replace(tzinfo=None).isoformat())
        case date():
            return (2, value.isoformat())
        case Duration():
            days = value.months * 30 + value.days + value.business_days
            return (3, days * 86_400 + value.seconds)
        case Link() | Ref():
            return (4, (value.display or value.target).casefold())
        case str():
            return (4, value.casefold())
        case Error():
            return (7, value.message)
        case tuple() if len(value) == 1:
            return sort_key(value[0])
        case tuple():
            return (5, [sort_key(each) for each in value])
        case _:
            return (6, str(value))
