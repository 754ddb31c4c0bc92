"""Runs programs, and says how long they took and how much memory. Not for Windows (`os.wait4`)."""

import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes


class Run(NamedTuple):
    seconds: float
    cpu: float  # seconds, of all its processes: steadier than the clock on a busy machine
    peak: int  # bytes, of its largest process; never less than ours, which Linux takes for its own
    status: int
    complaint: str  # the first line of its stderr, where it failed


def measured(
    command: Sequence[str],
    environ: Mapping[str, str],
    complaints: Path,
    folder: Path | None = None,
    sampling: Callable[[int], None] | None = None,
    longest: float = 3600.0,
) -> Run:
    """Runs it until it ends, or is ended after so many seconds; its stdout is thrown away.
    `complaints` is a file to use for its stderr, `sampling` is called with its process id while it
    runs."""
    with complaints.open("w+b") as stderr:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=environ,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
        if sampling:
            threading.Thread(target=sampling, args=(process.pid,), daemon=True).start()
        end = threading.Timer(longest, process.kill)
        end.start()
        _, status, usage = os.wait4(process.pid, 0)
        end.cancel()
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        stderr.seek(0)
        said = stderr.read().decode(errors="replace").strip().partition("\n")[0]
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, usage.ru_maxrss * MAXRSS_UNIT, process.returncode, said)


class TreeMemory:
    """The most memory that a process and its children have held together, in bytes: what they share
    counts once (PSS). Looks every 50 ms, so it is for runs that are not timed. Linux only."""

    def __init__(self) -> None:
        self.peak = 0

    def __call__(self, pid: int) -> None:
        while held := sum(map(_share, _tree(pid))):
            self.peak = max(self.peak, held)
            time.sleep(0.05)


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _tree(int(child)))]


def _share(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended, or there is no such thing here
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def machine() -> str:
    return f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} cores"


def median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None


def spread(values: Sequence[float]) -> float:
    """How far a typical value is from the median: what half of them exceed."""
    if not values:
        return 0.0
    middle = statistics.median(values)
    return statistics.median(abs(value - middle) for value in values)


def columns(lines: Sequence[Sequence[str]]) -> str:
    """A table: the first and the last column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            text.rjust(width) if 0 < at < len(line) - 1 else text.ljust(width)
            for at, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
