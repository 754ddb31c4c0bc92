"""Measures `vaultcrm watch` on a generated vault, and prints JSON.

    python tests/bench/watch_bench.py [--notes 10000] [--saves 20] [--files 20000] [--idle 60]

Seconds from the end of a save until the watcher's line is there: that the index has it
(`indexed`), that what is wrong in it is found (`found`), that a reminder is written for it
(`reminded`), each p50 and p95 of so many saves, far enough apart that each is a batch of its own.
`beyond` is what the first two take beyond the time that the watcher waits on purpose (timing.py),
the longer of both. Then the CPU seconds that it takes in an idle minute, and how long it takes
until the index has that many new files; after that its index must need no change. Linux only.

bench.py measures the first two (`saves_of`)."""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TODAY = "2026-11-30"
LONGEST = 600.0  # seconds to wait for anything
NOTE = "---\ntype: client\nstatus: active\n---\n"


class Silence(Exception):
    """The watcher has ended, or has not said for too long what it was expected to say."""


class Watching:
    """A watcher, with the moment at which each of its lines came."""

    def __init__(self, vault: Path, environ: Mapping[str, str]) -> None:
        self.lines: list[tuple[float, dict[str, Any]]] = []
        command = [sys.executable, "-m", "vaultcrm", "--vault", str(vault), "--today", TODAY]
        self.process = subprocess.Popen(
            [*command, "watch", "--json"],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.complaints: list[str] = []
        assert self.process.stdout and self.process.stderr
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()
        complaining = (self.process.stderr,)
        threading.Thread(target=self.complaints.extend, args=complaining, daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self.lines.append((time.monotonic(), json.loads(line)))

    def until(self, wanted: Callable[[dict[str, Any]], bool], after: int = 0) -> float:
        """When the first line came, after so many lines, that is as wanted."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline and self.process.poll() is None:
            for moment, line in self.lines[after:]:
                if wanted(line):
                    return moment
            time.sleep(0.005)
        last = [*map(str.strip, self.complaints[-3:]), *(str(line) for _, line in self.lines[-1:])]
        raise Silence(f"exit status {self.process.poll()}; its last lines: {' '.join(last)}")

    def rest(self, seconds: float = 5.0) -> None:
        """Wait until it has said nothing for so long."""
        before = -1
        while before != len(self.lines):
            before = len(self.lines)
            time.sleep(seconds)

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"p50": round(statistics.median(ordered), 3), "p95": round(p95, 3)}


def saves_of(vault: Path, environ: Mapping[str, str], saves: int) -> dict[str, Any]:
    """What a watcher that is started for it takes for so many saves of one note."""
    begin = time.monotonic()
    watching = Watching(vault, environ)
    try:
        found = first_looks(watching, begin) | measure_saves(watching, vault, environ, saves)
        watching.process.send_signal(signal.SIGINT)
        return found | {"status": watching.process.wait(LONGEST)}
    finally:
        watching.process.kill()


def first_looks(watching: Watching, begin: float) -> dict[str, Any]:
    looked = watching.until(lambda line: "notes" in line) - begin
    checked = watching.until(lambda line: "errors" in line) - begin
    return {"first_look": round(looked, 2), "first_check": round(checked, 2)}


def measure_saves(
    watching: Watching, vault: Path, environ: Mapping[str, str], saves: int
) -> dict[str, Any]:
    quiet, settled = _waits(environ)
    note = vault / "clients/Bench.md"
    indexed, found = [], []
    note.write_text(NOTE, encoding="utf-8")
    watching.rest()
    for number in range(saves):
        before = len(watching.lines)
        status = "active" if number % 2 else "wrong"  # every save is news: found, or gone
        note.write_text(NOTE.replace("active", status), encoding="utf-8")
        saved = time.monotonic()
        indexed.append(watching.until(lambda line: bool(line.get("changed")), before) - saved)
        found.append(
            watching.until(lambda line: "finding" in line or "gone" in line, before) - saved
        )
        time.sleep(0.5)
    beyond = [
        max(one - quiet, other - quiet - settled) for one, other in zip(indexed, found, strict=True)
    ]
    measured = {"indexed": indexed, "found": found, "beyond": beyond}
    return {"saves": saves} | {name: quantiles(each) for name, each in measured.items()}


def _waits(environ: Mapping[str, str]) -> list[float]:
    """How long the watcher waits on purpose, in seconds: after an event, and then before it says
    what is wrong."""
    asked = "from vaultcrm.watching.timing import NORMAL; print(NORMAL.quiet, NORMAL.settled)"
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environ, check=True, capture_output=True, text=True
    )
    return [float(each) for each in done.stdout.split()]


def told(measured: Mapping[str, Any]) -> str:
    parts = (f"{name} {measured[name]['p50']:g} s" for name in ("indexed", "found", "beyond"))
    return (
        f"watch: {measured['saves']} saves, p50: {', '.join(parts)}; "
        f"first look {measured['first_look']:g} s, first check {measured['first_check']:g} s"
    )


def measure_reminders(watching: Watching, vault: Path, saves: int) -> dict[str, Any]:
    reminded = []
    for number in range(saves):
        text = f"{NOTE}## Notes\n- [ ] Send draft {number} 📅 {TODAY}\n"
        before = len(watching.lines)
        (vault / f"clients/Bench {number}.md").write_text(text, encoding="utf-8")
        saved = time.monotonic()
        reminded.append(watching.until(lambda line: bool(line.get("reminders")), before) - saved)
        time.sleep(1.0)
    return {"reminded": quantiles(reminded)}


def measure_flood(watching: Watching, vault: Path, files: int) -> float:
    known = [line["notes"] for _, line in watching.lines if "notes" in line][-1]
    begin = time.monotonic()
    for number in range(files):
        note = vault / f"clients/flood/{number % 200}/Flood {number}.md"
        if number < 200:
            note.parent.mkdir(parents=True)
        note.write_text(f"{NOTE}\n{number}\n", encoding="utf-8")
    return watching.until(lambda line: line.get("notes", 0) >= known + files) - begin


def bench(notes: int, saves: int, files: int, idle: float) -> dict[str, Any]:
    place = Path(tempfile.mkdtemp())
    vault = place / "vault"
    environ = {
        **os.environ,
        "VAULTCRM_CACHE_DIR": str(place / "cache"),
        "PYTHONPATH": str(ROOT),
    }
    generate = [sys.executable, str(HERE / "generate.py"), str(vault), "--notes", str(notes)]
    subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
    begin = time.monotonic()
    watching = Watching(vault, environ)
    try:
        found: dict[str, Any] = {"notes": notes}
        found |= first_looks(watching, begin)
        found |= measure_saves(watching, vault, environ, saves)
        found |= measure_reminders(watching, vault, saves)
        time.sleep(60)  # until all that is owed is done
        before = watching.cpu()
        time.sleep(idle)
        found["idle_cpu"] = round((watching.cpu() - before) / idle, 4)
        found["flood"] = {"files": files, "seconds": round(measure_flood(watching, vault, files))}
        time.sleep(10)
        watching.process.send_signal(signal.SIGINT)
        found["status"] = watching.process.wait(LONGEST)
        left = [sys.executable, "-m", "vaultcrm", "--vault", str(vault), "index", "--json"]
        changes = json.loads(
            subprocess.run(left, env=environ, check=True, capture_output=True).stdout
        )
        found["left_over"] = changes["notes"] - changes["unchanged"]
        return found
    finally:
        watching.process.kill()
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--saves", type=int, default=20)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--idle", type=float, default=60.0)
    chosen = parser.parse_args()
    measured = bench(chosen.notes, chosen.saves, chosen.files, chosen.idle)
    print(json.dumps(measured, indent=2))
