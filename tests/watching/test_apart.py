"""Work in a process apart: what comes back, and how it ends."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from vaultcrm.errors import VaultError
from vaultcrm.index.following import Follower, follow_index
from vaultcrm.index.index import Index, open_index
from vaultcrm.model import Record
from vaultcrm.reading.vault import open_vault
from vaultcrm.watching.apart import Errand, followed

SOON = 20.0


# --- what is done apart ---------------------------------------------------------------------------


def fail(error: Exception) -> None:
    raise error


def rubbish() -> None:
    for descriptor in range(3, 20):  # the answer's is among them
        with suppress(OSError):
            os.write(descriptor, b"\x80rubbish")
    os._exit(0)


def wait_for_ever(marker: Path) -> None:
    marker.write_text(f"{os.getpid()}")
    time.sleep(1000)


def chatter() -> str:
    print("this is no part of the answer")
    os.write(1, b"nor is this")
    return "answer"


def path() -> list[str]:
    return sys.path


def clients(index: Index) -> list[Record]:
    return index.records("clients")


def all_but_the_first(folder: Path, index: Index) -> list[str]:
    """A bug that only two answers that do not go together lead to."""
    before = index.records("clients")
    if not (folder / "seen").exists():
        (folder / "seen").touch()
        wait_until((folder / "changed").exists)
        index.records("clients")
    return [before[number].path for number in range(len(index.records("clients")))]


def answer(work: Callable[[], Any]) -> Any:
    over = threading.Event()
    errand = Errand(work, over.set)
    assert over.wait(SOON)
    assert errand.is_over
    return errand.result()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """This file is imported there by its name."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


# --- what comes of it -----------------------------------------------------------------------------


def test_an_answer() -> None:
    frozen = MappingProxyType({"a": (1, MappingProxyType({}))})
    assert answer(partial(dict, frozen)) == {"a": (1, {})}
    assert answer(partial(tuple, [frozen])) == (frozen,)
    assert answer(os.getpid) != os.getpid()
    assert answer(chatter) == "answer"
    assert answer(path) == sys.path, "the same program"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (VaultError("no", "do this"), "no"),
        (OSError(5, "broken", "A.md"), r"\[Errno 5\] broken: 'A.md'"),
    ],
)
def test_what_it_raises(error: Exception, message: str) -> None:
    with pytest.raises(type(error), match=message) as raised:
        answer(partial(fail, error))
    assert getattr(raised.value, "hint", "") == getattr(error, "hint", "")


def test_a_bug_is_told_with_its_place() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)Traceback.*in fail.*ZeroDivisionError"):
        answer(partial(fail, ZeroDivisionError()))


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (partial(os.kill, 0, signal.SIGKILL), "signal 9"),  # 0 is its own group, which it has
        (partial(os._exit, 7), "status 7"),
        (partial(os._exit, 0), "no answer"),
        (rubbish, "no answer"),
    ],
)
def test_without_an_answer(work: Callable[[], Any], message: str) -> None:
    with pytest.raises(VaultError, match=message):
        answer(work)


# --- how it ends ----------------------------------------------------------------------------------


def is_there(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_it_is_ended(tmp_path: Path) -> None:
    over = threading.Event()
    errand = Errand(partial(wait_for_ever, tmp_path / "pid"), over.set)
    wait_until(lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text()))
    assert not errand.is_over
    errand.end()
    assert over.is_set()
    assert not is_there(int((tmp_path / "pid").read_text()))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_it_ends_with_whoever_asked(tmp_path: Path) -> None:
    """Also if that is killed."""
    asking = os.fork()
    if not asking:
        try:
            Errand(partial(wait_for_ever, tmp_path / "pid"), lambda: None)
            time.sleep(1000)
        finally:
            os._exit(1)
    wait_until(lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text()))
    process = int((tmp_path / "pid").read_text())
    assert is_there(process)
    os.kill(asking, signal.SIGKILL)
    os.waitpid(asking, 0)
    wait_until(lambda: not is_there(process))


# --- the index that it follows --------------------------------------------------------------------


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAULTCRM_CACHE_DIR", str(tmp_path / "cache"))
    root = (tmp_path / "vault").resolve()
    (root / ".vaultcrm").mkdir(parents=True)
    for number in range(3):
        (root / f"Client {number}.md").write_text("---\ntype: client\n---\n")
    return root


def test_the_index_is_followed(vault: Path) -> None:
    with open_index(open_vault(vault)) as index:
        index.refresh()
        assert index.seen and index.path
        seen = index.seen._replace(notes={}, listings={})
        assert answer(partial(followed, vault, seen, clients)) == clients(index)
        (vault / "New.md").write_text("---\ntype: client\n---\n")
        before = index.path.read_bytes()
        with follow_index(open_vault(vault), seen) as follower:
            assert len(clients(follower)) == 3, "it looks at no note itself"
            assert index.path.read_bytes() == before
            index.refresh()
            assert clients(follower) == clients(index)
            (vault / "New.md").unlink()
            index.refresh()
            assert clients(follower) == clients(index)


def test_an_index_that_changes_all_the_time(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Follower, "_is_current", lambda self: False)
    with open_index(open_vault(vault)) as index:
        index.refresh()
        assert index.seen
        with follow_index(open_vault(vault), index.seen) as follower:
            assert clients(follower) == clients(index)


@pytest.mark.parametrize("damage", ["gone", "garbage"])
def test_without_a_file_it_is_as_any_index(vault: Path, damage: str) -> None:
    with open_index(open_vault(vault)) as index:
        index.refresh()
        seen, expected, file = index.seen, clients(index), index.path
    assert seen and file
    if damage == "gone":
        file.unlink()
    else:
        file.resolve().write_bytes(b"garbage" * 1000)
    before = sorted(os.listdir(file.parent))
    assert answer(partial(followed, vault, seen, clients)) == expected
    assert sorted(os.listdir(file.parent)) == before


def test_what_does_not_go_together_is_computed_again(vault: Path, tmp_path: Path) -> None:
    with open_index(open_vault(vault)) as index:
        index.refresh()
        assert index.seen
        over = threading.Event()
        work = partial(all_but_the_first, tmp_path)
        errand = Errand(partial(followed, vault, index.seen, work), over.set)
        wait_until((tmp_path / "seen").exists)
        (vault / "New.md").write_text("---\ntype: client\n---\n")
        index.refresh()
        (tmp_path / "changed").touch()
        assert over.wait(SOON)
        assert len(errand.result()) == 4
