"""Whether git is in the middle of something in the repository that a vault lies in."""

import os
import stat
import time
from pathlib import Path

# What stands in git's folder as long as something is not over (gitrepository-layout(5), and
# wt_status_get_state in git's wt-status.c), and what that is.
_STATES = (
    ("rebase-merge", "a rebase"),
    ("rebase-apply/applying", "applying patches"),
    ("rebase-apply", "a rebase"),
    ("MERGE_HEAD", "a merge"),
    ("CHERRY_PICK_HEAD", "a cherry-pick"),
    ("REVERT_HEAD", "a revert"),
)
_LOCK = "index.lock"
_OLDEST_LOCK = 60.0  # seconds; one that is older was left behind
_LONGEST = 4096  # bytes of a .git file


def busy_with(root: Path) -> str:
    """What git is in the middle of: `a rebase`, `a merge`, `another command` …; '' if nothing, or
    if the vault is in no repository."""
    folder = _git_folder(root)
    if not folder:
        return ""
    for name, what in _STATES:
        if os.path.lexists(folder / name):
            return what
    try:
        age = time.time() - os.lstat(folder / _LOCK).st_mtime
    except (OSError, ValueError):  # no path at all
        return ""
    return "another command" if age < _OLDEST_LOCK else ""


def _git_folder(root: Path) -> Path | None:
    """git's own folder for the work tree that holds the vault: `.git`, or where a file of that name
    says that it is, as in the work trees of `git worktree` and in submodules."""
    for folder in (root, *root.parents):
        named = folder / ".git"
        try:
            status = os.stat(named)
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode):
            return named
        if stat.S_ISREG(status.st_mode) and status.st_size <= _LONGEST:
            return _pointed_to(named)
    return None


def _pointed_to(named: Path) -> Path | None:
    try:
        word, _, path = named.read_bytes().partition(b":")
    except OSError:
        return None
    return named.parent / os.fsdecode(path.strip()) if word == b"gitdir" and path.strip() else None
