"""What facts are computed from: the vault's records as of a day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from posixpath import basename
from typing import TypeAlias

from vaultcrm.index.index import Index
from vaultcrm.model import Fact, Record, Ref, Value
from vaultcrm.schema.config import Config

Facts: TypeAlias = Mapping[str, Fact]  # by place: a note's path, or a line's path:line
Compute: TypeAlias = Callable[["Book"], Facts]


class Book:
    """All records of a vault, loaded by collection when they are first asked for."""

    def __init__(
        self,
        load: Callable[[str], Iterable[Record]],
        is_unique: Callable[[str], bool],
        config: Config,
        today: date,
    ) -> None:
        self.config = config
        self.today = today
        self._load = load
        self._is_unique = is_unique
        self._targets: dict[str, str] = {}
        self._records: dict[str, Sequence[Record]] = {}
        self._computed: dict[Compute, Facts] = {}

    @classmethod
    def of(cls, index: Index, today: date) -> "Book":
        """The book of an index's vault, as of a day."""
        return cls(index.records, index.is_unique, index.vault.config, today)

    def records(self, collection: str) -> Sequence[Record]:
        if collection not in self._records:
            self._records[collection] = tuple(self._load(collection))
        return self._records[collection]

    def link(self, path: str, title: str = "") -> Ref:
        """A link to a note as one would write it: by its name, or by its path where another note
        has that name."""
        if path not in self._targets:
            name = basename(path).removesuffix(".md")
            self._targets[path] = name if self._is_unique(path) else path.removesuffix(".md")
        target = self._targets[path]
        return Ref(target, path, title if title != target else "")

    def once(self, compute: Compute) -> Facts:
        """The value of a function of this book, computed the first time only."""
        if compute not in self._computed:
            self._computed[compute] = compute(self)
        return self._computed[compute]


def fact(*collections: str, name: str = "") -> Callable[[Compute], Compute]:
    """Makes a function known as a fact of the records of one or more collections, by its own name
    or the one given; it runs once for each book."""

    def register(compute: Compute) -> Compute:
        def cached(book: Book) -> Facts:
            return book.once(compute)

        cached.__name__, cached.__doc__ = name or compute.__name__, compute.__doc__
        cached.__dict__.update(facts_of=collections)
        return cached

    return register


def path_of(value: Value) -> str:
    """The note that a link field leads to, '' if none."""
    return value.path if isinstance(value, Ref) else ""


def note_of(place: str) -> str:
    """The path in a place (`path` or `path:line`)."""
    path, colon, line = place.rpartition(":")
    return path if colon and line.isdecimal() else place


def day_of(value: Value) -> date | None:
    """A date field's day, None where it has none or holds something else."""
    return value if isinstance(value, date) else None
