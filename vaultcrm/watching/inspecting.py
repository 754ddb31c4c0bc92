"""Findings that are new: each is told once, when it is sure that nobody is still at it."""

import math
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from vaultcrm.model import Finding
from vaultcrm.rendering.findings import fingerprints
from vaultcrm.schema.levels import covers
from vaultcrm.watching.checking import MANAGED, Checker
from vaultcrm.watching.timing import IDLE, Duty, Timing
from vaultcrm.writing.fixes import can_mend


class News(NamedTuple):
    """The findings that are new, and how many others have gone. Those that were there at the start
    (`first`) are all new."""

    findings: tuple[Finding, ...]
    gone: int = 0
    first: bool = False


class Inspector:
    """Checks the vault when notes have settled: by the rules that cost next to nothing each time,
    by all of them no more often than takes a twentieth of the time.

    Managed properties that are stale are no news, since the watcher mends them itself: `stale` has
    their notes, as the last check by all rules found them."""

    def __init__(self, root: Path, timing: Timing) -> None:
        self.stale: frozenset[str] = frozenset()
        self._root = root
        self._settled = timing.settled
        self._known: dict[str, Finding] | None = None  # by fingerprint
        self._some = Duty(timing.settled, timing.longest_settled)
        self._all = Duty(timing.settled, timing.longest_settled)
        self._all_from = -math.inf

    def owe(self, since: float | None = None) -> None:
        """A note has changed, now or at that time."""
        self._some.owe(since)
        self._all.owe(since)

    def owe_all(self) -> None:
        """A new day began, or we wrote something ourselves."""
        self._all.owe()

    def due(self) -> float:
        """When to inspect, by the monotonic clock."""
        return min(self._some.due(), self.due_with_all())

    def due_with_all(self) -> float:
        """When to inspect by all rules."""
        return -math.inf if self._known is None else max(self._all.due(), self._all_from)

    def inspect(self, checker: Checker) -> News:
        begin = time.monotonic()
        before = self._known
        quick = before is not None and begin < self.due_with_all()
        found = checker.find(quick)
        self._some.pay()
        if not quick:
            now = time.monotonic()
            self._all.pay(now - begin)
            self._all_from = now + IDLE * (now - begin)
            self.stale = frozenset(each.path for each in found if _is_ours(each))
        found = [each for each in found if not _is_ours(each)]
        known = dict(zip(fingerprints(found), found, strict=True))
        if before is None:
            self._known = known
            return News(tuple(found), first=True)
        if quick:
            rules = checker.quick()
            kept = {key: each for key, each in before.items() if each.problem.rule not in rules}
            known = {**kept, **known}
        return self._compared(checker, before, known)

    def _compared(
        self, checker: Checker, before: dict[str, Finding], known: dict[str, Finding]
    ) -> News:
        differing = [
            *(each for key, each in known.items() if key not in before),
            *(each for key, each in before.items() if key not in known),
        ]
        young = {path for path in {each.path for each in differing} if self._is_young(path)}
        if young:  # of these we say nothing yet
            self.owe()
            known = {key: each for key, each in known.items() if each.path not in young}
            known |= {key: each for key, each in before.items() if each.path in young}
        self._known = known
        new = [each for key, each in known.items() if key not in before]
        return News(_in_order(checker.pointed(new)), len(before.keys() - known.keys()))

    def _is_young(self, path: str) -> bool:
        try:
            return os.lstat(self._root / path).st_mtime > time.time() - self._settled
        except OSError:
            return False


def _is_ours(finding: Finding) -> bool:
    return covers(MANAGED, finding.problem.rule) and can_mend(finding.problem, unsafe=False)


def _in_order(found: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda each: (each.path, *each.problem[2:4])))
