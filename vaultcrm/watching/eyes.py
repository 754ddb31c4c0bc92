"""The watcher's eyes: the events of the folder that has the vault's name at the moment."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from vaultcrm.errors import VaultError
from vaultcrm.reading.whereabouts import FOLDER
from vaultcrm.watching.events import observed


class Eyes:
    """`blind` says that the system gives no events."""

    def __init__(self, root: Path, tell: Callable[[str], None]) -> None:
        self.blind = False
        self._root = root
        self._tell = tell
        self._open = ExitStack()
        self._seen: tuple[int, int] | None = None  # the folder under our eyes: device and inode

    def open(self) -> OSError | None:
        """See to it that the events of the vault's folder come in: of the one that is there now,
        since another may have taken its place (a disk was mounted, the vault cloned anew). The
        reason why no events come, when that is found out.

        Raises VaultError if there is no vault."""
        folder = self._folder()
        trouble = None
        if folder is None:
            self.close()
            raise VaultError(f"{self._root} has gone", "Watching goes on when it is back.")
        if folder != self._seen:
            self.close()
            try:
                self._open.enter_context(observed(self._root, self._tell))
            except OSError as error:
                self.blind = True
                trouble = error
            self._seen = folder
        if not (self._root / FOLDER).is_dir():
            raise VaultError(
                f"{self._root} holds no {FOLDER} any more", "Watching goes on when it is back."
            )
        return trouble

    def close(self) -> None:
        self._open.close()
        self._seen = None
        self.blind = False

    def are_elsewhere(self) -> bool:
        """Whether another folder has the vault's name now, or none: of that no event tells."""
        return self._folder() != self._seen

    def _folder(self) -> tuple[int, int] | None:
        """Which folder has the vault's name now; None if there is none."""
        try:
            status = self._root.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino
