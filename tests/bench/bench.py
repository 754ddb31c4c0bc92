"""Measures vaultcrm on a generated vault, as ratios to what a minimal program needs there.

    python tests/bench/bench.py [--notes 10000] [--runs 5] [--json OUT]

Every figure is of whole processes with the page cache warm, the median of runs that take turns,
so that whatever else the machine does weighs on all of them alike. `peak` is the memory of the
largest process of a run, and never less than bench.py's own 15 MB, which Linux counts as its
child's. Prints a table; with --json also writes all that was measured, in seconds and bytes. Ends
with 1 where a command failed. Not for Windows (`os.wait4`)."""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTLED = 2.1  # seconds: a note that changed later than so long ago is read again the next time
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes

PASS, WALK, EVENTS = "python -c pass", "walk and stat", "read, YAML events"
COLD, CHANGED = "index, cold", "check, 1 note changed"
LIST = "list clients --json"
FACTS = "crm.contact_due <= today() && crm.outstanding && crm.silence > 1"


class Subject(NamedTuple):
    """A command line, what it is compared with, and the ratio that it may have at most."""

    name: str
    command: tuple[str, ...]
    against: str = ""
    limit: float | None = None


class Run(NamedTuple):
    seconds: float
    cpu: float  # seconds, of all its processes: steadier than the clock on a busy machine
    peak: int  # bytes


def subjects(vault: Path) -> list[Subject]:
    def ours(*arguments: str) -> tuple[str, ...]:
        today = ("--vault", str(vault), "--today", "2026-11-30")
        return (sys.executable, "-m", "vaultcrm", *today, *arguments)

    baseline = (sys.executable, str(HERE / "baseline.py"))
    return [
        Subject(PASS, (sys.executable, "-c", "pass")),
        Subject("--version", (sys.executable, "-m", "vaultcrm", "--version"), PASS, 4),
        Subject(EVENTS, (*baseline, "read-events", str(vault))),
        Subject(COLD, ours("index"), EVENTS, 3),
        Subject(WALK, (*baseline, "walk-stat", str(vault))),
        Subject("index, no change", ours("index"), WALK, 1.6),
        Subject("check, no change", ours("check"), WALK, 1.6),
        Subject(LIST, ours("list", "clients", "--json"), PASS, 20),
        Subject("list, 3 facts", ours("list", "clients", "--json", "--where", FACTS), LIST, 2.5),
        Subject("report summary", ours("report", "summary"), PASS),
        Subject("search", ours("search", "contract"), PASS),
        Subject(CHANGED, ours("check"), WALK, 1.8),  # the last: the note has to settle after it
    ]


class Bench:
    """One vault with one cache, both below `folder`, and what was measured on them."""

    def __init__(self, folder: Path) -> None:
        self.vault = folder / "vault"
        self.cache = folder / "cache"
        self._complaints = folder / "stderr"
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
            "VAULTCRM_CACHE_DIR": str(self.cache),
        }
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
        self.runs: dict[str, list[Run]] = {}
        self.failures: dict[str, str] = {}

    def generate(self, notes: int) -> None:
        command = [sys.executable, str(HERE / "generate.py"), str(self.vault)]
        subprocess.run([*command, "--notes", str(notes)], check=True, stdout=subprocess.DEVNULL)

    def round(self, number: int, keep: bool = True) -> None:
        """Runs all subjects once. What failed before is not tried again."""
        time.sleep(SETTLED)
        for subject in subjects(self.vault):
            if subject.name in self.failures:
                continue
            if subject.name == COLD:
                shutil.rmtree(self.cache, ignore_errors=True)
            if subject.name == CHANGED:
                self._change(number)
            run = self._measured(subject)
            if run and keep:
                self.runs.setdefault(subject.name, []).append(run)

    def cache_size(self) -> int:
        return sum(file.lstat().st_size for file in self.cache.rglob("*"))

    def _change(self, number: int) -> None:
        people = sorted((self.vault / "people").iterdir())
        with people[number % len(people)].open("a", encoding="utf-8") as note:
            note.write(f"- [ ] call again, for the {number}. time 📅 2026-12-01\n")

    def _measured(self, subject: Subject) -> Run | None:
        with self._complaints.open("w+b") as complaints:
            start = time.perf_counter()
            process = subprocess.Popen(
                subject.command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
            )
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in (0, 1):  # 1: findings
                complaints.seek(0)
                said = complaints.read().decode(errors="replace").strip().partition("\n")[0]
                self.failures[subject.name] = f"exit status {process.returncode}: {said}"
                return None
        cpu = usage.ru_utime + usage.ru_stime
        return Run(seconds, cpu, usage.ru_maxrss * MAXRSS_UNIT)


def results(bench: Bench) -> Iterator[dict[str, object]]:
    """What was measured of each subject, in seconds and bytes."""
    medians = {
        name: statistics.median(run.seconds for run in runs) for name, runs in bench.runs.items()
    }
    for subject in subjects(bench.vault):
        runs = bench.runs.get(subject.name, [])
        seconds, base = medians.get(subject.name), medians.get(subject.against)
        yield {
            "name": subject.name,
            "runs": [run.seconds for run in runs],
            "seconds": seconds,
            "cpu": statistics.median(run.cpu for run in runs) if runs else None,
            "peak": max((run.peak for run in runs), default=None),
            "against": subject.against,
            "ratio": seconds / base if seconds and base else None,
            "limit": subject.limit,
            "failure": bench.failures.get(subject.name, ""),
        }


def table(rows: Sequence[dict[str, object]]) -> str:
    def shown(value: object, form: str, factor: float = 1) -> str:
        return format(value * factor, form) if isinstance(value, int | float) else ""

    lines = [("", "seconds", "cpu", "ratio", "at most", "peak MB", "against")]
    for row in rows:
        ratio, limit = row["ratio"], row["limit"]
        over = isinstance(ratio, float) and isinstance(limit, int | float) and ratio > limit
        lines.append(
            (
                str(row["name"]),
                shown(row["seconds"], ".3f"),
                shown(row["cpu"], ".3f"),
                shown(ratio, ".2f") + ("!" if over else ""),
                shown(limit, "g"),
                shown(row["peak"], ".0f", 1e-6),
                str(row["failure"] or row["against"]),
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(map(str.rjust, line[1:6], widths[1:6])), line[6]]
        ).rstrip()
        for line in lines
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, default=10_000, metavar="N")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write what was measured as JSON")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vaultcrm-bench-") as folder:
        bench = Bench(Path(folder))
        bench.generate(chosen.notes)
        bench.round(0, keep=False)  # fills the page cache, compiles our modules
        for number in range(1, chosen.runs + 1):
            bench.round(number)
        size = bench.cache_size()
    rows = list(results(bench))
    machine = f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} cores"
    print(f"{chosen.notes} notes, {chosen.runs} runs, {machine}\n\n{table(rows)}\n")
    print(f"cache: {size / 1e6:.1f} MB, {size / chosen.notes:.0f} bytes a note")
    if chosen.json:
        measured = {"notes": chosen.notes, "machine": machine, "cache": size, "rows": rows}
        chosen.json.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
