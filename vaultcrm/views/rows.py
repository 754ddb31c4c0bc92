"""What the names in an expression mean for one record of a vault."""

import os
import random
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from posixpath import dirname

from vaultcrm.expressions import Expression, export
from vaultcrm.expressions.scope import World
from vaultcrm.facts import facts_of
from vaultcrm.facts.book import Book
from vaultcrm.facts.keeping import KeptFacts, Values, values_of
from vaultcrm.index.index import Index
from vaultcrm.model import Error, Fields, Link, Record, Ref, Value
from vaultcrm.reading.links import stem

PLACE = ("path", "line")  # what every record has beside its fields
INHERITED = ("client", "project")  # what every record may be asked for, as a link
_NO_FACT = Values({}, None)


class Vaultwide:
    """What all rows of one question share: the vault, its facts, and the clock.

    `this` is the file that the question stands in, '' if none; `formulas` are computed for a row
    when they are first asked for; links on the `hidden` lines of a note count for nothing, so that
    an answer that is written there does not change the next one. With `obsidian` a name means
    what it does there: a property in the front matter, as it is written. Facts of notes that are
    among those `kept` are not computed."""

    def __init__(
        self,
        index: Index,
        book: Book,
        now: datetime,
        this: str = "",
        formulas: Mapping[str, Expression] | None = None,
        hidden: tuple[str, range] = ("", range(0)),
        obsidian: bool = False,
        kept: KeptFacts | None = None,
    ) -> None:
        self.book = book
        self.this = this
        self.formulas = formulas or {}
        self.world = World(now, self._resolve, self._detail, random.random)
        self.obsidian = obsidian
        self.looked_further = False  # at a file that is no note, whose stamp nobody knows
        self._hidden = hidden
        self._index = index
        self._schema = index.vault.schema
        self._resolved: dict[tuple[str, str], str] = {}
        self._kept = kept
        self._facts: dict[tuple[str, str], Values] = {}

    def row(self, record: Record) -> "Row":
        return Row(self, record)

    def other_name(self, record: Record, name: str) -> str:
        """The field that a name means which is not the field's own: one of its aliases, or its
        name in other letters; '' if none."""
        kind = self._schema.kinds.get(record.collection)
        if kind is None or record.line is None:
            type_ = self._schema.types.get(str(record.fields.get("type")), self._schema.base)
            field = type_.names.get(name.casefold())
        else:
            field = kind.names.get(name.casefold())
        return field.name if field else ""

    def front_matter(self, path: str) -> Fields:
        """The fields of a note; none for any other file."""
        return self._notes.get(path, {})

    def fact(self, record: Record, name: str) -> Value:
        collection = record.collection
        if record.line is None and collection == self._schema.base.collection:
            note_type = self._schema.types.get(str(record.fields.get("type")))
            collection = note_type.collection if note_type else collection
        if not self.is_kept(collection, name):
            self._facts[collection, name] = self._computed(collection, name)
        values, default = self._facts[collection, name]
        return values.get(record.place, default)

    def is_kept(self, collection: str, name: str) -> bool:
        """Whether there is such a fact that need not be computed: not even its module is loaded."""
        if (collection, name) in self._facts:
            return True
        kept = self._kept_of(collection)
        known = kept.recall(collection, name) if kept else None
        if known:
            self._facts[collection, name] = known
        return known is not None

    def _computed(self, collection: str, name: str) -> Values:
        compute = facts_of(collection).get(name)
        if compute is None:
            return _NO_FACT
        if kept := self._kept_of(collection):
            return kept.compute(collection, name, compute, self.book)
        return values_of(compute, self.book)

    def _kept_of(self, collection: str) -> KeptFacts | None:
        return None if collection in self._schema.kinds else self._kept  # lines are too many

    @cached_property
    def _notes(self) -> Mapping[str, Fields]:
        if self.obsidian:
            return self._index.properties()
        collection = self._schema.base.collection
        return {record.path: record.fields for record in self.book.records(collection)}

    # --- files

    def _resolve(self, target: str, source: str) -> str:
        # Which of several notes is meant depends on the folder alone that the link stands in.
        known = self._resolved.get((target, dirname(source)))
        if known is None:
            known = self._index.resolve(target, source)
            self._resolved[target, dirname(source)] = known
        return known

    def _detail(self, path: str, name: str) -> Value:
        match name:
            case "properties":
                return self.front_matter(path)
            case "tags":
                return self._tags.get(path, ())
            case "links" | "embeds":
                return self._links.get((path, name), ())
            case "backlinks":
                return self._backlinks.get(path, ())
            case "size" | "mtime" | "ctime":
                return self._status(path, name)
            case _:
                return None

    def _status(self, path: str, name: str) -> Value:
        seen = self._index.seen
        if seen is None or path not in seen.notes:
            self.looked_further = True
        try:
            status = os.stat(self._index.vault.root / path)
            if name == "size":
                return status.st_size
            if name == "mtime":
                return datetime.fromtimestamp(status.st_mtime)
            # Linux has no birth time for Python 3.11: no file is older than its oldest stamp.
            oldest = min(status.st_mtime, status.st_ctime)
            return datetime.fromtimestamp(getattr(status, "st_birthtime", oldest))
        except (OSError, OverflowError, ValueError):
            return None

    @cached_property
    def _tags(self) -> Mapping[str, tuple[str, ...]]:
        return self._index.tags_by_note()

    @cached_property
    def _links(self) -> Mapping[tuple[str, str], tuple[Ref, ...]]:
        """The links of each note, each target once: (path, `links` or `embeds`)."""
        found: dict[tuple[str, str], dict[str, Ref]] = {}
        for source, at, path, _ in self._index.links():
            if not path and not at.link.target:
                continue
            if source == self._hidden[0] and at.line in self._hidden[1]:
                continue
            ref = Ref(at.link.target, path, at.link.display)
            for kind in ("links", "embeds") if at.embed else ("links",):
                found.setdefault((source, kind), {}).setdefault(path or at.link.target, ref)
        return {key: tuple(refs.values()) for key, refs in found.items()}

    @cached_property
    def _backlinks(self) -> Mapping[str, tuple[Ref, ...]]:
        found: dict[str, dict[str, Ref]] = {}
        for (source, kind), refs in self._links.items():
            for ref in refs:
                if kind == "links" and ref.path and ref.path != source:
                    found.setdefault(ref.path, {})[source] = self.book.link(source)
        return {path: tuple(refs.values()) for path, refs in found.items()}


class Row:
    """One record, as the expressions' `Scope`."""

    __slots__ = ("_formulas", "_shared", "path", "record", "this", "world")

    def __init__(self, shared: Vaultwide, record: Record) -> None:
        self._shared = shared
        self._formulas: dict[str, object] = {}
        self.record = record
        self.path = record.path
        self.this = shared.this
        self.world = shared.world

    def bare(self, name: str) -> Value:
        if self._shared.obsidian:
            return self.note(name)
        fields = self.record.fields
        if name in fields:
            return fields[name]
        if name in PLACE:
            return self.record.path if name == "path" else self.record.line
        if name in INHERITED and name == fields.get("type"):  # a client's note is its own client
            return Ref(stem(self.path), self.path)
        return fields.get(self._shared.other_name(self.record, name))

    def note(self, name: str) -> Value:
        fields = self._shared.front_matter(self.path)
        if name in fields:
            return fields[name]
        whole = self.record._replace(line=None, fields=fields)
        return fields.get(self._shared.other_name(whole, name))

    def formula(self, name: str) -> object:
        expression = self._shared.formulas.get(name)
        if expression is None:
            return None
        if name not in self._formulas:
            # Formulas that go in circles were refused; this ends those that name one another in
            # ways that only show when they run: formula[note.x].
            self._formulas[name] = Error(f"the formula {name!r} needs itself")
            self._formulas[name] = expression.value(self)
        return self._formulas[name]

    def fact(self, name: str) -> Value:
        return self._shared.fact(self.record, name)

    def shown_formula(self, name: str) -> Value:
        return self._resolved(export(self.formula(name)))

    def shown(self, expression: Expression) -> Value:
        return self._resolved(export(expression.value(self)))

    def _resolved(self, value: Value) -> Value:
        """The links that an expression made lead somewhere as well."""
        if isinstance(value, Link):
            path = self.world.resolve(value.target, self.path)
            return Ref(value.target, path, value.display)
        if type(value) is tuple:
            return tuple(map(self._resolved, value))
        return value
