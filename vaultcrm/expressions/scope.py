"""What an expression may look at: one record, and the vault around it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from vaultcrm.model import Value


class World(NamedTuple):
    """What is the same for all records of a question.

    `resolve(target, source)` gives the path of the file that a link in the file `source` leads to,
    '' if none. `detail(path, name)` gives what is known of a file of the vault: `size` (bytes),
    `ctime` and `mtime` (naive local datetimes), `tags` (texts without #), `links`, `embeds` and
    `backlinks` (tuples of Ref), `properties` (a mapping); None for what is not known.
    """

    now: datetime  # naive, local
    resolve: Callable[[str, str], str]
    detail: Callable[[str, str], Value]
    random: Callable[[], float]


class Scope(Protocol):
    """What names mean for one record. A name that means nothing is None, never an exception."""

    @property
    def world(self) -> World: ...
    @property
    def path(self) -> str:
        """The file that the record stands in: what `file` means."""

    @property
    def this(self) -> str:
        """The file that `this` means, '' if none."""

    def bare(self, name: str) -> Value:
        """A property written without a root: the record's own."""

    def note(self, name: str) -> Value:
        """`note.name`: a property in the front matter of the file."""

    def formula(self, name: str) -> object:
        """`formula.name`: what `Expression.value` gives."""

    def fact(self, name: str) -> Value:
        """`crm.name`."""
