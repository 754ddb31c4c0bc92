"""Answers that are kept beside the index, each for as long as all that it rests on is as it was.

To find that out, files and folders are looked at, and nothing is read or listed. What has changed
is seen as the index sees it, by stamps (size, times, inode). Nothing is kept while one of them
cannot be trusted, since its file changed so shortly before. A file of ours that is broken is as
good as none.

The file: the digest of all that follows, a line; what it rests on, a line of JSON; the answer.
"""

import json
import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import vaultcrm
from vaultcrm import resources
from vaultcrm.index.place import RECENT
from vaultcrm.reading.whereabouts import FOLDER

if TYPE_CHECKING:
    from vaultcrm.index.scan import Scan
    from vaultcrm.model import Problem

_UNFIT = (OSError, ValueError, TypeError, RecursionError)  # what a file of no use may raise
_BASE = ".base"  # files beside the notes that answers are made from
_MOUNTS = "/proc/self/mountinfo"
_ZONES = "/usr/share/zoneinfo"
_KEEPING_TIMES = frozenset((b"ext2", b"ext3", b"ext4", b"xfs", b"btrfs", b"f2fs", b"zfs", b"tmpfs"))


class Grounds(NamedTuple):
    """What an answer rests on. `question` says all that it was asked with, but for the moment: it
    holds from `since` up to `until` (naive, ISO 8601). `around` is of the program and the settings,
    `stamps` of the index and the files `of` the vault (their paths, with a NUL between)."""

    question: list[str]
    since: str
    until: str
    around: str
    of: str
    stamps: str


def recall(place: Path, kind: str, root: Path, question: list[str], now: datetime) -> Any:
    """The answer of this kind that was kept beside the index at `place`, if it is right now; else
    None."""
    with suppress(*_UNFIT):
        grounds, answer = _read(place, kind)
        if not _is_asked(grounds, question, now) or grounds.around != around(root):
            return None
        if grounds.stamps == _stamps(place, root, grounds.of):
            return json.loads(answer)
    return None


def recall_parts(place: Path, kind: str, question: list[str], now: datetime, around: str) -> Any:
    """The same of an answer whose parts rest on what the index says. Which of them are right now
    is still to be seen, whatever has become of the files; `around` is that of now."""
    with suppress(*_UNFIT):
        grounds, answer = _read(place, kind)
        if around and grounds.around == around and _is_asked(grounds, question, now):
            return json.loads(answer)
    return None


def keep(place: Path, kind: str, grounds: Grounds, answer: Any) -> None:
    """Keeps the last answer of a kind, if it can be written. What it rests on must have been looked
    at before the answer was made."""
    if grounds.stamps:
        keep_parts(place, kind, grounds, answer)


def keep_parts(place: Path, kind: str, grounds: Grounds, answer: Any) -> None:
    """The same of an answer whose parts rest on what the index says, with no `of` and `stamps`."""
    if not grounds.around or not grounds.since < grounds.until:
        return
    write(place, kind, grounds, answer)


def read(place: Path, kind: str) -> tuple[Any, Any]:
    """What was written as it says itself, for whoever knows by himself whether it still holds; two
    Nones if there is nothing."""
    try:
        first, answer = _halves(place, kind)
        return json.loads(first), json.loads(answer)
    except (OSError, ValueError, RecursionError):
        return None, None


def _halves(place: Path, kind: str) -> tuple[bytes, bytes]:
    """Raises ValueError if a file is broken."""
    digest, _, kept = _file(place, kind).read_bytes().partition(b"\n")
    if digest != blake2b(kept).hexdigest().encode():
        raise ValueError
    first, _, answer = kept.partition(b"\n")
    return first, answer


def write(place: Path, kind: str, first: Any, answer: Any) -> None:
    """Writes what an answer rests on, and the answer, if that can be done."""
    kept = f"{json.dumps(first)}\n{json.dumps(answer, separators=(',', ':'))}".encode()
    file = _file(place, kind)
    aside = file.with_name(f"{file.name}.{os.urandom(6).hex()}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as stream:
            stream.write(blake2b(kept).hexdigest().encode() + b"\n" + kept)
        os.replace(aside, file)
    except OSError:
        with suppress(OSError):
            os.unlink(aside)


def _read(place: Path, kind: str) -> tuple[Grounds, bytes]:
    """What was kept: what it rests on, and the answer as JSON."""
    first, answer = _halves(place, kind)
    return Grounds(*json.loads(first)), answer


def _is_asked(grounds: Grounds, question: list[str], now: datetime) -> bool:
    return grounds.question == question and grounds.since <= now.isoformat() < grounds.until


def is_certain(problems: "Iterable[tuple[str, Problem]]") -> bool:
    """Whether an answer with these problems holds for as long as its files are as they are: what
    could not be read may be readable the next time (a disk's error, another user), and no stamp
    tells of that."""
    return all(problem.rule != "file/unreadable" for _, problem in problems)


def files(place: Path, root: Path, seen: "Scan") -> tuple[str, str]:
    """`Grounds.of` and `Grounds.stamps`, '' where these cannot be trusted yet. What is added to a
    folder, renamed in it or removed from it gives that folder another stamp."""
    if seen.recent or seen.unsaved or seen.folders is None or not keeps_times(root):
        return "", ""
    bases = [path for path in seen.files if path.endswith(_BASE)]
    others = [*seen.folders, *bases]
    try:
        first = _index(place)
        stamps = [_stamp(os.lstat(f"{root}/{path}"), seen.began) for path in others]
    except (OSError, _Doubtful):
        return "", ""
    return "\0".join([*others, *seen.notes]), _digest(first, *stamps, *seen.notes.values())


def _stamps(place: Path, root: Path, of: str) -> str:
    """The same stamps as they are now."""
    prefix = f"{root}/"
    found = [_index(place)]
    for path in of.split("\0"):
        now = os.lstat(prefix + path)
        found.append(f"{now.st_size} {now.st_mtime_ns} {now.st_ctime_ns} {now.st_ino}")
    return _digest(*found)


def _index(place: Path) -> str:
    status = os.stat(place)
    return f"{status.st_dev} {status.st_size} {status.st_mtime_ns} {status.st_ino}"


def keeps_times(root: Path) -> bool:
    """Whether the vault, the folders above it and whatever is mounted inside it lie on file systems
    of `_KEEPING_TIMES`: those of which it is known that the times of a folder tell of each change
    in it. All others, overlayfs, NFS, SMB, FAT and FUSE among them, are walked each time.

    proc_pid_mountinfo(5): the fifth word of a line is the place, the one after `-` the type."""
    here = os.fsencode(root) + b"/"
    for character in (b"\\", b" ", b"\t", b"\n"):  # the first must be the backslash
        here = here.replace(character, b"\\%03o" % ord(character))
    try:
        with open(_MOUNTS, "rb") as lines:
            mounts = [line.split(b" ") for line in lines]
    except OSError:  # there is none but on Linux
        return False
    places = ((words[4].rstrip(b"/") + b"/", words[words.index(b"-") + 1]) for words in mounts)
    types = {type_ for place, type_ in places if here.startswith(place) or place.startswith(here)}
    return bool(types) and types <= _KEEPING_TIMES


def around(root: Path) -> str:
    """The program with its libraries, the vault's settings and the zone of the clock as one text;
    '' where that cannot be told yet."""
    package = os.path.dirname(vaultcrm.__file__)
    began = time.time_ns()
    try:
        return _digest(
            sys.version,
            repr(os.environ.get("PYTHONPATH")),
            repr((os.environ.get("TZ"), time.tzname, time.timezone, time.altzone)),
            *_tree(f"{root}/{FOLDER}", began),
            *_tree(package, began, "__pycache__"),
            *_tree(str(resources.path("templates")), began),
            *_installed(began, _ZONES),
        )
    except (OSError, _Doubtful):
        return ""


def installed() -> str:
    """Python and its libraries as one text; '' where that cannot be told yet."""
    try:
        path = repr(os.environ.get("PYTHONPATH"))
        return _digest(sys.version, path, *_installed(time.time_ns()))
    except (OSError, _Doubtful):
        return ""


def _installed(began: int, *others: str) -> Iterator[str]:
    """The stamps of the folders, and of others, whose listing changes with whatever is installed,
    upgraded or removed."""
    packages = [folder for folder in sys.path if folder.endswith("-packages")]
    for folder in (*packages, *others):
        if os.path.isdir(folder):
            yield _stamp(os.stat(folder), began)


class _Doubtful(Exception):
    """A file that may change without another stamp: just changed, or reached by a link."""


def _tree(folder: str, began: int, but: str = "") -> Iterator[str]:
    """The names of all files and folders in a folder and those inside it, `but` those of one name,
    and the stamps of the files."""
    with os.scandir(folder) as listing:
        for entry in listing:
            if entry.name == but:
                continue
            yield entry.path
            if entry.is_dir(follow_symlinks=False):
                yield from _tree(entry.path, began, but)
            else:
                yield _stamp(entry.stat(follow_symlinks=False), began)


def _stamp(status: os.stat_result, began: int) -> str:
    mtime, ctime = status.st_mtime_ns, status.st_ctime_ns
    if stat.S_ISLNK(status.st_mode) or max(mtime, ctime) > began - RECENT:
        raise _Doubtful
    return f"{status.st_size} {mtime} {ctime} {status.st_ino}"


def _digest(*made_of: str) -> str:
    # No name holds a NUL; one may hold a surrogate.
    return blake2b("\0".join(made_of).encode("utf-8", "surrogatepass")).hexdigest()


def _file(place: Path, kind: str) -> Path:
    return place.with_name(f"{place.name}.{kind}")
