"""A file that is only ever added to, line by line."""

import errno
import os
from pathlib import Path

from vaultcrm.errors import VaultError

_MODE = 0o644


def append(root: Path, relpath: str, text: str) -> None:
    """Adds whole lines to a file of the vault's own folder, which is made if it is missing, and
    sees them onto the disk. A line that a crash cut off before is ended first, so that it spoils no
    other. A link in the file's place is refused.

    Raises VaultError if that cannot be done; some of the lines may then be there."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # not every system has them
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(root / relpath, flags, _MODE)
        try:
            size = os.lseek(descriptor, 0, os.SEEK_END)
            if size:
                os.lseek(descriptor, size - 1, os.SEEK_SET)
                text = text if os.read(descriptor, 1) == b"\n" else f"\n{text}"
            data = text.encode()
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        what = "is a link" if error.errno == errno.ELOOP else error.strerror or str(error)
        raise VaultError(
            f"{relpath} cannot be written: {what}",
            "Look at the disk and the file's permissions, then run it again: it goes on from here.",
        ) from error
