"""The real command beside real programs that save notes."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import Run
from watchers import TODAY, Watcher, wait_until

CLIENT = "---\ntype: client\nstatus: active\n---\n"
DUE = f"{CLIENT}## Notes\n- [ ] Send the draft 📅 {TODAY}\n"


Start = Callable[..., Watcher]


@pytest.fixture
def start() -> Iterator[Start]:
    watchers: list[Watcher] = []

    def begin(vault: Path, *options: str) -> Watcher:
        watchers.append(Watcher(vault, *options))
        return watchers[-1]

    yield begin
    for watcher in watchers:
        if watcher.process.poll() is None:
            watcher.end(signal.SIGKILL)
        assert "Traceback" not in "".join(watcher.err)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    vault = tmp_path / "vault"
    (vault / ".vaultcrm").mkdir(parents=True)
    (vault / "clients").mkdir()
    for name in ("Acme", "Birch", "Cedar"):
        (vault / "clients" / f"{name}.md").write_text(CLIENT)
    return vault


def reminders(vault: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (vault / "reminders").glob("*")}


def test_it_follows_whatever_is_done_to_notes(vault: Path, start: Start, vaultcrm: Run) -> None:
    watcher = start(vault, "--json")

    def expect(added: int, changed: int, removed: int) -> None:
        counts = (added, changed, removed)
        names = ("added", "changed", "removed")
        wait_until(watcher, lambda: tuple(map(watcher.counted, names)) == counts)

    expect(3, 0, 0)

    acme = vault / "clients/Acme.md"
    acme.write_text(CLIENT + "\nsaved in place\n")
    expect(3, 1, 0)

    temporary = vault / "clients/.Acme.md.swp"
    temporary.write_text(CLIENT + "\nsaved by renaming\n")
    temporary.replace(acme)
    expect(3, 2, 0)

    (vault / "clients/new/folder").mkdir(parents=True)
    (vault / "clients/new/folder/Dogwood.md").write_text(CLIENT)
    expect(4, 2, 0)

    (vault / "clients/new").rename(vault / "clients/old")
    expect(5, 2, 1)

    (vault / "clients/Cedar.md").unlink()
    expect(5, 2, 2)

    for number in range(300):
        note = vault / f"clients/{number % 10}/Client {number}.md"
        note.parent.mkdir(exist_ok=True)
        note.write_text(CLIENT)
    expect(305, 2, 2)

    changes = vaultcrm("--vault", vault, "index", "--json").json()
    assert changes["notes"] == changes["unchanged"] == 303, "the index was up to date"
    listed = vaultcrm("--vault", vault, "list", "clients", "--json", "--limit", "1000").json()
    assert {each["path"] for each in listed} == {
        str(file.relative_to(vault)) for file in vault.rglob("*.md")
    }
    assert [each["notes"] for each in watcher.objects() if "notes" in each][-1] == 303
    begin = time.monotonic()
    assert watcher.end(signal.SIGINT) == 0
    assert time.monotonic() - begin < 2
    assert "".join(watcher.err) == f"watching {vault}; Ctrl-C stops it\nstopped\n"


def test_it_says_what_it_does(vault: Path, start: Start) -> None:
    def save(name: str, text: str) -> None:
        """At once: what is half written may be seen by itself."""
        (vault / ".aside").write_text(text)
        (vault / ".aside").rename(vault / name)

    watcher = start(vault)
    wait_until(watcher, lambda: bool(watcher.out))
    save("clients/Acme.md", DUE)
    wait_until(watcher, lambda: len(watcher.out) >= 3)
    save("clients/Dogwood.md", CLIENT)
    wait_until(watcher, lambda: len(watcher.out) >= 4)
    assert watcher.end(signal.SIGTERM) == 0
    assert [re.sub(r"^\d\d:\d\d:\d\d ", "TIME ", line) for line in watcher.out] == [
        "TIME 3 notes added\n",
        "TIME 1 note changed\n",
        f"TIME wrote reminders/{TODAY} Send the draft (Acme).md\n",
        "TIME 1 note added\n",
    ]
    assert list(reminders(vault)) == [f"{TODAY} Send the draft (Acme).md"]


def test_one_watcher_a_vault(vault: Path, start: Start, vaultcrm: Run) -> None:
    watcher = start(vault)
    wait_until(watcher, lambda: bool(watcher.out))
    second = vaultcrm("--vault", vault, "watch")
    assert (second.status, second.stdout) == (2, "")
    assert f"process {watcher.process.pid}" in second.stderr
    assert watcher.end(signal.SIGINT) == 0


def test_killed_and_started_again_it_reminds_once(vault: Path, start: Start) -> None:
    for name in ("Acme", "Birch"):
        (vault / f"clients/{name}.md").write_text(DUE)
    watcher = start(vault)
    wait_until(watcher, lambda: bool(reminders(vault)))
    watcher.end(signal.SIGKILL)
    (vault / "clients/Cedar.md").write_text(DUE)

    watcher = start(vault, "--json")
    wait_until(watcher, lambda: bool(watcher.out))
    found = reminders(vault)
    assert len([name for name in found if name.endswith(".md")]) == 3

    (vault / "clients/Cedar.md").write_text(DUE + "\n")
    wait_until(watcher, lambda: watcher.counted("changed") >= 2)
    assert watcher.end(signal.SIGINT) == 0
    assert reminders(vault) == found


def test_broken_settings_are_waited_for(vault: Path, start: Start) -> None:
    watcher = start(vault, "--json")
    wait_until(watcher, lambda: bool(watcher.out))
    settings = vault / ".vaultcrm/config.yaml"
    settings.write_text("currency: [")
    wait_until(watcher, lambda: any("error" in each for each in watcher.objects()))
    (vault / "clients/Acme.md").write_text(DUE)
    settings.write_text("currency: EUR")
    wait_until(watcher, lambda: any(each.get("reminders") for each in watcher.objects()))
    assert watcher.end(signal.SIGINT) == 0
    assert len([each for each in watcher.objects() if "error" in each]) == 1
    assert "config.yaml:1:" in "".join(watcher.err)


BUSY = """
import sys, time
from vaultcrm import cli
from vaultcrm.watching.keeping import Keeper

def keep(*_):
    print("busy", flush=True)
    for _ in range(600):
        time.sleep(0.1)

Keeper.keep = keep
sys.exit(cli.run(["--vault", sys.argv[1], "watch"]))
"""


def test_a_second_interrupt_ends_it_at_once(vault: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUSY, str(vault)]
    environ = {**os.environ, "VAULTCRM_CACHE_DIR": str(tmp_path / "cache")}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"busy\n"
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
