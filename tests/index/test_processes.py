"""Killed at any moment, or several at once: the index is right afterwards."""

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from children import Children, children
from small_vaults import answers, fresh_answers, index, vault, write

KILLS = int(os.environ.get("VAULTCRM_KILLS", "40"))


@pytest.fixture(scope="module")
def processes() -> Iterator[Children]:
    with children() as started:
        yield started


def some_notes(randomness: random.Random, count: int) -> dict[str, str]:
    names = [f"Note {number}" for number in range(30)]
    return {
        f"{randomness.choice('abc')}/{name}.md": "---\ntype: client\nstatus: active\n---\n"
        f"## Log\n- 2026-01-02 email in: kickoff {randomness.random()}\n"
        f"- [ ] ask [[{randomness.choice(names)}]] about invoices\n"
        for name in randomness.sample(names, count)
    }


def test_killed_at_any_moment(tmp_path: Path, processes: Children) -> None:
    root, cache = tmp_path / "vault", tmp_path / "cache"
    randomness = random.Random(7)
    write(root, some_notes(randomness, 30))
    began = time.monotonic()
    assert processes.wait(processes.start("refresh", root, cache)) == 0
    longest = time.monotonic() - began
    killed = 0
    for number in range(1, KILLS + 1):
        if number % 4 == 0:
            shutil.rmtree(cache, ignore_errors=True)
        for path in list(root.rglob("*.md"))[: randomness.randrange(4)]:
            path.unlink()
        write(root, some_notes(randomness, randomness.randrange(1, 30)))
        child = processes.start("refresh", root, cache, rebuild=number % 7 == 0)
        time.sleep(randomness.random() * longest)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        killed += processes.wait(child) == -signal.SIGKILL
        if number % 5 == 0:  # else it is killed again in the state that it was left in
            with index(vault(root), cache, notice=pytest.fail) as opened:
                said = answers(opened)
            assert said == fresh_answers(vault(root), tmp_path / "fresh")
    assert killed > KILLS // 8


def test_several_at_once(tmp_path: Path, processes: Children) -> None:
    root, cache = tmp_path / "vault", tmp_path / "cache"
    randomness = random.Random(8)
    write(root, some_notes(randomness, 30))
    at_once = [
        processes.start("refresh", root, cache, times=12, rebuild=number == 3)
        for number in range(4)
    ]
    with index(vault(root), cache, notice=pytest.fail) as opened:
        for _ in range(12):
            write(root, some_notes(randomness, 5))
            opened.refresh()
        assert [processes.wait(child) for child in at_once] == [0, 0, 0, 0]
        said = answers(opened)
        assert opened.path
    assert said == fresh_answers(vault(root), tmp_path / "fresh")
