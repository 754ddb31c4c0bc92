"""What the watcher does at each look, in this order: the index follows the notes, reminders are
written and closed, managed properties follow the index, and what is wrong is found out.

What cannot be done now, or is better done a little later, stays owed. A look that events asked for
lists only the folders of the notes that they name, and ends once there is something to tell. What
may take seconds in a large vault (what is due, and a check by all rules) is computed apart, one
thing at a time and beginning with a look at the whole vault, when nothing happens; a later look is
given the answer. Whatever is written is written here."""

import math
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from vaultcrm.errors import VaultError
from vaultcrm.index.index import Changes, Index, open_index
from vaultcrm.index.names import is_note
from vaultcrm.index.scan import Scan
from vaultcrm.index.update import Progress
from vaultcrm.reading.git_state import busy_with
from vaultcrm.reading.vault import Vault, open_vault
from vaultcrm.reading.whereabouts import FOLDER
from vaultcrm.watching.apart import Errand, followed
from vaultcrm.watching.checking import Checked, Checker, checked
from vaultcrm.watching.effects import (
    EFFECTS,
    NOTHING,
    added_up,
    folders_of,
    paths_of,
    total,
    without,
)
from vaultcrm.watching.inspecting import Inspector, News
from vaultcrm.watching.reminding import Outcome, Planned, carry_out, planned
from vaultcrm.watching.tending import Tender
from vaultcrm.watching.timing import Duty, Timing

T = TypeVar("T")

_ECHO = 5.0  # seconds in which the events of what we have written ourselves come back
_MOST_DOUBLINGS = 10
_STUCK = 3600.0  # seconds
_FEW = 300  # notes, of which all is computed sooner than a process starts


class Done(NamedTuple):
    """What has been done, and was not told yet: what had changed (without our own doing), what
    became of reminders, which notes have new managed properties, what is wrong or no longer is,
    what git has been at for a while, and troubles that end nothing."""

    changes: Changes = NOTHING
    reminders: tuple[Outcome, ...] = ()
    refreshed: tuple[str, ...] = ()
    news: News | None = None
    busy: str = ""
    troubles: tuple[str, ...] = ()


class _Begun(NamedTuple):
    """Work that has begun: what is to be done with the answer (given the index, the answer, the
    seconds that it took, and whether nothing has changed since), and what if there is none."""

    then: Callable[[Index, Any, float, bool], None]
    fail: Callable[[], None]
    at: float
    disturbances: int


class Keeper:
    """`ring` is called, by another thread, when `has_answer`; `progress` while many notes are read,
    which it may end. After a failure of what is computed apart it `is_recovering`, until there is
    an answer."""

    def __init__(
        self,
        root: Path,
        day: date,
        timing: Timing,
        ring: Callable[[], None] = lambda: None,
        progress: Progress = lambda done, total: True,
    ) -> None:
        self.is_recovering = False
        self._root = root
        self._ring = ring
        self._progress = progress
        self._is_ended = False  # by that
        self._apart: tuple[_Begun, Errand[Any]] | None = None
        self._in_memory = False  # the index, at the last look, for no file can be written
        self._disturbances = 0
        self._timing = timing
        self._day = day
        self._done = Done()
        self._reminding = Duty(0.0, 0.0)
        self._reminding.owe()
        self._is_thorough = True  # whether the next look does all that is owed, whatever it takes
        self._told: frozenset[str] = frozenset()  # of others' doing, since the last look
        # The settings and the files as they were; None where all of them are to be looked at. And
        # folders in which something may have changed since.
        self._known: tuple[Vault, Scan] | None = None
        self._near: set[str] = set()
        self._since: float | None = None  # when that happened which the last events told of
        self._own: dict[str, float] = {}  # paths that we wrote, and until when their events come
        self._inspector = Inspector(root, timing)
        self._tender = Tender(root, timing)
        self._tender.owe()
        self._notice = ""  # about the cache
        self._busy_since = math.inf
        self._busy_looks = 0
        self._busy_told = False

    # --- what is owed

    def hear(self, told: Iterable[str], day: date, since: float | None = None) -> None:
        """These paths may have changed, at that time at the latest; and this is the day now."""
        now = time.monotonic()
        paths = {*told}
        self._own = {path: until for path, until in self._own.items() if until > now}
        self._told = frozenset(paths - self._own.keys())
        self._near |= {path.rpartition("/")[0] for path in paths}
        self._since = since if paths else None
        if not all(map(_is_of_a_note, paths)):
            self._known = None
        # Not only what the index finds: another command may have brought it up to date before us.
        if self._told:
            self._disturb()
        if day != self._day:
            self._day = day
            self._disturbances += 1
            self.owe()
            self._inspector.owe_all()

    def owe(self) -> None:
        """A look at the whole vault and reminders are owed, whatever has happened."""
        self._is_thorough = True
        self._reminding.owe()

    def _disturb(self) -> None:
        self._disturbances += 1
        self._reminding.owe(self._since)
        self._inspector.owe(self._since)
        self._tender.owe(self._since)

    def pause(self) -> float:
        """For how many seconds there is nothing to do, if nothing happens."""
        if self._busy_looks:
            doublings = min(self._busy_looks, _MOST_DOUBLINGS)
            return min(self._timing.quiet * 2.0**doublings, self._timing.poll)
        if self.has_answer:
            return 0.0
        return max(0.0, min(self._inspector.due(), self._due()) - time.monotonic())

    def _due(self) -> float:
        """When there is something to do that may take long."""
        if self._apart:
            return math.inf
        tender = self._tender.due(self._inspector.has_checked())
        return min(self._reminding.due(), tender, self._inspector.due_with_all())

    @property
    def has_answer(self) -> bool:
        """Whether what is computed apart is over."""
        return self._apart is not None and self._apart[1].is_over

    def _advance(self, done: int, total: int) -> bool:
        self._is_ended = not self._progress(done, total)
        return not self._is_ended

    def _is_stuck(self) -> bool:
        """Whether what is computed apart takes longer than it ever should."""
        return self._apart is not None and self._apart[0].at < time.monotonic() - _STUCK

    def give_up(self) -> None:
        """What is computed apart is ended, and stays owed."""
        if self._apart:
            (begun, errand), self._apart = self._apart, None
            errand.end()
            begun.fail()

    def take(self) -> Done:
        done, self._done = self._done, Done()
        return done

    # --- doing it

    def keep(self, now: datetime, is_told: bool = True) -> None:
        """`is_told` says that events tell of whatever has changed since the last time.

        Raises VaultError or OSError where something cannot be done; all else is done, and that
        stays owed."""
        notices: list[str] = []
        is_thorough, self._is_thorough = self._is_thorough, False
        # Work that takes long is put off for whoever is at work now, but not for ever.
        work = is_thorough or self._due() <= time.monotonic() - self._timing.longest * bool(
            self._told
        )
        known = None if work or not is_told else self._known
        self._known = None  # until all has gone well
        try:
            vault = known[0] if known else open_vault(self._root)
            with open_index(vault, notice=notices.append) as index:
                near, self._near = self._near, set()
                changes = index.refresh(self._advance, *((known[1], near) if known else ()))
                if self._is_ended:  # of an index that may lack notes nothing follows
                    return
                # An index in memory knows nothing of the last look, and takes all notes for new.
                is_anew, self._in_memory = self._in_memory, index.path is None
                if not (is_anew and self._in_memory):
                    self._count(changes)
                if self._git_is_busy() or self._is_stuck():
                    self.give_up()
                else:
                    self._take_in(index)
                    if not self._apart and work and (is_thorough or not self._has_to_tell()):
                        self._work(index, now, is_thorough)
                    elif not self._has_to_tell():
                        self._inspect(index, now)
                self._known = (vault, index.seen) if index.seen else None
        finally:
            notice = " ".join(notices)
            if notice != self._notice:
                self._trouble(notice)
            self._notice = notice

    def _work(self, index: Index, now: datetime, is_thorough: bool) -> None:
        failure: VaultError | OSError | None = None
        try:
            due = self._reminding.due()
            if due <= time.monotonic() or (is_thorough and due < math.inf):
                self._remind(index, now.date())
            if self._tender.due(self._inspector.has_checked()) <= time.monotonic():
                self._tend(index)
        except (VaultError, OSError) as error:
            failure = error
        if not self._has_to_tell():
            self._inspect(index, now)
        if not self._apart and not self._has_to_tell():
            self._check(index, now)
        if failure:
            raise failure

    def _remind(self, index: Index, day: date) -> None:
        is_late = self._reminding.latest() <= time.monotonic()
        self._reminding.begin()
        then = partial(self._carry_out, day, is_late)
        self._let(index, partial(planned, today=day), then, self._reminding.fail)

    def _carry_out(
        self, day: date, is_late: bool, index: Index, todo: Planned | None, took: float, same: bool
    ) -> None:
        if todo and not same and not is_late:  # somebody may just have done what is due
            self._reminding.fail()
            return
        outcomes = carry_out(index, day, todo, same) if todo else []
        if outcomes is None:
            self._reminding.fail()
            return
        self._reminding.pay(took)
        ours = tuple(each for each in outcomes if each.action in EFFECTS)
        if ours:
            self._done = self._done._replace(reminders=self._done.reminders + ours)
            self._expect(path for each in ours for path in paths_of(each))
            self._count(without(index.refresh(), ours))  # others may have come while we wrote

    def _tend(self, index: Index) -> None:
        try:
            paths = self._tender.tend(index)
        finally:
            for complaint in self._tender.complaints:
                self._trouble(complaint)
            self._tender.complaints.clear()
        if paths:
            self._done = self._done._replace(refreshed=(*self._done.refreshed, *paths))
            self._expect(paths)
            changes = index.refresh()
            self._count(changes._replace(changed=max(0, changes.changed - len(paths))))
            self._reminding.owe()  # somebody's reminders may ask for these properties
            self._inspector.owe_all()

    def _inspect(self, index: Index, now: datetime) -> None:
        if self._inspector.due() <= time.monotonic():
            self._tell(self._inspector.inspect(Checker(index, now)))

    def _check(self, index: Index, now: datetime) -> None:
        if self._inspector.due_with_all() <= time.monotonic():
            self._inspector.begin()
            self._let(index, partial(checked, now=now), self._compare, self._inspector.fail)

    def _compare(self, index: Index, answer: Checked, took: float, same: bool) -> None:
        self._tell(self._inspector.compare(answer.found, took))
        self._tender.put(answer.stale)

    def _tell(self, news: News) -> None:
        self._done = self._done._replace(news=news)

    def _has_to_tell(self) -> bool:
        """Whether there is something to report before what may take seconds."""
        news = self._done.news
        found = news and (news.findings or news.gone or news.first)
        return bool(self._done.reminders or total(self._done.changes) or found)

    # --- computed apart

    def _let(
        self,
        index: Index,
        work: Callable[[Index], T],
        then: Callable[[Index, T, float, bool], None],
        fail: Callable[[], None],
    ) -> None:
        """Has something computed: here if there are few notes, else apart."""
        begun = _Begun(then, fail, time.monotonic(), self._disturbances)
        seen = index.seen
        if seen is None or len(seen.notes) <= _FEW:
            self._finish(begun, index, partial(work, index))
            return
        needed = seen._replace(notes={}, listings={})
        try:
            self._apart = begun, Errand(partial(followed, self._root, needed, work), self._ring)
        except OSError:  # no process is to be had
            self._finish(begun, index, partial(work, index))

    def _take_in(self, index: Index) -> None:
        if self._apart and self._apart[1].is_over:
            (begun, errand), self._apart = self._apart, None
            self.is_recovering = True
            self._finish(begun, index, errand.result)

    def _finish(self, begun: _Begun, index: Index, answer: Callable[[], Any]) -> None:
        try:
            value = answer()
            took = time.monotonic() - begun.at
            begun.then(index, value, took, begun.disturbances == self._disturbances)
        except (VaultError, OSError):
            begun.fail()
            raise
        self.is_recovering = False

    def _git_is_busy(self) -> bool:
        busy = busy_with(self._root)
        if not busy:
            self._busy_since, self._busy_looks, self._busy_told = math.inf, 0, False
            return False
        now = time.monotonic()
        self._busy_since = min(self._busy_since, now)
        self._busy_looks += 1
        # Most that git does is over at once, and not worth a word.
        if not self._busy_told and now - self._busy_since >= self._timing.settled:
            self._busy_told = True
            self._done = self._done._replace(busy=busy)
        return True

    # --- what has been done

    def _count(self, changes: Changes) -> None:
        # Summed up, so that what a look found that failed afterwards is reported in the end.
        before = self._done.changes
        self._done = self._done._replace(changes=added_up(before, changes))
        if total(changes):
            self._disturb()

    def _expect(self, paths: Iterable[str]) -> None:
        """The events of these paths, and of the folders made for them, are our own doing."""
        until = time.monotonic() + _ECHO
        self._own |= {
            each: until for path in paths for each in (path, *folders_of(path)) if each != "."
        }

    def _trouble(self, text: str) -> None:
        if text:
            self._done = self._done._replace(troubles=(*self._done.troubles, text))


def _is_of_a_note(path: str) -> bool:
    return is_note(path) and not path.startswith(f"{FOLDER}/")
