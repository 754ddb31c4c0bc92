"""The backtest, by hand, on a vault of five clients; today is 2026-11-23, a Monday.

Each was called every Monday until a day, so that the alarm `gone quiet` (over 1.5 times 7 days, so
from the 11th on) rises on the second Monday without a call, when 14 days have passed."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from client_notes import client, log
from vaults import TODAY, book_of

from vaultcrm.facts.backtest import Backtest, Period, Tally, backtest, first_day, tallies

MONDAY = date(2026, 1, 5)


def called(until: str, again: Iterable[str] = (), more: str = "", status: str = "active") -> str:
    days, day = [], MONDAY
    while day <= date.fromisoformat(until):
        days.append(day.isoformat())
        day += timedelta(days=7)
    lines = [f"- {day} call: spoke" for day in (*days, *again)]
    return client(log(*lines), f"since: 2026-01-01\n{more}", status)


NOTES = {
    # The alarm rises on 16 March and they are lost 30 days later.
    "clients/Lost.md": called("2026-03-02", more="ended: 2026-04-15", status="lost"),
    # It rises on 15 June, and they are lost 120 days later, while it is still up.
    "clients/Slow.md": called("2026-06-01", more="ended: 2026-10-13", status="past"),
    # It rises on 18 May, falls on the 25th, and nothing comes of it.
    "clients/Back.md": called(
        "2026-05-04",
        [(date(2026, 5, 25) + timedelta(days=7 * week)).isoformat() for week in range(27)],
    ),
    # Lost without a word, a day after the last call.
    "clients/Sudden.md": called("2026-08-03", more="ended: 2026-08-04", status="lost"),
    # It rises on 16 November: too early to say.
    "clients/Now.md": called("2026-11-02"),
    # Not counted.
    "clients/Resting.md": called("2026-03-02", status="paused"),
    "clients/Undated.md": called("2026-03-02", status="lost"),
    "clients/Short.md": client(more="since: 2026-02-03\nended: 2026-02-06", status="lost"),
}
YEAR = Period(MONDAY, TODAY, 7, 90)


def run(root: Path, period: Period = YEAR) -> Backtest:
    with book_of(root, NOTES) as book:
        return backtest(book, period, lambda done, of: True)


def test_by_hand(tmp_path: Path) -> None:
    result = run(tmp_path)
    quiet = [each for each in result.episodes if each.alarm == "gone quiet"]
    assert [
        (each.client[8:-3], each.rose.isoformat(), each.fell and each.fell.isoformat())
        for each in quiet
    ] == [
        ("Lost", "2026-03-16", "2026-04-20"),  # the first Monday on which they were lost
        ("Back", "2026-05-18", "2026-05-25"),
        ("Slow", "2026-06-15", "2026-10-19"),
        ("Now", "2026-11-16", None),
    ]
    assert [each.outcome for each in quiet] == ["lost", "nothing", "lost", "open"]
    assert [each.notice for each in quiet] == [30, None, 120, None]
    assert quiet[0].words == "14 days without contact; 7 are usual"
    assert quiet[0].evidence == tuple(f"clients/Lost.md:{line}" for line in range(9, 18))
    found = {each.alarm: each for each in tallies(result)}
    assert found["gone quiet"] == Tally("gone quiet", 4, 2, 1, 1, 2, Decimal(75))
    assert [(each.client[8:-3], each.day) for each in result.losses] == [
        ("Lost", date(2026, 4, 15)),
        ("Sudden", date(2026, 8, 4)),
        ("Slow", date(2026, 10, 13)),
    ]
    assert result.paused == ["clients/Resting.md"]
    assert result.undated == ["clients/Undated.md"]
    assert result.short == ["clients/Short.md"]


def test_all_alarms_together_give_the_longest_notice(tmp_path: Path) -> None:
    """Health is red from two times the usual gap on, so as early as silence alone."""
    result = run(tmp_path)
    alone = {each.alarm: each for each in tallies(result)}
    every = alone["any of them"]
    assert every.rose == sum(each.rose for name, each in alone.items() if name != "any of them")
    assert (every.warned, every.notice) == (2, Decimal(75))


@pytest.mark.parametrize(("within", "outcome"), [(32, "nothing"), (33, "lost")])
def test_a_loss_counts_within_so_many_days(within: int, outcome: str, tmp_path: Path) -> None:
    """Day by day the alarm rises 11 days after the call of 2 March, on 13 March, and falls with a
    call on the 30th; they are lost 33 days after it rose."""
    note = NOTES["clients/Lost.md"].rstrip() + "\n- 2026-03-30 call: spoke\n"
    with book_of(tmp_path, {"clients/Lost.md": note}) as book:
        result = backtest(book, Period(MONDAY, TODAY, 1, within), lambda *_: True)
    first = next(each for each in result.episodes if each.alarm == "gone quiet")
    assert (first.rose, first.fell) == (date(2026, 3, 13), date(2026, 3, 30))
    assert (first.outcome, first.notice) == (outcome, 33 if outcome == "lost" else None)


def test_days_go_back_from_the_last_one() -> None:
    days = Period(date(2026, 11, 1), TODAY, 7, 90).days()
    assert days == [date(2026, 11, 2) + timedelta(days=7 * week) for week in range(4)]
    assert Period(TODAY, TODAY, 7, 90).days() == [TODAY]


def test_what_is_after_the_last_day_does_not_matter(tmp_path: Path) -> None:
    end = date(2026, 4, 6)
    result = run(tmp_path, Period(MONDAY, end, 7, 90))
    assert [(each.client, each.outcome, each.notice) for each in result.episodes][:1] == [
        ("clients/Lost.md", "open", None)
    ]
    assert result.losses == []


def test_the_first_day(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        assert first_day(book) == date(2026, 1, 1)
    with book_of(tmp_path / "empty", {}) as book:
        assert first_day(book) is None
        assert backtest(book, YEAR, lambda *_: True).episodes == []
