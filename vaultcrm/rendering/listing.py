"""Records of a collection → the rows and columns of a list."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.model import Duration, Link, Money, Record, Ref, Value
from vaultcrm.schema.schema import BASE_KIND, BASE_TYPE, Schema
from vaultcrm.words import suggestion

Row = dict[str, Value]

# What a list shows first of all; of the rest, what over a third of the rows have.
_FIRST = ("date", "title", "text", "status", "client", "project")
_LAST = ("path", "line")
_HIDDEN = frozenset(
    {"type", "tags", "aliases", "cssclasses", "id", "generated_by", "source_key", "body_sha256"}
)
_MOST = 8  # columns of a list that nobody chose the columns of


class Listing(NamedTuple):
    """A collection's rows: each record's fields by name, and its place."""

    fields: tuple[str, ...]  # those that the collection may have, in the schema's order
    usual: tuple[str, ...]  # the columns that its type names for it
    rows: list[Row]

    def sorted(self, key: str | None) -> "Listing":
        """By a field (`due`, `due:desc`); rows without it come last either way."""
        if key is None:
            return self
        name, _, order = key.partition(":")
        self._require(name)
        if order not in ("", "asc", "desc"):
            raise VaultError(f"cannot sort {order!r}", f"say {name}:asc or {name}:desc")
        filled = [row for row in self.rows if row.get(name) is not None]
        empty = [row for row in self.rows if row.get(name) is None]
        filled.sort(key=lambda row: sort_key(row[name]), reverse=order == "desc")
        return self._replace(rows=[*filled, *empty])

    def columns(self, chosen: str | None, rows: Sequence[Row], fixed: bool = False) -> list[str]:
        """The columns that were chosen, or those that say most about these rows; `fixed` gives
        the same ones for any rows, for programs to read."""
        if chosen is not None:
            names = [name.strip() for name in chosen.split(",") if name.strip()]
            if not names:
                raise VaultError("no columns are named", "write --columns title,status")
            for name in names:
                self._require(name)
            return names
        filled = Counter(
            name for row in rows for name, value in row.items() if value not in (None, "", ())
        )
        if fixed:
            return [*(self.usual or self.fields), *(name for name in _LAST if filled[name])]
        if self.usual:
            shown = [name for name in self.usual if filled[name]] or list(self.usual)
            return [*shown, *(name for name in _LAST if filled["line"])]
        known = [name for name in dict.fromkeys((*_FIRST, *self.fields)) if name not in _HIDDEN]
        names = [name for name in known if filled[name] * 3 > len(rows) and name not in _LAST]
        return [*names[:_MOST], *(name for name in _LAST if filled[name])] or ["path"]

    def _require(self, name: str) -> None:
        known = {*self.fields, *_LAST, *(name for row in self.rows for name in row)}
        if name not in known:
            raise VaultError(
                f"there is no field {name!r} here.{suggestion(name, known)}",
                f"fields: {', '.join(sorted(known))}",
            )


def listing(schema: Schema, records: Callable[[str], Iterable[Record]], collection: str) -> Listing:
    """All records of a collection. Raises VaultError for one that there is not."""
    if collection not in schema.collections:
        known = schema.collections
        raise VaultError(
            f"there is no collection {collection!r}.{suggestion(collection, known)}",
            f"collections: {', '.join(sorted(known))}",
        )
    note_type = schema.type_of_collection(collection)
    kind = schema.kinds.get(collection)
    if note_type:
        usual = note_type.columns
        base = schema.types[BASE_TYPE].fields
        own = [name for name in note_type.fields if name not in base]
        fields = (*own, *base)
    else:
        usual = kind.columns if kind else ()
        base = schema.kinds[BASE_KIND].fields
        own = [name for name in kind.fields if name not in base] if kind else []
        fields = ("date", "text", "status", *own, "due", "done", *base, "client", "project")
    rows = [row_of(each) for each in records(collection)]
    return Listing(tuple(dict.fromkeys(fields)), usual, rows)


def row_of(record: Record) -> Row:
    """A record's fields by name, with its place."""
    place: Row = {"path": record.path}
    if record.line is not None:
        place["line"] = record.line
    return {**record.fields, **place}


def sort_key(value: Value) -> tuple[int, object]:
    """Orders values of any kinds: numbers, days, texts (whatever their case), then the rest."""
    match value:
        case bool():
            return (0, Decimal(value))
        case int() | Decimal():
            return (0, Decimal(value))
        case Money():
            return (1, (value.currency, value.amount))
        case datetime():
            return (2, value.replace(tzinfo=None).isoformat())
        case date():
            return (2, value.isoformat())
        case Duration():
            days = value.months * 30 + value.days + value.business_days
            return (3, days * 86_400 + value.seconds)
        case Link() | Ref():
            return (4, (value.display or value.target).casefold())
        case str():
            return (4, value.casefold())
        case tuple():
            return (5, [sort_key(each) for each in value])
        case _:
            return (6, str(value))
