"""Every file operation fails, or the program is killed at it: old bytes or new ones stand."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import file_operations
import pytest

from vaultcrm.errors import VaultError
from vaultcrm.writing import atomic

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uses fork")

OLD = b"---\ntype: client\n---\nold\n" * 20
NEW = b"---\ntype: client\n---\nnew text\n" * 20
PATH = "clients/Acme.md"
KILLED = 9


def writes_new(root: Path) -> None:
    atomic.create(root, PATH, NEW)


def writes_over(root: Path) -> None:
    atomic.replace(root, atomic.read_guarded(root, PATH), NEW)


def prepare(root: Path, write: Callable[[Path], None]) -> bytes | None:
    """What stands in the vault before the write; None for no file."""
    if write is writes_new:
        root.mkdir()
        return None
    (root / "clients").mkdir(parents=True)
    (root / PATH).write_bytes(OLD)
    return OLD


def found(root: Path) -> bytes | None:
    path = root / PATH
    return path.read_bytes() if path.exists() else None


def others(root: Path) -> list[str]:
    return sorted(p.name for p in root.rglob("*") if p.is_file() and p != root / PATH)


class Fault:
    """Does something at the n-th operation, or from the n-th on."""

    def __init__(self, number: int, act: Callable[[], None], onwards: bool = False) -> None:
        self.number, self.act, self.onwards = number, act, onwards
        self.count = 0
        self.at = ""

    def __call__(self, operation: str) -> None:
        self.count += 1
        if self.count == self.number or (self.onwards and self.count > self.number):
            self.at = self.at or operation
            self.act()


SYSTEMS = ["plain", "exfat"] + (["linux"] if sys.platform.startswith("linux") else [])
every_system = pytest.mark.parametrize("system", SYSTEMS)
every_write = pytest.mark.parametrize("write", [writes_new, writes_over])


@every_system
@every_write
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("onwards", [False, True], ids=["once", "onwards"])
def test_failing(
    tmp_path: Path, write: Callable[[Path], None], system: str, code: int, onwards: bool
) -> None:
    def fail() -> None:
        raise OSError(code, os.strerror(code))

    number, operations = 0, set()
    while True:
        number += 1
        root = tmp_path / str(number)
        old = prepare(root, write)
        fault = Fault(number, fail, onwards)
        problem = None
        with pytest.MonkeyPatch.context() as patch:
            file_operations.install(patch, fault, system)
            try:
                write(root)
            except VaultError as error:
                problem = error
        if not fault.at:
            break
        operations.add(fault.at)
        now = found(root)
        where = (number, fault.at, problem and problem.message)
        if problem is None or "is written" in problem.message:
            assert now == NEW, where
        elif not onwards:
            assert now == old, where
        else:
            assert now in (old, NEW) or (system == "exfat" and now == b""), where
        if problem is not None:
            assert problem.message.startswith(PATH) and problem.hint, where
        if not onwards and fault.at != "unlink":
            assert others(root) == [], where
        if old is not None and now != old and others(root):  # what was swapped out
            assert [(root / "clients" / name).read_bytes() for name in others(root)] == [old]
    assert {"open", "write", "fsync", "close"} <= operations and number > 10, operations


@every_system
@every_write
def test_killed(tmp_path: Path, write: Callable[[Path], None], system: str) -> None:
    number = 0
    while True:
        number += 1
        root = tmp_path / str(number)
        old = prepare(root, write)
        child = os.fork()
        if child == 0:
            try:
                with pytest.MonkeyPatch.context() as patch:
                    fault = Fault(number, lambda: os._exit(KILLED))
                    file_operations.install(patch, fault, system)
                    write(root)
                os._exit(0)
            finally:
                os._exit(1)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        now = found(root)
        assert now in (old, NEW) or (system == "exfat" and now == b""), number
        assert all(name.startswith(atomic.TEMPORARY_PREFIX) for name in others(root)), number
        if status != KILLED:
            break
        # A run after that goes through, whatever the killed one left.
        if write is writes_over and now == old:
            write(root)
            assert found(root) == NEW
    assert status == 0 and now == NEW and number > 10


def test_a_full_disk_for_real(tmp_path: Path) -> None:
    """The kernel's own refusal in the middle of a write (a limit on the size of files)."""
    import resource
    import signal

    atomic.create(tmp_path, PATH, OLD)
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
            snapshot = atomic.read_guarded(tmp_path, PATH)
            try:
                atomic.replace(tmp_path, snapshot, b"x" * 1_000_000)
            except VaultError as error:
                os._exit(0 if "file too large" in error.message.lower() else 3)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert found(tmp_path) == OLD and others(tmp_path) == []
