"""What `git` does: the hook before a commit, and the notes as they are staged.

The staged vault is kept as a folder of its own in the cache, with an index of its own, so that a
commit pays for what has changed since the last one and not for the whole vault. So is the vault of
the commit before, for the few commits that are compared with it.
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
from tempfile import TemporaryDirectory
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.reading.whereabouts import FOLDER
from vaultcrm.writing.atomic import create, read_guarded, replace

MARK = "# vaultcrm git setup"  # in every hook of ours
_MANIFEST = "manifest.json"
_KEPT = (".md", ".base")  # files whose text counts; of others a link needs the name alone
_SYMLINK, _SUBMODULE = "120000", "160000"


class Repository(NamedTuple):
    """A git repository and where the vault lies in it: `prefix` is '' for the top, else it ends
    with /. `here` is where git is run, `index_file` holds its index ('' for the usual one)."""

    top: Path
    prefix: str
    here: Path
    index_file: str = ""

    @property
    def place(self) -> str:
        return self.prefix or "."

    def git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return _git(self.here, arguments, stdin, self.index_file)


def is_commit() -> bool:
    """Whether git runs us as a hook; otherwise somebody does by hand, or CI."""
    return bool(os.environ.get("GIT_INDEX_FILE"))


def repository(root: Path) -> Repository:
    """The repository that a vault lies in; the folder need not be there. Raises VaultError if there
    is none, or no git."""
    # In a hook git says by its environment which index is meant, relative to where it runs us.
    here = Path.cwd() if is_commit() else root
    top = Path(os.fsdecode(_git(here, ("rev-parse", "--show-toplevel"))).rstrip("\n")).resolve()
    if not root.is_relative_to(top):
        raise VaultError(f"the vault {root} is not in the repository {top}")
    place = root.relative_to(top).as_posix()
    return Repository(top, "" if place == "." else f"{place}/", here)


def _git(here: Path, arguments: Sequence[str], stdin: bytes = b"", index: str = "") -> bytes:
    surroundings = {**os.environ, "LC_ALL": "C", **({"GIT_INDEX_FILE": index} if index else {})}
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=here, env=surroundings, input=stdin, capture_output=True, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise VaultError("git is not installed") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it gave no reason"]
        if "not a git repository" in said[0]:
            raise VaultError(f"{here} is in no git repository", "`git init` makes one")
        raise VaultError(f"git {arguments[0]} failed: {said[0]}", "\n".join(said[1:]).strip())
    return done.stdout


# --- the hook -------------------------------------------------------------------------------------


def hook_text(folder: str) -> str:
    """The hook for the vault in a folder of the repository: it runs this very installation, else
    the vaultcrm that is on the PATH. A hash in it tells whether somebody has changed it."""
    place = shlex.quote(folder)
    python = shlex.quote(sys.executable)
    rest = (
        "# To commit all the same: git commit --no-verify\n"
        f"if [ -x {python} ] && {python} -c 'import vaultcrm' 2>/dev/null; then\n"
        f"    exec {python} -m vaultcrm git hook {place}\n"
        "elif command -v vaultcrm >/dev/null; then\n"
        f"    exec vaultcrm git hook {place}\n"
        "fi\n"
        'echo "$0: vaultcrm is not installed, so the notes cannot be checked." >&2\n'
        "echo 'Install it, or delete this hook; git commit --no-verify commits all the same.' >&2\n"
        "exit 1\n"
    )
    what = "checks the notes of a commit as they are staged"
    return f"#!/bin/sh\n{MARK} {_hash(rest)}: {what}\n{rest}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _folder_of(text: str) -> str | None:
    """The folder that a hook of ours, by whatever version, is for; None if it has been changed."""
    _, _, after = text.partition(MARK)
    about, _, rest = after.partition("\n")
    if about.strip().split(":")[0] != _hash(rest):
        return None
    command = next(line for line in rest.splitlines() if " git hook " in line)
    return shlex.split(command)[-1]


def set_up(root: Path, force: bool, dry_run: bool) -> tuple[Path, bool]:
    """Installs the hook; gives its path, and False if it was there already.

    Raises VaultError, with what to do, for a hook that is not ours, or ours changed by somebody or
    made for another vault (unless `force`), or hooks that other repositories use too."""
    found = repository(root)
    hooks = _hooks_folder(found)
    hook = hooks / "pre-commit"
    text = os.fsencode(hook_text(found.place))
    if hook.is_symlink():
        raise _not_ours(hook, found)
    old = read_guarded(hooks, hook.name) if os.path.lexists(hook) else None
    if old and old.data == text and os.access(hook, os.X_OK):
        return hook, False
    if old:
        _refuse_to_replace(hook, os.fsdecode(old.data), found, force)
    if not dry_run:
        if old:
            replace(hooks, old, text)
        else:
            hooks.mkdir(parents=True, exist_ok=True)
            create(hooks, hook.name, text)
        hook.chmod(stat.S_IMODE(hook.stat().st_mode) | 0o111)
    return hook, True


def _refuse_to_replace(hook: Path, text: str, found: Repository, force: bool) -> None:
    """Raises VaultError for a hook that is not to be replaced by ours."""
    if "pre-commit.com" in text:
        raise VaultError(
            f"{hook} is that of the pre-commit framework",
            "add to .pre-commit-config.yaml a local hook with "
            f"`entry: vaultcrm git hook {shlex.quote(found.place)}` (docs/ci.md shows all of it)",
        )
    if MARK not in text:
        raise _not_ours(hook, found)
    folder = _folder_of(text)
    if folder is None and not force:
        raise VaultError(f"{hook} has been changed", "--force writes it anew")
    is_others = folder not in (None, found.place) and (found.top / str(folder) / FOLDER).is_dir()
    if is_others and not force:
        raise VaultError(
            f"{hook} is for the vault in {folder}",
            f"--force makes it one for {found.place} alone; for both, write a hook of your own",
        )


def _not_ours(hook: Path, found: Repository) -> VaultError:
    return VaultError(f"{hook} is a hook of somebody else's", _what_to_add(found))


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
    return f"add to a pre-commit hook: vaultcrm git hook {shlex.quote(found.place)} || exit 1"


# --- what is staged -------------------------------------------------------------------------------


class Changes(NamedTuple):
    """What a commit would change in the vault, relative to it: the files that it adds or changes,
    and those that it removes. A renamed file is one of each."""

    present: frozenset[str]
    gone: frozenset[str]

    @property
    def settings(self) -> frozenset[str]:
        every = self.present | self.gone
        return frozenset(path for path in every if path.startswith(f"{FOLDER}/"))

    def reach_other_notes(self) -> bool:
        """Whether notes that stay as they are may get errors by it: their links lead nowhere when
        files are removed, and types, rules and settings are for all notes."""
        return bool(self.gone or self.settings)


def staged_changes(found: Repository) -> Changes:
    listed = found.git(
        "diff", "--cached", "--name-status", "-z", "--no-renames", "--no-ext-diff",
        "--ignore-submodules", "--", _pathspec(found.prefix),
    )  # fmt: skip
    pieces = os.fsdecode(listed).split("\0")
    changes = [
        (letter, path.removeprefix(found.prefix))
        for letter, path in zip(pieces[::2], pieces[1::2], strict=False)  # an empty one ends it
    ]
    return Changes(
        frozenset(path for letter, path in changes if letter in "ACMT"),
        frozenset(path for letter, path in changes if letter == "D"),
    )


def _pathspec(prefix: str) -> str:
    return f":(top,literal){prefix}"


def is_vault(found: Repository, root: Path) -> bool:
    """Whether there is a vault, be it in git's index alone."""
    settings = _pathspec(f"{found.prefix}{FOLDER}/")
    return (root / FOLDER).is_dir() or bool(found.git("ls-files", "-z", "--", settings))


def refuse_if_moved(found: Repository) -> None:
    """For a commit where the hook's vault is not there, as on a branch without one.

    Raises VaultError, with how to set up the hook anew, if it changes a vault in another folder:
    nobody would check that."""
    listed = found.git("ls-files", "-z", "--full-name", "--", f":(top,glob)**/{FOLDER}/**")
    folders = {
        f"/{path}".partition(f"/{FOLDER}/")[0].lstrip("/")
        for path in filter(None, os.fsdecode(listed).split("\0"))
    }
    for folder in sorted(folders):
        other = found._replace(prefix=f"{folder}/" if folder else "")
        if any(staged_changes(other)):
            raise VaultError(
                f"it is for the vault in {found.place}, which is not there, and this commit "
                f"changes the one in {other.place}",
                f"vaultcrm --vault {shlex.quote(other.place)} git setup sets up the hook anew",
            )


def staged_vault(found: Repository, root: Path, cache: Path) -> Path:
    """A folder that holds the vault as it is staged, brought up to date; in `cache`, the user's.

    Files that are no notes are empty there. Settings that are not in git are those of the work
    tree."""
    return _copy(found, root, cache / "staged")


def committed_vault(found: Repository, root: Path, cache: Path) -> Path:
    """The same for the vault as the last commit has it; nothing in it where there is none."""
    with TemporaryDirectory() as folder:
        there = found._replace(index_file=str(Path(folder, "index")))
        try:
            there.git("read-tree", "HEAD")
        except VaultError:  # no commit yet
            there.git("read-tree", "--empty")
        return _copy(there, root, cache / "committed")


def _copy(found: Repository, root: Path, cache: Path) -> Path:
    place = cache / hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    top = place / (found.top.name or "top")
    now = _blobs(found)
    _bring_up_to_date(found, top, now)
    settings = f"{found.prefix}{FOLDER}/"
    if not any(path.startswith(settings) for path in now) and (root / FOLDER).is_dir():
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


def _blobs(found: Repository) -> dict[str, str]:
    """The mode and the object in git's index of each file of the vault, by its path from the top;
    of files whose text does not count, the mode alone."""
    listed = found.git("ls-files", "-s", "-z", "--full-name", "--", _pathspec(found.prefix))
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
    found._replace(here=found.top).git(*command, stdin=names)
    for path in set(paths).difference(kept):
        target = top / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
