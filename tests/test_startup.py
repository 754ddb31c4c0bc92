"""Start-up is light, completion works, and what is shipped is found."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from running import ROOT, Outcome, Run

from vaultcrm import __version__, commands, resources

HEAVY = {
    "dateutil",
    "frontmatter",
    "jinja2",
    "markdown_it",
    "platformdirs",
    "rich",
    "sqlite3",
    "watchdog",
    "yaml",
}


def imported(env: Mapping[str, str], *arguments: str) -> tuple[set[str], str]:
    """The top-level modules that a run imports, and its output."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "vaultcrm", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}, done.stdout


def complete(words: str, shell: str = "bash") -> tuple[set[str], list[str]]:
    env = {"_VAULTCRM_COMPLETE": f"{shell}_complete", "COMP_WORDS": words}
    env["COMP_CWORD"] = str(len(words.split(" ")) - 1)
    modules, output = imported(env)
    return modules, output.split("\n")


def test_version_imports_next_to_nothing() -> None:
    modules, output = imported({}, "--version")
    assert output == f"vaultcrm {__version__}\n"
    assert not modules & {*HEAVY, "click", "pathlib", "typing"}


def test_version_after_other_options(vaultcrm: Run) -> None:
    expected = Outcome(f"vaultcrm {__version__}\n", "", 0)
    assert vaultcrm("--today", "2026-01-01", "--version") == expected


def test_completion_of_commands_is_light() -> None:
    modules, output = complete("vaultcrm comp")
    assert output == ["plain,completion", ""]
    assert not modules & HEAVY


@pytest.mark.parametrize("name", commands.names())
def test_completion_of_options_is_light(name: str) -> None:
    modules, output = complete(f"vaultcrm {name} --he")
    assert output == ["plain,--help", ""]
    assert not modules & HEAVY


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell: str, vaultcrm: Run) -> None:
    outcome = vaultcrm("completion", shell)
    assert (outcome.status, outcome.stderr) == (0, "")
    assert f"_VAULTCRM_COMPLETE={shell}_complete" in outcome.stdout


def test_completion_in_bash(vaultcrm: Run, tmp_path: Path) -> None:
    """The printed script really completes."""
    (tmp_path / "script").write_text(vaultcrm("completion", "bash").stdout)
    program = tmp_path / "vaultcrm"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m vaultcrm "$@"\n')
    program.chmod(0o755)
    asks = """
        source ./script
        COMP_WORDS=(vaultcrm completion z) COMP_CWORD=2
        _vaultcrm_completion ./vaultcrm
        echo "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        ["bash", "-c", asks],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "zsh\n", done.stderr


# --- resources ------------------------------------------------------------------------------------


def test_shipped_folders_are_found() -> None:
    assert resources.path("templates") == ROOT / "templates"
    with pytest.raises(FileNotFoundError, match="no-such-folder"):
        resources.path("no-such-folder")


def test_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert resources.cache_folder({"VAULTCRM_CACHE_DIR": "a/b"}) == Path("a/b")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert resources.cache_folder({}).name == "vaultcrm"
