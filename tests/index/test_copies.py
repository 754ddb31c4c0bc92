"""Work in copies of this process gives what it gives here, whatever becomes of the copies."""

import os
import signal
from contextlib import closing
from pathlib import Path

import pytest
from small_vaults import answers, fresh_answers, index, vault, write

from vaultcrm.index import update
from vaultcrm.index.copies import in_copies

if not hasattr(os, "fork"):
    pytest.skip("no copies of a process here", allow_module_level=True)

TASKS = range(10)
HERE = os.getpid()


def no_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


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
    with index(vault(tmp_path / "v"), tmp_path / "two", notice=pytest.fail) as opened:
        opened.refresh(lambda done, _: told.append(done) is None)
        assert answers(opened) == expected
    assert told == [7, 14, 21, 28, 35, 42]
    assert no_children()
