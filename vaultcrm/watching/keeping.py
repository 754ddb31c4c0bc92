"""What the watcher does at each look, in this order: the index follows the notes, reminders are
written and closed, managed properties follow the index, and what is wrong is found out.

What cannot be done now, or is better done a little later, stays owed. A look that events asked for
lists only the folders of the notes that they name, and ends once there is something to tell; work
that may take seconds in a large vault has a look of its own, at the whole vault, when nothing
happens."""

import math
import time
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.index.index import Changes, Index, open_index
from vaultcrm.index.names import is_note
from vaultcrm.index.scan import Scan
from vaultcrm.reading.git_state import busy_with
from vaultcrm.reading.vault import Vault, open_vault
from vaultcrm.reading.whereabouts import FOLDER
from vaultcrm.watching.checking import Checker
from vaultcrm.watching.inspecting import Inspector, News
from vaultcrm.watching.reminding import Outcome, write_reminders
from vaultcrm.watching.tending import Tender
from vaultcrm.watching.timing import Duty, Timing

NOTHING = Changes(0, 0, 0, 0, 0, 0.0)

# What becomes of a reminder's note: how many notes are added, changed and removed by it.
_EFFECTS = {
    "written": (1, 0, 0),
    "settled": (0, 1, 0),
    "reopened": (0, 1, 0),
    "marked": (0, 1, 0),
    "archived": (1, 0, 1),
}
_ECHO = 5.0  # seconds in which the events of what we have written ourselves come back
_MOST_DOUBLINGS = 10


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


class Keeper:
    def __init__(self, root: Path, day: date, timing: Timing) -> None:
        self._root = root
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
            self.owe()
            self._inspector.owe_all()

    def owe(self) -> None:
        """A look at the whole vault and reminders are owed, whatever has happened."""
        self._is_thorough = True
        self._reminding.owe()

    def _disturb(self) -> None:
        self._reminding.owe(self._since)
        self._inspector.owe(self._since)
        self._tender.owe(self._since)

    def pause(self) -> float:
        """For how many seconds there is nothing to do, if nothing happens."""
        if self._busy_looks:
            doublings = min(self._busy_looks, _MOST_DOUBLINGS)
            return min(self._timing.quiet * 2.0**doublings, self._timing.poll)
        return max(0.0, min(self._inspector.due(), self._due()) - time.monotonic())

    def _due(self) -> float:
        """When there is something to do that may take long."""
        return min(self._reminding.due(), self._tender.due(), self._inspector.due_with_all())

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
                self._count(index.refresh(None, known[1], near) if known else index.refresh())
                if not self._git_is_busy():
                    if work and (is_thorough or not self._has_to_tell()):
                        self._work(index, now, is_thorough)
                    elif self._inspector.due() <= time.monotonic() and not self._has_to_tell():
                        self._inspect(Checker(index, now))
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
            if self._tender.due() <= time.monotonic():
                self._tend(index, Checker(index, now))
        except (VaultError, OSError) as error:
            failure = error
        if self._inspector.due() <= time.monotonic() and not self._has_to_tell():
            self._inspect(Checker(index, now))
        if failure:
            raise failure

    def _remind(self, index: Index, day: date) -> None:
        begin = time.monotonic()
        outcomes = write_reminders(index, day)
        self._reminding.pay(time.monotonic() - begin)
        ours = tuple(each for each in outcomes if each.action in _EFFECTS)
        if ours:
            self._done = self._done._replace(reminders=self._done.reminders + ours)
            self._expect(path for each in ours for path in _paths(each))
            self._count(_without(index.refresh(), ours))  # others may have come while we wrote

    def _tend(self, index: Index, checker: Checker) -> None:
        try:
            paths = self._tender.tend(index, checker)
        finally:
            for complaint in self._tender.complaints:
                self._trouble(complaint)
            self._tender.complaints.clear()
        if paths:
            self._done = self._done._replace(refreshed=(*self._done.refreshed, *paths))
            self._expect(paths)
            self._reminding.owe()  # somebody's reminders may ask for these properties
            self._inspector.owe_all()

    def _inspect(self, checker: Checker) -> None:
        news = self._inspector.inspect(checker)
        self._tender.put(self._inspector.stale)
        self._done = self._done._replace(news=news)

    def _has_to_tell(self) -> bool:
        """Whether there is something to report before what may take seconds."""
        return bool(self._done.reminders or total(self._done.changes))

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
        self._done = self._done._replace(changes=_sum(before, changes))
        if total(changes):
            self._disturb()

    def _expect(self, paths: Iterable[str]) -> None:
        """The events of these paths, and of the folders made for them, are our own doing."""
        until = time.monotonic() + _ECHO
        self._own |= {
            each: until for path in paths for each in (path, *_folders(path)) if each != "."
        }

    def _trouble(self, text: str) -> None:
        if text:
            self._done = self._done._replace(troubles=(*self._done.troubles, text))


def total(changes: Changes) -> int:
    return changes.added + changes.changed + changes.removed


def _sum(first: Changes, then: Changes) -> Changes:
    return then._replace(
        added=first.added + then.added,
        changed=first.changed + then.changed,
        removed=first.removed + then.removed,
        seconds=first.seconds + then.seconds,
    )


def _without(changes: Changes, ours: Iterable[Outcome]) -> Changes:
    """The changes but for those that we have made."""
    added, changed, removed = changes.added, changes.changed, changes.removed
    for each in ours:
        more, other, fewer = _EFFECTS[each.action]
        if each.action == "written" and not added:  # a note that was there, written anew
            more, other = 0, 1
        added, changed, removed = added - more, changed - other, removed - fewer
    return changes._replace(added=max(0, added), changed=max(0, changed), removed=max(0, removed))


def _paths(outcome: Outcome) -> Iterable[str]:
    """Where events may come from: an archived note lay two folders higher before."""
    path = PurePosixPath(outcome.path)
    yield outcome.path
    if outcome.action == "archived" and len(path.parents) > 2:
        yield str(path.parents[2] / path.name)


def _is_of_a_note(path: str) -> bool:
    return is_note(path) and not path.startswith(f"{FOLDER}/")


def _folders(path: str) -> Iterable[str]:
    return map(str, PurePosixPath(path).parents)
