"""What `check --fix` and `check --diff` do: notes mended by the fixes of their findings."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, TypeAlias

from vaultcrm.commands._output import emit, say
from vaultcrm.commands._vault import Session
from vaultcrm.errors import EXIT_FINDINGS, EXIT_FINE, EXIT_MISUSE, VaultError
from vaultcrm.index.index import Index
from vaultcrm.index.preview import Preview
from vaultcrm.model import Finding, Note
from vaultcrm.reading.note import read_note
from vaultcrm.rendering.differences import difference
from vaultcrm.writing.atomic import read_guarded, replace
from vaultcrm.writing.edits import decode, encode
from vaultcrm.writing.fixes import can_mend, mend
from vaultcrm.writing.lock import write_lock

_ROUNDS = 10  # a mended link may change what managed properties of other notes should say

Find: TypeAlias = Callable[[Index], list[Finding]]
Mend: TypeAlias = Callable[[str, Sequence[Finding]], int]


class Change(NamedTuple):
    """A note's text as it is, and as it would be with so many problems mended."""

    old: str
    new: str
    data: bytes
    problems: int


class _Outcome(NamedTuple):
    """How many problems were mended in each note, and whether some note could not be."""

    mended: dict[str, int]
    failed: bool


def write_fixes(session: Session, find: Find, unsafe: bool) -> bool:
    """Mends what can be mended of what `find` finds, until there is nothing left to mend, and says
    how much that was; False, with the reason on stderr, if a note could not be written."""
    root, index = session.vault.root, session.index

    def write(path: str, findings: Sequence[Finding]) -> int:
        before = read_guarded(root, path)
        change = change_of(index, path, before.data, findings, unsafe)
        replace(root, before, change.data)
        return change.problems

    with write_lock(root):
        outcome = _mend_all(index, find, unsafe, write)
    _say_count("fixed", outcome)
    return not outcome.failed


def show_fixes(session: Session, find: Find, unsafe: bool, exit_zero: bool) -> int:
    """Prints what `write_fixes` would write, which it does in memory to know it. Gives the status:
    that there is something to fix, unless nobody wants to know."""
    root, preview = session.vault.root, Preview(session.index)
    texts: dict[str, tuple[str, str]] = {}  # of each note, before and after

    def keep(path: str, findings: Sequence[Finding]) -> int:
        data = preview.read(path) if path in texts else read_guarded(root, path).data
        assert isinstance(data, bytes)
        change = change_of(preview, path, data, findings, unsafe)
        old, _ = texts.get(path, (change.old, ""))
        texts[path] = old, change.new
        preview.put(path, change.data)
        return change.problems

    try:
        outcome = _mend_all(preview, find, unsafe, keep)
    finally:
        preview.close()
    for path, (old, new) in sorted(texts.items()):
        emit(difference(old, new, f"a/{path}", f"b/{path}"), nl=False)
    _say_count("to fix", outcome)
    if outcome.failed:
        return EXIT_MISUSE
    return EXIT_FINDINGS if any(outcome.mended.values()) and not exit_zero else EXIT_FINE


def _mend_all(index: Index, find: Find, unsafe: bool, mend_note: Mend) -> _Outcome:
    """Mends each note that has something to mend (`mend_note` gives how many problems that was),
    and looks again, until there is nothing left; says why a note is left as it is."""
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
                    say(f"error: {error.message}\nhint: {error.hint}", fg="red")
                    continue
                mended[path] = mended.get(path, 0) + count
                now += count
        if not now:
            break
    index.refresh()
    return _Outcome(mended, bool(failed))


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


def _say_count(what: str, outcome: _Outcome) -> None:
    counts = [count for count in outcome.mended.values() if count]
    problems = "problem" if sum(counts) == 1 else "problems"
    notes = "note" if len(counts) == 1 else "notes"
    say(f"{what}: {sum(counts)} {problems} in {len(counts)} {notes}")
