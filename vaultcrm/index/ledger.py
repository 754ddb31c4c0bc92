"""What answers rest on, noted while they are made: the tables that were read, and single notes.

A ground is the name of a table; or a note whose bytes were read, with their digest; or a note's
rows in some tables, with theirs; or `ANYTHING`, where nobody can tell. All answers rest on the
settings and on which notes and files there are as well, which is not noted."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Memo: TypeAlias = dict[K, tuple[T, frozenset[str]]]

ANYTHING = "*"  # no table is called so


def ground_of(path: str, digest: bytes, tables: Iterable[str] = ()) -> str:
    """Of a note's bytes, or of its rows in these tables."""
    return "\0".join((path, digest.hex(), *tables))


class Ledger:
    def __init__(self) -> None:
        self._open: list[set[str]] = []

    @property
    def is_noting(self) -> bool:
        return bool(self._open)

    def note(self, *grounds: str) -> None:
        if self._open:
            self._open[-1].update(grounds)

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """The grounds of what is done within: they are grounds of what is done around it as
        well."""
        grounds: set[str] = set()
        self._open.append(grounds)
        try:
            yield grounds
        finally:
            self._open.pop()
            self.note(*grounds)

    def once(self, memo: Memo[K, T], key: K, compute: Callable[[], T]) -> T:
        """What is computed the first time only; whoever is given it rests on the same."""
        if key not in memo:
            with self.noting() as grounds:
                value = compute()
            memo[key] = value, frozenset(grounds)
            return value
        value, known = memo[key]
        if self._open:
            self._open[-1] |= known
        return value
