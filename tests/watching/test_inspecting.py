"""What is news among findings, and how often all rules are asked."""

import os
import time
from pathlib import Path

import pytest

from vaultcrm.model import Edit, Finding, Fix, Problem
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

    def quick(self) -> dict[str, None]:
        return {QUICK: None}

    def find(self, quick: bool) -> list[Finding]:
        self.asked.append(quick)
        Clock.now += 0 if quick else self.takes
        return [each for each in self.found if each.problem.rule == QUICK or not quick]

    def pointed(self, found: list[Finding]) -> list[Finding]:
        return found


class Clock:
    """The monotonic clock, which these tests put forward themselves."""

    now = 1000.0

    @classmethod
    def monotonic(cls) -> float:
        return cls.now

    time = staticmethod(time.time)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "time", Clock)
    monkeypatch.setattr("vaultcrm.watching.timing.time", Clock)


def finding(path: str, rule: str, message: str = "is wrong", line: int = 1) -> Finding:
    return Finding(path, Problem(rule, message, line), "warning")


def inspect(inspector: Inspector, checker: Checker, *found: Finding) -> tuple[list[str], int]:
    """The notes with new findings, and how many have gone."""
    checker.found = list(found)
    inspector.owe()
    news = inspector.inspect(checker)
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
    assert inspector.due() == Clock.now + IDLE * checker.takes
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


def test_what_is_mended_anyway_is_no_news(tmp_path: Path) -> None:
    inspector, checker = Inspector(tmp_path, TIMING), Checker()
    stale = finding("A.md", "managed/stale")
    assert inspect(inspector, checker, stale) == (["A.md"], 0), "it has no fix"
    assert inspector.stale == frozenset()
    fix = Fix(True, (Edit(0, 0, "x"),))
    mended = Finding("B.md", stale.problem._replace(fix=fix), "warning")
    Clock.now += 1
    assert inspect(inspector, checker, stale, mended) == ([], 0)
    assert inspector.stale == {"B.md"}
