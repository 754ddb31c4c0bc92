"""Work in copies of this process gives what it gives here, whatever becomes of the copies."""

import os
import signal
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from small_vaults import answers, fresh_answers, index, vault, write

from vaultcrm.index import store, update
from vaultcrm.index.copies import in_copies
from vaultcrm.reading.vault import Vault

if not hasattr(os, "fork"):
    pytest.skip("no copies of a process here", allow_module_level=True)

TASKS = range(10)
HERE = os.getpid()


COPIES: list[int] = []  # of this process, made in the present test


@pytest.fixture(autouse=True)
def noting_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker of the tests may have other children, such as a browser."""
    fork = os.fork

    def noted() -> int:
        if child := fork():
            COPIES.append(child)
        return child

    COPIES.clear()
    monkeypatch.setattr(os, "fork", noted)


def no_children() -> bool:
    for child in COPIES:
        with suppress(ChildProcessError):
            os.waitpid(child, os.WNOHANG)
            return False
    return True


@pytest.mark.parametrize("copies", [0, 1, 2, 3, 20])
def test_in_order(copies: int) -> None:
    with closing(in_copies(lambda task: "x" * 100_000 * task, TASKS, copies)) as results:
        assert [len(result) for result in results] == [100_000 * task for task in TASKS]
    assert no_children()


def test_they_do_the_work() -> None:
    with closing(in_copies(lambda _: os.getpid(), TASKS, 2)) as results:
        assert HERE not in (done_by := [*results]) and len({*done_by}) == 2


def test_what_a_copy_leaves_is_done_here() -> None:
    def work(task: int) -> int:
        if task == 4 and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    with closing(in_copies(work, TASKS, 2)) as results:
        assert [*results] == [*TASKS]


def test_a_mistake_shows() -> None:
    with closing(in_copies(lambda task: 1 // (task - 3), TASKS, 2)) as results:
        assert [next(results) for _ in range(3)] == [-1, -1, -1]
        with pytest.raises(ZeroDivisionError):
            next(results)
    assert no_children()


def test_they_end_with_whoever_asked() -> None:
    results = in_copies(lambda task: "x" * 1_000_000 * task, TASKS, 2)
    next(results)
    assert not no_children()
    results.close()
    assert no_children()


def rows(file: Path | None) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of ours and of the full text, as bytes on disk give them."""
    assert file
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names}


def test_rows_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an index that is made, and of one that is changed, with copies or without."""
    root = tmp_path / "v"
    paths = [f"{number % 5}/Note {number}.md" for number in range(40)]
    monkeypatch.setattr(update, "_BATCH", 7)
    monkeypatch.setattr(update, "_SEVERAL", 20)
    monkeypatch.setattr(store, "_mark", lambda: "the same")  # or it is a random one
    found = {}
    for copies in (0, 2):
        monkeypatch.setattr(update, "how_many", lambda copies=copies: copies)
        write(root, {path: f"---\ntype: client\n---\n- [ ] ask [[{path}]]\n" for path in paths})
        for path in paths:
            os.utime(root / path, (1_700_000_000, 1_700_000_000))
        with index(vault(root), tmp_path / f"{copies}", notice=pytest.fail) as opened:
            opened.refresh()
            made = rows(opened.path)
            write(root, dict.fromkeys(paths[:30], "---\ntype: project\n---\n- [x] went 2026\n"))
            (root / paths[0]).unlink()
            assert opened.refresh()[1:4] == (0, 29, 1)
            changed = rows(opened.path)
        for each in (made, changed):
            each["_source"] = [(*row[:2], *row[3:]) for row in each["_source"]]  # no stamps
        found[copies] = made, changed
    assert found[0] == found[2] and found[0][0] != found[0][1]


def test_copies_read_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not a note more: what holds what it held is not taken apart again."""
    root = tmp_path / "v"
    write(root, {f"{number}.md": "one" for number in range(30)})
    readers = tmp_path / "readers"
    packed = update._packed

    def noting(path: str, data: Any, vault: Vault) -> Any:
        with open(readers, "a", encoding="ascii") as file:
            file.write(f"{os.getpid()} {path}\n")
        return packed(path, data, vault)

    with index(vault(root), tmp_path / "cache", notice=pytest.fail) as opened:
        opened.refresh()
        write(root, {f"{number}.md": "two" for number in range(0, 30, 2)})
        monkeypatch.setattr(update, "_packed", noting)
        monkeypatch.setattr(update, "_BATCH", 5)
        monkeypatch.setattr(update, "_SEVERAL", 20)
        monkeypatch.setattr(update, "how_many", lambda: 2)
        assert opened.refresh()[1:4] == (0, 15, 0)
        monkeypatch.undo()
        assert answers(opened) == fresh_answers(vault(root), tmp_path / "fresh")
    done = [line.split() for line in readers.read_text("ascii").splitlines()]
    by_copies = [path for process, path in done if int(process) != HERE]
    assert sorted(by_copies) == sorted(f"{number}.md" for number in range(0, 30, 2))
    assert no_children()


def test_an_index_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = {
        f"{number % 5}/Note {number}.md": f"---\ntype: client\nnumber: {number}\n---\n"
        f"- [ ] ask [[Note {number * 7 % 40}]]\n# {number}\n"
        for number in range(40)
    }
    write(tmp_path / "v", notes | {"odd.md": "---\na: b: c\n---\n"})
    (tmp_path / "v" / "binary.md").write_bytes(b"\0\xff")
    expected = fresh_answers(vault(tmp_path / "v"), tmp_path / "one")
    monkeypatch.setattr(update, "_BATCH", 7)
    monkeypatch.setattr(update, "_SEVERAL", 1)
    monkeypatch.setattr(update, "how_many", lambda: 2)
    told: list[int] = []

    def tell(done: int, _: int) -> bool:
        told.append(done)
        return True

    with index(vault(tmp_path / "v"), tmp_path / "two", notice=pytest.fail) as opened:
        opened.refresh(tell)
        assert answers(opened) == expected
    assert told == [7, 14, 21, 28, 35, 42]
    assert no_children()
