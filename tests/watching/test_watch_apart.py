"""`watch` in a vault so large that it has a process beside it compute what is due and what is
wrong: saves, failures and ends while that is at work."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from watchers import SOON, TODAY, Watcher, wait_until

from vaultcrm.watching.keeping import _FEW

CLIENT = "---\ntype: client\nstatus: active\n---\n"
DUE = f"{CLIENT}## Notes\n- [ ] Send the draft 📅 {TODAY}\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    vault = tmp_path / "vault"
    (vault / ".vaultcrm").mkdir(parents=True)
    (vault / "clients").mkdir()
    for number in range(_FEW + 1):
        (vault / f"clients/Client {number}.md").write_text(CLIENT)
    return vault


@pytest.fixture
def watcher(vault: Path) -> Iterator[Watcher]:
    """One that has nothing to do."""
    watcher = Watcher(vault, "--json")
    wait_until(watcher, lambda: any("warnings" in each for each in watcher.objects()))
    yield watcher
    if watcher.process.poll() is None:
        watcher.end(signal.SIGKILL)
    assert "Traceback" not in "".join(watcher.err)


def child_of(watcher: Watcher) -> int:
    """The process that is at work for it; 0 if there is none. (One that is stopped before it is
    another program than the watcher would stop the watcher too.)"""
    with suppress(OSError, IndexError):
        number = watcher.process.pid
        child = Path(f"/proc/{number}/task/{number}/children").read_text().split()[0]
        if b"vaultcrm.watching.apart" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    return 0


def is_there(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def held_child(watcher: Watcher) -> int:
    """The next process that is at work for it, held as if its work took for ever."""
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        if child := child_of(watcher):
            os.kill(child, signal.SIGSTOP)
            return child
        time.sleep(0.001)
    raise AssertionError((watcher.out, watcher.err))


def save(file: Path, text: str) -> None:
    aside = file.with_name(".aside")
    aside.write_text(text)
    aside.rename(file)


def test_a_save_waits_for_nothing(vault: Path, watcher: Watcher) -> None:
    save(vault / "clients/Client 1.md", DUE)
    child = held_child(watcher)
    save(vault / "clients/Client 2.md", CLIENT.replace("active", "actve"))
    wait_until(watcher, lambda: watcher.counted("changed") == 2)
    wait_until(watcher, lambda: any("finding" in each for each in watcher.objects()))
    assert is_there(child)
    assert not (vault / "reminders").exists()
    os.kill(child, signal.SIGCONT)
    reminder = vault / f"reminders/{TODAY} Send the draft (Client 1).md"
    wait_until(watcher, reminder.is_file)
    wait_until(watcher, lambda: any(each.get("reminders") for each in watcher.objects()))
    assert watcher.counted("added") == _FEW + 1, "our own reminder does not count"
    assert watcher.end(signal.SIGINT) == 0
    assert len([each for each in watcher.objects() if "finding" in each]) == 1


def test_what_is_computed_is_killed(vault: Path, watcher: Watcher) -> None:
    save(vault / "clients/Client 1.md", DUE)
    for _ in range(2):
        os.kill(held_child(watcher), signal.SIGKILL)
        wait_until(watcher, lambda: any("error" in each for each in watcher.objects()))
        wait_until(watcher, lambda: not child_of(watcher))
    wait_until(watcher, lambda: any(each.get("reminders") for each in watcher.objects()))
    wait_until(watcher, lambda: "all is well again" in "".join(watcher.err))
    errors = [each["error"] for each in watcher.objects() if "error" in each]
    assert errors == ["what is computed in a process apart was ended by signal 9"]
    assert watcher.end(signal.SIGINT) == 0


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_it_ends_while_something_is_computed(
    vault: Path, watcher: Watcher, number: int, status: int
) -> None:
    save(vault / "clients/Client 1.md", DUE)
    child = held_child(watcher)
    begin = time.monotonic()
    assert watcher.end(number) == status
    assert time.monotonic() - begin < SOON / 2
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGCONT)
    deadline = time.monotonic() + SOON
    while is_there(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not (vault / "reminders").exists()


def test_git_begins_meanwhile(vault: Path, watcher: Watcher) -> None:
    (vault / ".git").mkdir()
    save(vault / "clients/Client 1.md", DUE)
    child = held_child(watcher)
    (vault / ".git/MERGE_HEAD").touch()
    save(vault / "clients/Client 2.md", CLIENT + "\n")
    wait_until(watcher, lambda: watcher.counted("changed") == 2)
    wait_until(watcher, lambda: not is_there(child))
    assert not (vault / "reminders").exists()
    (vault / ".git/MERGE_HEAD").unlink()
    wait_until(watcher, lambda: any(each.get("reminders") for each in watcher.objects()))


def test_what_is_planned_for_a_note_that_changes_is_not_done(
    vault: Path, watcher: Watcher, tmp_path: Path
) -> None:
    """Somebody ticks a task while it is found to be due."""
    first: Callable[[], bool] = (vault / f"reminders/{TODAY} Send the draft (Client 1).md").is_file
    save(vault / "clients/Client 1.md", DUE)
    wait_until(watcher, first)  # from now on it is known that this takes a while
    save(vault / "clients/Client 2.md", DUE)
    child = held_child(watcher)
    time.sleep(0.2)
    save(vault / "clients/Client 2.md", DUE.replace("[ ]", "[x]"))
    wait_until(watcher, lambda: watcher.counted("changed") == 3)
    os.kill(child, signal.SIGCONT)
    save(vault / "clients/Client 3.md", DUE)
    wait_until(watcher, (vault / f"reminders/{TODAY} Send the draft (Client 3).md").is_file)
    assert not (vault / f"reminders/{TODAY} Send the draft (Client 2).md").exists()
