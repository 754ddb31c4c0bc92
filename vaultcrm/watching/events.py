"""What tells the watcher that something may have changed. The only home of watchdog.

Events are hints and nothing more: some are lost, some come twice, and some tell of nothing. So all
that is kept of them is which paths to be suspicious of.
"""

import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from vaultcrm.index.names import is_note, is_skipped
from vaultcrm.reading.whereabouts import FOLDER

ANYTHING = ""  # the path that stands for the whole vault

_SETTINGS = (".yaml", ".yml", ".j2")

# Not opened and closed: reading a note must not wake the one who reads it. Not a folder's
# modification: it only repeats what its entries tell.
_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]


class Inbox:
    """What the watcher has been told: which paths of the vault may have changed, and to stop.

    `tell` is called by watchdog's threads. `stop` is called by a signal handler, which interrupts
    the watcher anywhere, even inside of these methods: so it takes no lock, and the bell that it
    rings is a SimpleQueue, whose `put` may interrupt its `get`.
    """

    def __init__(self) -> None:
        self.stopped = False
        self._bell: SimpleQueue[None] = SimpleQueue()
        self._lock = Lock()
        self._paths: set[str] = set()
        self._told = 0.0

    @property
    def told_at(self) -> float:
        """When it was told of something for the last time, by the monotonic clock."""
        return self._told

    def tell(self, path: str) -> None:
        with self._lock:
            first = not self._paths
            self._paths.add(path)
            self._told = time.monotonic()
        if first:
            self._bell.put(None)

    def ring(self) -> None:
        """Whoever waits looks up, though no path was told."""
        self._bell.put(None)

    def stop(self) -> None:
        self.stopped = True
        self._bell.put(None)

    def take(self) -> frozenset[str]:
        """The paths told since the last time."""
        with self._lock:
            paths, self._paths = self._paths, set()
        return frozenset(paths)

    def wait(self, seconds: float) -> bool:
        """Wait so long for news; it may be shorter. Whether there is any."""
        if not self._paths and not self.stopped:
            with suppress(Empty):
                self._bell.get(timeout=max(0.0, seconds))
        return bool(self._paths)

    def settle(self, quiet: float, longest: float) -> None:
        """Wait until nothing has been told for `quiet` seconds, but at most `longest`."""
        end = time.monotonic() + longest
        while not self.stopped:
            pause = min(self._told + quiet, end) - time.monotonic()
            if pause <= 0:
                return
            with suppress(Empty):
                self._bell.get(timeout=pause)


def matters(path: str, is_folder: bool) -> bool:
    """Whether an event at this path of the vault can mean that an answer changes: at a note, a
    folder, or one of the vault's own settings."""
    if path == ANYTHING:
        return True
    parts = path.split("/")
    if parts[0] == FOLDER:
        return is_folder or (parts[-1].endswith(_SETTINGS) and not is_skipped(parts[-1]))
    if any(is_skipped(part) for part in parts):
        return False
    return is_folder or is_note(parts[-1])


@contextmanager
def observed(root: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """As long as this lasts, `tell` is called with every path below the root that may have changed
    (relative, with /). ANYTHING means that events were lost or that the root itself has gone: then
    it is time to begin anew. `root` is a real path.

    Raises OSError where the system cannot do that, or not for all of the folders.
    """
    ended = Event()

    def tell_until_end(path: str) -> None:
        if not ended.is_set():
            tell(path)

    listener = _Listener(str(root), tell_until_end)
    with _overheard(tell_until_end):
        observer = Observer()
        try:
            observer.schedule(listener, str(root), recursive=True, event_filter=_EVENTS)
            observer.start()
            if sys.platform == "linux":
                # watchdog passes over a folder that the system lets it no longer watch. One more,
                # which it does not watch yet, tells whether it came to that.
                more = observer.schedule(FileSystemEventHandler(), str(root.parent))
                observer.unschedule(more)
            yield
        finally:
            ended.set()  # watchdog has its troubles with stopping, and logs them
            observer.stop()
            if observer.is_alive():
                observer.join()


class _Listener(FileSystemEventHandler):
    def __init__(self, root: str, tell: Callable[[str], None]) -> None:
        self._root = root
        self._tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if path:
                relative = self._relative(os.fsdecode(path))
                if matters(relative, event.is_directory):
                    self._tell(relative)

    def _relative(self, path: str) -> str:
        if path == self._root:
            return ANYTHING
        return path.removeprefix(self._root + os.sep).replace(os.sep, "/")


@contextmanager
def _overheard(tell: Callable[[str], None]) -> Iterator[None]:
    """watchdog tells of an overflow in its log alone; whatever else it warns of there may also
    mean that events were lost. None of it is for the user's eyes."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            tell(ANYTHING)

    log, ear = logging.getLogger("watchdog"), Ear(logging.WARNING)
    with warnings.catch_warnings():
        # It warns when it has a folder twice, as it often has with new ones.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module="watchdog")
        log.addHandler(ear)
        try:
            yield
        finally:
            log.removeHandler(ear)
