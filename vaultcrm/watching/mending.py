"""Notes mended by the fixes of their findings: what `check --fix` and `watch` do."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple, TypeAlias

from vaultcrm.errors import VaultError
from vaultcrm.index.index import Index
from vaultcrm.model import Finding, Note
from vaultcrm.reading.note import read_note
from vaultcrm.writing.atomic import read_guarded, replace
from vaultcrm.writing.edits import decode, encode
from vaultcrm.writing.fixes import can_mend, mend
from vaultcrm.writing.lock import write_lock

_ROUNDS = 10  # a mended link may change what managed properties of other notes should say

Find: TypeAlias = Callable[[Index], list[Finding]]
Mend: TypeAlias = Callable[[str, Sequence[Finding]], int]
Complain: TypeAlias = Callable[[str, VaultError], None]  # a path, and why it is left as it is


class Change(NamedTuple):
    """A note's text as it is, and as it would be with so many problems mended."""

    old: str
    new: str
    data: bytes
    problems: int


class Mended(NamedTuple):
    """How many problems were mended in each note, and whether some note could not be."""

    notes: dict[str, int]
    failed: bool


def write_mended(index: Index, find: Find, unsafe: bool, complain: Complain) -> Mended:
    """Mends what can be mended of what `find` finds, until there is nothing left to mend.
    `complain` is told why a note could not be written.

    Raises VaultError where another vaultcrm goes on writing."""
    with write_lock(index.vault.root):
        return mend_all(index, find, unsafe, partial(write_note, index, unsafe), complain)


def write_note(index: Index, unsafe: bool, path: str, findings: Sequence[Finding]) -> int:
    """Mends these problems of a note; gives how many that were.

    Raises VaultError if it has changed since it was checked, or cannot be written."""
    root = index.vault.root
    before = read_guarded(root, path)
    change = change_of(index, path, before.data, findings, unsafe)
    replace(root, before, change.data)
    return change.problems


def mend_all(index: Index, find: Find, unsafe: bool, mend_note: Mend, complain: Complain) -> Mended:
    """Mends each note that has something to mend (`mend_note` gives how many problems that was),
    and looks again, until there is nothing left."""
    mended: dict[str, int] = {}
    failed: set[str] = set()
    for _ in range(_ROUNDS):
        index.refresh()
        now = 0
        for path, findings in by_note(find(index), unsafe):
            if path not in failed:
                try:
                    count = mend_note(path, findings)
                except VaultError as error:
                    failed.add(path)
                    complain(path, error)
                    continue
                mended[path] = mended.get(path, 0) + count
                now += count
        if not now:
            break
    index.refresh()
    return Mended(mended, bool(failed))


def change_of(
    index: Index, path: str, data: bytes, findings: Sequence[Finding], unsafe: bool
) -> Change:
    """What the fixes of these findings make of a note that holds `data`.

    Raises VaultError if it has changed since it was checked, or cannot be edited."""
    vault = index.vault
    if not index.holds(path, data):
        raise VaultError(
            f"{path}: has changed since it was read; nothing was written to it", "Try again."
        )
    text, mark = decode(data, path)

    def read(text: str) -> Note:
        return read_note(path, encode(text, path, mark), vault.schema, vault.config.currency)

    mended = mend(text, [each.problem for each in findings], read, unsafe)
    return Change(text, mended.text, encode(mended.text, path, mark), mended.problems)


def by_note(found: Sequence[Finding], unsafe: bool) -> Iterator[tuple[str, list[Finding]]]:
    """The findings of each note in which some can be mended."""
    for path, findings in groupby(found, key=lambda each: each.path):
        listed = list(findings)
        if any(can_mend(each.problem, unsafe) for each in listed):
            yield path, listed
