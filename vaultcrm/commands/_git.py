"""What `git` does: the hook before a commit, and the notes as they are staged.

The staged vault is kept as a folder of its own in the cache, with an index of its own, so that a
commit pays for what has changed since the last one and not for the whole vault.
"""

import hashlib
import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.reading.vault import FOLDER
from vaultcrm.writing.atomic import create, read_guarded, replace

MARK = "# vaultcrm git setup"  # in every hook of ours
_MANIFEST = "manifest.json"
_KEPT = (".md", ".base")  # files whose text counts; of others a link needs the name alone
_SYMLINK, _SUBMODULE = "120000", "160000"


class Repository(NamedTuple):
    """A git repository and where the vault lies in it: `prefix` is '' for the top, else it ends
    with /. `here` is where git is run."""

    top: Path
    prefix: str
    here: Path

    def git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return _git(self.here, arguments, stdin)


def repository(root: Path) -> Repository:
    """The repository that a vault lies in. Raises VaultError if there is none, or no git."""
    # In a hook git says by its environment which index is meant, relative to where it runs us.
    here = Path.cwd() if os.environ.get("GIT_INDEX_FILE") else root
    top = Path(os.fsdecode(_git(here, ("rev-parse", "--show-toplevel"))).rstrip("\n")).resolve()
    if not root.is_relative_to(top):
        raise VaultError(f"the vault {root} is not in the repository {top}")
    place = root.relative_to(top).as_posix()
    return Repository(top, "" if place == "." else f"{place}/", here)


def _git(here: Path, arguments: Sequence[str], stdin: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=here, input=stdin, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise VaultError("git is not installed") from None
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or ["it gave no reason"]
        raise VaultError(f"git {arguments[0]} failed: {reason[-1]}")
    return done.stdout


# --- the hook -------------------------------------------------------------------------------------


def hook_text(prefix: str) -> str:
    """The hook: it runs this very installation, else the vaultcrm that is on the PATH."""
    folder = shlex.quote(prefix or ".")
    python = shlex.quote(sys.executable)
    return (
        "#!/bin/sh\n"
        f"{MARK}: checks the notes of a commit as they are staged.\n"
        "# To commit all the same: git commit --no-verify\n"
        f"if [ -x {python} ] && {python} -c 'import vaultcrm' 2>/dev/null; then\n"
        f"    exec {python} -m vaultcrm git hook {folder}\n"
        "fi\n"
        f"exec vaultcrm git hook {folder}\n"
    )


def set_up(root: Path, force: bool, dry_run: bool) -> tuple[Path, bool]:
    """Installs the hook; gives its path, and False if it was there already.

    Raises VaultError, with what to do, for a hook that is not ours, or ours changed by somebody
    (unless `force`), or hooks that other repositories use too."""
    found = repository(root)
    hooks = _hooks_folder(found)
    hook = hooks / "pre-commit"
    text = hook_text(found.prefix).encode()
    old = read_guarded(hooks, hook.name) if os.path.lexists(hook) else None
    if old and old.data == text and os.access(hook, os.X_OK):
        return hook, False
    if old and MARK.encode() not in old.data:
        raise VaultError(f"{hook} is a hook of somebody else's", _what_to_add(found))
    if old and old.data != text and not force:
        raise VaultError(f"{hook} has been changed", "--force writes it anew")
    if not dry_run:
        if old:
            replace(hooks, old, text)
        else:
            hooks.mkdir(parents=True, exist_ok=True)
            create(hooks, hook.name, text)
        hook.chmod(stat.S_IMODE(hook.stat().st_mode) | 0o111)
    return hook, True


def _hooks_folder(found: Repository) -> Path:
    """Where this repository has its hooks. Raises VaultError if others have theirs there too."""
    named, common = (
        os.path.realpath(found.here / os.fsdecode(found.git("rev-parse", *what)).rstrip("\n"))
        for what in (("--git-path", "hooks"), ("--git-common-dir",))
    )
    hooks = Path(named)
    if not any(hooks.is_relative_to(each) for each in (found.top, common)):
        raise VaultError(
            f"the hooks in {hooks} are not this repository's alone (core.hooksPath)",
            _what_to_add(found),
        )
    return hooks


def _what_to_add(found: Repository) -> str:
    folder = shlex.quote(found.prefix or ".")
    return f"add to a pre-commit hook: vaultcrm git hook {folder} || exit 1"


# --- what is staged -------------------------------------------------------------------------------


def staged_paths(found: Repository) -> list[str]:
    """The files of the vault that a commit would add or change, relative to the vault."""
    listed = found.git(
        "diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=ACMT",
        "--no-ext-diff", "--ignore-submodules",
    )  # fmt: skip
    paths = map(os.fsdecode, listed.split(b"\0"))
    return [
        path.removeprefix(found.prefix) for path in paths if path and path.startswith(found.prefix)
    ]


def staged_vault(found: Repository, root: Path, cache: Path) -> Path:
    """A folder that holds the vault as it is staged, brought up to date; in `cache`, the user's.

    Files that are no notes are empty there. Settings that are not in git are those of the work
    tree."""
    place = cache / "staged" / hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    top = place / (found.top.name or "top")
    now = _staged_blobs(found)
    _bring_up_to_date(found, top, now)
    settings = f"{found.prefix}{FOLDER}/"
    if not any(path.startswith(settings) for path in now):
        shutil.rmtree(top / settings, ignore_errors=True)
        shutil.copytree(root / FOLDER, top / settings, symlinks=True)
    return top / found.prefix


def _bring_up_to_date(found: Repository, top: Path, now: Mapping[str, str]) -> None:
    """Makes `top` hold just these files; what it held before is known from a list beside it."""
    manifest = top.parent / _MANIFEST
    before = _read_manifest(manifest) if top.is_dir() else None
    if before is None:
        shutil.rmtree(top.parent, ignore_errors=True)
        top.parent.mkdir(parents=True, mode=0o700)
        before = {}
    changed = [path for path, blob in now.items() if before.get(path) != blob]
    gone = [path for path in before if path not in now]
    if changed or gone:
        manifest.unlink(missing_ok=True)  # if we are killed now, all is made anew next time
        for path in (*gone, *changed):
            _remove(top, path)
        _check_out(found, top, changed)
        manifest.write_text(json.dumps(now), encoding="utf-8")


def _staged_blobs(found: Repository) -> dict[str, str]:
    """The mode and the object in git's index of each file of the vault, by its path from the top;
    of files whose text does not count, the mode alone."""
    listed = found.git("ls-files", "-s", "-z", "--full-name", "--", f":(top){found.prefix}")
    blobs = {}
    for entry in filter(None, listed.split(b"\0")):
        about, _, name = entry.partition(b"\t")
        mode, blob, stage = about.decode().split(" ")
        path = os.fsdecode(name)
        if mode not in (_SYMLINK, _SUBMODULE) and stage == "0":
            blobs[path] = f"{mode} {blob}" if _counts(path, found.prefix) else mode
    return blobs


def _counts(path: str, prefix: str) -> bool:
    return path.endswith(_KEPT) or path.startswith(f"{prefix}{FOLDER}/")


def _read_manifest(manifest: Path) -> Mapping[str, str] | None:
    try:
        read = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return read if isinstance(read, dict) else None


def _remove(top: Path, path: str) -> None:
    """Removes a file, and the folders that are empty without it."""
    target = top / path
    with suppress(FileNotFoundError, NotADirectoryError):
        target.unlink()
    for parent in target.parents:
        if parent == top:
            break
        try:
            parent.rmdir()
        except OSError:
            break


def _check_out(found: Repository, top: Path, paths: Sequence[str]) -> None:
    kept = [path for path in paths if _counts(path, found.prefix)]
    names = b"".join(os.fsencode(path) + b"\0" for path in kept)
    command = ("checkout-index", "-z", "--stdin", "-f", f"--prefix={top}/")
    _git(found.top, command, names)
    for path in set(paths).difference(kept):
        target = top / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
