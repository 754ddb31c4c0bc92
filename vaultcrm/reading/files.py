"""The bytes of one file of the vault, opened so that nothing odd can stop or mislead us."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from vaultcrm.model import Problem

MAX_SIZE = 16 * 1024 * 1024
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def read_bytes(root: Path, path: str) -> bytes | Problem:
    """The bytes of a regular file below the root, or why there are none. `path` uses /."""
    try:
        descriptor = os.open(os.path.join(root, path), _FLAGS)
    except OSError as error:
        if error.errno == errno.ELOOP:  # what O_NOFOLLOW says of a link
            return Problem("file/symlink", "is a symbolic link: it is not followed")
        if error.errno in (errno.ENXIO, errno.EOPNOTSUPP):  # what systems say of a socket
            return _not_a_file()
        return Problem("file/unreadable", f"cannot be opened: {error.strerror}")
    except ValueError:  # a NUL, or a character that the file system's encoding does not have
        return Problem("file/unreadable", "cannot be opened: no file can have that name")
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return _not_a_file()
        if status.st_size > MAX_SIZE:
            return _too_large(status.st_size)
        chunks = []
        left = MAX_SIZE + 1
        while left and (chunk := os.read(descriptor, min(left, max(status.st_size + 1, 4096)))):
            chunks.append(chunk)
            left -= len(chunk)
        if not left:  # it grew while it was read
            return _too_large(MAX_SIZE + 1)
        return b"".join(chunks)
    except OSError as error:
        return Problem("file/unreadable", f"cannot be read: {error.strerror}")
    finally:
        with suppress(OSError):  # all is read, or the reason why not is known
            os.close(descriptor)


def _not_a_file() -> Problem:
    return Problem("file/not-a-file", "is no regular file: it is not read")


def _too_large(size: int) -> Problem:
    limit = MAX_SIZE // 1024 // 1024
    return Problem("file/too-large", f"has {size:,} bytes: a note of over {limit} MiB is not read")
