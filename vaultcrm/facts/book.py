"""What facts are computed from: the vault's records as of a day."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from vaultcrm.index.dues import DueLines, had_due
from vaultcrm.index.index import Index
from vaultcrm.index.ledger import Ledger, Memo
from vaultcrm.index.tables import INTERACTIONS
from vaultcrm.model import Fact, Record, Ref, Value, is_open
from vaultcrm.reading.links import stem, without_ending
from vaultcrm.schema.config import Config

T = TypeVar("T")
Facts: TypeAlias = Mapping[str, Fact]  # by place: a note's path, or a line's path:line
Compute: TypeAlias = Callable[["Book"], Facts]
ComputeOne: TypeAlias = Callable[["Book", str], Facts]  # of one collection
_WHOLE = ("clients", "people", "projects", "meetings", "invoices")
_UNLENT = ("clients", "projects")  # what has no client but the one that it names


class Book:
    """All records of a vault, loaded by collection when they are first asked for."""

    def __init__(
        self,
        load: Callable[[str], Iterable[Record]],
        is_unique: Callable[[str], bool],
        config: Config,
        today: date,
        load_open: Callable[[str], Iterable[Record]] | None = None,
        read: Callable[[str], str] = lambda path: "",
        places: Callable[[str], Mapping[str, int]] = lambda path: {},
        load_about: Callable[[str, bool, Collection[str]], Iterable[Record]] | None = None,
        load_with: Callable[[str, str], Iterable[Record]] | None = None,
        load_dues: Callable[[str, Collection[str]], Iterable[DueLines]] | None = None,
        load_in: Callable[[str, str], Iterable[Record]] | None = None,
        load_met: Callable[[Collection[str]], Iterable[Record]] | None = None,
        load_but: Callable[[str, Collection[str]], Iterable[Record]] | None = None,
        ledger: Ledger | None = None,
        index: Path | None = None,
    ) -> None:
        """`load` gives the records of a collection, `load_open` its open lines where these can be
        had for less; `read` gives the text of a note, and `places` what `Index.places` does;
        `load_about` gives the records of a collection, open ones alone or all, that are about some
        notes, where that takes less than all, and may give more; `load_with` those of a kind that
        have a field; `load_dues`, `load_in` and `load_met` what `dues`, `lines_in` and `met` give;
        `load_but` those of a kind but what stands in the notes of some projects.
        What is remembered is noted in the `ledger` of what it is loaded from; `index` is its file,
        beside which things can be kept."""
        self.config = config
        self.today = today
        self.index = index
        self._load = load
        self._load_open = load_open
        self._read = read
        self._places = places
        self._load_about = load_about
        self._load_with = load_with
        self._load_dues = load_dues
        self._load_in = load_in
        self._load_met = load_met
        self._load_but = load_but
        self._is_unique = is_unique
        self._targets: dict[str, str] = {}
        self._ledger = ledger or Ledger()
        self._records: Memo[str, Sequence[Record]] = {}
        self._open: Memo[str, Sequence[Record]] = {}
        self._computed: Memo[Callable[[Book], Any], Any] = {}

    @classmethod
    def of(cls, index: Index, today: date) -> "Book":
        """The book of an index's vault, as of a day."""
        unique: list[Container[str]] = []

        def is_unique(path: str) -> bool:
            if not unique:  # asked for all at once, since each question takes its time
                unique.append(index.unique())
            return path in unique[0]

        return cls(
            index.records,
            is_unique,
            index.vault.config,
            today,
            partial(index.records, only_open=True),
            partial(_text, index),
            index.places,
            index.records,
            lambda kind, field: index.records(kind, field=field),
            index.dues,
            index.lines_in,
            index.met,
            index.lines_but,
            index.ledger,
            index.path,
        )

    def with_lines(self, lines: Iterable[Record], kinds: Iterable[str]) -> "Book":
        """The same book with these lines alone, for facts that rest on nothing but a line and its
        note; of the `kinds` that are no notes."""
        own: dict[str, list[Record]] = {kind: [] for kind in kinds}
        for line in lines:
            own[line.collection].append(line)

        def load(collection: str) -> Iterable[Record]:
            return own[collection] if collection in own else self.records(collection)

        return Book(
            load, self._is_unique, self.config, self.today, ledger=self._ledger, index=self.index
        )

    def about(self, *paths: str) -> "Book":
        """The same book for facts about these notes alone: it may lack lines that are about none
        of them. All notes and all invoices are in it, since a client's facts rest on those of the
        clients that it sent to us."""
        select = self._load_about
        if select is None:
            return self

        def load(collection: str) -> Iterable[Record]:
            whole = collection in _WHOLE or collection in self._records
            return self.records(collection) if whole else select(collection, False, paths)

        def load_open(kind: str) -> Iterable[Record]:
            whole = kind in _WHOLE or kind in self._records
            return self.open_lines(kind) if whole else select(kind, True, paths)

        dues, met = self._load_dues, self._load_met
        return Book(
            load,
            self._is_unique,
            self.config,
            self.today,
            load_open,
            self._read,
            self._places,
            load_dues=(lambda kind, _: dues(kind, paths)) if dues else None,
            load_in=self._load_in,
            load_met=(lambda _: met(paths)) if met else None,
            ledger=self._ledger,
            index=self.index,
        )

    def but(self, projects: Collection[str]) -> "Book":
        """The same book for facts about other projects than these (paths): it may lack lines that
        stand in their notes."""
        load_but = self._load_but
        if load_but is None:
            return self

        def load(collection: str) -> Iterable[Record]:
            whole = collection in _WHOLE or collection in self._records
            return self.records(collection) if whole else load_but(collection, projects)

        return Book(
            load,
            self._is_unique,
            self.config,
            self.today,
            self.open_lines,
            self._read,
            self._places,
            load_in=self._load_in,
            ledger=self._ledger,
            index=self.index,
        )

    def records(self, collection: str) -> Sequence[Record]:
        """All records of a collection, by path and line. What names a project and no client is
        about that project's client, but for projects themselves."""

        def load() -> Sequence[Record]:
            return self._with_clients(collection, self._load(collection))

        return self._ledger.once(self._records, collection, load)

    def open_lines(self, kind: str) -> Sequence[Record]:
        """The lines of a kind that are still to be done (`model.is_open`): of an old vault a small
        part."""

        def load() -> Sequence[Record]:
            if self._load_open is None or kind in self._records:
                return [each for each in self.records(kind) if is_open(each.fields)]
            return self._with_clients(kind, self._load_open(kind))

        return self._ledger.once(self._open, kind, load)

    def lines_with(self, kind: str, field: str) -> Sequence[Record]:
        """The lines of a kind that have a field, done or not, by path and line: of a field that few
        have at a tenth of what all take."""
        if self._load_with is None or kind in self._records:
            return [each for each in self.records(kind) if each.fields.get(field) is not None]
        return self._with_clients(kind, self._load_with(kind, field))

    def lines_in(self, kind: str, path: str) -> Sequence[Record]:
        """The lines of a kind that stand in one note, by line: of a few notes in less time than all
        take."""
        if self._load_in is None:
            return [each for each in self.records(kind) if each.path == path]
        return self._with_clients(kind, self._load_in(kind, path))

    def dues(self, kind: str) -> Sequence[DueLines]:
        """The lines of something promised (actions, steps) that have a due date and were not
        cancelled, done or not, by note: at a tenth of what all lines take."""
        if self._load_dues is None or kind in self._records:
            lines = [each for each in self.records(kind) if had_due(each.fields)]
            return [DueLines(Record(kind, "", None, {}), "", lines)]
        found = list(self._load_dues(kind, ()))
        lent = self._with_clients(kind, (each.lent for each in found))
        return [
            DueLines(note, packed, self._with_clients(kind, others) if others else ())
            for note, (_, packed, others) in zip(lent, found, strict=True)
        ]

    def met(self) -> Sequence[Record]:
        """The interactions, by path and line: to be asked for their date, time, channel, direction,
        client and project, and those that went out for the text of a question, and nothing else,
        at a third of what all take."""
        if self._load_met is None or INTERACTIONS in self._records:
            return self.records(INTERACTIONS)
        return self._with_clients(INTERACTIONS, self._load_met(()))

    def whole(self, line: Record) -> Record:
        """A line of which some fields are known, with all that it has."""
        lines = self.lines_in(line.collection, line.path)
        return next((each for each in lines if each.line == line.line), line)

    def _with_clients(self, collection: str, records: Iterable[Record]) -> Sequence[Record]:
        if collection in _UNLENT:
            return tuple(records)
        return tuple(
            [
                record
                if record.fields.get("client") or not record.fields.get("project")
                else self._with_client(record)
                for record in records
            ]
        )

    def _with_client(self, record: Record) -> Record:
        client = self.once(_clients_of_projects).get(path_of(record.fields["project"]))
        return record._replace(fields={**record.fields, "client": client}) if client else record

    def text(self, path: str) -> str:
        """The text of a note; '' where it is none."""
        return self._read(path)

    def section(self, path: str, title: str = "") -> tuple[str, str]:
        """What a note says in prose under a heading, or before any (see `passages.passage`): the
        text and its place; two empty ones where it says nothing, or is no text."""
        from vaultcrm.reading.passages import passage  # few questions are about prose

        found = passage(self._read(path), title)
        return (found.text, f"{path}:{found.line}") if found else ("", "")

    def place_of(self, path: str, field: str) -> str:
        """Where a property of a note stands, as evidence; the note where it has none. A seal that
        holds (see `agreement.places_of_sealed`) stands where the text does that was sealed."""
        line = self._places(path).get(field)
        return f"{path}:{line}" if line else path

    def link(self, path: str, title: str = "") -> Ref:
        """A link to a note as one would write it: by its name, or by its path where another note
        has that name."""
        if path not in self._targets:
            name = stem(path)
            self._targets[path] = name if self._is_unique(path) else without_ending(path)
        target = self._targets[path]
        return Ref(target, path, title if title != target else "")

    def once(self, compute: Callable[["Book"], T]) -> T:
        """The value of a function of this book, computed the first time only."""
        value: T = self._ledger.once(self._computed, compute, lambda: compute(self))
        return value


def fact(*collections: str, name: str = "", default: Value = None) -> Callable[[Compute], Compute]:
    """Makes a function known as a fact of the records of one or more collections, by its own name
    or the one given; it runs once for each book. `default` is what conditions and columns take it
    for where it has nothing to say: a count of nothing is 0."""

    def register(compute: Compute) -> Compute:
        cached = _once(compute, name or compute.__name__, compute.__doc__, default)
        cached.__dict__.update(facts_of=dict.fromkeys(collections, cached))
        return cached

    return register


def fact_of_each(
    *collections: str, name: str = "", default: Value = None
) -> Callable[[ComputeOne], ComputeOne]:
    """Makes a function of a book and the name of a collection known as a fact of each of these
    collections, by its own name or the one given; it runs once for each book and collection that
    is asked for."""

    def register(compute: ComputeOne) -> ComputeOne:
        def of(collection: str) -> Compute:
            def one(book: Book) -> Facts:
                return compute(book, collection)

            return _once(one, name or compute.__name__, compute.__doc__, default)

        each = {collection: of(collection) for collection in collections}

        def cached(book: Book, collection: str) -> Facts:
            return each[collection](book)

        cached.__name__, cached.__doc__ = name or compute.__name__, compute.__doc__
        cached.__dict__.update(facts_of=each)
        return cached

    return register


def _once(compute: Compute, name: str, doc: str | None, default: Value) -> Compute:
    def cached(book: Book) -> Facts:
        return book.once(compute)

    cached.__name__, cached.__doc__ = name, doc
    cached.__dict__.update(default=default)
    return cached


def default_of(compute: Compute) -> Value:
    """What a fact counts as for a record that it says nothing of."""
    return getattr(compute, "default", None)


def _clients_of_projects(book: Book) -> Mapping[str, Ref]:
    return {
        project.path: client
        for project in book.records("projects")
        if isinstance(client := project.fields.get("client"), Ref)
    }


def _text(index: Index, path: str) -> str:
    from vaultcrm.reading.source import decode  # few questions are about texts

    data = index.read(path)
    return decode(data).text if isinstance(data, bytes) else ""


def path_of(value: Value) -> str:
    """The note that a link field leads to, '' if none."""
    return value.path if isinstance(value, Ref) else ""


def note_of(place: str) -> str:
    """The path in a place (`path` or `path:line`)."""
    path, colon, line = place.rpartition(":")
    return path if colon and line.isdecimal() else place


def day_of(value: Value) -> date | None:
    """A date field's day, None where it has none or holds something else. Of a date with a time it
    is the day that was written, whatever its time zone."""
    if type(value) is date:  # as nearly all, and this is asked more often than anything else
        return value
    return value.date() if isinstance(value, datetime) else None


def by_note(records: Iterable[Record], field: str) -> dict[str, list[Record]]:
    """Records by the note that a link field of theirs (`client`, `project`) leads to, in their
    order; those whose link leads nowhere are left out."""
    found: dict[str, list[Record]] = {}
    for record in records:
        path = path_of(record.fields.get(field))
        if path:
            found.setdefault(path, []).append(record)
    return found


def places_of(records: Iterable[Record]) -> tuple[str, ...]:
    """Where records stand, as evidence."""
    # What `Record.place` does, for tens of thousands.
    return tuple([path if line is None else f"{path}:{line}" for _, path, line, _ in records])


def is_past(value: Value, today: date) -> bool:
    """Whether a date field's day is not in the future; True too where it has no day."""
    day = day_of(value)
    return day is None or day <= today


def counts(records: Mapping[str, Sequence[Record]]) -> dict[str, Fact]:
    """How many records each place has, with the records as evidence."""
    return {place: Fact(len(found), places_of(found)) for place, found in records.items()}
