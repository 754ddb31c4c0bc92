"""One writer at a time in a vault.

The lock is an flock(2) on the `.vaultcrm` folder's own descriptor: no lock file that could be left
behind, synced or committed, and the kernel frees it however the program ends. Readers take none.
"""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultcrm.errors import VaultError

_PAUSE = 0.05
_BUSY = frozenset({errno.EWOULDBLOCK, errno.EACCES})


@contextmanager
def write_lock(root: Path, seconds: float = 10.0) -> Iterator[None]:
    """Hold the vault's lock for writing, waiting up to `seconds` for another vaultcrm to end.

    It is not reentrant: whoever holds it must not ask for it again. Without flock (Windows, some
    network disks) there is no lock, and the guard of every single write has to do.
    Raises VaultError when another vaultcrm goes on writing, or there is no `.vaultcrm` folder.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        descriptor = os.open(root / ".vaultcrm", os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise VaultError(
            f"cannot lock the vault {root}: .vaultcrm: {error.strerror}",
            "Make it a vault with `vaultcrm init`, or look at the folder's permissions.",
        ) from error
    try:
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in _BUSY:
                    break  # this file system has no locks
            if time.monotonic() >= deadline:
                raise VaultError(
                    f"another vaultcrm is writing to the vault {root}",
                    "Wait until it has ended (is `vaultcrm watch` busy?) and try again.",
                )
            time.sleep(_PAUSE)
        yield
    finally:
        with suppress(OSError):  # the kernel frees the lock all the same
            os.close(descriptor)
