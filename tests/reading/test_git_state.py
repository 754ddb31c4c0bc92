"""What git is in the middle of, by what real git leaves in its folder."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from vaultcrm.reading.git_state import busy_with

NAMES = ("-c", "user.name=A", "-c", "user.email=a@example.org")


def git(folder: Path, *arguments: str, fails: bool = False) -> None:
    done = subprocess.run(["git", *NAMES, *arguments], cwd=folder, capture_output=True)
    assert bool(done.returncode) is fails, done


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two branches that change the same line; the vault is a folder of it."""
    top = tmp_path / "top"
    (top / "vault").mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    for number, branch in enumerate(("main", "other", "main")):
        if number:
            git(top, "checkout", "-q", *(["-b"] if branch == "other" else []), branch)
        (top / "vault/Note.md").write_text(f"{number}\n")
        git(top, "add", "-A")
        git(top, "commit", "-q", "-m", f"{number}")
    return top


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (["merge -q other"], "a merge"),
        (["rebase -q other"], "a rebase"),
        (["rebase -q --apply other"], "a rebase"),
        (["cherry-pick other"], "a cherry-pick"),
        (["revert HEAD~1"], "a revert"),
        (["format-patch -q -1 other", "am -q 0001-1.patch"], "applying patches"),
    ],
)
def test_what_git_stops_in(commands: list[str], expected: str, repository: Path) -> None:
    if "revert" in commands[0]:
        (repository / "vault/Note.md").write_text("3\n")
        git(repository, "commit", "-q", "-a", "-m", "3")
    assert busy_with(repository / "vault") == ""
    for command in commands:
        git(repository, *command.split(), fails=command is commands[-1])
    assert busy_with(repository) == busy_with(repository / "vault") == expected
    word = expected.removeprefix("a ") if expected != "applying patches" else "am"
    git(repository, word, "--abort")
    assert busy_with(repository / "vault") == ""


def test_a_lock_counts_while_it_is_new(repository: Path) -> None:
    lock = repository / ".git/index.lock"
    lock.touch()
    assert busy_with(repository / "vault") == "another command"
    os.utime(lock, (time.time() - 100,) * 2)
    assert busy_with(repository / "vault") == ""


def test_work_trees_and_submodules(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", "../tree", "other")
    tree = tmp_path / "tree/vault"
    git(tree, "merge", "-q", "main", fails=True)
    assert busy_with(tree) == "a merge"
    assert busy_with(repository) == ""
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repository), "in")
    git(outer / "in", "merge", "-q", "origin/other", fails=True)
    assert busy_with(outer / "in/vault") == "a merge"
    assert busy_with(outer) == ""


@pytest.mark.parametrize("text", ["", "nonsense", "gitdir:", "gitdir: /nowhere", "gitdir: \0"])
def test_odd_git_files(text: str, tmp_path: Path) -> None:
    (tmp_path / ".git").write_text(text)
    assert busy_with(tmp_path) == ""


def test_without_git(tmp_path: Path) -> None:
    assert busy_with(tmp_path / "gone") == ""
