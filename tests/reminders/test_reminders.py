"""What becomes of reminders' notes: written once, closed, snoozed, dismissed, settled, archived."""

import errno
import os
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from running import Run
from vaults import TODAY, opened, write_vault

from vaultcrm.errors import VaultError
from vaultcrm.watching import answering
from vaultcrm.watching.reminding import Outcome, carry_out, planned, write_reminders

CLIENT = """
    ---
    type: client
    status: active
    cadence: 14d
    prefers: call
    ---
    ## Log
    - 2026-11-01 call out: hello
    ## Todo
    - [ ] Send the [[Site|new site]] draft ⏫ 📅 2026-11-23
    - [ ] Not yet 📅 2026-11-24
    - [ ] Theirs [owner:: Acme] 📅 2026-12-01
"""
NOTES = {"clients/Acme.md": CLIENT, "clients/Site.md": "---\ntype: client\nstatus: lead\n---\n"}
CHECK_IN = "reminders/2026-11-15 Check in with Acme.md"
ACTION = "reminders/2026-11-23 Send the Site new site draft (Acme).md"
# Of the rules that these vaults give cause to, the two that the tests are about.
ONLY = frozenset(("check_in", "action_due", "digest"))
LOG = ".vaultcrm/reminders.log"


def remind(
    root: Path, today: date = TODAY, dry_run: bool = False, settings: str | None = None
) -> list[str]:
    """What was done: `written reminders/…`."""
    if settings is not None:
        (root / ".vaultcrm/config.yaml").write_text(settings, encoding="utf-8")
    return [f"{each.action} {each.path}" for each in outcomes(root, today, dry_run)]


def outcomes(root: Path, today: date = TODAY, dry_run: bool = False) -> list[Outcome]:
    with opened(root) as index:
        done = write_reminders(index, today, dry_run, lambda rule, client: rule in ONLY)
    return [each for each in done if each.action not in ("unchanged", "deferred")]


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def text_of(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8")


def notes_of(root: Path) -> Mapping[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def events(root: Path) -> list[str]:
    """The log without its days."""
    return [line.partition("\t")[2] for line in text_of(root, LOG).splitlines()]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_vault(tmp_path / "vault", NOTES)


def test_what_is_due_gets_a_note_once(root: Path) -> None:
    assert remind(root, dry_run=True) == [f"written {CHECK_IN}", f"written {ACTION}"]
    assert not (root / "reminders").exists()
    assert remind(root) == [f"written {CHECK_IN}", f"written {ACTION}"]
    before = notes_of(root)
    assert remind(root) == []
    assert notes_of(root) == before
    assert text_of(root, ".vaultcrm/.gitattributes") == "reminders.log merge=union -text\n"


def test_two_machines_make_the_same_bytes_on_different_days(root: Path, tmp_path: Path) -> None:
    other = write_vault(tmp_path / "other", NOTES)
    remind(root)
    remind(other, after(3))
    assert (root / CHECK_IN).read_bytes() == (other / CHECK_IN).read_bytes()
    assert (root / ACTION).read_bytes() == (other / ACTION).read_bytes()


def test_the_notes_are_good_notes(vaultcrm: Run, root: Path) -> None:
    remind(root)
    text = text_of(root, ACTION)
    assert "- [ ] Send the [[Site|new site]] draft ⏫ 📅 2026-11-23\n" in text
    assert 'client: "[[Acme]]"\n' in text
    check = vaultcrm("--vault", root, "--today", TODAY, "check", "--json")
    assert [each for each in check.json() if each["path"].startswith("reminders/")] == []
    with opened(root) as index:
        assert not [r for r in index.records("actions") if r.path.startswith("reminders/")]


def test_doing_the_thing_settles_it(root: Path) -> None:
    remind(root)
    change(root, "clients/Acme.md", "## Todo", "- 2026-11-24 call out: hello\n## Todo")
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    assert f"settled {CHECK_IN}" in remind(root, after(1))
    text = text_of(root, CHECK_IN)
    assert "\nstatus: done\n" in text
    assert "- [x] Check in with Acme 📅 2026-11-15\n" in text
    assert text.endswith(
        "Closed by itself: There has been contact since, or it is no longer agreed.\n"
    )
    assert "settled\taction_due | Acme: Send" in text_of(root, LOG)
    assert remind(root, after(1)) == []


def test_what_comes_back_is_opened_again_as_it_was(root: Path) -> None:
    remind(root)
    made = notes_of(root)[ACTION]
    for number in ("", " 2"):
        change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
        assert remind(root) == [f"settled {ACTION}"]
        change(root, "clients/Acme.md", "[x] Send", "[ ] Send")
        assert remind(root) == [f"reopened {ACTION}"]
        assert notes_of(root)[ACTION] == made
        assert any(each.startswith(f"reopened{number}\t") for each in events(root))


def test_what_a_person_closed_stays_closed_whatever_was_before(root: Path) -> None:
    remind(root)
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    remind(root)
    change(root, "clients/Acme.md", "[x] Send", "[ ] Send")
    remind(root)
    change(root, ACTION, "status: open", "status: done")
    assert remind(root) == []
    assert remind(root, after(9)) == [f"written {REMINDER_TOMORROW}"]


REMINDER_TOMORROW = "reminders/2026-11-24 Not yet (Acme).md"


def test_a_changed_note_closes_by_its_status_alone(root: Path) -> None:
    remind(root)
    with (root / ACTION).open("a", encoding="utf-8") as file:
        file.write("My own words, `status: open` among them.\n")
    before = text_of(root, ACTION)
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    assert remind(root) == [f"settled {ACTION}"]
    assert text_of(root, ACTION) == before.replace("\nstatus: open\n", "\nstatus: done\n", 1)
    change(root, "clients/Acme.md", "[x] Send", "[ ] Send")
    assert remind(root) == [f"reopened {ACTION}"]
    assert text_of(root, ACTION) == before


def test_a_status_that_cannot_be_set_is_left_and_said(root: Path) -> None:
    remind(root)
    change(root, ACTION, "status: open", "status: &a open")
    before = text_of(root, ACTION)
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    assert [each.action for each in outcomes(root)] in (["kept"], ["settled"])
    assert "My" not in before
    body = before.partition("---\n- [")[2]
    assert body in text_of(root, ACTION)


@pytest.mark.parametrize(
    ("old", "new", "event"),
    [
        ("- [ ]", "- [x]", "done"),
        ("- [ ]", "- [X]", "done"),
        ("- [ ]", "- [-]", "dismissed"),
        ("status: open", "status: done", "done"),
        ("status: open", "status: dismissed", "dismissed"),
    ],
)
def test_closed_by_a_person(root: Path, old: str, new: str, event: str) -> None:
    remind(root)
    change(root, ACTION, old, new)
    remind(root)
    assert f"\nstatus: {event}\n" in text_of(root, ACTION)
    assert [each for each in events(root) if each.startswith(event)]
    (root / ACTION).unlink()
    assert f"written {ACTION}" not in remind(root, after(1))
    assert not (root / ACTION).exists()


def test_a_deleted_note_does_not_come_back_until_the_next_period(root: Path) -> None:
    remind(root)
    (root / CHECK_IN).unlink()
    assert remind(root) == []
    change(root, "clients/Acme.md", "## Todo", "- 2026-11-23 call out: hello\n## Todo")
    assert "written reminders/2026-12-07 Check in with Acme.md" in remind(root, date(2026, 12, 7))


def test_a_moved_note_and_a_moved_client_are_known(root: Path) -> None:
    remind(root)
    (root / "archive").mkdir()
    (root / ACTION).rename(root / "Mine.md")
    (root / "clients/Acme.md").rename(root / "archive/Acme.md")
    assert remind(root) == []
    change(root, "Mine.md", "- [ ]", "- [x]")
    assert remind(root) == ["marked Mine.md"]


def test_a_note_of_somebodys_own_in_the_way_is_left(root: Path) -> None:
    (root / "reminders").mkdir()
    (root / CHECK_IN.replace("Check", "CHECK")).write_text("mine\n", encoding="utf-8")
    done = remind(root)
    assert text_of(root, CHECK_IN.replace("Check", "CHECK")) == "mine\n"
    assert re.fullmatch(r"written reminders/2026-11-15 Check in with Acme [0-9a-f]{6}\.md", done[0])
    assert remind(root) == []


def test_snoozed_by_a_date_or_a_time(root: Path) -> None:
    remind(root)
    change(root, ACTION, "status: open", "status: open\nsnooze: 3d")
    assert remind(root, after(1)) == [f"written {REMINDER_TOMORROW}"]
    assert any(each.endswith("\t3d") for each in events(root))
    with opened(root) as index:
        from vaultcrm.watching.reminding import plan_for

        assert [until for _, until in plan_for(index, after(3)).asleep] == [after(4)]
        assert plan_for(index, after(4)).asleep == ()
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    assert f"settled {ACTION}" in remind(root, after(2))


def test_a_flood_is_one_note(root: Path) -> None:
    tasks = "".join(f"- [ ] Task {n} 📅 2026-{1 + n % 9:02}-01\n" for n in range(130))
    (root / "a.md").write_text(tasks, encoding="utf-8")
    done = remind(root)
    assert len(done) == 21  # 20 of their own
    digest = done[0].removeprefix("written ")
    assert digest == "reminders/2026-11-23 What has piled up.md"
    lines = [line for line in text_of(root, digest).splitlines() if line.startswith("- 2026")]
    assert len(lines) == 132 - 20
    assert lines == sorted(lines)
    assert remind(root) == []
    change(root, "a.md", "[ ] Task 0 ", "[x] Task 0 ")
    assert remind(root) == [f"written {digest}"]
    assert "Task 0 " not in text_of(root, digest)
    with (root / digest).open("a", encoding="utf-8") as file:
        file.write("Mine.\n")
    change(root, "a.md", "[ ] Task 9 ", "[x] Task 9 ")
    assert remind(root) == []
    (root / "a.md").unlink()
    assert f"settled {digest}" in remind(root)
    assert text_of(root, digest).endswith("Mine.\n")


def test_a_digest_that_was_deleted_does_not_come_back(root: Path) -> None:
    tasks = "".join(f"- [ ] Task {n} 📅 2026-01-01\n" for n in range(9))
    (root / "a.md").write_text(tasks, encoding="utf-8")
    remind(root, settings="reminders: {limit: 3}\n")
    (root / "reminders/2026-11-23 What has piled up.md").unlink()
    assert remind(root) == []
    assert remind(root, after(3)) == [f"written {REMINDER_TOMORROW}"]


def test_days_off_and_pauses_put_off_and_drop_nothing(root: Path) -> None:
    assert remind(root, settings="reminders: {away: [2026-11-20..2026-11-24]}\n") == []
    change(root, "clients/Acme.md", "status: active", "status: paused")
    assert remind(root, settings="") == []
    change(root, "clients/Acme.md", "status: paused", "status: active")
    assert remind(root) == [f"written {CHECK_IN}", f"written {ACTION}"]


def test_turned_off_in_the_settings_or_the_clients_note(root: Path) -> None:
    remind(root)
    done = remind(root, settings="reminders: {check_in: off}\n")
    assert done == [f"settled {CHECK_IN}"]
    assert "turned off" in text_of(root, CHECK_IN)
    change(root, "clients/Acme.md", "cadence: 14d", "cadence: 14d\nreminders: [off, check_in on]")
    assert remind(root, settings="") == [f"settled {ACTION}", f"reopened {CHECK_IN}"]


def test_a_note_that_says_nothing_certain_settles_nothing(root: Path) -> None:
    remind(root)
    conflict = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n"
    before = text_of(root, "clients/Acme.md")
    change(root, "clients/Acme.md", "- [ ] Send", f"{conflict}- [x] Send")
    assert remind(root) == []
    (root / "clients/Acme.md").write_text(before, encoding="utf-8")
    assert remind(root) == []
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    assert remind(root) == [f"settled {ACTION}"]


def test_closed_for_long_is_archived_by_year(root: Path) -> None:
    remind(root)
    change(root, CHECK_IN, "status: open", "status: dismissed")
    remind(root)
    before = notes_of(root)[CHECK_IN]
    assert remind(root, after(89)) == [f"written {REMINDER_TOMORROW}"]
    moved = CHECK_IN.replace("reminders/", "reminders/archive/2026/")
    assert remind(root, after(91)) == [f"archived {moved}"]
    assert notes_of(root)[moved] == before
    assert remind(root, after(92)) == []


def test_a_log_that_is_broken_is_understood_as_far_as_it_goes(root: Path) -> None:
    remind(root)
    with (root / LOG).open("a", encoding="utf-8") as file:
        file.write("<<<<<<< HEAD\nnonsense\n2026-99-01\tmade\tx\n2026-11-23\tmade\tcut o")
    (root / CHECK_IN).unlink()
    assert remind(root, after(1)) == [f"written {REMINDER_TOMORROW}"]
    assert "cut o\n2026-11-24\tmade\t" in text_of(root, LOG)


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_log_that_cannot_be_read_stops_it(root: Path, tmp_path: Path, kind: str) -> None:
    if kind == "link":
        (tmp_path / "elsewhere").write_text("", encoding="utf-8")
        (root / LOG).symlink_to(tmp_path / "elsewhere")
    else:
        (root / LOG).mkdir()
    with pytest.raises(VaultError, match=r"reminders\.log"):
        remind(root)
    assert not (root / "reminders").exists()


def test_said_on_the_command_line(root: Path) -> None:
    remind(root)
    for action, until, status, task in (
        ("snooze", "3d", "snooze: 2026-11-26", "- [ ]"),
        ("done", "", "status: done", "- [x] Check in with Acme 📅 2026-11-15 ✅ 2026-11-23"),
        ("dismiss", "", "status: dismissed", "- [-]"),
    ):
        with opened(root) as index:
            answering.answer(index, [CHECK_IN], action, TODAY, until, dry_run=False)
        text = text_of(root, CHECK_IN)
        assert f"\n{status}\n" in text
        assert f"\n{task}" in text
    with opened(root) as index, pytest.raises(VaultError, match="is no reminder"):
        answering.answer(index, ["clients/Acme.md"], "done", TODAY, "", dry_run=False)
    with opened(root) as index, pytest.raises(VaultError, match="no time to snooze until"):
        answering.answer(index, [ACTION], "snooze", TODAY, "yesterday", dry_run=False)


def test_todays_list(vaultcrm: Run, root: Path) -> None:
    asked = ("--vault", root, "--today", TODAY, "remind", "--rule", "check_in", "--rule")
    asked = (*asked, "action_due")
    expected = (
        "Monday, 2026-11-23: 1 overdue, 1 due today\n\nOverdue\n"
        "  2026-11-15  Check in with Acme\n\nToday\n"
        "  2026-11-23  Send the [[Site|new site]] draft (Acme)\n"
    )
    assert vaultcrm(*asked, "--digest").stdout == expected
    assert not (root / "reminders").exists()
    assert vaultcrm(*asked).stdout == f"wrote {CHECK_IN}\nwrote {ACTION}\n"
    assert vaultcrm(*asked, "--digest").stdout == expected
    assert vaultcrm(*asked, "--client", "Site", "--digest").stdout == ""
    done = vaultcrm("--vault", root, "--today", TODAY, "remind", "done", Path(CHECK_IN).stem)
    assert done.status == 0, done.stderr
    assert "Check in" not in vaultcrm(*asked, "--digest").stdout
    wrong = vaultcrm("--vault", root, "remind", "--rule", "chek_in")
    assert wrong.status == 2
    assert "check_in" in wrong.stderr


def test_a_folder_that_cannot_be_listed_closes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_vault(tmp_path / "vault", NOTES)
    remind(root)
    scandir = os.scandir

    def refused(folder: str) -> object:
        if str(folder).endswith("/clients"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refused)
    with opened(root) as index:
        assert (index.unseen(), index.uncertain()) == (["clients"], {"clients"})
    assert not [each for each in remind(root) if each.startswith("settled")]
    monkeypatch.undo()
    change(root, "clients/Acme.md", "- [ ] Send", "- [x] Send")
    assert remind(root) == [f"settled {ACTION}"]


@pytest.mark.parametrize(
    "path, old, new, done",
    [
        ("clients/Site.md", "lead", "active", True),
        ("clients/Acme.md", "- [ ] Send", "- [x] Send", False),
        ("clients/Acme.md", "", None, False),
    ],
)
def test_what_changed_since_it_was_planned_is_not_done(
    path: str, old: str, new: str | None, done: bool, tmp_path: Path
) -> None:
    root = write_vault(tmp_path / "vault", NOTES)
    with opened(root) as index:
        todo = planned(index, TODAY)
        assert todo
        if new is None:
            (root / path).unlink()
        else:
            change(root, path, old, new)
        index.refresh()
        assert carry_out(index, TODAY, todo._replace(change=""), same=False) is None
        outcomes = carry_out(index, TODAY, todo, same=False)
        assert outcomes is not None
    assert (root / ACTION).exists() == done


def test_a_tick_taken_back_meanwhile_stays_so(tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault", NOTES)
    remind(root)
    change(root, ACTION, "- [ ]", "- [x]")
    with opened(root) as index:
        todo = planned(index, TODAY)
        assert todo and [note.path for note, _ in todo.todo.mark] == [ACTION]
        change(root, ACTION, "- [x]", "- [ ]")
        index.refresh()
        assert carry_out(index, TODAY, todo, same=False) == []
    assert "status: open" in (root / ACTION).read_text(encoding="utf-8")
