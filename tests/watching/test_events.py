"""What the watcher is told: every change that matters, whichever way it is made, and no other."""

import logging
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchdog.observers import inotify_c

from vaultcrm.watching.events import ANYTHING, Inbox, matters, observed

SOON = 5.0  # seconds, by which everything must have happened


@pytest.mark.parametrize(
    ("path", "is_folder", "expected"),
    [
        (ANYTHING, True, True),
        ("Note.md", False, True),
        ("clients/Ümlaut & Söhne.MD", False, True),
        ("clients", True, True),
        ("clients/photo.png", False, False),
        ("clients/Note.md~", False, False),
        ("clients/4913", False, False),
        ("clients/.~vaultcrm-0123456789abcdef.tmp", False, False),
        ("clients/.Note.md.swp", False, False),
        (".git/refs/heads", True, False),
        (".git/notes.md", False, False),
        (".obsidian/plugins/x/README.md", False, False),
        (".trash/Note.md", False, False),
        ("node_modules/x/README.md", False, False),
        (".vaultcrm", True, True),
        (".vaultcrm/config.yaml", False, True),
        (".vaultcrm/types", True, True),
        (".vaultcrm/types/vendor.yml", False, True),
        (".vaultcrm/templates/reminders/check_in.md.j2", False, True),
        (".vaultcrm/cache/index.sqlite-wal", False, False),
        (".vaultcrm/.config.yaml.swp", False, False),
    ],
)
def test_what_matters(path: str, is_folder: bool, expected: bool) -> None:
    assert matters(path, is_folder) is expected


# --- the inbox ------------------------------------------------------------------------------------


def test_what_is_told_is_taken_once() -> None:
    inbox = Inbox()
    assert not inbox.wait(0)
    inbox.tell("a.md")
    inbox.tell("b.md")
    inbox.tell("a.md")
    assert inbox.wait(SOON)
    assert inbox.take() == {"a.md", "b.md"}
    assert inbox.take() == set()
    assert not inbox.wait(0)


def test_waiting_ends_with_news() -> None:
    inbox = Inbox()
    threading.Timer(0.05, inbox.tell, ["a.md"]).start()
    begin = time.monotonic()
    while not inbox.wait(SOON):
        pass
    assert time.monotonic() - begin < SOON / 2


def test_a_batch_ends_with_quiet() -> None:
    inbox, told = Inbox(), 0
    inbox.tell("0.md")

    def go_on() -> None:
        nonlocal told
        for number in range(10):
            time.sleep(0.02)
            inbox.tell(f"{number}.md")
            told += 1

    thread = threading.Thread(target=go_on)
    thread.start()
    inbox.settle(quiet=0.3, longest=SOON)
    assert told == 10
    thread.join()


def test_a_batch_ends_though_it_is_never_quiet() -> None:
    inbox, ended = Inbox(), threading.Event()
    inbox.tell("a.md")

    def go_on() -> None:
        while not ended.wait(0.01):
            inbox.tell("a.md")

    thread = threading.Thread(target=go_on)
    thread.start()
    begin = time.monotonic()
    inbox.settle(quiet=1.0, longest=0.3)
    took = time.monotonic() - begin
    ended.set()
    thread.join()
    assert 0.3 <= took < 1.0


@pytest.mark.parametrize("news", [False, True])
def test_a_signal_ends_waiting(news: bool) -> None:
    inbox = Inbox()
    before = signal.signal(signal.SIGALRM, lambda number, frame: inbox.stop())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        begin = time.monotonic()
        if news:
            inbox.tell("a.md")
            inbox.settle(SOON, SOON)
        else:
            inbox.wait(SOON)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert inbox.stopped
    assert time.monotonic() - begin < SOON / 2


# --- the vault under watchdog's eyes --------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = (tmp_path / "vault").resolve()
    (root / "clients" / "north").mkdir(parents=True)
    (root / ".vaultcrm").mkdir()
    (root / ".git").mkdir()
    for name in ("Acme", "Birch", "north/Cedar"):
        (root / "clients" / f"{name}.md").write_text("---\ntype: client\n---\n")
    (tmp_path / "Outside.md").write_text("")
    return root


def atomic_save(file: Path) -> None:
    temporary = file.with_name(f".{file.name}.tmp")
    temporary.write_text("new")
    os.replace(temporary, file)


def vim_save(file: Path) -> None:
    backup = file.with_name(f"{file.name}~")
    os.rename(file, backup)
    file.write_text("new")
    backup.unlink()


CHANGES: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "in place": (lambda root: (root / "clients/Acme.md").write_text("new"), {"clients/Acme.md"}),
    "rename over": (lambda root: atomic_save(root / "clients/Acme.md"), {"clients/Acme.md"}),
    "backup": (lambda root: vim_save(root / "clients/Acme.md"), {"clients/Acme.md"}),
    "new": (lambda root: (root / "New.md").write_text(""), {"New.md"}),
    "new folders": (
        lambda root: ((root / "a/b/c").mkdir(parents=True), (root / "a/b/c/New.md").touch()),
        {"a", "a/b", "a/b/c", "a/b/c/New.md"},
    ),
    "deleted": (lambda root: (root / "clients/Acme.md").unlink(), {"clients/Acme.md"}),
    "renamed": (
        lambda root: (root / "clients/Acme.md").rename(root / "clients/Apex.md"),
        {"clients/Acme.md", "clients/Apex.md"},
    ),
    "folder renamed": (
        lambda root: (root / "clients/north").rename(root / "south"),
        {"clients/north", "south", "clients/north/Cedar.md", "south/Cedar.md"},
    ),
    "folder deleted": (
        lambda root: shutil.rmtree(root / "clients/north"),
        {"clients/north", "clients/north/Cedar.md"},
    ),
    "moved out": (
        lambda root: (root / "clients/Acme.md").rename(root.parent / "Acme.md"),
        {"clients/Acme.md"},
    ),
    "moved to the trash": (
        lambda root: (root / "clients/Acme.md").rename(root / ".git/Acme.md"),
        {"clients/Acme.md"},
    ),
    "moved in": (lambda root: (root.parent / "Outside.md").rename(root / "In.md"), {"In.md"}),
    "settings": (
        lambda root: (root / ".vaultcrm/config.yaml").write_text("currency: EUR"),
        {".vaultcrm/config.yaml"},
    ),
    "read": (lambda root: (root / "clients/Acme.md").read_bytes(), set()),
    "not a note": (lambda root: (root / "clients/photo.png").write_bytes(b"png"), set()),
    "git": (lambda root: (root / ".git/index").write_bytes(b""), set()),
}


def until(condition: Callable[[], bool], seconds: float = SOON) -> bool:
    """Whether it becomes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@contextmanager
def heard(root: Path) -> Iterator[set[str]]:
    told: set[str] = set()
    with observed(root, told.add):
        yield told


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_told(name: str, root: Path) -> None:
    change, expected = CHANGES[name]
    with heard(root) as told:
        change(root)
        # Events come in the order in which they happened: nothing is told behind the last.
        (root / "Last.md").write_text("")
        assert until(lambda: "Last.md" in told)
        assert until(lambda: told >= expected)  # but a move out is known only after a while
    assert told - {"Last.md"} == expected


def test_new_folders_are_watched(root: Path) -> None:
    with heard(root) as told:
        (root / "new").mkdir()
        (root / "clients/north").rename(root / "south")
        assert until(lambda: {"new", "south"} <= told)
        (root / "new/One.md").write_text("")
        (root / "south/Two.md").write_text("")
        assert until(lambda: {"new/One.md", "south/Two.md"} <= told), told


def test_the_end_of_the_vault_is_told(root: Path) -> None:
    with heard(root) as told:
        shutil.rmtree(root)
        assert until(lambda: ANYTHING in told)


def test_much_happens_without_a_word_to_the_user(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    threads = threading.active_count()
    with heard(root) as told:
        for round in range(20):
            (root / f"deep{round}/a/b/c").mkdir(parents=True)
            (root / f"deep{round}").rename(root / f"deeper{round}")
            shutil.rmtree(root / f"deeper{round}")
        (root / "Last.md").write_text("")
        assert until(lambda: "Last.md" in told)
    assert capfd.readouterr() == ("", "")
    assert threading.active_count() == threads


def test_an_overflow_is_told(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with heard(root) as told:
        # As `InotifyFD.handle_event` reports it.
        inotify_c.logger.warning("Inotify queue overflowed; filesystem events were lost")
        assert told == {ANYTHING}
    assert logging.getLogger("watchdog").handlers == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("limit", [0, 1, 2, 5])
def test_too_many_folders_for_the_system(
    limit: int, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = inotify_c.inotify_add_watch
    added: set[bytes] = set()

    def add_few(descriptor: int, path: bytes, mask: int) -> int:
        if path not in added and len(added) == limit:
            inotify_c.ctypes.set_errno(28)  # ENOSPC
            return -1
        added.add(path)
        return int(add(descriptor, path, mask))

    threads = threading.active_count()
    monkeypatch.setattr(inotify_c, "inotify_add_watch", add_few)
    with pytest.raises(OSError, match="watch limit"), observed(root, lambda path: None):
        pass
    assert threading.active_count() == threads


def test_no_instance_left(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        inotify_c.ctypes.set_errno(24)  # EMFILE
        return -1

    threads = threading.active_count()
    monkeypatch.setattr(inotify_c, "inotify_init", refuse)
    with pytest.raises(OSError, match="instance limit"), observed(root, lambda path: None):
        pass
    assert threading.active_count() == threads
