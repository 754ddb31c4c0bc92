"""The vault that a command works on, opened, with its index brought up to date."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property

from vaultcrm.commands import Invocation
from vaultcrm.commands._output import progress, warn
from vaultcrm.commands._where import now_of, root_of
from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book
from vaultcrm.index import kept
from vaultcrm.index.index import Changes, Index, open_index
from vaultcrm.index.place import place
from vaultcrm.index.settings import open_kept
from vaultcrm.model import Ref
from vaultcrm.reading.vault import Vault
from vaultcrm.resources import cache_folder
from vaultcrm.words import suggestion


class Session:
    """An open vault with an index that is up to date. `now` is the moment that answers are for: of
    a day that was given, its beginning, so that they depend on nothing else. `around` is
    `kept.around`. (No dataclass: to load `dataclasses` takes longer than many an answer.)"""

    def __init__(
        self, vault: Vault, index: Index, changes: Changes, now: datetime, around: str = ""
    ) -> None:
        self.vault = vault
        self.index = index
        self.changes = changes
        self.now = now
        self.around = around

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def book(self) -> Book:
        return Book.of(self.index, self.today)

    def link(self, name: str) -> Ref:
        """The one note that somebody means by a name."""
        path = self.find(name)
        return self.book.link(path)

    def find(self, name: str) -> str:
        """The path of the one note that somebody means by a name.

        Raises VaultError where there is none, or more than one."""
        paths = self.index.find(name)
        if not paths:
            near = suggestion(name, self.index.names())
            raise VaultError(f"there is no note {name!r}.{near}", "vaultcrm list notes shows all")
        if len(paths) > 1:
            raise VaultError(f"{name!r} may be any of: {', '.join(paths)}", "name it by its path")
        return paths[0]


@contextmanager
def opened(invocation: Invocation, rebuild: bool = False, quiet: bool = False) -> Iterator[Session]:
    """Opens the vault and brings its index up to date. Unless `quiet`, says on stderr what is
    wrong with its settings, and that notes could not be read."""
    root = root_of(invocation)
    around = kept.around(root)  # before the settings are read
    vault = open_kept(root, place(root, cache_folder(os.environ)), around)
    with open_index(vault, rebuild=rebuild) as index:
        with progress("reading notes") as advance:
            changes = index.refresh(advance)
        if not quiet:
            warn(warnings_of(vault, index))
        yield Session(vault, index, changes, now_of(invocation), around)


def warnings_of(vault: Vault, index: Index) -> list[str]:
    """What is to be said of a vault whatever is asked: what is wrong with its settings, and that
    notes could not be read."""
    found = [
        f"{path}:{problem.line}:{problem.column}: {problem.message}"
        for path, problem in vault.problems
    ]
    unread = [*index.unseen(), *index.unreadable()]
    if unread:
        more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
        found.append(f"{unread[0]}{more} could not be read: see vaultcrm check")
    return found
