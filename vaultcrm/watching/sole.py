"""One watcher a vault, on this machine."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vaultcrm.errors import VaultError


@contextmanager
def sole_watcher(root: Path, cache: Path) -> Iterator[None]:
    """Be the one that watches this vault. `root` is its real path, `cache` the cache folder.

    Who that is stands in a file of the cache folder. What counts is not that the file is there but
    the lock on it, which the kernel frees however the program ends. Without locks (Windows, some
    network disks) or a cache folder nobody is turned away: a second watcher does no harm.
    Raises VaultError if another process watches already.
    """
    descriptor = _locked(root, cache)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _locked(root: Path, cache: Path) -> int | None:
    try:
        import fcntl
    except ImportError:
        return None
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    try:
        cache.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(cache / f"watch-{digest}.pid", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
        since = time.strftime("%Y-%m-%d %H:%M")
        os.write(descriptor, f"{os.getpid()}, since {since}\n".encode())
    except BlockingIOError:
        who = os.read(descriptor, 60).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise VaultError(
            f"another vaultcrm watch (process {who}) is watching {root} already",
            "One is enough. To put this one in its place, end that one first.",
        ) from None
    except OSError:
        pass  # no locks here, or a full disk: then the number is missing
    return descriptor
