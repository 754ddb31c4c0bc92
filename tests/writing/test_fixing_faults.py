"""`check --fix` while disks fail, somebody kills it, or another program saves the same notes."""

import errno
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import file_operations
import pytest
import test_races

from vaultcrm import cli
from vaultcrm.writing.atomic import TEMPORARY_PREFIX

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uses fork")

PATH = "clients/Acme.md"
OLD = b"---\ntype: client\nstatus: Active\nowner: NO\n---\n" + b"What we know of them.\n" * 20
NEW = OLD.replace(b"Active", b"active").replace(b"NO", b'"NO"')
KILLED = 9
SAVES = int(os.environ.get("VAULTCRM_SAVES", "60"))  # `make soak` asks for 2,000 of each kind


def prepare(root: Path) -> None:
    (root / ".vaultcrm").mkdir(parents=True)
    (root / "clients").mkdir()
    (root / PATH).write_bytes(OLD)


def fix(root: Path) -> int:
    return cli.run(["--vault", str(root), "check", "--fix"])


def others(root: Path) -> list[str]:
    return [path.name for path in root.rglob("*") if path.is_file() and path != root / PATH]


@pytest.mark.parametrize("system", ["plain", "linux"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_failing(
    tmp_path: Path, system: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The n-th operation fails: old bytes or new ones stand, and the status tells which."""
    number = written = 0
    while True:
        number += 1
        root = tmp_path / str(number)
        prepare(root)
        count = 0

        def step(_: str, number: int = number) -> None:
            nonlocal count
            count += 1
            if count == number:
                raise OSError(code, os.strerror(code))

        with pytest.MonkeyPatch.context() as patch:
            file_operations.install(patch, step, system)
            status = fix(root)
        said = capsys.readouterr()
        now = (root / PATH).read_bytes()
        assert status in (0, 1, 2), said
        if status == 0:
            assert now == NEW, (number, said)
        elif status == 1:  # the note could not be read for the first or for the last check
            assert now == (NEW if "file/unreadable" in said.out else OLD), (number, said)
            assert f"{PATH}:" in said.out, (number, said)
        else:
            assert now == (NEW if "is written" in said.err else OLD), (number, said)
            assert said.err.startswith("error: "), (number, said)
        assert all(name.startswith(TEMPORARY_PREFIX) for name in others(root)), others(root)
        written += now == NEW
        if count < number:
            break
    assert status == 0 and number > 20 and 1 < written < number


@pytest.mark.parametrize("system", ["plain", "linux"])
def test_killed(tmp_path: Path, system: str) -> None:
    number = 0
    status = KILLED
    while status == KILLED:
        number += 1
        root = tmp_path / str(number)
        prepare(root)
        child = os.fork()
        if child == 0:
            count = 0

            def step(_: str, number: int = number) -> None:
                nonlocal count
                count += 1
                if count == number:
                    os._exit(KILLED)

            try:
                with pytest.MonkeyPatch.context() as patch:
                    file_operations.install(patch, step, system)
                    os._exit(fix(root))
            finally:
                os._exit(99)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        now = (root / PATH).read_bytes()
        assert now in (OLD, NEW), number
        assert all(name.startswith(TEMPORARY_PREFIX) for name in others(root)), others(root)
        if number % 5 == 1:  # whatever it left, a run after that goes through
            assert fix(root) == 0 and (root / PATH).read_bytes() == NEW
    assert status == 0 and now == NEW and number > 20


def saved(path: Path) -> int:
    match = re.search(rb"\nsave (\d+)\n", path.read_bytes())
    return int(match[1]) if match else -1


def save_and_look(note: Path, save: Callable[[Path, bytes], None], saves: int) -> int:
    """How many of so many saves are neither in the note nor in a conflict copy after a while."""
    lost = 0
    for number in range(1, saves + 1):
        save(note, OLD + b"save %d\n" % number)
        time.sleep(number * 7 % 13 * 0.03)  # some of it time enough for a loaded machine
        for _ in range(200):
            if number in map(saved, note.parent.glob("Acme*.md")):
                break
            time.sleep(0.002)
        else:
            lost += 1
    return lost


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux exchanges two files")
@pytest.mark.parametrize("save", [test_races.save_by_rename, test_races.save_in_place])
def test_no_save_is_lost(tmp_path: Path, save: Callable[[Path, bytes], None]) -> None:
    prepare(tmp_path)
    note = tmp_path / PATH
    child = os.fork()
    if child == 0:
        status = 99
        try:
            status = min(save_and_look(note, save, SAVES), 98)
        finally:
            os._exit(status)
    statuses: Counter[int] = Counter()
    mended = 0
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        statuses[fix(tmp_path)] += 1
        mended += b'owner: "NO"' in note.read_bytes()
    assert os.waitstatus_to_exitcode(ended[1]) == 0, "saves lost"
    assert set(statuses) <= {0, 1, 2} and mended > 1, statuses
