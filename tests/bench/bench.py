"""Measures vaultcrm on a generated vault against the targets that it has, mostly ratios.

    python tests/bench/bench.py [--notes 10000] [--runs 5] [--saves 30] [--json OUT]

Every figure is of whole processes with the page cache warm. The runs take turns, so that whatever
else the machine does weighs on all of them alike; a ratio is taken within each round, and the
median of the rounds is shown, with the median deviation from it. `cpu` is the same ratio of
processor time, which a busy machine disturbs least: where both are far apart, somebody else was at
work, or two processes were. Memory is that of all processes together, in one run that is not timed.
The last row is `vaultcrm watch`, told of so many saves (0: not at all; see watch_bench.py).

With --json also writes all that was measured, in seconds and bytes, for compare.py. Ends with 1
where a command failed; a target that is not reached is marked with ! and is no failure."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import watch_bench
from measuring import Run, TreeMemory, columns, machine, measured, median, spread

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTLED = 2.1  # seconds: a note that changed later than so long ago is read again the next time

PASS, WALK, EVENTS = "python -c pass", "walk and stat", "read, YAML events"
COLD, FIRST, CHANGED = "index, cold", "check, first", "check, 1 note changed"
SUMMARY, LIST = "report summary, html", "list clients, 3 facts"
LIST_NEW = "list, facts not kept"
WATCH = "watch: a save"
FACTS = "crm.contact_due <= today() && crm.outstanding && crm.silence > 1"
COMPLETION = {
    "_VAULTCRM_COMPLETE": "bash_complete",
    "COMP_WORDS": "vaultcrm re",
    "COMP_CWORD": "1",
}


class Subject(NamedTuple):
    """A command line that is run so many times a round."""

    name: str
    command: tuple[str, ...]
    turns: int = 1
    environ: Mapping[str, str] = {}


class Target(NamedTuple):
    """What a subject may take at most: as many times what another does, or seconds, or bytes."""

    subject: str
    kind: str  # "ratio", "seconds" or "bytes"
    limit: float | None = None  # none: shown, for it is of interest
    against: str = ""


TARGETS = (
    Target(COLD, "ratio", 3, EVENTS),
    Target("index, no change", "ratio", 1.6, WALK),
    Target("check, no change", "ratio", 1.6, WALK),
    Target(CHANGED, "ratio", 1.8, WALK),
    Target(LIST, "ratio", 20, PASS),
    Target(SUMMARY, "seconds", 1.5),
    Target(SUMMARY, "bytes", 300e6),
    Target("--version", "ratio", 4, PASS),
    Target("completion", "ratio", 4, PASS),
    Target(COLD, "bytes", 400e6),
    Target(FIRST, "ratio", None, EVENTS),
    Target(LIST_NEW, "ratio", None, PASS),
    Target("search", "ratio", None, PASS),
    Target(WATCH, "seconds", 0.1),  # p95, beyond the time that it waits on purpose
)


def subjects(vault: Path) -> list[Subject]:
    """All that is measured, in the order of a round."""

    def ours(*arguments: str) -> tuple[str, ...]:
        today = ("--vault", str(vault), "--today", "2026-11-30")
        return (sys.executable, "-m", "vaultcrm", *today, *arguments)

    baseline = (sys.executable, str(HERE / "baseline.py"))
    program = (sys.executable, "-m", "vaultcrm")
    listed = ours("list", "clients", "--json", "--where", FACTS)
    return [
        Subject(PASS, (sys.executable, "-c", "pass"), 5),
        Subject("--version", (*program, "--version"), 5),
        Subject("completion", program, 5, COMPLETION),
        Subject(WALK, (*baseline, "walk-stat", str(vault)), 3),
        Subject("index, no change", ours("index"), 3),
        Subject("check, no change", ours("check"), 3),
        Subject(LIST_NEW, listed),  # the index was made anew since the last round
        Subject(LIST, listed, 3),
        Subject(SUMMARY, ours("report", "summary", "--format", "html")),
        Subject("search", ours("search", "contract")),
        Subject(CHANGED, ours("check")),
        Subject(EVENTS, (*baseline, "read-events", str(vault))),
        Subject(COLD, ours("index")),
        Subject(FIRST, ours("check")),  # so that the next round finds what a check leaves behind
    ]


class Bench:
    """One vault with one cache, both below `folder`, and what was measured on them."""

    def __init__(self, folder: Path) -> None:
        self.vault = folder / "vault"
        self.cache = folder / "cache"
        self._complaints = folder / "stderr"
        self.environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
            "VAULTCRM_CACHE_DIR": str(self.cache),
        }
        self.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled
        self.rounds: dict[str, list[list[Run]]] = {}
        self.memory: dict[str, int] = {}
        self.failures: dict[str, str] = {}
        self.watch: dict[str, Any] = {}

    def generate(self, notes: int) -> None:
        command = [sys.executable, str(HERE / "generate.py"), str(self.vault)]
        subprocess.run([*command, "--notes", str(notes)], check=True, stdout=subprocess.DEVNULL)

    def warm_up(self) -> None:
        """A round that is not timed: it fills the page cache, compiles our modules, and says how
        much memory each command takes."""
        asked = subjects(self.vault)
        for subject in (*asked[-2:], *asked):  # an index and a check first, as later rounds find
            memory = TreeMemory()
            run = self._run(subject, 0, memory)
            self.memory[subject.name] = max(memory.peak, run.peak if run else 0)

    def round(self, number: int) -> None:
        """Runs all subjects; those that are run more than once take turns. What failed before is
        not tried again."""
        time.sleep(SETTLED)
        asked = subjects(self.vault)
        for subject in asked:
            self.rounds.setdefault(subject.name, []).append([])
        for turns, group in groupby(asked, attrgetter("turns")):
            together = [*group]
            for _ in range(turns):
                for subject in together:
                    if run := self._run(subject, number):
                        self.rounds[subject.name][-1].append(run)

    def measure_watch(self, saves: int) -> None:
        """The last: it writes reminders into the vault."""
        time.sleep(SETTLED)
        try:
            self.watch = watch_bench.saves_of(self.vault, self.environ, saves)
        except watch_bench.Silence as error:
            self.failures[WATCH] = str(error)

    def cache_size(self) -> int:
        return sum(file.lstat().st_size for file in self.cache.rglob("*"))

    def _run(self, subject: Subject, number: int, memory: TreeMemory | None = None) -> Run | None:
        if subject.name in self.failures:
            return None
        if subject.name == COLD:
            shutil.rmtree(self.cache, ignore_errors=True)
        if subject.name == CHANGED:
            self._change(number)
        environ = {**self.environ, **subject.environ}
        run = measured(subject.command, environ, self._complaints, sampling=memory)
        if run.status not in (0, 1):  # 1: findings
            self.failures[subject.name] = f"exit status {run.status}: {run.complaint}"
            return None
        return run

    def _change(self, number: int) -> None:
        people = sorted((self.vault / "people").iterdir())
        with people[number % len(people)].open("a", encoding="utf-8") as note:
            note.write(f"- [ ] call again, for the {number}. time 📅 2026-12-01\n")

    # --- what came of it

    def samples(self, name: str, what: str) -> list[float]:
        """One figure a round: the median of its runs."""
        figures = [[getattr(run, what) for run in runs] for runs in self.rounds.get(name, [])]
        return [value for runs in figures if (value := median(runs)) is not None]

    def results(self) -> dict[str, Any]:
        return {
            "subjects": {
                name: {
                    "seconds": self.samples(name, "seconds"),
                    "cpu": self.samples(name, "cpu"),
                }
                for name in self.rounds
            },
            "memory": self.memory,
            "watch": self.watch,
            "cache": self.cache_size(),
            "targets": [
                target._asdict() | self._reached(target)
                for target in TARGETS
                if target.subject != WATCH or self.watch or WATCH in self.failures
            ],
        }

    def _reached(self, target: Target) -> dict[str, Any]:
        """Each round's figure, by the clock (`wall`) and by the processor (`cpu`)."""
        failure = self.failures.get(target.subject) or self.failures.get(target.against, "")
        if failure:
            return {"wall": [], "cpu": [], "failure": failure}
        if target.subject == WATCH:
            return {"wall": [self.watch["beyond"]["p95"]], "cpu": [], "failure": ""}
        if target.kind == "bytes":
            return {"wall": [self.memory[target.subject]], "cpu": [], "failure": ""}
        wall, cpu = (self.samples(target.subject, what) for what in ("seconds", "cpu"))
        if target.kind == "ratio":
            wall = _divided(wall, self.samples(target.against, "seconds"))
            cpu = _divided(cpu, self.samples(target.against, "cpu"))
        return {"wall": wall, "cpu": cpu, "failure": ""}


def _divided(dividends: Sequence[float], divisors: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(dividends, divisors, strict=True)]


def run(notes: int, runs: int, saves: int) -> tuple[dict[str, Any], bool]:
    """All figures for a vault of so many notes, and whether every command worked."""
    with tempfile.TemporaryDirectory(prefix="vaultcrm-bench-") as folder:
        bench = Bench(Path(folder))
        bench.generate(notes)
        bench.warm_up()
        for number in range(1, runs + 1):
            bench.round(number)
        results = {"notes": notes, "runs": runs, "machine": machine()}
        if saves:
            bench.measure_watch(saves)
        results |= bench.results()
        return results, not bench.failures


def shown(value: float | None, kind: str) -> str:
    match value, kind:
        case None, _:
            return ""
        case _, "ratio":
            return f"{value:.2f}×"
        case _, "bytes":
            return f"{value / 1e6:.0f} MB"
        case _:
            return f"{value * 1000:.0f} ms" if value < 10 else f"{value:.1f} s"


def table(results: Mapping[str, Any]) -> str:
    """The targets, then what they were made of."""
    lines = [("", "at most", "reached", "±", "cpu", "against")]
    for row in results["targets"]:
        reached, kind, limit = median(row["wall"]), row["kind"], row["limit"]
        over = reached is not None and limit is not None and reached > limit
        name = f"{row['subject']}{' (memory)' if kind == 'bytes' else ''}"
        lines.append(
            (
                f"{name}{' (p95)' if name == WATCH else ''}",
                shown(limit, kind),
                shown(reached, kind) + ("!" if over else " " if reached is not None else ""),
                shown(spread(row["wall"]), kind) if len(row["wall"]) > 1 else "",
                shown(median(row["cpu"]), kind),
                row["failure"] or row["against"],
            )
        )
    figures = [("", "seconds", "±", "cpu", "MB", "")]
    for name, each in results["subjects"].items():
        seconds, cpu = median(each["seconds"]), median(each["cpu"])
        if seconds is not None and cpu is not None:
            deviation = f"{spread(each['seconds']):.3f}"
            megabytes = f"{results['memory'][name] / 1e6:.0f}"
            figures.append((name, f"{seconds:.3f}", deviation, f"{cpu:.3f}", megabytes, ""))
    notes, cache = results["notes"], results["cache"]
    parts = [
        f"{notes} notes, {results['runs']} runs, {results['machine']}",
        columns(lines),
        columns(figures),
        f"cache: {cache / 1e6:.1f} MB, {cache / notes:.0f} bytes a note",
    ]
    if results["watch"]:
        parts.append(watch_bench.told(results["watch"]))
    return "\n\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, default=10_000, metavar="N")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--saves", type=int, default=30, metavar="N", help="for watch; 0: not")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write what was measured as JSON")
    chosen = parser.parse_args()
    results, worked = run(chosen.notes, chosen.runs, chosen.saves)
    print(table(results))
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0 if worked else 1


if __name__ == "__main__":
    sys.exit(main())
