"""Hostile vaults (`../shared/hostile`, where it is at hand): whatever the files, no traceback, no
hang, no control character on the screen, a finding with a place inside the file, and no note lost.
Then their fixes are made: nothing changes but what a finding has an edit for.
"""

import importlib.util
import json
import os
import re
import select
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from running import ROOT, Outcome, Run

GENERATOR = ROOT.parent / "shared" / "hostile" / "hostile.py"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# What these expect is not to be found in notes: who runs the tests may read everything (E07), and
# a name that is no UTF-8 cannot be made everywhere (E08).
UNTESTABLE = {"E07"} if os.geteuid() == 0 else set()


SECONDS, BYTES = 60, 1 << 30  # that a command may take; a case twice the time


def _cases() -> list[Any]:
    if not GENERATOR.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"{GENERATOR} is not here"))]
    spec = importlib.util.spec_from_file_location("hostile", GENERATOR)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    wanted = [case for case in module.CASES if case["needs"] != "big"]
    return [pytest.param(case, id=case["id"]) for case in wanted]


# One process for all commands of a case, which come in one a line.
PROGRAM = """
import contextlib, io, json, resource, sys
from vaultcrm.cli import run
for kind, most in zip((resource.RLIMIT_CPU, resource.RLIMIT_AS), map(int, sys.argv[1:])):
    resource.setrlimit(kind, (most, most))
for line in sys.stdin:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(json.loads(line))
    print(json.dumps([out.getvalue(), err.getvalue(), status]), flush=True)
"""


@contextmanager
def _program() -> Iterator[Run]:
    command = [sys.executable, "-c", PROGRAM, str(2 * SECONDS), str(BYTES)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        stdin, stdout, stderr = process.stdin, process.stdout, process.stderr
        assert stdin and stdout and stderr

        def run(*arguments: str | Path) -> Outcome:
            print(json.dumps(list(map(str, arguments))), file=stdin, flush=True)
            ready, _, _ = select.select([stdout], [], [], SECONDS)
            assert ready, f"{arguments} hangs"
            line = stdout.readline()
            assert line, stderr.read()
            return Outcome(*json.loads(line))

        try:
            yield run
        finally:
            process.kill()


@pytest.mark.parametrize("case", _cases())
def test_hostile_vault(tmp_path: Path, case: dict[str, Any]) -> None:
    made = [sys.executable, GENERATOR, tmp_path, "--fs", "--only", case["id"]]
    subprocess.run(made, check=True, capture_output=True)
    vault = tmp_path / case["id"]
    if case["id"] == "E15":
        vault.chmod(0o755)  # read-only for everybody; tests/index has such vaults for non-root
    with _program() as run:
        if not (vault / ".vaultcrm").exists():
            assert run("init", vault).status == 0
        if (vault / "templates").is_dir():  # where a vault's own templates are
            (vault / "templates").rename(vault / ".vaultcrm" / "templates")
        _spoil_cache(vault, run)
        findings = _assert_answers(case, vault, run)
        if _assert_fixes(vault, run, "--fix", findings):
            findings = run("--vault", vault, "check", "--json").json()
        _assert_fixes(vault, run, "--unsafe-fixes", findings)


def _assert_answers(case: dict[str, Any], vault: Path, run: Run) -> list[Any]:
    """The findings."""
    check = run("--vault", vault, "check", "--json")
    listed = run("--vault", vault, "list", "notes", "--json")
    text = run("--vault", vault, "check", "--advice")
    shown = run("--vault", vault, "report", "summary")
    for done in (check, listed, text, shown):
        _assert_orderly(done)
    findings = check.json()
    if case["expect"] != "accept" and case["id"] not in UNTESTABLE:
        assert findings, f"nothing found, where {case['expect']} is expected"
    for finding in findings:
        _assert_place_exists(vault, finding)
    known = {note["path"] for note in listed.json()} | {each["path"] for each in findings}
    assert not _notes(vault) - known
    return list(findings)


def _assert_orderly(done: Outcome) -> None:
    assert done.status in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert not CONTROL.search(done.stdout + done.stderr)


def _assert_fixes(vault: Path, run: Run, option: str, findings: list[Any]) -> bool:
    """No file changes but where a finding has an edit for it; a second time none at all. Whether
    any has changed."""
    edits: dict[str, list[tuple[int, int]]] = {}
    for each in findings:
        if each["fix"] and (each["fix"]["safe"] or option == "--unsafe-fixes"):
            places = [(edit["start"], edit["end"]) for edit in each["fix"]["edits"]]
            edits.setdefault(str(vault / each["path"]), []).extend(places)
    before = _everything(vault.parent)
    done = run("--vault", vault, "check", option, "--statistics")
    _assert_orderly(done)
    after = _everything(vault.parent)
    assert after.keys() == before.keys()
    for path, now in after.items():
        if now != before[path]:
            assert _is_kept_between(before[path].decode(), edits[path], now.decode()), path
    again = run("--vault", vault, "check", option, "--statistics")
    assert again.stdout == done.stdout
    assert again.stderr.startswith("fixed: 0 problems in 0 notes")
    assert _everything(vault.parent) == after
    return after != before


def _everything(folder: Path) -> Mapping[str, bytes]:
    """All files of a folder and those below it: their bytes; of others where they lead."""
    found = {}
    for place, folders, files in os.walk(folder):
        for path in (os.path.join(place, name) for name in (*folders, *files)):
            mode = os.lstat(path).st_mode
            if stat.S_ISREG(mode):
                found[path] = Path(path).read_bytes()
            else:
                found[path] = os.fsencode(os.readlink(path)) if stat.S_ISLNK(mode) else b"%o" % mode
    return found


def _is_kept_between(before: str, edits: list[tuple[int, int]], after: str) -> bool:
    """Whether all that lies between these places of a note is still there, in order."""
    mark = before.startswith("\ufeff")  # which the places do not count
    starts = [0, *(end + mark for _, end in sorted(edits))]
    ends = [*(start + mark for start, _ in sorted(edits)), len(before)]
    pieces = (re.escape(before[start:end]) for start, end in zip(starts, ends, strict=True))
    return bool(re.fullmatch(".*?".join(pieces), after, re.DOTALL))


def _spoil_cache(vault: Path, run: Run) -> None:
    """Puts what the case has as a cache of its own in the place of ours."""
    spoiled = vault / ".vaultcrm" / "cache.sqlite"
    if not spoiled.exists():
        return
    place = Path(run("--vault", vault, "index", "--path").stdout.strip())
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
