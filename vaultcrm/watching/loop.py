"""The watcher: whenever something may have changed, bring the index up to date and write reminders.

What it does never rests on events alone. It looks at the whole vault when it starts, after every
quiet batch of events, after events were lost, every few minutes, when the date changes and when
the clock has jumped (the machine slept). A look costs little: only notes that changed are read.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.index.index import Changes, open_index
from vaultcrm.reading.vault import FOLDER, open_vault
from vaultcrm.watching.events import ANYTHING, Inbox, observed
from vaultcrm.watching.reminding import Outcome, write_reminders

_JUMP = 10.0  # seconds by which the clock may drift between two ticks
_MOST_DOUBLINGS = 10
_IDLE = 20  # times as long as a look without events took is the pause after it


class Timing(NamedTuple):
    """How long to wait for what, in seconds."""

    quiet: float = 0.3  # since the last event, before a look
    longest: float = 2.0  # where events never cease
    reconcile: float = 300.0  # between two looks that no event asked for
    poll: float = 5.0  # the same, where there are no events at all
    tick: float = 10.0  # between two looks at the clock
    retry: float = 1.0  # after a failure; doubles with each
    longest_retry: float = 30.0


NORMAL = Timing()
NOTHING = Changes(0, 0, 0, 0, 0, 0.0)


class Report(NamedTuple):
    """What came of one look: what had changed (without our own reminders) and which reminders were
    `written`; or, with `changes` None, why it failed. A failure is told once, however often it is
    retried, and that it is over with the first success (`recovered`). `notice` says what is wrong
    with the cache, once."""

    at: datetime  # local time, aware
    changes: Changes | None
    written: tuple[Outcome, ...] = ()
    error: VaultError | None = None
    recovered: bool = False
    notice: str = ""


Reason = Literal["start", "told", "reconcile", "clock", "again"]


def watch(
    root: Path,
    today: Callable[[], date],
    report: Callable[[Report], None],
    inbox: Inbox,
    timing: Timing = NORMAL,
    wall: Callable[[], float] = time.time,
) -> None:
    """Watch the vault until `inbox.stop()` is called; what is being done then is finished first.

    `root` is a real path, `today` the local date, `wall` the seconds that the clock on the wall
    shows. `report` is called after every look. Whatever the vault or the disk do, it goes on: see
    `Report`. Only bugs, and what `report` raises, end it.
    """
    watcher = _Watcher(root, today, report, inbox, timing, wall)
    with watcher.eyes:
        reason: Reason = "start"
        while not inbox.stopped:
            delay = watcher.look(reason)
            reason = watcher.wait(delay)


class _Watcher:
    def __init__(
        self,
        root: Path,
        today: Callable[[], date],
        report: Callable[[Report], None],
        inbox: Inbox,
        timing: Timing,
        wall: Callable[[], float],
    ) -> None:
        self.root = root
        self.today = today
        self.report = report
        self.inbox = inbox
        self.timing = timing
        self.wall = wall
        self.eyes = ExitStack()
        self.seen: tuple[int, int] | None = None  # the folder under our eyes: device and inode
        self.blind = False  # the system gives no events
        self.found = NOTHING  # and not reported yet
        self.owed = True  # reminders, whatever the index says
        self.own: frozenset[str] = frozenset()  # what the last look wrote itself
        self.day = today()
        self.complaint = ""
        self.notice = ""
        self.failures = 0
        self.reconcile_at = time.monotonic() + timing.reconcile
        self.ahead = wall() - time.monotonic()

    # --- looking

    def look(self, reason: Reason) -> float:
        """Look at the vault, report what came of it, and say how long to wait at most."""
        told = self.inbox.take()
        if ANYTHING in told:  # also when new folders are not watched yet, or the vault's own is new
            self.close_eyes()
        day = self.today()
        # Not only what the index finds: another command may have brought it up to date before us.
        self.owed |= day != self.day or not told <= self.own
        self.day = day
        try:
            self.open_eyes()
            written, notice = self.bring_up_to_date()
        except (VaultError, OSError) as error:
            self.owed = True
            return self.fail(error)
        self.own = frozenset().union(*(_with_folders(each.path) for each in written))
        changes, self.found = self.found, NOTHING
        recovered, self.failures, self.complaint = self.failures > 0, 0, ""
        news = "" if notice == self.notice else notice
        self.notice = notice
        self.report(Report(_now(), changes, written, None, recovered, news))
        if reason == "reconcile" and _count(changes) and not self.blind:
            self.close_eyes()  # they missed something: the disk was mounted anew, or watchdog died
            return 0.0
        if self.owed:
            return self.timing.quiet
        if self.blind:
            return max(self.timing.poll, _IDLE * changes.seconds)
        return self.timing.reconcile

    def bring_up_to_date(self) -> tuple[tuple[Outcome, ...], str]:
        """The index after the notes, and the reminders after the index, if they are owed or it
        changed. Which were written, and what is wrong with the cache.

        The settings are read anew every time, since they may be what changed."""
        notices: list[str] = []
        written: tuple[Outcome, ...] = ()
        with open_index(open_vault(self.root), notice=notices.append) as index:
            # Summed up, so that what a look found that failed afterwards is reported in the end.
            self.found = _sum(self.found, index.refresh())
            if self.owed or _count(self.found):
                outcomes = write_reminders(index, self.day)
                written = tuple(each for each in outcomes if each.action == "written")
                self.owed = False
            if written:
                after = index.refresh()
                others = after._replace(added=max(0, after.added - len(written)))
                self.found = _sum(self.found, others)
                self.owed = _count(others) > 0  # they came while we wrote
        return written, " ".join(notices)

    def fail(self, error: VaultError | OSError) -> float:
        if isinstance(error, OSError):
            where = f"{error.filename}: " if error.filename else ""
            error = VaultError(f"{where}{error.strerror or error}")
        if error.message != self.complaint:
            self.complaint = error.message
            self.report(Report(_now(), None, error=error))
        delay = self.timing.retry * 2.0 ** min(self.failures, _MOST_DOUBLINGS)
        self.failures += 1
        return min(delay, self.timing.longest_retry)

    # --- eyes

    def open_eyes(self) -> None:
        """See to it that the events of the vault's folder come in: of the one that is there now,
        since another may have taken its place (a disk was mounted, the vault cloned anew)."""
        folder = self.folder()
        if folder is None:
            self.close_eyes()
            raise VaultError(f"{self.root} has gone", "Watching goes on when it is back.")
        if folder != self.seen:
            self.close_eyes()
            try:
                self.eyes.enter_context(observed(self.root, self.inbox.tell))
            except OSError as error:
                self.blind = True
                self.report(Report(_now(), None, error=self.no_events(error)))
            self.seen = folder
        if not (self.root / FOLDER).is_dir():
            raise VaultError(
                f"{self.root} holds no {FOLDER} any more", "Watching goes on when it is back."
            )

    def folder(self) -> tuple[int, int] | None:
        """Which folder has the vault's name now; None if there is none."""
        try:
            status = self.root.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def close_eyes(self) -> None:
        self.eyes.close()
        self.seen = None
        self.blind = False

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
                self.owed = True
                return "reconcile"
            if self.clock_jumped():
                self.owed = True
                return "clock"
            if self.today() != self.day:
                return "clock"
            if now >= until or self.folder() != self.seen:  # of that no event tells
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


def _count(changes: Changes) -> int:
    return changes.added + changes.changed + changes.removed


def _sum(first: Changes, then: Changes) -> Changes:
    return then._replace(
        added=first.added + then.added,
        changed=first.changed + then.changed,
        removed=first.removed + then.removed,
        seconds=first.seconds + then.seconds,
    )


def _with_folders(path: str) -> set[str]:
    """A path, and those of the folders that may have been made for it."""
    return {path, *(str(folder) for folder in PurePosixPath(path).parents)} - {"."}


def _now() -> datetime:
    return datetime.now().astimezone()
