"""The generated vault that the benchmark runs on: the same every time, and broken where it says."""

import subprocess
import sys
from pathlib import Path

from running import ROOT, Run

RULES = {
    "yaml": "yaml/syntax",
    "unclosed": "file/unclosed-front-matter",
    "link": "link/broken",
    "choice": "field/choice",
}


def generate(folder: Path, seed: int) -> dict[str, str]:
    """Writes 60 notes; gives what it says is broken: the rule by path."""
    script = ROOT / "tests" / "bench" / "generate.py"
    command = [sys.executable, str(script), str(folder), "--notes", "60", "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, check=True)
    lines = [line.partition(" ") for line in done.stdout.decode().splitlines()]
    return {path: RULES[kind] for kind, _, path in lines}


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    generate(tmp_path / "one", 7)
    generate(tmp_path / "two", 7)
    generate(tmp_path / "other", 8)
    one = contents(tmp_path / "one")
    assert sum(name.endswith(".md") for name in one) == 60
    assert contents(tmp_path / "two") == one != contents(tmp_path / "other")


def test_what_is_broken_is_found_and_nothing_else(tmp_path: Path, vaultcrm: Run) -> None:
    broken = generate(tmp_path, 1)
    index = vaultcrm("index", "--json")
    assert (index.status, index.json()["added"]) == (0, 60)
    check = vaultcrm("check", "--json", "--ignore", "practice")
    assert check.status == 1
    found = [(each["path"], each["rule"]) for each in check.json() if each["severity"] != "advice"]
    assert found == sorted(broken.items())
    assert set(broken.values()) == set(RULES.values())
