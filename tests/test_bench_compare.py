"""Comparing benchmarks: a change is told only where it is beyond what the runs differ by."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from running import ROOT


def results(
    wall: Sequence[float], cpu: Sequence[float] = (), *, kind: str = "ratio", cache: int = 1000
) -> dict[str, Any]:
    """What bench.py writes of one target."""
    target = {"subject": "index", "kind": kind, "wall": wall, "cpu": cpu, "limit": 3}
    return {"notes": 10, "runs": 3, "machine": "here", "cache": cache, "targets": [target]}


def compare(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> tuple[list[str], int]:
    """The lines after the heading, each with one space between its words; the exit status."""
    for name, each in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps(each))
    command = [sys.executable, str(ROOT / "tests/bench/compare.py")]
    command += [str(folder / "old.json"), str(folder / "new.json")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert not done.stderr
    return [" ".join(line.split()) for line in done.stdout.splitlines()], done.returncode


STEADY, NOISY = (2.0, 2.01, 1.99), (2.0, 1.6, 2.5)
SAME_CACHE = "cache 0 MB 0 MB +0% ±5%"


@pytest.mark.parametrize(
    ("old", "new", "line", "status"),
    [
        (STEADY, STEADY, "index 2.00× 2.00× +0% ±3%", 0),
        (STEADY, (2.2, 2.21, 2.19), "index 2.00× 2.20× +10% ±3% slower", 1),
        (STEADY, (1.8, 1.81, 1.79), "index 2.00× 1.80× -10% ±3% faster", 0),
        (STEADY, (2.05, 2.06, 2.04), "index 2.00× 2.05× +2% ±3%", 0),
        (NOISY, (2.2, 1.8, 2.6), "index 2.00× 2.20× +10% ±91%", 0),
        ((2.0,), (2.2,), "index 2.00× 2.20× +10% ±15%", 0),
        ((2.0,), (2.4,), "index 2.00× 2.40× +20% ±15% slower", 1),
    ],
)
def test_beyond_the_noise(
    old: Sequence[float], new: Sequence[float], line: str, status: int, tmp_path: Path
) -> None:
    said, ended = compare(tmp_path, results(old), results(new))
    assert (said[1:], ended) == ([line, SAME_CACHE], status)


def test_processor_time_is_judged_by_itself(tmp_path: Path) -> None:
    said, status = compare(tmp_path, results(STEADY, STEADY), results(STEADY, (3.0, 3.0, 3.0)))
    assert said[1:3] == ["index 2.00× 2.00× +0% ±3%", "index, cpu 2.00× 3.00× +50% ±3% slower"]
    assert status == 1


def test_memory_and_cache(tmp_path: Path) -> None:
    old = results([100e6], kind="bytes", cache=50_000_000)
    said, status = compare(tmp_path, old, results([110e6], kind="bytes", cache=40_000_000))
    assert said[1:] == [
        "index 100 MB 110 MB +10% ±5% more",
        "cache 50 MB 40 MB -20% ±5% less",
    ]
    assert status == 1


def test_what_failed_then_or_now_is_left_out(tmp_path: Path) -> None:
    assert compare(tmp_path, results(STEADY), results([])) == (
        ["old new change noise", SAME_CACHE],
        0,
    )


def test_other_machines_are_told(tmp_path: Path) -> None:
    said, _ = compare(tmp_path, results(STEADY), results(STEADY) | {"machine": "there"})
    assert said[0] == "not the same machine: here and there"


def test_every_command_that_is_measured_works(tmp_path: Path) -> None:
    """Nothing is timed: the round that fills the page cache runs all of them."""
    command = [sys.executable, str(ROOT / "tests/bench/bench.py"), "--notes", "60", "--runs", "0"]
    command += ["--saves", "0", "--json", str(tmp_path / "out.json")]
    done = subprocess.run(command, capture_output=True, text=True)
    measured = json.loads((tmp_path / "out.json").read_text())
    assert (done.returncode, done.stderr) == (0, "")
    assert len(measured["targets"]) == 13
    assert not any(target["failure"] for target in measured["targets"])
    assert measured["cache"] > 0
    assert all(taken > 1e6 for taken in measured["memory"].values())
