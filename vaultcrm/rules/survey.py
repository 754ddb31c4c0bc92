"""What rules over the whole vault ask of its index; a question is asked once for all of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from vaultcrm.facts.book import Book
from vaultcrm.index.ledger import ANYTHING, Memo
from vaultcrm.model import Ignore, Problem, Record
from vaultcrm.reading.source import decode
from vaultcrm.reading.vault import Vault
from vaultcrm.rules.catalogue import Rule, known_rules

if TYPE_CHECKING:
    from vaultcrm.index.index import Index
    from vaultcrm.index.queries import Resolved
    from vaultcrm.views.rows import Vaultwide

T = TypeVar("T")
_FEW = 20  # of more notes it takes less to ask for all there are


class Survey:
    """A vault as it is now: what its index says, to be used as long as one run lasts."""

    def __init__(self, index: "Index", now: datetime, own: Iterable[Rule] = ()) -> None:
        """`own` are the rules that the vault has of its own. Up to the moment `until`, the same
        files have the same problems."""
        self._index = index
        self._own = own
        self._answers: Memo[str, Any] = {}
        self._alone = 0  # notes that were asked for one by one
        self.now = now
        self.until = end_of(now)

    def _once(self, name: str, ask: Callable[[], T]) -> T:
        answer: T = self._index.ledger.once(self._answers, name, ask)
        return answer

    def holds_until(self, moment: datetime) -> None:
        """Said by what looks at the time of day: up to which moment it finds what it found now."""
        self.until = min(self.until, moment)

    @property
    def index(self) -> "Index":
        """For what higher floors ask."""
        return self._index

    @cached_property
    def book(self) -> Book:
        """The records and facts as of today."""
        return Book.of(self._index, self.now.date())

    @property
    def rows(self) -> "Vaultwide":
        """What expressions over the records share. It is not noted what they ask it for."""
        self._index.ledger.note(ANYTHING)
        return self._rows

    @cached_property
    def _rows(self) -> "Vaultwide":
        from vaultcrm.views.rows import Vaultwide  # few rules are written in expressions

        return Vaultwide(self._index, self.book, self.now)

    @cached_property
    def rules(self) -> frozenset[str]:
        """The names of all rules there are, of the program and of the vault."""
        return frozenset(known_rules(self._own))

    @property
    def ignores(self) -> Mapping[str, Sequence[Ignore]]:
        """By note, what it says of rules that are to be silent."""
        return self._once("ignores", self._index.ignores)

    @property
    def vault(self) -> Vault:
        return self._index.vault

    def note(self, collection: str, path: str) -> Record | None:
        """A client or a project: the first few that are asked for alone, then all at once."""
        if not path:
            return None
        key = f"note {path}"
        if key in self._answers or self._alone < _FEW:
            self._alone += key not in self._answers
            found = self._once(key, lambda: self._index.record(path))
            return found if found and found.collection == collection else None
        notes = self._once(collection, lambda: self._by_path(collection))
        return notes.get(path)

    def _by_path(self, collection: str) -> Mapping[str, Record]:
        return {record.path: record for record in self.book.records(collection)}

    @property
    def planned_lines(self) -> Sequence[Record]:
        """The open lines that wait for others, have a name, repeat, or have a start or a scheduled
        date (`Index.planned`), by kind, path and line. They have no client but the one that they or
        their notes name."""
        return self._once("planned", self._index.planned)

    @property
    def notes(self) -> Sequence[Record]:
        """Every note, by path."""
        collection = self.vault.schema.base.collection
        return self._once("notes", lambda: self._index.records(collection))

    @property
    def types(self) -> Mapping[str, str]:
        """The type of each note by its path: as the note names it, known or not, '' without one."""

        def types() -> Mapping[str, str]:
            return {record.path: str(record.fields["type"]) for record in self.notes}

        return self._once("types", types)

    def data(self, path: str) -> bytes | Problem:
        """A note's bytes, or why there are none."""
        return self._index.read(path)

    def text(self, path: str) -> str | None:
        """A note's text; None where it cannot be edited, or has changed since it was read."""
        data = self.data(path)
        if isinstance(data, Problem) or not self._index.holds(path, data):
            return None
        source = decode(data)
        certain = source.exact and not source.opaque and source.conflict < 0
        return source.text if certain else None

    def line_of(self, path: str, field: str) -> int:
        """The line of a note's property; 1 where it has none."""
        places: Mapping[str, int] = self._index.places(path)
        return places.get(field, 1)

    def has_text(self, path: str, heading: str) -> bool:
        """Whether a note has this section of its type's text sections, and text in it."""
        return f"## {heading}" in self._index.places(path)

    @property
    def problems(self) -> Sequence[tuple[str, Problem]]:
        """What is wrong with the notes by themselves, by path and place."""
        return self._once("problems", self._index.problems)

    @property
    def uncertain(self) -> frozenset[str]:
        """The notes that say nothing certain (`Index.uncertain`): nothing is found at or because of
        such a note but the problem that says so."""
        return self._once("uncertain", self._index.uncertain)

    @property
    def broken_links(self) -> "Sequence[Resolved]":
        return self._once("broken_links", self._index.broken_links)

    @property
    def ambiguous_links(self) -> "Sequence[Resolved]":
        return self._once("ambiguous_links", self._index.ambiguous_links)

    def links_from(self, path: str) -> "Sequence[Resolved]":
        return self._index.links_from(path)


def end_of(now: datetime) -> datetime:
    """The moment at which the day ends."""
    return datetime.combine(now.date(), time()) + timedelta(days=1)
