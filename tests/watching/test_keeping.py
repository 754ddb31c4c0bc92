"""What each look of the watcher does, with a real index: how much it lists, and what waits."""

import math
import os
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from vaultcrm.index import index
from vaultcrm.index.scan import Scan, scan
from vaultcrm.reading.vault import open_vault
from vaultcrm.watching import keeping
from vaultcrm.watching.effects import total
from vaultcrm.watching.events import ANYTHING
from vaultcrm.watching.keeping import Done, Keeper
from vaultcrm.watching.timing import Duty, Timing

NOW = datetime(2026, 11, 24, 12)
TODAY = date(2026, 11, 24)
TIMING = Timing(settled=100.0, calm=100.0, longest_calm=100.0, longest=100.0)


class Keeping:
    """A keeper of a vault, and how many walks over all of it there were since the last look."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.keeper = Keeper(root, TODAY, TIMING)
        self.walks = 0
        self.planned = 0
        monkeypatch.setattr(index, "scan", self._scan)
        monkeypatch.setattr("vaultcrm.index.scan.RECENT", 0)  # or all these would be listed again
        monkeypatch.setattr(keeping, "planned", self._planned)

    def _scan(self, *arguments: Any, **more: Any) -> Scan:
        self.walks += 1
        return scan(*arguments, **more)

    def _planned(self, *arguments: Any, **more: Any) -> None:
        self.planned += 1

    def look(self, *told: str, is_told: bool = True) -> Done:
        self.walks = self.planned = 0
        self.keeper.hear(told, TODAY)
        self.keeper.keep(NOW, is_told)
        return self.keeper.take()

    def save(self, path: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(f"{time.monotonic()}")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeping]:
    monkeypatch.setenv("VAULTCRM_CACHE_DIR", str(tmp_path / "cache"))
    root = (tmp_path / "vault").resolve()
    (root / ".vaultcrm").mkdir(parents=True)
    found = Keeping(root, monkeypatch)
    for path in ("a.md", "x/b.md", "x/y/c.md"):
        found.save(path)
    assert total(found.look().changes) == 3
    found.look()  # what changed was told before; now the first check
    yield found


def test_only_the_folders_that_events_name_are_listed(kept: Keeping) -> None:
    kept.save("x/b.md")
    kept.save("x/new.md")
    os.unlink(kept.root / "x/y/c.md")
    changes = kept.look("x/b.md", "x/new.md", "x/y/c.md").changes
    assert (changes.added, changes.changed, changes.removed) == (1, 1, 1)
    assert (kept.walks, kept.planned) == (0, 0), "what changed is told first"
    assert total(kept.look().changes) == 0
    assert (kept.walks, kept.planned) == (1, 1), "then all of the vault is looked at"


def test_nothing_keeps_changes_from_being_told(kept: Keeping) -> None:
    kept.save("x/b.md")
    kept.look("x/b.md")
    kept.save("a.md")  # though nobody has told of it yet
    assert total(kept.look().changes) == 1
    assert kept.planned == 0
    kept.look()
    assert kept.planned == 1


@pytest.mark.parametrize("path", [ANYTHING, "x", ".vaultcrm/config.yaml"])
def test_other_events_make_it_look_at_everything(kept: Keeping, path: str) -> None:
    kept.save("x/y/c.md")
    assert total(kept.look(path).changes) == 1
    assert kept.walks == 1


def test_without_events_it_looks_at_everything(kept: Keeping) -> None:
    kept.save("x/y/c.md")
    assert total(kept.look("a.md", is_told=False).changes) == 1


def test_after_a_failure_it_looks_at_everything(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(root: Path) -> None:
        raise OSError

    kept.save("x/y/c.md")
    with monkeypatch.context() as patch, pytest.raises(OSError):
        patch.setattr(keeping, "busy_with", fail)
        kept.look("a.md")
    assert total(kept.look("a.md").changes) == 1


def test_what_takes_long_waits_for_stillness(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("vaultcrm.watching.timing.time.monotonic", lambda: now)
    duty = Duty(1.0, 5.0)
    duty.owe()
    assert duty.due() == 1001.0
    duty.begin()
    duty.pay(4.0)
    duty.owe()
    assert duty.due() > 1005.0
    for _ in range(200):
        now += 1.0
        duty.owe()
    assert duty.due() == 1000.0 + 20 * 4.0, "but not for ever"
    duty.begin()
    duty.pay(0.01)
    duty.owe()
    assert duty.due() == now + 1.0


def test_what_happens_while_a_duty_is_done_is_owed_for_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr("vaultcrm.watching.timing.time.monotonic", lambda: now)
    duty = Duty(1.0, 5.0)
    duty.owe()
    duty.begin()
    assert duty.due() == math.inf
    now = 1003.0
    duty.owe()
    assert (duty.due(), duty.latest()) == (1004.0, 1008.0)
    duty.fail()
    assert (duty.due(), duty.latest()) == (1004.0, 1005.0), "and what was owed before, if it failed"
    duty.begin()
    duty.fail()
    assert (duty.due(), duty.latest()) == (1004.0, 1005.0)
    duty.begin()
    duty.pay()
    duty.fail()
    assert duty.due() == math.inf


def test_without_another_process_it_is_computed_here(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no process")

    monkeypatch.setattr(keeping, "_FEW", 0)
    monkeypatch.setattr(keeping, "Errand", refuse)
    kept.keeper.owe()
    kept.look()
    assert kept.planned == 1


def test_an_index_in_memory_takes_notes_for_new_once(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULTCRM_CACHE_DIR", "/dev/null/none")
    changes = [kept.look(is_told=False).changes for _ in range(3)]
    assert list(map(total, changes)) == [3, 0, 0]


def test_an_index_that_is_ended_has_no_consequences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULTCRM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(keeping, "planned", lambda *_, **__: pytest.fail("asked"))
    root = tmp_path / "vault"
    (root / ".vaultcrm").mkdir(parents=True)
    for number in range(600):
        (root / f"{number}.md").write_text(f"{number}")
    keeper = Keeper(root, TODAY, TIMING, progress=lambda done, total: False)
    keeper.hear((), TODAY)
    keeper.keep(NOW)
    assert keeper.take() == Done()
    with index.open_index(open_vault(root)) as kept_index:
        assert kept_index.refresh().unchanged > 0, "what was read is kept"
