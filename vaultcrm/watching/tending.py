"""Managed properties of notes that lie still are brought up to date."""

import math
import os
import time
from collections.abc import Iterable
from pathlib import Path

from vaultcrm.errors import VaultError
from vaultcrm.index.index import Index
from vaultcrm.model import Finding
from vaultcrm.watching.checking import Checker
from vaultcrm.watching.disk import is_full
from vaultcrm.watching.mending import write_mended
from vaultcrm.watching.timing import IDLE, Duty, Timing

_Stamp = tuple[int, int, int]  # mtime in ns, size, inode


class Tender:
    """Writes what is stale, as `check --fix` does, into notes that nobody has touched for a while:
    by their mtime, and between two looks at them.

    `complaints` has why a note could not be written, each reason once."""

    def __init__(self, root: Path, timing: Timing) -> None:
        self.complaints: list[str] = []
        self._said: set[str] = set()
        self._root = root
        self._calm = timing.calm
        self._settled = timing.settled
        self._duty = Duty(timing.calm, timing.longest_calm)
        self._from = -math.inf
        self._stale: dict[str, _Stamp] = {}

    def owe(self, since: float | None = None) -> None:
        """A note has changed, now or at that time."""
        self._duty.owe(since)

    def put(self, stale: Iterable[str]) -> None:
        """These notes are to be tended, once they lie still."""
        stamps = ((path, _stamp(self._root / path)) for path in stale)
        self._stale = {path: stamp for path, stamp in stamps if stamp}
        self._from = max(self._from, time.monotonic() + self._settled)

    def due(self) -> float:
        """When there is something to do, by the monotonic clock."""
        if not self._stale:
            return math.inf
        due = self._duty.due()
        return self._from if due == math.inf else max(due, self._from)

    def tend(self, index: Index, checker: Checker) -> list[str]:
        """The notes that were written.

        Raises VaultError where the disk is full or another vaultcrm goes on writing: the same is
        owed afterwards."""
        begin = time.monotonic()
        still = {path: stamp for path, stamp in self._stale.items() if self._is_still(path, stamp)}

        def find(index: Index) -> list[Finding]:
            return [each for each in checker.stale(index) if each.path in still]

        def complain(path: str, error: VaultError) -> None:
            if is_full(error):
                raise error
            if _stamp(self._root / path) == still[path] and error.message not in self._said:
                self._said.add(error.message)
                self.complaints.append(f"{error.message}. {error.hint}")

        mended = write_mended(index, find, False, complain).notes if still else {}
        self._duty.pay()
        restless = [path for path in self._stale if path not in still]
        now = time.monotonic()
        self._from = now + max(IDLE * (now - begin), self._calm)
        self.put(restless)
        return [path for path, count in mended.items() if count]

    def _is_still(self, path: str, stamp: _Stamp) -> bool:
        age = time.time() - stamp[0] / 1e9
        return age > self._calm and _stamp(self._root / path) == stamp


def _stamp(file: Path) -> _Stamp | None:
    try:
        status = os.lstat(file)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
