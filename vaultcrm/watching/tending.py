"""Managed properties of notes that lie still are brought up to date."""

import math
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.index.index import Index
from vaultcrm.watching.checking import Stale
from vaultcrm.watching.disk import is_full
from vaultcrm.watching.mending import write_note
from vaultcrm.watching.timing import IDLE, Duty, Timing
from vaultcrm.writing.lock import write_lock

_Stamp = tuple[int, int, int]  # mtime in ns, size, inode


class _Known(NamedTuple):
    """A stale note as it was at the last look at it."""

    stamp: _Stamp
    stale: Stale


class Tender:
    """Writes what the last check found to be stale, as `check --fix` does, into notes that nobody
    has touched for a while: by their mtime, and since that check.

    `complaints` has why a note could not be written, each reason once."""

    def __init__(self, root: Path, timing: Timing) -> None:
        self.complaints: list[str] = []
        self._said: set[str] = set()
        self._root = root
        self._calm = timing.calm
        self._settled = timing.settled
        self._duty = Duty(timing.calm, timing.longest_calm)
        self._from = -math.inf
        self._stale: dict[str, _Known] = {}

    def owe(self, since: float | None = None) -> None:
        """A note has changed, now or at that time."""
        self._duty.owe(since)

    def put(self, stale: Mapping[str, Stale]) -> None:
        """These notes are to be tended, once they lie still."""
        stamps = ((path, _stamp(self._root / path)) for path in stale)
        self._stale = {path: _Known(stamp, stale[path]) for path, stamp in stamps if stamp}
        self._from = max(self._from, time.monotonic() + self._settled)

    def due(self, is_checked: bool) -> float:
        """When there is something to do, by the monotonic clock. `is_checked` says that nothing has
        happened since the last check: else it is better to wait for the next."""
        if not self._stale:
            return math.inf
        due = self._duty.due() if is_checked else self._duty.latest()
        return self._from if due == math.inf and is_checked else max(due, self._from)

    def tend(self, index: Index) -> list[str]:
        """The notes that were written.

        Raises VaultError where the disk is full or another vaultcrm goes on writing: the same is
        owed afterwards."""
        begin = time.monotonic()
        before, root = self._stale, self._root
        same = {path: known for path, known in before.items() if _stamp(root / path) == known.stamp}
        still = {path: known.stale for path, known in same.items() if self._is_calm(known.stamp)}
        digests = index.digests(still)
        written = []
        with write_lock(root):
            for path, (digest, findings) in still.items():
                if digest == digests.get(path):
                    try:
                        if write_note(index, False, path, findings):
                            written.append(path)
                    except VaultError as error:
                        self._complain(same[path].stamp, path, error)
        self._duty.begin()
        self._duty.pay()
        now = time.monotonic()
        self._from = now + max(IDLE * (now - begin), self._calm)
        # Of those that have changed the next check will tell.
        self.put({path: known.stale for path, known in same.items() if path not in still})
        return written

    def _complain(self, stamp: _Stamp, path: str, error: VaultError) -> None:
        if is_full(error):
            raise error
        if _stamp(self._root / path) == stamp and error.message not in self._said:
            self._said.add(error.message)
            self.complaints.append(f"{error.message}. {error.hint}")

    def _is_calm(self, stamp: _Stamp) -> bool:
        return time.time() - stamp[0] / 1e9 > self._calm


def _stamp(file: Path) -> _Stamp | None:
    try:
        status = os.lstat(file)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
