"""Every file operation of `agree`, `log`, `new` and `remind` fails, or the program is killed at it:
each file has its old bytes or its new ones, and going on afterwards gets all of it done."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import file_operations
import pytest
from vaults import TODAY, write_vault

from vaultcrm.commands import Invocation
from vaultcrm.commands._agree import Wish, agree
from vaultcrm.commands._log import write_line
from vaultcrm.commands._new import make_note
from vaultcrm.commands._vault import Session, opened
from vaultcrm.errors import EXIT_MISUSE, VaultError
from vaultcrm.watching.reminding import write_reminders

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uses fork")

NOTES = {
    "clients/Acme.md": """
        ---
        type: client
        status: active
        cadence: 14d
        ---
        ## Log
        - 2026-11-02 email in: hi
    """,
    "projects/Site.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: proposed
        ---
        ## Deliverables
        - [ ] Wireframes 📅 2026-12-01
    """,
    "meetings/Kickoff.md": """
        ---
        type: meeting
        client: "[[Acme]]"
        date: 2026-11-02
        ---
        - [ ] Send the draft 📅 2026-11-20
        - [ ] Send the draft 📅 2026-11-20
    """,
}
COMMANDS: dict[str, Callable[[Session], object]] = {
    "agree": lambda session: agree(
        session, "Site", Wish(date(2026, 11, 20), "Acme", "agreed"), False
    ),
    "log": lambda session: write_line(session, "clients/Acme.md", "- 2026-11-23 call", False),
    "new": lambda session: make_note(session, "client", "Wyss", (), False),
    "remind": lambda session: write_reminders(session.index, session.today),
}
KILLED = 9
LOG = ".vaultcrm/reminders.log"
every_command = pytest.mark.parametrize("name", COMMANDS)


@contextmanager
def vault_of(root: Path) -> Iterator[Callable[[], Session]]:
    """A function that makes the vault what it was, and gives a session that knows it."""
    write_vault(root, NOTES)
    old = files(root)
    with opened(Invocation(root, TODAY)) as session:

        def begin() -> Session:
            for path in root.rglob("*"):
                if path.is_file() and path.relative_to(root).as_posix() not in old:
                    path.unlink()
            for name, data in old.items():
                (root / name).write_bytes(data)
            return again(session)

        yield begin


def again(session: Session) -> Session:
    session.index.refresh()
    return Session(session.vault, session.index, session.changes, session.now)


def files(root: Path) -> dict[str, bytes]:
    """The vault's files but for temporary ones, which no program reads as notes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith(".~vaultcrm-")
    }


def old_and_new(session: Session, name: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    root = session.vault.root
    old = files(root)
    COMMANDS[name](session)
    assert files(root) != old
    return old, files(root)


def check_files(
    session: Session, name: str, old: dict[str, bytes], new: dict[str, bytes], is_new: bool
) -> int:
    """No file has anything but its old or its new bytes, and the command can be run again. How many
    of the files that it writes it had written."""
    root = session.vault.root
    found = files(root)
    assert found.keys() >= old.keys()
    log = found.pop(LOG, b"")
    wanted = new.get(LOG, b"").splitlines(keepends=True)
    for line in log.splitlines(keepends=True):  # only ever added to: whole lines, or one cut off
        assert any(each.startswith(line.rstrip(b"\n")) for each in wanted), line
    others = {path: data for path, data in new.items() if path != LOG}
    for path, data in found.items():
        assert data in (old.get(path), others[path]), path
    is_done = found == others and {*wanted} <= {*log.splitlines(keepends=True)}
    assert is_done or not is_new
    if not is_done:
        COMMANDS[name](again(session))
        found_then = files(root)
        assert {*wanted} <= {*found_then.pop(LOG, b"").splitlines(keepends=True)}
        assert found_then == others
    return len(found.items() - old.items())


def check_closed(session: Session, name: str, new: dict[str, bytes]) -> None:
    """Of a note that could not be read, something else may have followed: once it can be read, that
    has closed itself, and what is due is there (for what was known then)."""
    COMMANDS[name](again(session))
    found = files(session.vault.root)
    for path, data in found.items():
        if path.startswith("reminders/"):
            assert path in new or b"Closed by itself:" in data, path
        else:
            assert path == LOG or data == new[path], path
    assert found.keys() >= new.keys()


class Step:
    """Does something at the n-th operation; `at` is that operation's name then."""

    def __init__(self, number: int, act: Callable[[], None]) -> None:
        self.left, self.act, self.at = number, act, ""

    def __call__(self, operation: str) -> None:
        self.left -= 1
        if self.left == 0:
            self.at = operation
            self.act()


@every_command
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_failing(tmp_path: Path, name: str, code: int) -> None:
    def fail() -> None:
        raise OSError(code, os.strerror(code))

    with vault_of(tmp_path) as begin:
        old, new = old_and_new(begin(), name)
        written: set[int] = set()
        for number in range(1, 1_000):
            session, step, told = begin(), Step(number, fail), False
            with pytest.MonkeyPatch.context() as patch:
                file_operations.install(patch, step, "plain")
                try:
                    COMMANDS[name](session)
                except VaultError as error:
                    told = bool(error.message and error.hint) and error.status == EXIT_MISUSE
            if step.at and session.index.unreadable():  # a finding of `check`
                check_closed(session, name, new)
                continue
            written.add(check_files(session, name, old, new, is_new=not told))
            if not step.at:
                break
    assert number > 10 and not told
    assert written == set(range(len(new.items() - old.items() - {(LOG, new.get(LOG))}) + 1))


@every_command
def test_killed(tmp_path: Path, name: str) -> None:
    with vault_of(tmp_path) as begin:
        old, new = old_and_new(begin(), name)
        written: set[int] = set()
        for number in range(1, 1_000):
            session = begin()
            child = os.fork()
            if child == 0:
                try:
                    with pytest.MonkeyPatch.context() as patch:
                        step = Step(number, lambda: os._exit(KILLED))
                        file_operations.install(patch, step, "plain")
                        COMMANDS[name](session)
                    os._exit(0)
                finally:
                    os._exit(1)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert status in (0, KILLED)
            written.add(check_files(session, name, old, new, is_new=status == 0))
            if status == 0:
                break
    assert number > 10
    assert written == set(range(len(new.items() - old.items() - {(LOG, new.get(LOG))}) + 1))
