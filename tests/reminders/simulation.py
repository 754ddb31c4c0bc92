"""Years of work with reminders: two machines that share a vault by git, people who write in it,
days off, kills and clocks that jump. Everything that goes wrong is a text in `faults`.

What must come of it is known without asking the program: people promise things of their own words
(`Promise 17`) whose days are known, write words that are never to be lost, and close reminders that
are never to come back.
"""

import os
import random
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import file_operations
import pytest

from vaultcrm.index.index import open_index
from vaultcrm.reading.vault import open_vault
from vaultcrm.watching.reminding import Outcome, write_reminders
from vaultcrm.writing.names import safe_name

PROMISE = re.compile(r"Promise \d+\b")
WORDS = re.compile(r"Words \d+ of a person\b")
KEY = re.compile(r"^source_key: (.*)$", re.MULTILINE)
STATUS = re.compile(r"^status: (.*)$", re.MULTILINE)
TASK = re.compile(r"^- \[(.)\]", re.MULTILINE)
MOST_OPERATIONS = 120  # of a run, before it is killed


class Promise(NamedTuple):
    due: date
    path: str
    waits: bool  # its client is paused


class Years:
    def __init__(self, folder: Path, vault: Path, seed: int, start: date) -> None:
        self.chance = random.Random(seed)
        self.today = start
        self.faults: list[str] = []
        self.promises: dict[str, Promise] = {}
        self.ticked: dict[str, date] = {}  # promises kept, by their words
        self.words: set[str] = set()
        self.closed: dict[str, date] = {}  # keys of reminders that a person has closed
        self.runs = self.kills = self.jumps = self.conflicts = 0
        first = folder / "A"
        copytree(vault, first)
        git(first, "init", "-q", "-b", "main")
        git(first, "config", "gc.auto", "0")
        commit(first)
        git(folder, "clone", "-q", "--bare", str(first), "origin")
        git(first, "remote", "add", "origin", str(folder / "origin"))
        git(first, "fetch", "-q")
        git(first, "branch", "-q", "-u", "origin/main")
        git(folder, "clone", "-q", str(folder / "origin"), "B")
        self.machines = [first, folder / "B"]

    def live(self, days: int) -> None:
        """So many days, of which people are there on two of five."""
        for _ in range(days):
            self.today += timedelta(days=1)
            if self.chance.random() < 0.6:
                continue
            root = self.chance.choice(self.machines)
            if self.chance.random() < 0.75:
                self.sync(root)
            for _ in range(self.chance.randint(0, 2)):
                self.work(root)
            self.remind(root)
            if self.chance.random() < 0.5:
                self.answer(root)
            if self.chance.random() < 0.6:
                self.sync(root)
            if self.chance.random() < 0.1:
                self.look(root)

    def end(self) -> None:
        """Weeks in which nothing is promised; then everything must be as it should. After that the
        clients who were paused are so no longer, and what has waited for them comes."""
        for goes_on in (False, True):
            if goes_on:
                for file in (self.machines[0] / "clients").glob("*.md"):
                    text = file.read_text(encoding="utf-8")
                    file.write_text(text.replace("status: paused", "status: active", 1), "utf-8")
            for root in self.machines * 2:
                self.sync(root)
                self.today += timedelta(days=9)
                run(root, self.today)
                self.sync(root)
            for root in self.machines:
                self.sync(root)
                self.look(root)
                self.count(root, goes_on)

    # --- the machines

    def remind(self, root: Path) -> None:
        self.runs += 1
        if self.chance.random() < 0.12:
            self.kills += 1
            killed(root, self.today, self.chance.randint(1, MOST_OPERATIONS))
            if self.chance.random() < 0.5:
                return
        if self.chance.random() < 0.04:
            self.jumps += 1
            run(root, self.today + timedelta(days=self.chance.randint(-60, 60)))
        run(root, self.today)
        if self.chance.random() < 0.75:
            return
        again = run(root, self.today)
        if changed := [each for each in again if each.action not in ("unchanged", "deferred")]:
            self.faults.append(f"{self.today}: a second run changes {changed[0]}")

    def sync(self, root: Path) -> None:
        commit(root)
        done = git(root, "pull", "-q", "--no-rebase", "--no-edit", check=False)
        if done.returncode:
            self.conflicts += 1
            for path in git(root, "diff", "--name-only", "-z", "--diff-filter=U").stdout.split(
                "\0"
            ):
                if path:
                    self.resolve(root, path)
            git(root, "add", "-A")
            git(root, "commit", "-q", "--no-edit")
        git(root, "push", "-q", check=False)

    def resolve(self, root: Path, path: str) -> None:
        """As people do: of a reminder the side that is closed, with what they wrote on the other;
        of anything else both sides."""
        sides = [git(root, "show", f":{stage}:{path}", check=False).stdout for stage in (2, 3)]
        if not all(sides):  # deleted on one side
            text = "".join(sides)
            if path.startswith("reminders/") and not WORDS.search(text):
                (root / path).unlink(missing_ok=True)
                return
            (root / path).write_text(text, encoding="utf-8")
        elif path.startswith("reminders/"):
            sides.sort(key=lambda text: "status: open" in text)
            lost = [each for each in WORDS.findall(sides[1]) if each not in sides[0]]
            (root / path).write_text(sides[0] + "".join(f"{each}\n" for each in lost), "utf-8")
        else:
            self.faults += ["the log conflicts"] if path.endswith(".log") else []
            mine = sides[0].splitlines()
            more = [line for line in sides[1].splitlines() if line not in mine]
            (root / path).write_text("\n".join([*mine, *more]) + "\n", "utf-8")

    # --- the people

    def work(self, root: Path) -> None:
        """Something that one does in a vault."""
        match self.chance.randint(0, 4):
            case 0 | 1:
                number = len(self.promises) + 1
                due = self.today + timedelta(days=self.chance.randint(-5, 40))
                client = self.client(root)
                name = safe_name(f"{self.today} {client.stem} {number}")
                path = f"meetings/{self.today.year}/{name}.md"
                (root / path).parent.mkdir(exist_ok=True)
                (root / path).write_text(
                    f"---\ntype: meeting\ndate: {self.today}\n"
                    f'client: "[[{client.stem}]]"\n---\n## Actions\n'
                    f"- [ ] Promise {number} 📅 {due}\n",
                    encoding="utf-8",
                )
                waits = "status: paused" in client.read_text(encoding="utf-8")
                self.promises[f"Promise {number}"] = Promise(due, path, waits)
            case 2:
                file = self.client(root)
                text = file.read_text(encoding="utf-8")
                line = f"- {self.today} call out: hello\n"
                if "\n## Log\n" in text:
                    file.write_text(text.replace("\n## Log\n", f"\n## Log\n{line}", 1), "utf-8")
            case _:
                left = [each for each in self.promises if each not in self.ticked]
                if left:
                    promise = self.chance.choice(left)
                    file = root / self.promises[promise].path
                    if file.exists():
                        text = file.read_text(encoding="utf-8").replace("- [ ]", "- [x]")
                        file.write_text(text, encoding="utf-8")
                        self.ticked[promise] = self.today

    def client(self, root: Path) -> Path:
        return self.chance.choice(sorted((root / "clients").glob("*.md")))

    def answer(self, root: Path) -> None:
        """Something that one does with a reminder."""
        notes = [
            file
            for file in sorted((root / "reminders").glob("*.md"))
            if "\nstatus: open\n" in file.read_text(encoding="utf-8")
        ]
        if not notes:
            return
        file = self.chance.choice(notes)
        text = file.read_text(encoding="utf-8")
        key = key_of(text)
        match self.chance.randint(0, 5):
            case 0:
                file.write_text(text.replace("- [ ]", "- [x]", 1), encoding="utf-8")
                self.closed[key] = self.today
            case 1:
                file.write_text(text.replace("status: open", "status: done", 1), "utf-8")
                self.closed[key] = self.today
            case 2:
                file.write_text(text.replace("status: open", "status: dismissed", 1), "utf-8")
                self.closed[key] = self.today
            case 3 if not WORDS.search(text):
                if key in log_of(root):
                    file.unlink()
                    self.closed[key] = self.today
            case 4:
                line = "status: open\nsnooze: 3d"
                file.write_text(text.replace("status: open", line, 1), encoding="utf-8")
            case _:
                words = f"Words {len(self.words) + 1} of a person"
                self.words.add(words)
                file.write_text(f"{text}\n{words}\n", encoding="utf-8")

    # --- what must hold

    def look(self, root: Path) -> None:
        """No reminder is there twice, and none that was closed is open."""
        paths: dict[str, Path] = {}
        for file in (root / "reminders").rglob("*.md"):
            text = file.read_text(encoding="utf-8")
            key = key_of(text)
            if key in paths:
                self.faults.append(f"{self.today}: {file} and {paths[key]} are both {key}")
            paths[key] = file

    def count(self, root: Path, goes_on: bool) -> None:
        """Once all is in one place: exactly one reminder of each promise that came due while it
        was open (none while the client is paused), words still there, nothing closed that is open.
        """
        texts = {file: file.read_text("utf-8") for file in (root / "reminders").rglob("*.md")}
        everything = "".join(texts.values())
        for words in self.words:
            if everything.count(words) != 1:
                self.faults.append(f"{words}: {everything.count(words)} times in the vault")
        for file, text in texts.items():
            key = key_of(text)
            task = TASK.search(text)
            if key in self.closed and "\nstatus: open\n" in text and task and task[1] == " ":
                self.faults.append(f"{file}: closed on {self.closed[key]}, and open again")
        made = log_of(root)
        for words, promise in self.promises.items():
            keys = {key for key in made if re.search(rf"{words}\b", key)}
            until = self.ticked.get(words, date.max)
            if len(keys) > 1:
                self.faults.append(f"{words} has {len(keys)} reminders")
            if promise.waits and not (goes_on and until == date.max):
                self.faults += [f"{words} does not wait"] if keys else []
            elif not keys and promise.due + timedelta(days=30) < min(until, self.today):
                self.faults.append(f"{words}, due on {promise.due}, has no reminder")


def key_of(text: str) -> str:
    match = KEY.search(text)
    return match[1].strip("\"'") if match else ""


def log_of(root: Path) -> set[str]:
    """The keys of all reminders that the log says were made."""
    file = root / ".vaultcrm/reminders.log"
    if not file.exists():
        return set()
    lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    return {parts[2] for parts in lines if len(parts) > 2 and parts[1] in ("made", "digested")}


def run(root: Path, today: date) -> list[Outcome]:
    with open_index(open_vault(root)) as index:
        index.refresh()
        return write_reminders(index, today)


def killed(root: Path, today: date, operations: int) -> None:
    """A run that ends as if by SIGKILL at one of its file operations, or comes to its end."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    left = operations

    def step(name: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            os._exit(9)

    try:
        with open_index(open_vault(root)) as index:
            index.refresh()
            file_operations.install(pytest.MonkeyPatch(), step, "linux")
            write_reminders(index, today)
    finally:
        os._exit(0)


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "work")


def git(root: Path, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    names = {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    command = ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments]
    return subprocess.run(
        command, check=check, capture_output=True, text=True, env={**os.environ, **names}
    )
