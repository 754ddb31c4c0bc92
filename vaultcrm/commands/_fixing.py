"""What `check --fix` and `check --diff` do: notes mended by the fixes of their findings."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from vaultcrm.commands._output import emit, say
from vaultcrm.commands._vault import Session
from vaultcrm.errors import EXIT_FINDINGS, EXIT_FINE, VaultError
from vaultcrm.index.index import Index
from vaultcrm.model import Finding, Note
from vaultcrm.reading.note import read_note
from vaultcrm.rendering.differences import difference
from vaultcrm.writing.atomic import Snapshot, read_guarded, replace
from vaultcrm.writing.edits import decode, encode
from vaultcrm.writing.fixes import can_mend, mend
from vaultcrm.writing.lock import write_lock

_ROUNDS = 10  # a mended link may change what managed properties of other notes should say

Find = Callable[[], list[Finding]]


class Change(NamedTuple):
    """A note as it was read, and as it would be with so many problems mended."""

    before: Snapshot
    old: str
    new: str
    data: bytes
    problems: int


def write_fixes(session: Session, find: Find, unsafe: bool) -> bool:
    """Mends what can be mended of what `find` finds, until there is nothing left to mend, and says
    how much that was; False, with the reason on stderr, if a note could not be written."""
    mended: dict[str, int] = {}
    failed: set[str] = set()
    with write_lock(session.vault.root):
        for _ in range(_ROUNDS):
            session.index.refresh()
            written = 0
            for path, findings in by_note(find(), unsafe):
                if path not in failed:
                    try:
                        count = _write(session, path, findings, unsafe)
                    except VaultError as error:
                        failed.add(path)
                        say(f"error: {error.message}\nhint: {error.hint}", fg="red")
                        continue
                    mended[path] = mended.get(path, 0) + count
                    written += count
            if not written:
                break
        session.index.refresh()
    _say_count("fixed", [count for count in mended.values() if count])
    return not failed


def show_fixes(session: Session, found: Sequence[Finding], unsafe: bool, exit_zero: bool) -> int:
    """Prints what `write_fixes` would write, as far as that follows from the notes as they are.
    Gives the status: that there is something to fix, unless nobody wants to know."""
    counts = []
    for path, findings in by_note(found, unsafe):
        change = change_of(session.index, path, findings, unsafe)
        if change.problems:
            emit(difference(change.old, change.new, f"a/{path}", f"b/{path}"), nl=False)
            counts.append(change.problems)
    _say_count("to fix", counts)
    return EXIT_FINDINGS if counts and not exit_zero else EXIT_FINE


def change_of(index: Index, path: str, findings: Sequence[Finding], unsafe: bool) -> Change:
    """What the fixes of these findings make of a note.

    Raises VaultError if it cannot be read, or has changed since it was checked."""
    vault = index.vault
    before = read_guarded(vault.root, path)
    if not index.holds(path, before.data):
        raise VaultError(
            f"{path}: has changed since it was read; nothing was written to it", "Try again."
        )
    text, mark = decode(before.data, path)

    def read(text: str) -> Note:
        return read_note(path, encode(text, path, mark), vault.schema, vault.config.currency)

    mended = mend(text, [each.problem for each in findings], read, unsafe)
    return Change(before, text, mended.text, encode(mended.text, path, mark), mended.problems)


def _write(session: Session, path: str, findings: Sequence[Finding], unsafe: bool) -> int:
    change = change_of(session.index, path, findings, unsafe)
    replace(session.vault.root, change.before, change.data)
    return change.problems


def by_note(found: Sequence[Finding], unsafe: bool) -> Iterator[tuple[str, list[Finding]]]:
    """The findings of each note in which some can be mended."""
    for path, findings in groupby(found, key=lambda each: each.path):
        listed = list(findings)
        if any(can_mend(each.problem, unsafe) for each in listed):
            yield path, listed


def _say_count(what: str, counts: Sequence[int]) -> None:
    problems = "problem" if sum(counts) == 1 else "problems"
    notes = "note" if len(counts) == 1 else "notes"
    say(f"{what}: {sum(counts)} {problems} in {len(counts)} {notes}")
