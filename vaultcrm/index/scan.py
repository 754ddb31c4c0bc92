"""A walk over the vault's folders: its notes with what tells whether they changed, the names of
its other files, and what is wrong with names and links of the file system.

Paths are relative to the vault and use `/`. A name that is not UTF-8 has its odd bytes as
surrogates, as Python's `os` functions give and take them; `names.printable` shows it to people.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.index.names import (
    are_distinct,
    are_ordinary,
    fold,
    is_conflict_copy,
    is_note,
    is_skipped,
    printable,
    unportable,
)
from vaultcrm.index.patterns import compile_patterns, for_files, with_folders
from vaultcrm.index.place import RECENT
from vaultcrm.model import Problem


class Listing(NamedTuple):
    """What a folder held: names of notes and of other files, and the folders in it, each with its
    path and whether it is ignored. It holds that as long as its stamp is the same."""

    stamp: str
    ignored: bool
    notes: Sequence[str]
    files: Sequence[str]
    folders: Sequence[tuple[str, bool]]


class Scan(NamedTuple):
    """`notes` has the stamp of each note (size, mtime, ctime and inode, as one text); `recent`
    those of them whose stamp cannot be trusted later on; `files` the paths that a link may lead
    to but that are no notes to read: other files, ignored notes, symbolic links. In no order.
    `folders` are those that were listed, from the time `began` (ns) on; None where there are
    symbolic links, whose targets count as well. `unsaved` has the bytes of notes that are to be
    known by these, and not by their files'. `listings` are of the folders that need no look at
    what is in them the next time, `fresh` says how many of these are new. `ignore` has the patterns
    it was made with."""

    notes: dict[str, str]
    recent: frozenset[str]
    files: tuple[str, ...]
    problems: tuple[tuple[str, Problem], ...]
    folders: tuple[str, ...] | None = None
    began: int = 0
    unsaved: Mapping[str, bytes] = {}
    listings: Mapping[str, Listing] = {}
    fresh: int = 0
    ignore: tuple[str, ...] = ()


def scan(
    root: Path,
    ignore: Sequence[str],
    now: Callable[[], int] = time.time_ns,
    before: Mapping[str, Listing] = MappingProxyType({}),
) -> Scan:
    """Raises VaultError if the vault's own folder cannot be listed; any other folder that cannot
    is among the problems. `before` are the listings of an earlier walk with the same `ignore`, if
    the times of a folder tell of each change in it."""
    began = now()
    walk = _Walk(root, ignore, began - RECENT, before)
    folders = [("", False)]
    for folder, ignored in folders:
        folders.extend(walk.folder(folder, ignored))
    listed = None if walk.has_links else tuple(folder for folder, _ in folders)
    recent, problems = frozenset(walk.recent), tuple(walk.problems)
    return Scan(
        walk.notes,
        recent,
        tuple(walk.files),
        problems,
        listed,
        began,
        listings=walk.listings,
        fresh=walk.fresh,
        ignore=tuple(ignore),
    )


def scan_again(
    root: Path,
    ignore: Sequence[str],
    before: Scan,
    near: Collection[str],
    now: Callable[[], int] = time.time_ns,
) -> Scan | None:
    """What a walk would give now if nothing has changed since the one `before` but in the folders
    `near` themselves. Only these are listed, and those of notes whose stamps were not to be trusted
    then. None where that is not enough: folders came or went or cannot be listed, there are
    symbolic links, or the vault ignores other things."""
    if before.folders is None or before.unsaved or before.ignore != tuple(ignore):
        return None
    if any(problem.rule == "file/unreadable" for _, problem in before.problems):
        return None
    again = {*near, *map(_folder_of, before.recent)}
    known = {folder for folder in before.folders if folder in again or _folder_of(folder) in again}
    walk = _Walk(root, ignore, now() - RECENT, {})
    inside = {path for folder in again for path, _ in walk.folder(folder, walk.is_ignored(folder))}
    # The root is in no folder, though `_folder_of` says so.
    expected = {folder for folder in known if folder and _folder_of(folder) in again}
    if not again <= known or inside != expected or walk.has_links or walk.has_failed:
        return None
    if any(is_note(folder.rpartition("/")[2]) for folder in inside):
        return None  # an event at such a folder looks like one at a note
    notes = {path: stamp for path, stamp in before.notes.items() if _folder_of(path) not in again}
    files = [path for path in before.files if _folder_of(path) not in again]
    problems = [each for each in before.problems if _folder_of(each[0]) not in again]
    return before._replace(  # with its `began`: most of it was seen then
        notes=notes | walk.notes,
        recent=frozenset(walk.recent),
        files=(*files, *walk.files),
        problems=(*problems, *walk.problems),
        fresh=0,
    )


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]


class _Walk:
    def __init__(
        self, root: Path, ignore: Sequence[str], limit: int, before: Mapping[str, Listing]
    ) -> None:
        self._root = str(root)
        self._ignored_folder = compile_patterns(ignore)
        self._ignored_file = compile_patterns(for_files(ignore))
        self._limit = limit
        self.notes: dict[str, str] = {}
        self.recent: list[str] = []
        self.files: list[str] = []
        self.problems: list[tuple[str, Problem]] = []
        self.has_links = False
        self._before = before
        self._names: list[str] = []  # notes of the folder that is listed
        self._odd = False  # whether there is anything in it that is to be looked at each time
        self.listings: dict[str, Listing] = {}
        self.fresh = 0
        self.has_failed = False  # to list some folder

    def is_ignored(self, folder: str) -> bool:
        inside = self._ignored_folder
        return bool(inside and folder and any(map(inside, with_folders(f"{folder}/"))))

    def folder(self, folder: str, ignored: bool) -> Iterator[tuple[str, bool]]:
        """Takes in one folder; gives those inside it, and whether they are ignored."""
        prefix = f"{folder}/" if folder else ""
        stamp = self._folder_stamp(folder)
        known = self._before.get(folder)
        if known and known.stamp == stamp and known.ignored == ignored:
            self.listings[folder] = known
            self._known_notes(prefix, known.notes)
            if known.files:
                self.files += [prefix + name for name in known.files]
            yield from known.folders
            return
        self._odd, self._names = False, []
        files = len(self.files)
        folders = []
        for found in self._list(folder, prefix, ignored):
            folders.append(found)
            yield found
        if stamp and not self._odd:
            notes = [path[len(prefix) :] for path in self._names]
            others = [path[len(prefix) :] for path in self.files[files:]]
            self.listings[folder] = Listing(stamp, ignored, notes, others, folders)
            self.fresh += 1

    def _folder_stamp(self, folder: str) -> str:
        """By which a folder is known to hold the same later on; '' where it may not be."""
        try:
            status = os.lstat(f"{self._root}/{folder}")
        except OSError:
            return ""
        mtime, ctime = status.st_mtime_ns, status.st_ctime_ns
        if mtime > self._limit or ctime > self._limit:
            return ""
        return f"{status.st_dev} {mtime} {ctime} {status.st_ino}"

    def _list(self, folder: str, prefix: str, ignored: bool) -> Iterator[tuple[str, bool]]:
        try:
            with os.scandir(f"{self._root}/{folder}") as listing:
                entries = list(listing)
        except OSError as error:
            self._odd = self.has_failed = True
            if not folder:
                raise VaultError(f"{self._root} cannot be listed: {error.strerror}") from error
            if not ignored and error.errno != errno.ENOENT:  # not just removed
                message = f"this folder cannot be listed: {error.strerror}"
                self._add(folder, "file/unreadable", message)
            return
        ordinary = are_ordinary([entry.name for entry in entries])
        if not ordinary:
            entries = [entry for entry in entries if not is_skipped(entry.name)]
        seen: list[str] = []
        names = frozenset(() if ordinary else (entry.name for entry in entries))
        for entry in entries:
            name = entry.name
            path = prefix + name
            if entry.is_dir(follow_symlinks=False):
                is_ignored = self._ignored_folder and self._ignored_folder(f"{path}/")
                yield path, ignored or bool(is_ignored)
                if ignored or is_ignored:
                    continue
            elif ignored or (self._ignored_file and self._ignored_file(path)):
                self.files.append(path)
                continue
            elif not (name.endswith(".md") or is_note(name)):
                if entry.is_symlink():
                    self._symlink(path)
                else:
                    self.files.append(path)
            elif not ordinary and is_conflict_copy(name, names):
                self._add(path, "file/conflict-copy", "is a conflict copy: it is left out")
                continue
            else:
                try:
                    self._note(path, entry.stat(follow_symlinks=False))
                except OSError as error:
                    self._unseen(path, error)
            seen.append(name)
        if not ordinary:
            self._check_names(prefix, seen)

    def _known_notes(self, prefix: str, names: Sequence[str]) -> None:
        """What `_note` does of each, in two thirds of the time of as many calls: most of a walk in
        which nothing has changed."""
        here, limit, lstat = f"{self._root}/{prefix}", self._limit, os.lstat
        for name in names:
            try:
                status = lstat(here + name)
            except OSError as error:
                self._unseen(prefix + name, error)
                continue
            mtime, ctime = status.st_mtime_ns, status.st_ctime_ns
            if not stat.S_ISREG(status.st_mode) or mtime > limit or ctime > limit:
                self._note(prefix + name, status)
                continue
            self.notes[prefix + name] = f"{status.st_size} {mtime} {ctime} {status.st_ino}"

    def _unseen(self, path: str, error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # not just removed
            self._add(path, "file/unreadable", f"cannot be looked at: {error.strerror}")

    def _note(self, path: str, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            if stat.S_ISLNK(status.st_mode):
                self._symlink(path)
            else:
                self._add(path, "file/not-a-file", "is no regular file: it is not read")
            return
        mtime, ctime, limit = status.st_mtime_ns, status.st_ctime_ns, self._limit
        self._names.append(path)
        self.notes[path] = f"{status.st_size} {mtime} {ctime} {status.st_ino}"
        if mtime > limit or ctime > limit:
            self.recent.append(path)

    def _symlink(self, path: str) -> None:
        """A link is never followed: what it leads to inside the vault is read there."""
        self.has_links = self._odd = True
        here = f"{self._root}/{path}"
        try:
            target = os.path.realpath(here, strict=True)
        except OSError as error:
            why = "leads round in a circle" if error.errno == errno.ELOOP else "leads to nothing"
            if error.errno in (errno.EACCES, errno.EPERM):
                why = "leads to a place that may not be read"
            self._add(path, "file/symlink", f"is a symbolic link that {why}: it is not followed")
            return
        self.files.append(path)
        inside = target == self._root or target.startswith(f"{self._root}/")
        if not inside:
            message = "is a symbolic link out of the vault: it is not followed"
        elif f"{os.path.dirname(here)}/".startswith(f"{target}/"):
            message = "is a symbolic link to a folder that it lies in: it is not followed"
        elif any(is_skipped(part) for part in target[len(self._root) + 1 :].split("/") if part):
            message = "is a symbolic link to a hidden place: it is not followed"
        else:
            return
        self._add(path, "file/symlink", message)

    def _check_names(self, prefix: str, names: list[str]) -> None:
        for name in names:
            if message := unportable(name):
                self._add(prefix + name, "file/name", message)

        if are_distinct(names):
            return
        first: dict[str, str] = {}
        for name in sorted(names):
            twin = first.setdefault(fold(name), name)
            if twin != name:
                message = (
                    f"has the name of {printable(twin)!r} but for case or the encoding of its"
                    " accents: other systems cannot hold both"
                )
                self._add(prefix + name, "file/twin", message)

    def _add(self, path: str, rule: str, message: str) -> None:
        self._odd = True
        self.problems.append((path, Problem(rule, message)))
