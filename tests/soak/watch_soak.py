"""24 hours of edits against a real `vaultcrm watch`, in some minutes; then looks at what it left.

    python tests/soak/watch_soak.py [--notes 500] [--minutes 10] [--hours 24] [--rate 180]

A vault of generated notes in git is worked on as editors, sync tools, people and git do: `--rate`
edits an hour of the time that is played, one after the other, evenly over the minutes. Every second
the watcher's memory (RSS) and open files are taken from /proc. What must hold at the end:

* it still runs, has said nothing went wrong, and ends with status 0 when asked to;
* memory is flat: the median of the last quarter is at most 10 % above that of the second quarter
  (the first warms up; the number of notes is kept even, as old reminders are thrown away:
  `notes_quarters` tells);
* handles are flat: at rest there are as many open files as at rest in the beginning, in the last
  quarter (median) at most two more than in the second, which differ by what is open during a look;
  and as many folders are watched as there are;
* its index needs no change, and answers all questions as one that is made from nothing.

Prints what it found as JSON, and ends with 1 where something does not hold. Linux only (/proc). The
clock itself is not sped up: what `watch` waits for in seconds it waits for as it always does, and
no new day begins."""

import argparse
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent / "bench"), str(HERE.parent / "index"), str(ROOT)]

import watch_bench  # noqa: E402
from small_vaults import answers, fresh_answers, index  # noqa: E402

from vaultcrm.reading.vault import open_vault  # noqa: E402

MOST = 1.10  # times the memory of the second quarter
BUSY = 2  # open files more or less
REST = 12.0  # seconds of silence: longer than the watcher's `calm`
STATUSES = ("lead", "active", "paused", "past", "nonsense")


class Editor:
    """Somebody at work in a vault, as the dice fall. The number of notes stays what it was at the
    first edit, or near it."""

    def __init__(self, vault: Path, seed: int, environ: Mapping[str, str]) -> None:
        self.vault = vault
        self._dice = random.Random(seed)
        self.environ = environ
        self._number = 0
        self._away = False  # whether an earlier commit is checked out
        self._git("init", "-q", "-b", "main")
        self._commit()
        self._count = len(self._notes())
        self._most = 0
        self.done: Counter[str] = Counter()
        self._kinds: dict[Callable[[], None], int] = {  # with their weights
            self.save_in_place: 30,
            self.save_by_renaming: 30,
            self.save_half: 8,
            self.add_note: 8,
            self.delete_note: 8,
            self.rename_note: 5,
            self.break_note: 4,
            self.add_folder: 2,
            self.rename_folder: 2,
            self.delete_folder: 1,
            self.touch: 3,
            self.change_settings: 1,
            self.check_out: 2,
        }

    def edit(self) -> None:
        self._number += 1
        self._most = self._most or sum(1 for _ in self.vault.rglob("*.md"))
        kinds, weights = zip(*self._kinds.items(), strict=True)
        (kind,) = self._dice.choices(kinds, weights)
        few = len(self._notes()) < self._count
        swap = {self.add_note: self.delete_note, self.add_folder: self.delete_folder}
        for more, less in swap.items():
            if kind in (more, less):
                kind = more if few else less
        try:
            kind()
        except FileNotFoundError:  # the watcher archived it meanwhile
            return
        self.done[kind.__name__] += 1
        self._tidy()

    def _tidy(self) -> None:
        """The watcher writes reminders for ever; as many notes are thrown away."""
        excess = sum(1 for _ in self.vault.rglob("*.md")) - self._most
        parts = ("reminders/archive", "reminders", "clients")
        old = (path for part in parts for path in sorted((self.vault / part).rglob("*.md")))
        for path in [*dict.fromkeys(old)][: max(0, excess)]:
            path.unlink(missing_ok=True)

    # --- kinds of edits

    def save_in_place(self) -> None:
        note = self._note()
        note.write_bytes(self._edited(note.read_bytes()))

    def save_by_renaming(self) -> None:
        note = self._note()
        new = note.with_name(f".{note.name}.tmp")
        new.write_bytes(self._edited(note.read_bytes()))
        new.replace(note)

    def save_half(self) -> None:
        note = self._note()
        data = self._edited(note.read_bytes())
        with note.open("wb") as stream:
            stream.write(data[: len(data) // 3])
            stream.flush()
            time.sleep(0.05)
            stream.write(data[len(data) // 3 :])

    def add_note(self) -> None:
        self._add(self._folder() / f"Soak {self._number}.md")

    def delete_note(self) -> None:
        self._note().unlink()

    def rename_note(self) -> None:
        note = self._note()
        note.rename(self._folder() / f"{note.stem[:40]} {self._number}.md")

    def break_note(self) -> None:
        note = self._note()
        note.write_bytes(note.read_bytes().replace(b"---\n", b"---\nbroken: [\n", 1))

    def add_folder(self) -> None:
        folder = self._folder() / f"Soak {self._number}"
        folder.mkdir()
        for number in range(5):
            self._add(folder / f"Soak {self._number}.{number}.md")

    def rename_folder(self) -> None:
        folder = self._folder()
        if folder != self.vault / "clients":
            folder.rename(self.vault / "clients" / f"Moved {self._number}")

    def delete_folder(self) -> None:
        folder = min((self._folder() for _ in range(5)), key=lambda each: len([*each.rglob("*")]))
        if folder != self.vault / "clients":
            shutil.rmtree(folder)

    def touch(self) -> None:
        self._note().touch()

    def change_settings(self) -> None:
        config = self.vault / ".vaultcrm/config.yaml"
        kept = config.read_text(encoding="utf-8").partition("contact_every")[0]
        config.write_text(f"{kept}# {self._number}\n", encoding="utf-8")

    def check_out(self) -> None:
        """An earlier commit, or back to the last one."""
        if self._away:
            self._git("checkout", "-q", "-f", "main")
        else:
            self._commit()
            self._git("checkout", "-q", "-f", "main~1")
        self._away = not self._away

    # --- what they are made of

    def _edited(self, data: bytes) -> bytes:
        data = data.replace(b"broken: [\n", b"")
        match self._dice.randrange(3):
            case 0:
                status = self._dice.choice(STATUSES).encode()
                return data.replace(b"status: active", b"status: " + status, 1)
            case 1:
                return data.replace(b"- [ ]", b"- [x]", 1)
            case _:
                kept = data.rpartition(b"\nSoak ")[0] or data  # so that notes do not grow for ever
                day = self._dice.randrange(1, 29)
                return kept + f"\nSoak [[Acme]] {self._number}\n- [ ] x 📅 2026-12-{day}\n".encode()

    def _add(self, path: Path) -> None:
        status = self._dice.choice(STATUSES)
        text = f"---\ntype: client\nstatus: {status}\ncadence: 14d\n---\n- [ ] Call 📅 2026-11-30\n"
        path.write_text(text, encoding="utf-8")

    def _notes(self) -> list[Path]:
        parts = (self.vault / part for part in ("clients", "people", "projects"))
        return sorted(path for part in parts for path in part.rglob("*.md"))

    def _note(self) -> Path:
        return self._dice.choice(self._notes())

    def _folder(self) -> Path:
        clients = self.vault / "clients"
        return self._dice.choice([clients, *sorted(p for p in clients.rglob("*") if p.is_dir())])

    def _commit(self) -> None:
        self._git("add", "-A")
        who = ("-c", "user.name=Soak", "-c", "user.email=soak@localhost")
        self._git(*who, "commit", "-q", "--allow-empty", "-m", str(self._number))

    def _git(self, *arguments: str) -> None:
        """Tried again, for `git add` gives up where the watcher archives a note under its eyes."""
        command = ["git", "-c", "gc.auto=0", "-C", str(self.vault), *arguments]
        for _ in range(9):
            if subprocess.run(command, env=self.environ, capture_output=True).returncode == 0:
                return
            time.sleep(0.3)
        subprocess.run(command, env=self.environ, check=True)


class Sample(NamedTuple):
    memory: int  # bytes, RSS
    handles: int


class Sampler(threading.Thread):
    """Takes a sample a second of a process."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self.samples: list[Sample] = []

    def run(self) -> None:
        while not self._ended.wait(1.0):
            self.samples.append(sample(self._pid))

    def end(self) -> None:
        self._ended.set()
        self.join()


def sample(pid: int) -> Sample:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return Sample(pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir(f"/proc/{pid}/fd")))


def folders_watched(pid: int) -> int:
    count = 0
    for info in Path(f"/proc/{pid}/fdinfo").iterdir():
        count += info.read_text().count("inotify wd:")
    return count


def folders_of(vault: Path) -> int:
    return sum(path.is_dir() and not path.is_symlink() for path in vault.rglob("*")) + 1


def quarters(values: list[int]) -> list[float]:
    size = max(1, len(values) // 4)
    return [statistics.median(values[at * size : (at + 1) * size] or [0]) for at in range(4)]


def soak(editor: Editor, edits: int, seconds: float) -> dict[str, Any]:
    vault, environ = editor.vault, editor.environ
    watching = watch_bench.Watching(vault, environ)
    pid = watching.process.pid
    try:
        watch_bench.first_looks(watching, time.monotonic())
        watching.rest(REST)
        begun = sample(pid)
        sampler = Sampler(pid)
        sampler.start()
        start, cpu = time.monotonic(), watching.cpu()
        for number in range(edits):
            editor.edit()
            time.sleep(max(0.0, start + seconds * (number + 1) / edits - time.monotonic()))
        took = time.monotonic() - start
        sampler.end()
        cpu = watching.cpu() - cpu
        watching.rest(REST)
        ended = sample(pid)
        watched, folders = folders_watched(pid), folders_of(vault)
        watching.process.send_signal(signal.SIGINT)
        status = watching.process.wait(watch_bench.LONGEST)
    finally:
        watching.process.kill()
    said = [line for _, line in watching.lines]
    memory = quarters([each.memory for each in sampler.samples])
    handles = quarters([each.handles for each in sampler.samples])
    return {
        "edits": dict(editor.done.most_common()),
        "seconds": round(took),
        "cpu": round(cpu, 1),
        "lines": len(said),
        "errors": [line["error"] for line in said if "error" in line],
        "reminders": sum(len(line.get("reminders", ())) for line in said),
        "refreshed": sum(len(line.get("refreshed", ())) for line in said),
        "memory_mb": {
            "begin": round(begun.memory / 1e6, 1),
            "quarters": [round(each / 1e6, 1) for each in memory],
            "end": round(ended.memory / 1e6, 1),
        },
        "notes_quarters": quarters([line["notes"] for line in said if "notes" in line]),
        "handles": {"begin": begun.handles, "quarters": handles, "end": ended.handles},
        "watched": {"folders": folders, "watches": watched},
        "status": status,
        "memory_flat": memory[3] <= MOST * memory[1],
        "handles_flat": ended.handles <= begun.handles
        and handles[3] <= handles[1] + BUSY
        and watched == folders,
    }


def left_behind(root: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    """Whether the index that the watcher kept needs no change, and says what a fresh one says."""
    time.sleep(2.5)  # a note that was just saved is read again
    vault, cache = open_vault(root), Path(environ["VAULTCRM_CACHE_DIR"])
    with index(vault, cache) as kept:
        changes = kept.refresh()
        kept_answers = answers(kept)
    fresh = fresh_answers(vault, cache.with_name("fresh"))
    differing = sorted(name for name, each in fresh.items() if kept_answers[name] != each)
    left = changes.added + changes.changed + changes.removed
    return {"notes": changes.notes, "left_over": left, "differing": differing}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, default=500, metavar="N")
    parser.add_argument("--minutes", type=float, default=10.0, metavar="N")
    parser.add_argument("--hours", type=float, default=24.0, metavar="N", help="that are played")
    parser.add_argument("--rate", type=float, default=180.0, metavar="N", help="edits an hour")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vaultcrm-soak-") as folder:
        vault = Path(folder).resolve() / "vault"
        environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "VAULTCRM_CACHE_DIR": str(vault.with_name("cache")),
        }
        generate = [sys.executable, str(HERE.parent / "bench/generate.py"), str(vault)]
        generate += ["--notes", str(chosen.notes)]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
        edits = int(chosen.hours * chosen.rate)
        found = soak(Editor(vault, chosen.seed, environ), edits, chosen.minutes * 60)
        found |= left_behind(vault, environ)
    print(json.dumps(found, indent=1))
    fine = found["memory_flat"] and found["handles_flat"] and not found["status"]
    return 0 if fine and not (found["errors"] or found["left_over"] or found["differing"]) else 1


if __name__ == "__main__":
    sys.exit(main())
