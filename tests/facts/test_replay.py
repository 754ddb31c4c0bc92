"""The book of an earlier day. Today is 2026-11-23, a Monday."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from client_notes import ACME, client, log, meeting, project
from test_fact_properties import (
    COLLECTIONS,
    CONFIG,
    TODAY,
    all_facts,
    in_order,
    later,
    shifted,
    vault,
)
from vaults import book_of

from vaultcrm.facts import facts_of
from vaultcrm.facts.book import Book
from vaultcrm.facts.replay import Past, replay
from vaultcrm.model import Record


def book(records: list[Record], today: date = TODAY) -> Book:
    def load(collection: str) -> list[Record]:
        return [record for record in records if record.collection == collection]

    return Book(load, lambda path: True, CONFIG, today)


def facts(of: Book) -> dict[tuple[str, str], Any]:
    return {
        (collection, name): compute(of)
        for collection in COLLECTIONS
        for name, compute in facts_of(collection).items()
    }


def contents(of: Book) -> Mapping[str, list[Record]]:
    return {collection: list(of.records(collection)) for collection in KINDS}


KINDS = (*COLLECTIONS, "meetings", "interactions", "hours", "feedback")


def until_today(record: Record) -> Record:
    """The same record with no day to come."""
    fields = {
        name: min(value, TODAY) if isinstance(value, date) else value
        for name, value in record.fields.items()
    }
    return record._replace(fields=fields)


@pytest.mark.parametrize("seed", range(24))
def test_the_book_of_today_is_the_book(seed: int) -> None:
    records = [until_today(each) for each in vault(Random(seed))]
    now = book(records)
    assert contents(replay(now, TODAY)) == contents(now)
    assert facts(replay(now, TODAY)) == facts(now)


@pytest.mark.parametrize("seed", range(24))
def test_what_came_after_a_day_does_not_change_that_day(seed: int) -> None:
    dice = Random(seed)
    records, back = vault(dice), timedelta(days=dice.randint(1, 200))
    day = TODAY - back
    future = [
        shifted(later(each, dice), -back)
        for each in records
        if each.collection not in ("clients", "people")
    ]
    assert all(_is_after(each, day) for each in future)
    before = contents(replay(book(records), day))
    assert contents(replay(book(in_order([*records, *future])), day)) == before


def _is_after(record: Record, day: date) -> bool:
    return all(value > day for value in record.fields.values() if isinstance(value, date))


@pytest.mark.parametrize("seed", range(24))
def test_what_happened_after_a_day_had_not_happened_on_it(seed: int) -> None:
    """Ticking a line after a day changes nothing on that day."""
    dice = Random(seed)
    day = TODAY - timedelta(days=dice.randint(1, 100))
    never = ("done", "cancelled", "status")
    lines = [each for each in vault(dice) if each.line is not None]
    todo = [
        each._replace(
            fields={
                **{name: value for name, value in each.fields.items() if name not in never},
                "status": "todo",
            }
        )
        for each in lines
    ]
    ticked = [
        each._replace(
            fields={
                **each.fields,
                "status": "done",
                "done": day + timedelta(days=dice.randint(1, 50)),
            }
        )
        for each in todo
    ]
    then, same = (contents(replay(book(records), day)) for records in (todo, ticked))
    assert then == same


@pytest.mark.parametrize("seed", range(24))
def test_moving_all_days_moves_the_book_of_an_earlier_day(seed: int) -> None:
    dice = Random(seed)
    records, by = vault(dice), timedelta(weeks=dice.randint(-300, 300))
    day = TODAY - timedelta(days=dice.randint(0, 200))
    moved = book([shifted(each, by) for each in records], TODAY + by)
    before = facts(replay(book(records), day))
    assert facts(replay(moved, day + by)) == {
        name: shifted(found, by) for name, found in before.items()
    }


@pytest.mark.parametrize("seed", range(60))
def test_no_value_makes_a_replay_fail(seed: int) -> None:
    dice = Random(seed)
    past = Past(book(vault(dice, strange=True)))
    for _ in range(3):
        facts(past.on(TODAY - timedelta(days=dice.randint(0, 9999))))


def test_facts_of_these_vaults_differ_from_day_to_day() -> None:
    """Or these properties would hold of nothing."""
    records = vault(Random(1))
    then = facts(replay(book(records), TODAY - timedelta(days=30)))
    now = all_facts(records, TODAY)
    assert sum(then[name] != now[name] for name in now) > len(now) / 4


# --- one by one -----------------------------------------------------------------------------------

NOTES = {
    ACME: client(
        log("- 2026-09-01 call: spoke", "- 2026-11-01 call: spoke")
        + "\n## Feedback\n- 2026-09-05 slow [kind:: complaint] [acted:: 2026-10-20] "
        "[decided:: a second server] [told:: 2026-10-25]",
        "since: 2026-08-01\nended: 2026-11-10\nexit_reason: price",
        status="lost",
    ),
    "clients/Later.md": client(more="since: 2026-11-02"),
    "clients/Lead.md": client(more="since: 2026-01-01\nended: 2026-11-10", status="lost"),
    "clients/Gone.md": client(more="since: 2026-01-01", status="past"),
    "projects/Site.md": project(
        "## Deliverables\n- [x] a 📅 2026-09-30 ✅ 2026-10-10\n- [-] b ❌ 2026-10-20\n- [x] c\n"
        "## Invoices\n- [x] 2026-09-15 I-1 [amount:: 9 EUR] 📅 2026-10-01 ✅ 2026-10-15\n"
        "- [ ] 2026-10-12 I-2 [amount:: 9 EUR]\n"
        "## Hours\n- 2026-09-10 [hours:: 3]\n- 2026-10-10 [hours:: 4]",
        "start: 2026-09-01\nagreed_on: 2026-09-05\ndelivered: 2026-10-20",
        status="closed",
    ),
    "projects/No.md": project(status="lost", whose="Lead"),
    "meetings/M.md": meeting("2026-10-03", "## Actions\n- [ ] x", "recap_sent: 2026-10-09"),
}


def on(root: Path, day: str, collection: str) -> dict[str, Any]:
    with book_of(root, NOTES) as now:
        then = replay(now, date.fromisoformat(day))
        return {each.place: each.fields for each in then.records(collection)}


@pytest.mark.parametrize(
    ("day", "statuses"),
    [
        ("2026-07-31", {"Lead": "lead", "Gone": "past"}),
        ("2026-08-01", {"Acme": "active", "Lead": "lead", "Gone": "past"}),
        ("2026-11-09", {"Acme": "active", "Lead": "lead", "Gone": "past", "Later": "active"}),
        ("2026-11-10", {"Acme": "lost", "Lead": "lost", "Gone": "past", "Later": "active"}),
    ],
)
def test_clients(day: str, statuses: dict[str, str], tmp_path: Path) -> None:
    found = on(tmp_path, day, "clients")
    assert {path[8:-3]: fields["status"] for path, fields in found.items()} == statuses
    if day < "2026-11-10" and ACME in found:
        assert not {"ended", "exit_reason"} & {*found[ACME]}


@pytest.mark.parametrize(
    ("day", "status", "names"),
    [
        ("2026-08-31", None, ()),
        ("2026-09-01", "proposed", ("start",)),
        ("2026-09-05", "active", ("start", "agreed_on")),
        ("2026-10-19", "active", ("start", "agreed_on")),
        ("2026-10-20", "closed", ("start", "agreed_on", "delivered")),
    ],
)
def test_projects(day: str, status: str | None, names: tuple[str, ...], tmp_path: Path) -> None:
    found = on(tmp_path, day, "projects").get("projects/Site.md", {})
    assert found.get("status") == status
    assert {"start", "agreed_on", "delivered"} & {*found} == {*names}


@pytest.mark.parametrize(
    ("day", "statuses"),
    [
        ("2026-08-31", []),
        ("2026-10-09", ["todo", "todo", "done"]),
        ("2026-10-10", ["done", "todo", "done"]),
        ("2026-10-20", ["done", "cancelled", "done"]),
    ],
)
def test_lines(day: str, statuses: list[str], tmp_path: Path) -> None:
    found = on(tmp_path, day, "deliverables")
    assert [fields["status"] for fields in found.values()] == statuses


def test_invoices_hours_meetings_and_feedback(tmp_path: Path) -> None:
    def count(day: str, collection: str) -> int:
        return len(on(tmp_path, day, collection))

    assert [count(day, "invoices") for day in ("2026-09-14", "2026-10-11", "2026-10-12")] == [
        0,
        1,
        2,
    ]
    [unpaid] = on(tmp_path, "2026-10-11", "invoices").values()
    assert (unpaid["status"], unpaid.get("done")) == ("todo", None)
    assert [count(day, "hours") for day in ("2026-09-09", "2026-10-09", "2026-10-10")] == [0, 1, 2]
    assert [count(day, "meetings") for day in ("2026-10-02", "2026-10-03")] == [0, 1]
    assert [count(day, "actions") for day in ("2026-10-02", "2026-10-03")] == [0, 1]
    assert [count(day, "interactions") for day in ("2026-10-02", "2026-10-03")] == [1, 2]
    assert "recap_sent" not in on(tmp_path, "2026-10-08", "meetings")["meetings/M.md"]
    assert "recap_sent" in on(tmp_path, "2026-10-09", "meetings")["meetings/M.md"]
    for day, names in (
        ("2026-10-19", set()),
        ("2026-10-20", {"acted", "decided"}),
        ("2026-10-25", {"acted", "decided", "told"}),
    ):
        [said] = on(tmp_path, day, "feedback").values()
        assert {"acted", "decided", "told"} & {*said} == names
    assert on(tmp_path, "2026-09-04", "feedback") == {}
