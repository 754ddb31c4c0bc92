"""The watcher: whenever something may have changed, bring the vault's book up to date.

What it does never rests on events alone. It looks at the whole vault when it starts, before it
writes anything, after events were lost, every few minutes, when the date changes and when the
clock has jumped (the machine slept). After a quiet batch of events it looks at the folders that
they name. A look costs little: only notes that changed are read.
"""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.index.index import Changes
from vaultcrm.watching.disk import is_full
from vaultcrm.watching.effects import total
from vaultcrm.watching.events import ANYTHING, Inbox
from vaultcrm.watching.eyes import Eyes
from vaultcrm.watching.inspecting import News
from vaultcrm.watching.keeping import Done, Keeper
from vaultcrm.watching.reminding import Outcome
from vaultcrm.watching.timing import IDLE, NORMAL, Timing

_JUMP = 10.0  # seconds by which the clock may drift between two ticks
_MOST_DOUBLINGS = 10


class Report(NamedTuple):
    """What came of one look: see `Done`; `changes` is None where the look failed and found none. A
    failure (`error`) is told once, however often it is retried, and that it is over with the first
    success (`recovered`)."""

    at: datetime  # local time, aware
    changes: Changes | None = None
    reminders: tuple[Outcome, ...] = ()
    refreshed: tuple[str, ...] = ()
    news: News | None = None
    busy: str = ""
    troubles: tuple[str, ...] = ()
    error: VaultError | None = None
    recovered: bool = False


Reason = Literal["start", "told", "reconcile", "clock", "again"]


def watch(
    root: Path,
    now: Callable[[], datetime],
    report: Callable[[Report], None],
    inbox: Inbox,
    timing: Timing = NORMAL,
    wall: Callable[[], float] = time.time,
    draw: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Watch the vault until `inbox.stop()` is called; what is being done then is finished first.

    `root` is a real path, `now` the local time without its zone, `wall` the seconds that the clock
    on the wall shows. `report` is called after every look. Whatever the vault or the disk do, it
    goes on: see `Report`. Only bugs, and what `report` raises, end it. `draw` is told how many
    notes are read, and of how many.
    """

    def progress(done: int, total: int) -> bool:
        draw(done, total)
        return not inbox.stopped

    keeper = Keeper(root, now().date(), timing, inbox.ring, progress)
    watcher = _Watcher(root, now, report, inbox, timing, wall, keeper)
    try:
        reason: Reason = "start"
        while not inbox.stopped:
            delay = watcher.look(reason)
            reason = watcher.wait(delay)
    finally:
        watcher.keeper.give_up()
        watcher.eyes.close()


class _Watcher:
    def __init__(
        self,
        root: Path,
        now: Callable[[], datetime],
        report: Callable[[Report], None],
        inbox: Inbox,
        timing: Timing,
        wall: Callable[[], float],
        keeper: Keeper,
    ) -> None:
        self.now = now
        self.report = report
        self.inbox = inbox
        self.timing = timing
        self.wall = wall
        self.eyes = Eyes(root, inbox.tell)
        self.day = now().date()
        self.keeper = keeper
        self.complaint = ""
        self.failures = 0
        self.reconcile_at = time.monotonic() + timing.reconcile
        self.ahead = wall() - time.monotonic()

    # --- looking

    def look(self, reason: Reason) -> float:
        """Look at the vault, report what came of it, and say how long to wait at most."""
        told = self.inbox.take()
        if ANYTHING in told:  # also when new folders are not watched yet, or the vault's own is new
            self.eyes.close()
        now = self.now()
        self.day = now.date()
        self.keeper.hear(told, self.day, self.inbox.told_at)
        is_told = not self.eyes.are_elsewhere()
        try:
            trouble = self.eyes.open()
            if trouble:
                self.report(Report(_now(), error=self.no_events(trouble)))
            self.keeper.keep(now, is_told and not self.eyes.blind)
        except (VaultError, OSError) as error:
            return self.fail(error)
        done = self.keeper.take()
        recovered = self.failures > 0 and not self.keeper.is_recovering
        if recovered:
            self.failures, self.complaint = 0, ""
        self.report(Report(_now(), *done, recovered=recovered))
        if reason == "reconcile" and total(done.changes) and not self.eyes.blind:
            self.eyes.close()  # they missed something: the disk was mounted anew, or watchdog died
            return 0.0
        pause = min(self.keeper.pause(), self.timing.reconcile)
        if self.eyes.blind:
            return min(pause, max(self.timing.poll, IDLE * done.changes.seconds))
        return pause

    def fail(self, error: VaultError | OSError) -> float:
        if is_full(error):
            error = VaultError(
                "the disk is full: nothing can be written",
                "Free some space. What is owed is tried again until it can be written.",
            )
        elif isinstance(error, OSError):
            where = f"{error.filename}: " if error.filename else ""
            error = VaultError(f"{where}{error.strerror or error}")
        self.keeper.give_up()
        self.keeper.owe()
        news = error.message != self.complaint
        self.complaint = error.message
        done = self.keeper.take()
        if news or done._replace(changes=Done().changes) != Done() or total(done.changes):
            said = Report(_now(), *done, error=error if news else None)
            self.report(said if total(done.changes) else said._replace(changes=None))
        delay = self.timing.retry * 2.0 ** min(self.failures, _MOST_DOUBLINGS)
        self.failures += 1
        return min(delay, self.timing.longest_retry)

    def no_events(self, error: OSError) -> VaultError:
        return VaultError(
            f"the system does not tell of changes: {error.strerror or error}",
            f"Every note is looked at every {self.timing.poll:g} seconds instead. On Linux more "
            "can be watched after: sudo sysctl fs.inotify.max_user_watches=1048576 "
            "fs.inotify.max_user_instances=1024",
        )

    # --- waiting

    def wait(self, seconds: float) -> Reason:
        """Wait until there is a reason to look again, and say which."""
        until = time.monotonic() + seconds
        while not self.inbox.stopped:
            now = time.monotonic()
            if now >= self.reconcile_at:
                self.reconcile_at = now + self.timing.reconcile
                self.keeper.owe()
                return "reconcile"
            if self.clock_jumped():
                self.keeper.owe()
                return "clock"
            if self.now().date() != self.day:
                return "clock"
            if now >= until or self.keeper.has_answer or self.eyes.are_elsewhere():
                return "again"
            if self.inbox.wait(min(until - now, self.timing.tick)):
                self.inbox.settle(self.timing.quiet, self.timing.longest)
                return "told"
        return "again"

    def clock_jumped(self) -> bool:
        """Whether the clock on the wall went on by more than time has passed: somebody set it, or
        the machine slept, when the monotonic clock stands still."""
        ahead = self.wall() - time.monotonic()
        jumped = abs(ahead - self.ahead) > _JUMP
        self.ahead = ahead
        return jumped


def _now() -> datetime:
    return datetime.now().astimezone()
