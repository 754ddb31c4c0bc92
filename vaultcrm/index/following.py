"""The index of a vault that another process keeps up to date meanwhile."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

from vaultcrm import resources
from vaultcrm.index import cache
from vaultcrm.index.cache import BROKEN
from vaultcrm.index.index import Changes, Index
from vaultcrm.index.place import place
from vaultcrm.index.queries import Catalogue
from vaultcrm.index.scan import Scan
from vaultcrm.index.update import Progress
from vaultcrm.reading.vault import Vault

P = ParamSpec("P")
T = TypeVar("T")

_TRIES = 3


@contextmanager
def follow_index(
    vault: Vault, seen: Scan, environ: Mapping[str, str] = os.environ
) -> Iterator["Follower"]:
    """The index of a vault whose last walk, in the other process, was `seen`."""
    index = Follower(vault, seen, environ)
    try:
        yield index
    finally:
        index.close()


class Follower(Index):
    """Answers from what stands in the file, and never writes into it. Nor does it keep the other
    process from writing for longer than it takes to read a page of rows: each question is asked
    without a transaction, and again if somebody has written meanwhile; after a few times with one.

    Without a file that is of use it is an index in memory."""

    def __init__(self, vault: Vault, seen: Scan, environ: Mapping[str, str]) -> None:
        folder = resources.cache_folder(environ)
        super().__init__(vault, place(vault.root, folder), False, lambda _: None)
        self._walked = seen

    @property
    def version(self) -> int:
        """Another number after somebody has written: then what was answered before and after does
        not go together."""
        return self._version

    def refresh(
        self,
        progress: Progress | None = None,
        before: Scan | None = None,
        near: Collection[str] = (),
    ) -> Changes:
        self._open()
        if self._database is None or self._database.path is None:
            self._in_memory = True
            return super().refresh(progress, before, near)
        with cache.reading(self._database) as version:
            sources = self._database.store.sources()
        stamps = {path: source.stamp for path, source in sources.items()}
        self._show(self._walked._replace(notes=stamps), version, sources)
        return Changes(len(stamps), 0, 0, 0, len(stamps), 0.0)

    def _ask(
        self, question: Callable[Concatenate[Catalogue, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        tries = 0

        def answer() -> tuple[T] | None:
            nonlocal tries
            if self._database is None or not self._database.is_in_place():
                self._catalogue = None
            if self._catalogue is None:
                self.refresh()
            if self._in_memory or tries == _TRIES:
                return (super(Follower, self)._ask(question, *args, **kwargs),)
            tries += 1
            assert self._database is not None and self._catalogue is not None
            try:
                answered = (question(self._catalogue, *args, **kwargs),)
            except (*BROKEN, KeyError):
                if self._is_current():
                    raise
                answered = None
            if answered and self._is_current():
                return answered
            self._catalogue = None
            return None

        return self._attempted(answer)[0]

    def _is_current(self) -> bool:
        assert self._database is not None
        return cache.version_of(self._database.connection) == self._version
