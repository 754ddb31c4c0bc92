"""Hostile vaults (`../shared/hostile`, where it is at hand): whatever the files, no traceback, no
hang, no control character on the screen, a finding with a place inside the file, and no note lost.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from running import ROOT, Outcome

GENERATOR = ROOT.parent / "shared" / "hostile" / "hostile.py"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# What these expect is not to be found in notes: who runs the tests may read everything (E07), and
# a name that is no UTF-8 cannot be made everywhere (E08).
UNTESTABLE = {"E07"} if os.geteuid() == 0 else set()


def _cases() -> list[Any]:
    if not GENERATOR.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"{GENERATOR} is not here"))]
    spec = importlib.util.spec_from_file_location("hostile", GENERATOR)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    wanted = [case for case in module.CASES if case["needs"] != "big"]
    return [pytest.param(case, id=case["id"]) for case in wanted]


# One process for all commands of a case: there are many cases.
PROGRAM = """
import contextlib, io, json, sys
from vaultcrm.cli import run
for arguments in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(arguments)
    print(json.dumps([out.getvalue(), err.getvalue(), status]))
"""


def _run(*commands: list[str]) -> list[Outcome]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(commands)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return [Outcome(*json.loads(line)) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("case", _cases())
def test_hostile_vault(tmp_path: Path, case: dict[str, Any]) -> None:
    made = [sys.executable, GENERATOR, tmp_path, "--fs", "--only", case["id"]]
    subprocess.run(made, check=True, capture_output=True)
    vault = tmp_path / case["id"]
    if case["id"] == "E15":
        vault.chmod(0o755)  # read-only for everybody; tests/index has such vaults for non-root
    if not (vault / ".vaultcrm").exists():
        assert _run(["init", str(vault)])[0].status == 0
    if (vault / "templates").is_dir():  # where a vault's own templates are
        (vault / "templates").rename(vault / ".vaultcrm" / "templates")
    _spoil_cache(vault)

    check, listed, text, shown = _run(
        ["--vault", str(vault), "check", "--json"],
        ["--vault", str(vault), "list", "notes", "--json"],
        ["--vault", str(vault), "check", "--advice"],
        ["--vault", str(vault), "report", "summary"],
    )
    for done in (check, listed, text, shown):
        assert done.status in (0, 1), done.stderr
        assert "Traceback" not in done.stderr
        assert not CONTROL.search(done.stdout + done.stderr)
    findings = check.json()
    if case["expect"] != "accept" and case["id"] not in UNTESTABLE:
        assert findings, f"nothing found, where {case['expect']} is expected"
    for finding in findings:
        _assert_place_exists(vault, finding)
    known = {note["path"] for note in listed.json()} | {each["path"] for each in findings}
    assert not _notes(vault) - known


def _spoil_cache(vault: Path) -> None:
    """Puts what the case has as a cache of its own in the place of ours."""
    spoiled = vault / ".vaultcrm" / "cache.sqlite"
    if not spoiled.exists():
        return
    place = Path(_run(["--vault", str(vault), "index", "--path"])[0].stdout.strip())
    place.unlink()
    for file in spoiled.parent.glob("cache.sqlite*"):
        file.rename(place.with_name(place.name + file.name.removeprefix("cache.sqlite")))


def _assert_place_exists(vault: Path, finding: dict[str, Any]) -> None:
    assert finding["line"] >= 1
    assert finding["column"] >= 1
    lines = _lines(vault / finding["path"])
    if lines is not None:
        assert finding["line"] <= len(lines)
        assert finding["column"] <= len(lines[finding["line"] - 1]) + 1


@lru_cache(maxsize=100)
def _lines(path: Path) -> list[str] | None:
    """A file's lines as editors count them; None where there is no plain file to read."""
    if not path.is_file() or path.is_symlink():
        return None
    text = path.read_bytes().decode(errors="replace").removeprefix("\ufeff")
    return re.split(r"\r\n|\n|\r", text)


def _notes(vault: Path) -> set[str]:
    """The notes that Obsidian would show, but for those whose names are no UTF-8."""
    found = set()
    for folder, folders, files in os.walk(vault):
        folders[:] = [name for name in folders if name[0] != "." and name != "node_modules"]
        for name in files:
            path = os.path.relpath(os.path.join(folder, name), vault)
            plain = os.path.isfile(os.path.join(folder, name)) and "\udce9" not in name
            if name.endswith(".md") and not name.startswith((".", "~")) and plain:
                found.add(path)
    return {path for path in found if not os.path.islink(vault / path)}
