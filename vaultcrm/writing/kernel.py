"""What only Linux can do: renames that overwrite nothing unseen, and who has a file open.

Every function says whether this system and this file system could do it; the caller has another way
when they could not. Python has no call for renameat2(2), so it is reached through ctypes.
"""

import ctypes
import errno
import os
import signal
import sys

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1
_RENAME_EXCHANGE = 2
_NOT_SUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})


def exchange(one: str, other: str) -> bool:
    """Swap two files in one step. False: not supported here, nothing was done."""
    return _renameat2(one, other, _RENAME_EXCHANGE)


def rename_to_new(source: str, target: str) -> bool:
    """Rename, raising FileExistsError if `target` exists. False: not supported, nothing done."""
    return _renameat2(source, target, _RENAME_NOREPLACE)


def no_writer(path: str) -> bool:
    """Whether it is certain that no program has the file open for writing.

    The kernel grants a read lease only then (fcntl(2), F_SETLEASE). It is given back at once. Where
    there are no leases (elsewhere, NFS, somebody else's file) nothing is certain.
    """
    if not sys.platform.startswith("linux"):
        return False
    import fcntl

    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        # Should the file be opened in between we get a signal, which by default would end us.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _renameat2(source: str, target: str, flags: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:  # musl and old C libraries
        return False
    names = (os.fsencode(source), os.fsencode(target))
    if function(_AT_FDCWD, names[0], _AT_FDCWD, names[1], flags) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_SUPPORTED:
        return False
    raise OSError(code, os.strerror(code), source, None, target)
