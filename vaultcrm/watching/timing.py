"""How long the watcher waits for what."""

import math
import time
from typing import NamedTuple

IDLE = 20  # times as long as work took is the pause after it, where it can wait
_SHORT = 0.1  # seconds that nobody notices
_CALM = 2.5  # seconds of stillness before longer work: by then the findings have been told


class Timing(NamedTuple):
    """All in seconds."""

    quiet: float = 0.3  # since the last event, before a look
    longest: float = 2.0  # where events never cease
    reconcile: float = 300.0  # between two looks that no event asked for
    poll: float = 5.0  # the same, where there are no events at all or git is at work
    tick: float = 10.0  # between two looks at the clock
    retry: float = 1.0  # after a failure; doubles with each
    longest_retry: float = 30.0
    settled: float = 2.0  # since a note was saved, before anything is said of it
    longest_settled: float = 30.0  # where notes never cease to change
    calm: float = 10.0  # since a note was saved, before we write to it
    longest_calm: float = 60.0


NORMAL = Timing()


class Duty:
    """Something to do once the vault has lain still for `quiet` seconds after a change, but
    `longest` seconds after the first change at the latest. What took noticeably long waits for as
    much more stillness the next time, so that it seldom is in the way of the next save; but no more
    than a twentieth of the time goes into it. Times are of the monotonic clock."""

    def __init__(self, quiet: float, longest: float) -> None:
        self._quiet, self._longest = quiet, longest
        self._first = self._last = math.inf
        self._begun: tuple[float, float] | None = None
        self._took = 0.0

    def owe(self, since: float | None = None) -> None:
        """There was a change, now or at that time."""
        self._last = time.monotonic() if since is None else since
        self._first = min(self._first, self._last)

    def due(self) -> float:
        """When it is to be done; never, if nothing is owed."""
        quiet = self._quiet if self._took <= _SHORT else self._quiet + self._took + _CALM
        return min(self._last + quiet, self.latest())

    def latest(self) -> float:
        """When it is to be done though notes never cease to change; never, if nothing is owed."""
        longest = 0.0 if self._took <= _SHORT else IDLE * self._took
        return self._first + max(self._longest, longest)

    def begin(self) -> None:
        """It is being done: what happens from now on is owed for the next time."""
        self._begun = self._first, self._last
        self._first = self._last = math.inf

    def pay(self, took: float = 0.0) -> None:
        """What had begun is done, and took so many seconds."""
        self._begun = None
        self._took = took

    def fail(self) -> None:
        """What had begun is not done, and still owed."""
        if self._begun:
            first, last = self._begun
            self._last = last if self._last == math.inf else self._last
            self._first = min(self._first, first)
            self._begun = None
