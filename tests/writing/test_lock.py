import os
import sys
import time
from pathlib import Path

import pytest

from vaultcrm.errors import VaultError
from vaultcrm.writing.lock import write_lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no lock on Windows")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / ".vaultcrm").mkdir()
    return tmp_path


def holder(vault: Path, seconds: float) -> int:
    """Another process that holds the lock for a while."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with write_lock(vault):
                os.write(writer, b".")
                time.sleep(seconds)
        finally:
            os._exit(0)
    os.read(reader, 1)
    os.close(reader)
    os.close(writer)
    return child


def test_a_lock_that_is_held_is_waited_for(vault: Path) -> None:
    child = holder(vault, 0.3)
    start = time.monotonic()
    with write_lock(vault):
        assert time.monotonic() - start > 0.2
    os.waitpid(child, 0)


def test_a_lock_that_stays_held_is_a_clear_error(vault: Path) -> None:
    child = holder(vault, 30)
    try:
        with pytest.raises(VaultError, match="another vaultcrm is writing"), write_lock(vault, 0.1):
            pytest.fail("two hold the lock")
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
    with write_lock(vault, 0):  # the kernel frees the lock of whoever is killed
        pass


def test_the_lock_is_free_after_an_error_and_leaves_nothing(vault: Path) -> None:
    with pytest.raises(ZeroDivisionError), write_lock(vault):
        raise ZeroDivisionError
    with write_lock(vault, 0):
        pass
    assert os.listdir(vault / ".vaultcrm") == []


def test_no_vault(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match=r"\.vaultcrm: No such file"), write_lock(tmp_path):
        pass


def test_without_fcntl_there_is_no_lock(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with write_lock(vault, 0), write_lock(vault, 0):
        pass


def test_no_update_is_lost_under_the_lock(vault: Path) -> None:
    counter = vault / "counter"
    counter.write_text("0")
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            try:
                for _ in range(5):
                    with write_lock(vault):
                        number = int(counter.read_text())
                        time.sleep(0.001)
                        counter.write_text(str(number + 1))
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert counter.read_text() == "20"
