"""The index of a vault: always as its files are, however the cache fares."""

import os
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec, TypeVar

from vaultcrm import resources
from vaultcrm.errors import VaultError
from vaultcrm.index import cache, grounds, linking, overview, queries, update, walks
from vaultcrm.index.cache import BROKEN, Database
from vaultcrm.index.dues import DueLines
from vaultcrm.index.kept import keeps_times
from vaultcrm.index.ledger import ANYTHING, Ledger
from vaultcrm.index.place import place
from vaultcrm.index.queries import Catalogue, Resolved
from vaultcrm.index.scan import Listing, Scan, scan, scan_again
from vaultcrm.index.store import Source
from vaultcrm.index.update import Counts, Plan, Progress, Stopped
from vaultcrm.model import Ignore, Problem, Record, Value
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.vault import Vault

if TYPE_CHECKING:
    from vaultcrm.index.search import Hit

P = ParamSpec("P")
T = TypeVar("T")
Notice = Callable[[str], None]

_TRIES = 3  # with a cache that fails; after that the fault lies in the program
_RACES = 100  # with other processes
_PAGE = 500  # notes whose links are read at once


class Changes(NamedTuple):
    """What a refresh found, in notes; `notes` is how many there are now."""

    notes: int
    added: int
    changed: int
    removed: int
    unchanged: int
    seconds: float


@contextmanager
def open_index(
    vault: Vault,
    rebuild: bool = False,
    notice: Notice = lambda _: None,
    environ: Mapping[str, str] = os.environ,
) -> Iterator["Index"]:
    """The index of a vault, in the cache folder that `environ` names. `rebuild` makes it anew.
    `notice` is told, at most once, that the cache was broken or cannot be written: the answers
    are right all the same."""
    index = Index(vault, place(vault.root, resources.cache_folder(environ)), rebuild, notice)
    try:
        yield index
    finally:
        index.close()


class Index:
    """Answers questions about a vault as its files were at the last `refresh`; the first question
    refreshes by itself, and so does one that comes after another process changed the index. Not
    to be used from several threads."""

    def __init__(self, vault: Vault, place: Path, rebuild: bool, notice: Notice) -> None:
        self._vault = vault
        self._place = place
        self._fingerprint = cache.fingerprint(vault)
        self._notice: Notice | None = notice
        self._rebuild = rebuild  # whatever lies in its place is of no use
        self._in_memory = False
        self.ledger = Ledger()
        self._database: Database | None = None
        self._catalogue: Catalogue | None = None
        self._listings: Mapping[str, Listing] = {}  # of the last walk
        self._version = 0  # of the database, when the catalogue was made

    @property
    def vault(self) -> Vault:
        return self._vault

    @property
    def path(self) -> Path | None:
        """The file of the index, which is there after the first refresh; None if it is in memory
        because no file can be written."""
        return None if self._in_memory else self._place

    @property
    def seen(self) -> Scan | None:
        """The walk whose files the answers are about; None where the next one walks again."""
        return self._catalogue.seen if self._catalogue else None

    def close(self) -> None:
        self._catalogue = None
        if self._database is not None:
            self._database.close()
            self._database = None

    # --- bringing it up to date

    def refresh(
        self,
        progress: Progress | None = None,
        before: Scan | None = None,
        near: Collection[str] = (),
    ) -> Changes:
        """Brings the index up to date with the files. `progress` is told how many notes are read,
        and of how many. With `before`, an earlier `seen`, only what lies in the folders `near` is
        taken to have changed since; where that does not do, the whole vault is walked. Raises
        VaultError if the vault's folder cannot be listed."""
        started = time.monotonic()
        self._catalogue = None
        seen = self._scan_again(before, near) if before else None
        seen = seen or self._scan()
        counts = self._attempted(lambda: self._update(seen, progress))
        if not self._in_memory:
            walks.keep(self._place, self._vault.root, self._vault.config.ignore, seen)
        notes = len(seen.notes)
        unchanged = notes - counts.added - counts.changed
        return Changes(notes, *counts, unchanged, time.monotonic() - started)

    def _scan(self) -> Scan:
        root, ignore = self._vault.root, self._vault.config.ignore
        if not keeps_times(root):
            return scan(root, ignore)._replace(listings={}, fresh=0)
        if not self._listings:
            self._listings = walks.recall(self._place, root, ignore)
        seen = scan(root, ignore, before=self._listings)
        self._listings = seen.listings
        return seen

    def _scan_again(self, before: Scan, near: Collection[str]) -> Scan | None:
        return scan_again(self._vault.root, self._vault.config.ignore, before, near)

    def _update(self, seen: Scan, progress: Progress | None) -> Counts | None:
        """What changed; None if another process put another file in the place of ours."""
        self._open()
        if self._database is None:
            return self._fill(None, seen, progress)
        store = self._database.store
        with cache.reading(self._database) as version:
            told = walks.agreement(self._database, seen)
            if walks.agreed(self._place, told):
                self._show(seen, version, None)
                return Counts()
            plan = update.compare(store, seen)
        if update.is_worn(store, plan, seen):
            with suppress(Stopped):  # then the one that there is holds more
                return self._fill(plan, seen, progress)
            self._show(seen, version, None)
            return Counts()
        counts, sources = Counts(), plan.before
        if plan.is_empty:
            walks.keep_agreed(self._place, told)
        else:
            with cache.writing(self._database) as now:
                if not self._database.is_in_place():
                    return None
                if now != version:
                    plan, version = update.compare(store, seen), now
                counts, sources = update.change(store, plan, seen, self._vault, progress)
        self._show(seen, version, sources)
        return counts

    def _open(self) -> None:
        """Opens the file if it is of use, and again if another one was put in its place."""
        if self._database is not None and not self._database.is_in_place():
            self.close()
        if self._database is None and not self._rebuild and not self._in_memory:
            self._database, broken = cache.open_file(self._place, self._fingerprint)
            if broken:
                self._tell("The cache was broken and is made anew.")

    def _fill(self, plan: Plan | None, seen: Scan, progress: Progress | None) -> Counts | None:
        """Makes a new index: a file, or in memory where that cannot be done."""
        if not self._in_memory:
            try:
                return self._fill_file(plan, seen, progress)
            except (OSError, sqlite3.Error) as error:
                self._in_memory = True
                self._tell(f"The cache cannot be written, which makes answers slow: {error}")
        database = cache.create_in_memory(self._vault)
        counts = update.fill(database.store, plan, seen, self._vault, progress)
        database.connection.execute("COMMIT")
        self.close()
        self._database = database
        self._show(seen, 0, None)
        return counts

    def _fill_file(self, plan: Plan | None, seen: Scan, progress: Progress | None) -> Counts | None:
        with cache.building(self._place, self._vault) as aside:
            counts = update.fill(aside.store, plan, seen, self._vault, progress)
        self.close()
        self._rebuild = False
        self._open()
        if self._database is None or self._database.file != aside.file:
            return None
        with cache.reading(self._database) as version:
            self._show(seen, version, None)
        return counts

    def _show(self, seen: Scan, version: int, sources: Mapping[str, Source] | None) -> None:
        """From now on questions are about these files and this state of the database."""
        assert self._database is not None
        self._database.store.ledger = self.ledger
        self._catalogue = Catalogue(self._database.store, self._vault, seen, sources)
        self._version = version

    # --- questions

    def records(
        self,
        collection: str,
        only_open: bool = False,
        about: Collection[str] = (),
        field: str = "",
    ) -> list[Record]:
        return self._ask(queries.records, collection, only_open, about, field)

    def planned(self) -> list[Record]:
        return self._ask(queries.planned)

    def dues(self, kind: str, about: Collection[str] = ()) -> list[DueLines]:
        return self._ask(queries.dues, kind, about)

    def met(self, about: Collection[str] = ()) -> list[Record]:
        return self._ask(queries.met, about)

    def lines_but(self, kind: str, projects: Collection[str]) -> list[Record]:
        return self._ask(queries.lines_but, kind, projects)

    def lines_in(self, kind: str, path: str) -> list[Record]:
        return self._ask(queries.lines_in, kind, path)

    def record(self, path: str) -> Record | None:
        return self._ask(queries.record, path)

    def properties(self) -> dict[str, Mapping[str, Value]]:
        return self._ask(queries.properties)

    def places(self, path: str) -> Mapping[str, int]:
        return self._ask(queries.places, path)

    def read(self, path: str) -> bytes | Problem:
        """A note's bytes, or why there are none."""
        data = read_bytes(self._vault.root, path)
        if self.ledger.is_noting and not (isinstance(data, bytes) and self.holds(path, data)):
            self.ledger.note(ANYTHING)
        return data

    def holds(self, path: str, data: bytes) -> bool:
        """Whether all that is known of a note was read from just these bytes."""
        return self._ask(queries.holds, path, data)

    def lines_of(self, path: str) -> list[Record]:
        return self._ask(queries.lines_of, path)

    def problems(self) -> list[tuple[str, Problem]]:
        return self._ask(overview.problems)

    def ignores(self) -> dict[str, list[Ignore]]:
        return self._ask(overview.ignores)

    def uncertain(self) -> frozenset[str]:
        return self._ask(overview.uncertain)

    def unseen(self) -> list[str]:
        return self._ask(overview.unseen)

    def unreadable(self) -> list[str]:
        return self._ask(overview.unreadable)

    def links(self) -> Iterator[Resolved]:
        """All links, by path and place, a page at a time."""
        paths = self._ask(overview.paths)
        for begin in range(0, len(paths), _PAGE):
            yield from self._ask(linking.links_from, *paths[begin : begin + _PAGE])

    def links_from(self, path: str) -> list[Resolved]:
        return self._ask(linking.links_from, path)

    def links_to(self, path: str) -> list[Resolved]:
        return self._ask(linking.links_to, path)

    def broken_links(self) -> list[Resolved]:
        return self._ask(linking.broken_links)

    def ambiguous_links(self) -> list[Resolved]:
        return self._ask(linking.ambiguous_links)

    def marks(self) -> dict[str, str]:
        return self._ask(grounds.marks)

    def last_change(self) -> str:
        return self._ask(grounds.last_change)

    def changed_since(self, change: str) -> frozenset[str] | None:
        return self._ask(grounds.changed_since, change)

    def digests(self, paths: Iterable[str]) -> dict[str, str]:
        return self._ask(grounds.digests, paths)

    def stand(self, rested_on: Collection[str]) -> bool:
        return self._ask(grounds.stand, rested_on)

    def unique(self) -> frozenset[str]:
        return self._ask(linking.unique)

    def find(self, name: str) -> list[str]:
        return self._ask(linking.find, name)

    def names(self) -> list[str]:
        return self._ask(linking.names)

    def search(self, text: str, limit: int = 50) -> "list[Hit]":
        from vaultcrm.index.search import search

        return self._ask(search, text, limit)

    def resolve(self, target: str, source: str) -> str:
        """Where a link in the file `source` would lead: a path, '' if nowhere."""
        return self._ask(linking.resolve_link, target, source)

    def tags(self) -> dict[str, int]:
        return self._ask(overview.tags)

    def tags_by_note(self) -> dict[str, tuple[str, ...]]:
        return self._ask(overview.tags_by_note)

    def files(self) -> tuple[str, ...]:
        """The paths that a link may lead to and that are no notes of the vault."""
        return self._ask(overview.files)

    def _ask(
        self, question: Callable[Concatenate[Catalogue, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def answer() -> tuple[T] | None:
            if self._database is None or not self._database.is_in_place():
                self._catalogue = None
            if self._catalogue is None:
                self.refresh()
            assert self._database is not None and self._catalogue is not None
            with cache.reading(self._database) as version:
                if version == self._version:
                    return (question(self._catalogue, *args, **kwargs),)
            self._catalogue = None  # another process changed the index
            return None

        return self._attempted(answer)[0]

    # --- when the cache fails

    def _attempted(self, action: Callable[[], T | None]) -> T:
        """What the action gives, tried again (with another cache) when the cache fails, and when
        it gives None because another process was faster."""
        failures = races = 0
        while True:
            result = None
            try:
                result = action()
            except BROKEN as error:
                if self._database is None or self._database.is_in_place():
                    failures += 1
                    if failures == _TRIES:
                        raise
                    self._recover(error)
            if result is not None:
                return result
            races += 1
            if races == _RACES:
                raise VaultError("other programs keep changing the cache", "try again")

    def _recover(self, error: Exception) -> None:
        """Leaves a cache that failed: for a copy in memory if it cannot be written, else for a
        new one."""
        database = self._database
        copy = None
        if database is not None and database.path and cache.is_out_of_reach(error):
            copy = cache.copy_to_memory(database)
            self._in_memory = True
            self._tell(f"The cache cannot be written, which makes answers slow: {error}")
        else:
            self._rebuild = True
            self._tell("The cache was broken and is made anew.")
        self.close()
        self._database = copy

    def _tell(self, text: str) -> None:
        if self._notice is not None:
            self._notice(text)
            self._notice = None
