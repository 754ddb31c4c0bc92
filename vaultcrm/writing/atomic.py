"""Whole, guarded writes: old bytes or new ones, never a mix, and never over somebody's save.

A note is read with `read_guarded`, and written with `replace`, which refuses when the file no
longer holds what was read. A new file comes into being with `create`, which never overwrites.
Paths are relative to the vault, with '/'; wherever links lead, the real file must lie under the
vault's real root. Whatever goes wrong is a VaultError that names the path and what to do; unless
it says that the file is written, the old bytes stand. (On Linux, by `kernel`: elsewhere a save made
in the instant between the last look and the rename is lost, as with any other program.)

A killed program may leave a `.~vaultcrm-<hex>.tmp` behind. Nothing sweeps these up, since one may
hold somebody's save.
"""

import errno
import hashlib
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.writing.edits import decode, encode
from vaultcrm.writing.kernel import exchange, no_writer, rename_to_new
from vaultcrm.writing.names import name_key

TEMPORARY_PREFIX = ".~vaultcrm-"

# Flags that are missing on Windows are not needed there; O_BINARY exists there alone.
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_CREATE |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

_HINTS = {
    errno.ENOSPC: "Free some space on the disk and try again.",
    errno.EDQUOT: "Your quota on this disk is used up: free some space and try again.",
    errno.EACCES: "Look at the permissions of the file and its folder.",
    errno.EPERM: "Look at the permissions of the file and its folder.",
    errno.EROFS: "The disk is mounted read-only.",
    errno.EIO: "The disk reports an error: check it, and see that you have a backup.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ENOENT: "It has gone, or its folder has: was it renamed or deleted?",
    errno.ELOOP: "It is a link that leads nowhere.",
    errno.ENOTDIR: "One of its folders is a file.",
}


class Snapshot(NamedTuple):
    """A file as it was read: what `replace` compares with before it writes."""

    path: str
    data: bytes
    sha256: str


class _Temporary(NamedTuple):
    """A temporary file of ours, complete and on the disk; `inode` tells it from any other."""

    path: str
    inode: tuple[int, int]
    sha256: str
    leases: bool  # whether this file system can tell who has a file open for writing


def read_guarded(root: Path, relpath: str) -> Snapshot:
    """A file's bytes, with what it takes to see later that it is still the same.

    Never blocks on a pipe or device. Raises VaultError if it is no regular file, is bigger than
    16 MiB, cannot be read, or lies outside the vault.
    """
    return _read(_real(root, relpath), relpath)


def make_folder(root: Path, relpath: str) -> None:
    """Make a folder and those above it, where they are missing."""
    folder = _real(root, relpath)
    with _explained(relpath, "the folder cannot be made"):
        os.makedirs(folder, exist_ok=True)


def create(root: Path, relpath: str, data: bytes) -> None:
    """Write a new file, making missing folders.

    Raises VaultError if there is a file, folder or link of that name already, or one that a disk
    which ignores case (Windows, macOS) could not tell from it.
    """
    parent, _, name = relpath.rpartition("/")
    _parts(relpath)
    folder = _real(root, parent) if parent else os.path.realpath(root)
    target = os.path.join(folder, name)
    with _explained(relpath, "cannot be written"):
        os.makedirs(folder, exist_ok=True)
        key = name_key(name)
        for other in os.listdir(folder):
            if name_key(other) == key:
                raise _exists(f"{parent}/{other}".lstrip("/"))
        temporary = _write_temporary(folder, data, None)
        try:
            _place(temporary, target)
        except FileExistsError:
            _discard(temporary)
            raise _exists(relpath) from None
        except BaseException:
            _discard(temporary)
            raise
    _finish(relpath, temporary)


def replace(root: Path, snapshot: Snapshot, data: bytes) -> bool:
    """Put new bytes in the place of those that were read; False if they are the same.

    Keeps the file's mode and owner, and writes to the target of a link. Raises VaultError, with
    nothing changed, if the file has changed since it was read, is hard-linked, write-protected, or
    belongs to somebody else.
    """
    if data == snapshot.data:
        return False
    relpath = snapshot.path
    target = _real(root, relpath)
    with _explained(relpath, "cannot be written"):
        status = os.lstat(target)
        _refuse_unkeepable(target, status, relpath)
        temporary = _write_temporary(os.path.dirname(target), data, status)
        try:
            if _read(target, relpath).sha256 != snapshot.sha256:
                raise _changed(relpath)
            swapped = exchange(temporary.path, target)
            if not swapped:
                os.replace(temporary.path, target)
        except BaseException:
            _discard(temporary)
            raise
    if swapped and not _settled(temporary, snapshot.sha256):
        _give_back(root, temporary, target, relpath)
    _finish(relpath, temporary)
    return True


def overwrite(root: Path, relpath: str, data: bytes) -> bool:
    """Create a file, or replace whatever text stands there; False if it holds these bytes."""
    if not os.path.lexists(_real(root, relpath)):
        create(root, relpath, data)
        return True
    return replace(root, read_guarded(root, relpath), data)


def move(root: Path, relpath: str, to: str) -> None:
    """Give a file another path, making missing folders; its bytes are not touched.

    Raises VaultError, with nothing changed, if something has that path already, the file is no
    regular one, or it cannot be done without the risk of overwriting something."""
    source = _real(root, relpath)
    parent, _, name = to.rpartition("/")
    _parts(to)
    folder = _real(root, parent)
    with _explained(relpath, "cannot be moved"):
        os.makedirs(folder, exist_ok=True)
        target = os.path.join(folder, name)
        try:
            if not rename_to_new(source, target):
                os.link(source, target)  # fails where something has that name
                os.unlink(source)
        except FileExistsError:
            raise _exists(to) from None


def edit(root: Path, relpath: str, change: Callable[[str], str]) -> bool:
    """Read a note, change its text and write it back; False if that changes nothing.

    `change` gets and gives the text without its byte-order mark, which is kept.
    """
    snapshot = read_guarded(root, relpath)
    text, mark = decode(snapshot.data, relpath)
    return replace(root, snapshot, encode(change(text), relpath, mark))


# --- where a path leads ---------------------------------------------------------------------------


def _parts(relpath: str) -> list[str]:
    parts = relpath.split("/")
    foreign = "\0\\:" if sys.platform == "win32" else "\0"
    possible = not any(part in ("", ".", "..") or set(part) & set(foreign) for part in parts)
    try:
        os.fsencode(relpath)
    except UnicodeEncodeError:
        possible = False
    if not possible:
        raise VaultError(
            f"{relpath!r} is not a path inside the vault", "Give it relative to the vault, with /."
        )
    return parts


def _real(root: Path, relpath: str) -> str:
    """The real path of a file or folder of the vault, which need not exist."""
    real_root = os.path.realpath(root)
    target = os.path.realpath(os.path.join(real_root, *_parts(relpath)))
    if not Path(target).is_relative_to(real_root):
        raise VaultError(
            f"{relpath}: leads out of the vault", "vaultcrm follows no link out of the vault."
        )
    return target


# --- reading --------------------------------------------------------------------------------------


def _read(target: str, relpath: str) -> Snapshot:
    with _explained(relpath, "cannot be read"):
        data = read_bytes(Path(target).parent, os.path.basename(target))
    if isinstance(data, Problem):
        raise VaultError(f"{relpath}: {data.message}", "Look at the file and its permissions.")
    return Snapshot(relpath, data, hashlib.sha256(data).hexdigest())


def _settled(temporary: _Temporary, sha256: str) -> bool:
    """Whether the file that now has the temporary name holds just these bytes for good: they are
    the same, and no program that saves in place has it open and is about to write to it."""
    with suppress(OSError, VaultError):
        if temporary.leases and not no_writer(temporary.path):
            return False
        return _read(temporary.path, temporary.path).sha256 == sha256
    return False


# --- writing --------------------------------------------------------------------------------------


def _refuse_unkeepable(target: str, status: os.stat_result, relpath: str) -> None:
    if status.st_nlink > 1:
        raise VaultError(
            f"{relpath}: has a second name (a hard link), which would be cut off from it",
            "Replace the hard link by a copy or a symbolic link.",
        )
    if not status.st_mode & 0o222:
        raise VaultError(f"{relpath}: is write-protected", _HINTS[errno.EACCES])
    if not os.access(target, os.W_OK):
        os.close(os.open(target, os.O_WRONLY))  # which fails, and says why


def _write_temporary(folder: str, data: bytes, like: os.stat_result | None) -> _Temporary:
    """Write a temporary file beside its target, with the owner and mode of `like`."""
    path = os.path.join(folder, f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}.tmp")
    descriptor = os.open(path, _CREATE, 0o666 if like is None else 0o600)
    try:
        try:
            status = os.fstat(descriptor)
            if like is not None and sys.platform != "win32":
                _keep_owner(descriptor, status, like)
                os.fchmod(descriptor, stat.S_IMODE(like.st_mode))
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        leases = no_writer(path)
    except BaseException:
        with suppress(OSError):
            os.unlink(path)
        raise
    inode = (status.st_dev, status.st_ino)
    return _Temporary(path, inode, hashlib.sha256(data).hexdigest(), leases)


def _keep_owner(descriptor: int, status: os.stat_result, like: os.stat_result) -> None:
    if (status.st_uid, status.st_gid) == (like.st_uid, like.st_gid):
        return
    try:
        os.fchown(descriptor, like.st_uid, like.st_gid)
    except PermissionError as error:
        why = "it belongs to another user or group, and would not afterwards"
        raise PermissionError(error.errno, why) from error


def _discard(temporary: _Temporary) -> None:
    """Remove the temporary file, if it still is ours and not what was swapped out."""
    with suppress(OSError):
        status = os.lstat(temporary.path)
        if (status.st_dev, status.st_ino) == temporary.inode:
            os.unlink(temporary.path)


def _place(temporary: _Temporary, target: str) -> None:
    """Give the temporary file its name. Raises FileExistsError rather than overwrite anything."""
    if rename_to_new(temporary.path, target):
        return
    try:
        os.link(temporary.path, target)
        with suppress(OSError):
            os.unlink(temporary.path)
        return
    except FileExistsError:
        raise
    except OSError:
        pass
    # A file system without links (exFAT): reserve the name, and rename over that. Killed in
    # between, it leaves an empty file; but never is a file overwritten that somebody else made.
    descriptor = os.open(target, _CREATE, 0o666)
    try:
        os.close(descriptor)
        os.replace(temporary.path, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(target)
        raise


def _finish(relpath: str, temporary: _Temporary) -> None:
    """Once the new bytes stand: remove the temporary name, and see the folder to the disk."""
    with _explained(relpath, "is written, but the disk may not keep it"):
        if os.path.lexists(temporary.path):
            os.unlink(temporary.path)
        if sys.platform != "win32":
            descriptor = os.open(os.path.dirname(temporary.path), os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            except OSError as error:
                if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
                    raise  # otherwise a file system that has nothing to do for a folder
            finally:
                os.close(descriptor)


def _give_back(root: Path, temporary: _Temporary, target: str, relpath: str) -> None:
    """Somebody saved between the last look and the swap: their save goes back to its place.

    If yet another save came in between the two swaps (or the note was moved away), what is left
    over becomes a conflict copy beside the note. Always raises VaultError.
    """
    with suppress(OSError):
        if exchange(temporary.path, target) and _settled(temporary, temporary.sha256):
            _discard(temporary)
            raise _changed(relpath)
    leftover = os.path.basename(temporary.path)
    with _explained(relpath, f"was saved by another program; a version is in {leftover} beside it"):
        stem, suffix = os.path.splitext(target)
        number = 1
        while True:
            copy = f"{stem} (conflict{'' if number == 1 else f' {number}'}){suffix}"
            try:
                _place(temporary, copy)
                break
            except FileExistsError:
                number += 1
    kept = Path(copy).relative_to(os.path.realpath(root)).as_posix()
    raise VaultError(
        f"{relpath}: was saved by another program in the same instant; one version is in {kept}",
        "Compare the two, keep what you want, and delete the conflict copy.",
    )


# --- saying what went wrong -----------------------------------------------------------------------


def _changed(relpath: str) -> VaultError:
    return VaultError(
        f"{relpath}: has changed since it was read; nothing was written to it", "Try again."
    )


def _exists(relpath: str) -> VaultError:
    return VaultError(f"{relpath}: exists already", "Choose another name, or edit that one.")


@contextmanager
def _explained(relpath: str, what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise VaultError(
            f"{relpath}: {what}: {reason[:1].lower()}{reason[1:]}",
            _HINTS.get(error.errno or 0, "Look at the file, its folder and the disk."),
        ) from error
