"""Promised work by week, against cases computed by hand."""

from datetime import date
from pathlib import Path

from client_notes import client, meeting, project
from vaults import TODAY, book_of

from vaultcrm.facts.workload import Work, work

SITE = "projects/Site.md"


def works(root: Path, *lines: str, section: str = "Deliverables", today: date = TODAY) -> Work:
    notes = {SITE: project(f"## {section}\n" + "\n".join(lines)), "clients/Acme.md": client()}
    with book_of(root, notes, "we: [Mara]", today) as book:
        return work(book)


def weeks(found: Work) -> dict[str, list[str]]:
    return {
        str(monday): [f"{each.record.fields['text']} {each.hours}" for each in promised]
        for monday, promised in found.weeks.items()
    }


def test_weeks_begin_on_monday_and_what_is_overdue_is_in_the_present_one(tmp_path: Path) -> None:
    found = works(
        tmp_path,
        "- [ ] next monday [hours:: 2] 📅 2026-11-30",
        "- [ ] sunday [hours:: 3] 📅 2026-11-29",
        "- [ ] today [hours:: 1.5] 📅 2026-11-23",
        "- [ ] late [hours:: 4] 📅 2026-11-22",
        "- [ ] very late [hours:: 5] 📅 2020-01-01",
        "- [ ] undated [hours:: 6]",
        "- [ ] unmeasured 📅 2026-11-25",
        "- [ ] nothing [hours:: 0] 📅 2026-11-25",
        "- [ ] neither",
        "- [x] done [hours:: 7] 📅 2026-11-25 ✅ 2026-11-20",
        "- [-] cancelled [hours:: 7] 📅 2026-11-25",
        "- [h] on hold [hours:: 7] 📅 2026-11-25",
        "- [ ] theirs [hours:: 7] [owner:: Dana] 📅 2026-11-25",
        "- [ ] ours too [hours:: 8] [owner:: Mara] 📅 2026-11-25",
    )
    assert weeks(found) == {
        "2026-11-23": ["today 1.5", "late 4", "very late 5", "ours too 8", "sunday 3"],
        "2026-11-30": ["next monday 2"],
    }
    assert [each.record.fields["text"] for each in found.undated] == ["undated"]
    assert [each.fields["text"] for each in found.unmeasured] == ["unmeasured", "nothing"]


def test_a_week_over_new_year_is_one(tmp_path: Path) -> None:
    found = works(
        tmp_path,
        "- [ ] old year [hours:: 1] 📅 2026-12-31",
        "- [ ] new year [hours:: 2] 📅 2027-01-01",
        "- [ ] sunday [hours:: 3] 📅 2027-01-03",
        "- [ ] monday [hours:: 4] 📅 2027-01-04",
        today=date(2026, 12, 30),
    )
    assert weeks(found) == {
        "2026-12-28": ["old year 1", "new year 2", "sunday 3"],
        "2027-01-04": ["monday 4"],
    }


def test_late_on_a_sunday_is_work_of_the_week_that_ends(tmp_path: Path) -> None:
    found = works(tmp_path, "- [ ] late [hours:: 1] 📅 2026-11-20", today=date(2026, 11, 29))
    assert list(weeks(found)) == ["2026-11-23"]


def test_actions_take_hours_and_changes_do_not(tmp_path: Path) -> None:
    line = "- [ ] that [hours:: 2] 📅 2026-11-25"
    assert works(tmp_path / "a", line, section="Actions").weeks
    assert not works(tmp_path / "c", line, section="Change requests").weeks
    with book_of(tmp_path / "m", {"M.md": meeting("2026-11-20", f"## Actions\n{line}")}) as book:
        assert work(book).weeks


def test_an_empty_vault(tmp_path: Path) -> None:
    with book_of(tmp_path, {}) as book:
        assert work(book) == Work({}, [], [], [])
