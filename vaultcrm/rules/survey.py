"""What rules over the whole vault ask of its index; a question is asked once for all of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from vaultcrm.facts.book import Book
from vaultcrm.model import Record
from vaultcrm.reading.vault import Vault

if TYPE_CHECKING:
    from vaultcrm.index.index import Index
    from vaultcrm.index.queries import Resolved


class Survey:
    """A vault as it is now: what its index says, to be used as long as one run lasts."""

    def __init__(self, index: "Index", now: datetime) -> None:
        self._index = index
        self.now = now

    @cached_property
    def book(self) -> Book:
        """The records and facts as of today."""
        return Book.of(self._index, self.now.date())

    @property
    def vault(self) -> Vault:
        return self._index.vault

    @cached_property
    def notes(self) -> Sequence[Record]:
        """Every note, by path."""
        return self._index.records(self.vault.schema.base.collection)

    @cached_property
    def types(self) -> Mapping[str, str]:
        """The type of each note by its path: as the note names it, known or not, '' without one."""
        return {record.path: str(record.fields["type"]) for record in self.notes}

    def line_of(self, path: str, field: str) -> int:
        """The line of a note's property; 1 where it has none."""
        places: Mapping[str, int] = self._index.places(path)
        return places.get(field, 1)

    @cached_property
    def unreadable(self) -> frozenset[str]:
        """The notes whose front matter says nothing certain."""
        return frozenset(self._index.unreadable())

    @cached_property
    def broken_links(self) -> "Sequence[Resolved]":
        return self._index.broken_links()

    @cached_property
    def ambiguous_links(self) -> "Sequence[Resolved]":
        return self._index.ambiguous_links()

    def links_from(self, path: str) -> "Sequence[Resolved]":
        return self._index.links_from(path)
