"""A question to one collection, as `list` takes it → a table."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.expressions import Expression, Mistake, split
from vaultcrm.facts import facts_of
from vaultcrm.model import Value, is_empty
from vaultcrm.schema.schema import Schema
from vaultcrm.views.collections import collection_of
from vaultcrm.views.rows import INHERITED, PLACE, Row, Vaultwide
from vaultcrm.views.summaries import summary_named
from vaultcrm.views.table import Column, Table
from vaultcrm.views.view import (
    Failure,
    Order,
    Shown,
    Total,
    View,
    all_of,
    arranged,
    compiled,
    condition,
    matching,
    tabulated,
)
from vaultcrm.words import suggestion

# What a list shows first of all; of the rest, what over a third of the rows have.
_FIRST = ("date", "title", "text", "status", "client", "project")
_HIDDEN = frozenset(
    {"type", "tags", "aliases", "cssclasses", "id", "generated_by", "source_key", "body_sha256"}
)
_MOST = 8  # columns of a list that nobody chose the columns of

_NAMED = re.compile(r"\s*([^\s=!<>\"'()\[\]/]+)\s*=(?!=)(.*)\Z", re.DOTALL)
_ORDERED = re.compile(r"(.*?)(?::\s*(\w+))?\s*\Z", re.DOTALL)


class Question(NamedTuple):
    """`where` are expressions that must all be true, `filters` the names of some in the vault's
    settings. `fixed` asks for the same columns whatever the rows."""

    collection: str
    where: Sequence[str] = ()
    filters: Sequence[str] = ()
    sort: Sequence[str] = ()
    columns: Sequence[str] = ()
    group_by: str | None = None
    summaries: Sequence[str] = ()
    limit: int | None = None
    fixed: bool = False


class Answer(NamedTuple):
    table: Table
    failures: list[Failure]


def ask(question: Question, schema: Schema, shared: Vaultwide) -> Answer:
    """The answer to a question. Raises VaultError for one that cannot be understood."""
    asker = _Asker(question, schema, shared)
    where = all_of(list(map(condition, asker.conditions())))
    columns = list(asker.columns())
    order = tuple(asker.orders())
    group_by = asker.group_by()
    rows, failures = matching(where, asker.records, shared)
    view = View(where, (), order, group_by, question.limit, whole=not columns)
    rows = arranged(view, rows)
    columns = columns or asker.usual_columns(rows)
    totals = tuple(asker.totals(columns))
    view = view._replace(columns=tuple(columns), totals=totals)
    return Answer(tabulated(view, rows), failures)


class _Asker:
    """Understands a question; every expression is looked through for names that mean nothing."""

    def __init__(self, question: Question, schema: Schema, shared: Vaultwide) -> None:
        self._question = question
        self._schema = schema
        self._shared = shared
        self._shape = collection_of(schema, question.collection)
        self._facts: dict[str, None] = {}  # that the question is about, in order
        self._named: dict[str, Callable[[Row], Value]] = {}  # columns that were given a name
        self.records = shared.book.records(question.collection)

    # --- parts of the question

    def conditions(self) -> Iterator[Expression]:
        for text in self._question.where:
            yield self._expression(text, "--where")
        filters = self._shared.book.config.filters
        for name in self._question.filters:
            if name not in filters:
                known = ", ".join(filters) or "none yet"
                raise VaultError(
                    f"there is no filter {name!r}.{suggestion(name, filters)}",
                    f"filters in .vaultcrm/config.yaml: {known}",
                )
            yield self._expression(filters[name].text, f"filter {name}")

    def orders(self) -> Iterator[Order]:
        for text in _parts(self._question.sort, "--sort"):
            yield self._order(text, "--sort")

    def group_by(self) -> tuple[Column, Order] | None:
        text = self._question.group_by
        if text is None:
            return None
        name = _ordered(text)[0]
        return Column(name, name), self._order(text, "--group-by")

    def columns(self) -> Iterator[Shown]:
        names: set[str] = set()
        for text in _parts(self._question.columns, "--columns"):
            named = _NAMED.match(text)
            name, code = (named[1], named[2]) if named else (text, text)
            if name in names:
                raise VaultError(f"--columns: {name!r} is there twice")
            if name in PLACE and code.strip() != name:
                raise VaultError(
                    f"--columns: {name!r} is where a record stands", "give it another name"
                )
            names.add(name)
            shown = self._shown(name, code, "--columns")
            self._named[name] = shown.value
            yield shown
        if self._question.columns and not names:
            raise VaultError("no columns are named", "write --columns title,status")

    def totals(self, columns: list[Shown]) -> Iterator[Total]:
        """What the summaries make of columns; one that is not among them is added."""
        for text in _parts(self._question.summaries, "--summary"):
            key, equals, name = (part.strip() for part in text.rpartition("="))
            if not equals or not key:
                raise VaultError(f"--summary: {text!r} names no summary", "write fee=Sum")
            name, summarize = summary_named(name)
            if not any(shown.column.key == key for shown in columns):
                columns.append(self._shown(key, key, "--summary"))
            yield Total(key, name, summarize)

    def usual_columns(self, rows: Sequence[Row]) -> list[Shown]:
        """The columns that say most about these rows, and the facts that they were asked for."""
        filled = Counter(
            name for row in rows for name, value in row.record.fields.items() if not is_empty(value)
        )
        if rows and rows[0].record.line is not None:
            filled["line"] = len(rows)
        filled["path"] = len(rows)
        grouped = _ordered(self._question.group_by or "")[0]
        names = dict.fromkeys(self._usual_names(filled, len(rows)))
        shown = [self._shown(name, name, "") for name in names if name != grouped]
        return [each for each in shown if self._tells(each, rows)] or shown[:1]

    def _tells(self, shown: Shown, rows: Sequence[Row]) -> bool:
        """Whether a column says anything: a fact that is the same in all rows, because a condition
        wants it so, does not."""
        if shown.column.key not in self._facts or self._question.fixed or len(rows) < 2:
            return True
        first = shown.value(rows[0])
        return any(shown.value(row) != first for row in rows)

    def _usual_names(self, filled: Mapping[str, int], count: int) -> list[str]:
        place = [name for name in PLACE if filled[name]]
        usual = self._shape.columns
        if self._question.fixed:
            return [*(usual or self._shape.fields), *self._facts, *self._shape.place]
        if usual:
            shown = [name for name in usual if filled[name]] or list(usual)
            return [*shown, *self._facts, *(place if filled["line"] else ())]
        known = [
            name for name in dict.fromkeys((*_FIRST, *self._shape.fields)) if name not in _HIDDEN
        ]
        names = [name for name in known if filled[name] * 3 > count]
        return [*names[:_MOST], *self._facts, *place] or ["path"]

    # --- what its parts are made of

    def _shown(self, name: str, text: str, where: str) -> Shown:
        return Shown(Column(name, name), self._value(text, where))

    def _order(self, text: str, where: str) -> Order:
        key, direction = _ordered(text)
        if direction not in ("", "asc", "desc"):
            raise VaultError(f"{where}: cannot sort {direction!r}", f"say {key}:asc or {key}:desc")
        return Order(self._value(key, where), direction == "desc")

    def _value(self, text: str, where: str) -> Callable[[Row], Value]:
        name = text.strip()
        if name in self._named:
            return self._named[name]
        if name in self._shape.fields or name in PLACE:  # of any spelling, and faster
            return lambda row: row.bare(name)
        expression = self._expression(text, where)
        return lambda row: row.shown(expression)

    def _expression(self, text: str, where: str) -> Expression:
        expression = compiled(text, where)
        for root, name in sorted(expression.names):
            match root:
                case "" if name.casefold() not in self._shape.names:
                    self._require(name, self._names, f"{where}: there is no field")
                case "note":
                    self._require(name, self._note_names, f"{where}: no note has a field")
                case "crm":
                    collection = self._question.collection
                    if not self._shared.is_kept(collection, name):
                        complaint = f"{where}: {collection} have no fact"
                        self._require(name, self._known_facts, complaint)
                    self._facts[f"crm.{name}"] = None
                case "formula":
                    raise VaultError(f"{where}: formulas are in .base files only")
                case "this":
                    raise VaultError(f"{where}: this means something in .base files only")
        return expression

    def _require(self, name: str, known: Collection[str], complaint: str) -> None:
        if name not in known:
            near = suggestion(name, known)
            names = "" if near else f"there are: {', '.join(sorted(known)) or 'none'}"
            raise VaultError(f"{complaint} {name!r}.{near}", names)

    @cached_property
    def _names(self) -> Collection[str]:
        seen = {name for record in self.records for name in record.fields}
        return {*self._shape.fields, *self._shape.place, *INHERITED, *seen}

    @cached_property
    def _known_facts(self) -> Collection[str]:
        """Of all notes, the facts of each by its own type."""
        collection = self._question.collection
        if collection != self._schema.base.collection:
            return facts_of(collection)
        types = self._schema.types.values()
        return {name for each in types for name in facts_of(each.collection)}

    @cached_property
    def _note_names(self) -> Collection[str]:
        types = self._schema.types.values()
        known = {name for each in types for name in (*each.fields, *each.names)}
        notes = self._shared.book.records(self._schema.base.collection)
        return known.union(*(record.fields for record in notes))


def _parts(texts: Iterable[str], where: str) -> Iterator[str]:
    """What stands between the commas of such options."""
    for text in texts:
        parts = split(text)
        if isinstance(parts, Mistake):
            raise VaultError(f"{where}: {parts.shown()}")
        yield from (part.strip() for part in parts if part.strip())


def _ordered(text: str) -> tuple[str, str]:
    """`due:desc` → the key and the direction, '' if none is named."""
    match = _ORDERED.match(text)
    assert match, text
    return match[1].strip(), (match[2] or "").casefold()
