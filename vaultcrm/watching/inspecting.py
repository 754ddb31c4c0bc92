"""Findings that are new: each is told once, when it is sure that nobody is still at it."""

import math
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from vaultcrm.model import Finding
from vaultcrm.rendering.findings import fingerprints
from vaultcrm.watching.checking import Checker
from vaultcrm.watching.timing import IDLE, Duty, Timing


class News(NamedTuple):
    """The findings that are new, and how many others have gone. Those that were there at the start
    (`first`) are all new."""

    findings: tuple[Finding, ...]
    gone: int = 0
    first: bool = False


class Inspector:
    """Checks the vault when notes have settled: by the rules that cost next to nothing each time
    (`inspect`), by all of them no more often than takes a twentieth of the time. That is done
    elsewhere, from `begin` on; `compare` is told what was found, or else `fail`."""

    def __init__(self, root: Path, timing: Timing) -> None:
        self._root = root
        self._settled = timing.settled
        self._known: dict[str, Finding] | None = None  # by fingerprint
        self._some = Duty(timing.settled, timing.longest_settled)
        self._all = Duty(timing.settled, timing.longest_settled)
        self._all_from = -math.inf
        self._began: float | None = None  # the check by all rules, by the clock on the wall

    def owe(self, since: float | None = None) -> None:
        """A note has changed, now or at that time."""
        self._some.owe(since)
        self._all.owe(since)

    def owe_all(self) -> None:
        """A new day began, or we wrote something ourselves."""
        self._all.owe()

    def due(self) -> float:
        """When to inspect by the quick rules, by the monotonic clock."""
        return math.inf if self._known is None else self._some.due()

    def due_with_all(self) -> float:
        """When to check by all rules."""
        if self._began is not None:
            return math.inf
        return -math.inf if self._known is None else max(self._all.due(), self._all_from)

    def has_checked(self) -> bool:
        """Whether nothing has happened since the last check by all rules began."""
        return self._all.due() == math.inf

    def begin(self) -> None:
        """A check by all rules begins."""
        self._began = time.time()
        self._all.begin()
        if self._known is None:  # until then there is no other
            self._some.begin()

    def fail(self) -> None:
        """It came to nothing."""
        self._began = None
        self._all.fail()
        self._some.fail()

    def compare(self, found: Sequence[Finding], took: float) -> News:
        """What is new of that which all rules have found since `begin`, in so many seconds."""
        began, self._began = self._began or 0.0, None
        self._all.pay(took)
        self._all_from = time.monotonic() + IDLE * took
        known, before = _by_fingerprint(found), self._known
        if before is None:
            self._some.pay()
            self._known = known
            return News(tuple(found), first=True)
        new = {each.path for key, each in known.items() if key not in before}
        gone = {path for path in new if not os.path.lexists(self._root / path)}
        known = {key: each for key, each in known.items() if each.path not in gone}
        return self._compared(before, known, began)

    def inspect(self, checker: Checker) -> News:
        """What is new by the quick rules."""
        before = self._known
        assert before is not None
        self._some.begin()
        try:
            found = checker.find()
        except BaseException:
            self._some.fail()
            raise
        self._some.pay()
        kept = {key: each for key, each in before.items() if each.problem.rule not in checker.rules}
        return self._compared(before, {**kept, **_by_fingerprint(found)}, math.inf)

    def _compared(
        self, before: dict[str, Finding], known: dict[str, Finding], began: float
    ) -> News:
        differing = [
            *(each for key, each in known.items() if key not in before),
            *(each for key, each in before.items() if key not in known),
        ]
        paths = {each.path for each in differing}
        young = {path for path in paths if self._is_young(path, began)}
        if young:  # of these we say nothing yet
            self.owe()
            known = {key: each for key, each in known.items() if each.path not in young}
            known |= {key: each for key, each in before.items() if each.path in young}
        self._known = known
        new = [each for key, each in known.items() if key not in before]
        return News(_in_order(new), len(before.keys() - known.keys()))

    def _is_young(self, path: str, began: float) -> bool:
        """Whether a note was just saved, or has changed in any way since a check began."""
        try:
            status = os.lstat(self._root / path)
        except OSError:
            return False
        return status.st_mtime > time.time() - self._settled or status.st_ctime > began


def _by_fingerprint(found: Sequence[Finding]) -> dict[str, Finding]:
    return dict(zip(fingerprints(found), found, strict=True))


def _in_order(found: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda each: (each.path, *each.problem[2:4])))
