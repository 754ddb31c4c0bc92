"""What is news among findings, and how often all rules are asked."""

import os
import time
from pathlib import Path

import pytest

from vaultcrm.model import Finding, Problem
from vaultcrm.watching import inspecting
from vaultcrm.watching.inspecting import Inspector
from vaultcrm.watching.timing import IDLE, Timing

TIMING = Timing(settled=0.0, longest_settled=0.0)
QUICK, SLOW = "field/choice", "link/broken"


class Checker:
    def __init__(self) -> None:
        self.found: list[Finding] = []
        self.asked: list[bool] = []
        self.takes = 0.0

        self.rules = {QUICK: None}

    def find(self) -> list[Finding]:
        self.asked.append(True)
        return [each for each in self.found if each.problem.rule == QUICK]

    def find_all(self) -> list[Finding]:
        self.asked.append(False)
        Clock.now += self.takes
        return self.found


class Clock:
    """The monotonic clock, which these tests put forward themselves."""

    now = 1000.0

    @classmethod
    def monotonic(cls) -> float:
        return cls.now

    time = staticmethod(time.time)


@pytest.fixture(autouse=True)
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ABC":
        (tmp_path / f"{name}.md").touch()
    time.sleep(0.02)  # the kernel's clock is a little behind
    monkeypatch.setattr(inspecting, "time", Clock)
    monkeypatch.setattr("vaultcrm.watching.timing.time", Clock)


def finding(path: str, rule: str, message: str = "is wrong", line: int = 1) -> Finding:
    return Finding(path, Problem(rule, message, line), "warning")


def inspect(inspector: Inspector, checker: Checker, *found: Finding) -> tuple[list[str], int]:
    """The notes with new findings, and how many have gone."""
    checker.found = list(found)
    inspector.owe()
    if inspector.due_with_all() > Clock.now:
        news = inspector.inspect(checker)  # type: ignore[arg-type]
    else:
        inspector.begin()
        news = inspector.compare(checker.find_all(), checker.takes)
    return [each.path for each in news.findings], news.gone


def test_news(tmp_path: Path) -> None:
    inspector, checker = Inspector(tmp_path, TIMING), Checker()
    one, two = finding("A.md", QUICK), finding("B.md", SLOW, "is 3 days old")
    assert inspect(inspector, checker, one, two) == (["A.md", "B.md"], 0)
    Clock.now += 1
    assert inspect(inspector, checker, one, two) == ([], 0)
    moved, older = finding("A.md", QUICK, line=9), finding("B.md", SLOW, "is 4 days old")
    assert inspect(inspector, checker, moved, older) == ([], 0), "they are the same"
    assert inspect(inspector, checker, moved, moved, older) == (["A.md"], 0), "there are two now"
    assert inspect(inspector, checker, finding("C.md", QUICK)) == (["C.md"], 3)
    assert inspect(inspector, checker) == ([], 1)


def test_slow_rules_take_a_twentieth_of_the_time(tmp_path: Path) -> None:
    inspector, checker = Inspector(tmp_path, TIMING), Checker()
    checker.takes = 3.0
    slow, quick = finding("A.md", SLOW), finding("B.md", QUICK)
    assert inspect(inspector, checker) == ([], 0)
    assert inspect(inspector, checker, slow, quick) == (["B.md"], 0)
    assert inspect(inspector, checker, slow) == ([], 1)
    assert inspector.due_with_all() == Clock.now + IDLE * checker.takes
    Clock.now += IDLE * checker.takes
    assert inspect(inspector, checker, slow) == (["A.md"], 0)
    assert inspect(inspector, checker, quick) == (["B.md"], 0), "of the slow one nothing is known"
    assert checker.asked == [False, True, True, False, True]


def test_nothing_is_said_of_a_note_that_was_just_saved(tmp_path: Path) -> None:
    inspector, checker = Inspector(tmp_path, TIMING._replace(settled=10.0)), Checker()
    found = [finding(f"{name}.md", QUICK) for name in "AB"]
    for name, age in (("A", 1.0), ("B", 60.0)):
        (tmp_path / f"{name}.md").touch()
        os.utime(tmp_path / f"{name}.md", (time.time() - age,) * 2)
    inspect(inspector, checker)
    assert inspect(inspector, checker, *found) == (["B.md"], 0)
    os.utime(tmp_path / "A.md", (time.time() - 60,) * 2)
    assert inspect(inspector, checker, *found) == (["A.md"], 0)


def test_a_note_that_changes_during_a_check_is_told_of_by_the_next(tmp_path: Path) -> None:
    inspector, checker = Inspector(tmp_path, TIMING), Checker()
    inspect(inspector, checker)
    found = [finding("A.md", SLOW), finding("B.md", SLOW), finding("Gone.md", SLOW)]
    inspector.begin()
    assert inspector.due_with_all() > Clock.now
    time.sleep(0.02)
    os.utime(tmp_path / "A.md", (1.0, 1.0))  # as a sync tool would, which keeps the time
    news = inspector.compare(found, 0.0)
    assert [each.path for each in news.findings] == ["B.md"]
    assert inspector.due_with_all() <= Clock.now, "it is owed"
    time.sleep(0.02)
    assert inspect(inspector, checker, *found) == (["A.md"], 0), "nothing of what is gone"


def test_a_check_that_failed_is_owed(tmp_path: Path) -> None:
    inspector, checker = Inspector(tmp_path, TIMING), Checker()
    for _ in range(2):
        assert inspector.due_with_all() <= Clock.now
        inspector.begin()
        assert not inspector.due_with_all() <= Clock.now
        inspector.fail()
    inspect(inspector, checker)
    assert inspector.due_with_all() > Clock.now
    inspector.owe()
    inspector.begin()
    assert inspector.due_with_all() > Clock.now
    inspector.fail()
    assert inspector.due_with_all() <= Clock.now
