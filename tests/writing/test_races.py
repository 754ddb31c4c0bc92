"""Somebody saves while we write: no save is lost, whenever it comes and however it is made."""

import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import file_operations
import pytest

from vaultcrm.errors import VaultError
from vaultcrm.writing import atomic

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux can exchange two files"
)

NOTE = "note.md"


def save_by_rename(note: Path, data: bytes) -> None:
    other = note.with_name("editor~")
    other.write_bytes(data)
    os.replace(other, note)


def save_in_place(note: Path, data: bytes) -> None:
    note.write_bytes(data)


def save_slowly_in_place(note: Path, data: bytes) -> None:
    with note.open("wb") as file:
        time.sleep(0.001)
        file.write(data)


def save_over_the_old_text(note: Path, data: bytes) -> None:
    descriptor = os.open(note, os.O_WRONLY | os.O_CREAT)
    try:
        os.write(descriptor, data)
        os.ftruncate(descriptor, len(data))
    finally:
        os.close(descriptor)


def save_and_stay(note: Path, data: bytes) -> Callable[[], None]:
    """Begin a save in place; what is returned goes on with it."""
    file = note.open("wb")

    def go_on() -> None:
        with file:
            file.write(data)

    return go_on


def append_and_stay(note: Path, data: bytes) -> Callable[[], None]:
    """As a slow program whose output is appended to a note (`slow >> note.md`)."""
    file = note.open("ab")

    def go_on() -> None:
        with file:
            file.write(data)

    return go_on


# --- by design: at every operation, and at every two ----------------------------------------------


def write_ours(root: Path) -> None:
    snapshot = atomic.read_guarded(root, NOTE)
    atomic.replace(root, snapshot, snapshot.data + b"ours\n")


def twice(save: Callable[[Path, bytes], None]) -> Callable[[Path], Iterator[None]]:
    def saving(note: Path) -> Iterator[None]:
        save(note, b"save 1\n")
        yield
        save(note, b"save 2\n")

    return saving


def slowly(begin: Callable[[Path, bytes], Callable[[], None]]) -> Callable[[Path], Iterator[None]]:
    def saving(note: Path) -> Iterator[None]:
        go_on = begin(note, b"save 2\n")
        yield
        go_on()

    return saving


def moved_away(note: Path) -> Iterator[None]:
    note.write_bytes(b"save 2\n")
    yield
    note.rename(note.with_name("note moved.md"))


SAVES = {
    "rename": twice(save_by_rename),
    "in-place": twice(save_in_place),
    "no-truncation": twice(save_over_the_old_text),
    "slowly": slowly(save_and_stay),
    "append": slowly(append_and_stay),
    "moved": moved_away,
}


def run_with_saves(root: Path, saving: Iterator[None], first: int, second: int) -> int:
    """Write to a note while it is saved at these operations; the number of operations."""
    count = 0

    def step(_: str) -> None:
        nonlocal count
        count += 1
        if count in (first, second):
            next(saving, None)

    (root / NOTE).write_bytes(b"save 0\n")
    with pytest.MonkeyPatch.context() as patch, suppress(VaultError):
        file_operations.install(patch, step, "linux")
        write_ours(root)
    return count


@pytest.mark.parametrize("kind", SAVES)
def test_saves_at_every_two_operations(tmp_path: Path, kind: str) -> None:
    total = run_with_saves(tmp_path, iter(()), 0, 0)
    assert total > 20
    for first, second in combinations(range(1, total + 6), 2):
        root = tmp_path / f"{first}-{second}"
        root.mkdir()
        saving = SAVES[kind](root / NOTE)
        run_with_saves(root, saving, first, second)
        for _ in saving:  # an operation that was not reached: it comes after us
            pass
        texts = [path.read_bytes() for path in root.glob("note*.md")]
        assert any(b"save 2" in text for text in texts), (first, second, os.listdir(root), texts)
        if not list(root.glob("*conflict*")):
            assert not list(root.glob(".~*")), (first, second)


# --- for real: two processes as fast as they can --------------------------------------------------


def saved(path: Path) -> int:
    match = re.match(rb"save (\d+)\n", path.read_bytes())
    return int(match[1]) if match else -1


def save_and_look(note: Path, save: Callable[[Path, bytes], None], seconds: float) -> int:
    """The other process: save, and see that what was saved stays or is in a conflict copy."""
    chance = random.Random(7)
    lost = number = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        number += 1
        save(note, b"save %d\n" % number)
        time.sleep(chance.random() * 0.002)
        for _ in range(100):  # between the two swaps of a refused write, ours stands there
            if number in map(saved, note.parent.glob("note*.md")):
                break
            time.sleep(0.002)
        else:
            lost += 1
    return lost


@pytest.mark.parametrize(
    "save", [save_by_rename, save_in_place, save_slowly_in_place, save_over_the_old_text]
)
def test_no_save_is_lost(tmp_path: Path, save: Callable[[Path, bytes], None]) -> None:
    note = tmp_path / NOTE
    note.write_bytes(b"save 0\n")
    child = os.fork()
    if child == 0:
        status = 99
        try:
            status = min(save_and_look(note, save, 0.6), 98)
        finally:
            os._exit(status)
    outcomes: Counter[str] = Counter()
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        try:
            snapshot = atomic.read_guarded(tmp_path, NOTE)
            written = atomic.replace(tmp_path, snapshot, snapshot.data[:50] + b"ours\n")
            outcomes["written" if written else "unchanged"] += 1
        except VaultError as error:
            outcomes[re.sub(r"^[^:]*: |\d", "", error.message)[:20]] += 1
    assert os.waitstatus_to_exitcode(ended[1]) == 0, "saves lost"
    assert outcomes["written"] and len(outcomes) > 1, outcomes  # they did meet
    assert not list(tmp_path.glob(".~*"))
