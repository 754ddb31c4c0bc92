"""Everything with a day, each thing once."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from running import ROOT
from vaults import TODAY, opened, write_vault

from vaultcrm.facts.book import Book
from vaultcrm.reminders._causes import causes
from vaultcrm.reminders._dates import Dated, dates

CLIENT = "---\ntype: client\nstatus: active\n---\n"


def shown(
    root: Path, notes: dict[str, str], today: date = TODAY, client: str = "", config: str = ""
) -> list[Dated]:
    write_vault(root, {"clients/Acme.md": CLIENT, **notes}, config)
    with opened(root) as index:
        return dates(index, Book.of(index, today), client)


def days(found: list[Dated], part: str) -> list[str]:
    """The days of what has this in its title."""
    return [each.reminder.due.isoformat() for each in found if part in each.reminder.title]


NOTE = '---\ntype: {}\nclient: "[[Acme]]"\n{}---\n'
PROJECT = NOTE.format("project", "status: active\n{}")


@pytest.mark.parametrize(
    ("path", "text", "part", "expected"),
    [
        ("a.md", "- [ ] Send it 📅 2026-12-01", "Send it", ["2026-12-01"]),
        ("a.md", "- [ ] Send it 📅 2026-11-01", "Send it", ["2026-11-01"]),  # late, still open
        ("a.md", "- [x] Send it 📅 2026-12-01", "Send it", []),
        ("a.md", "- [-] Send it 📅 2026-12-01", "Send it", []),
        ("a.md", "- [h] Send it 📅 2026-12-01", "Send it", []),
        ("a.md", "- [ ] Send it", "Send it", []),
        ("a.md", "- [ ] Send it 📅 2026-12-01\n" * 2, "Send it", ["2026-12-01"] * 2),
        (
            "a.md",
            "- [ ] Send it 📅 2026-12-01\n- [ ] Send it 📅 2026-12-08",
            "Send it",
            ["2026-12-01", "2026-12-08"],
        ),
        (
            "a.md",
            "- [ ] Send it 📅 2026-11-01\n- [ ] Send it 📅 2026-11-08",
            "Send it",
            ["2026-11-01", "2026-11-08"],
        ),
        ("a.md", "- [ ] Logos [owner:: Acme] 📅 2026-12-01", "Theirs: Logos", ["2026-12-01"]),
        (
            "projects/P.md",
            PROJECT.format("") + "## Deliverables\n- [ ] Drafts 📅 2026-12-01",
            "Drafts",
            ["2026-12-01"],
        ),
        (
            "projects/P.md",
            PROJECT.format("") + "## Invoices\n- [ ] INV-1 [amount:: 5 EUR] 📅 2026-12-01",
            "INV-1",
            ["2026-12-01"],
        ),
        ("projects/P.md", PROJECT.format("due: 2026-12-01\n"), "P", ["2026-12-01"]),
        (
            "projects/P.md",
            PROJECT.format("due: 2026-12-01\n").replace("active", "lost"),
            "Deliver",
            [],
        ),
        (
            "projects/P.md",
            PROJECT.format("retainer: 5 EUR\nends: 2027-12-01\nrenews: 2027-12-01\n"),
            "enew",
            ["2027-12-01"],
        ),
        ("projects/P.md", PROJECT.format("ends: 2027-12-01\n"), "end", ["2027-12-01"]),
        (
            "meetings/M.md",
            NOTE.format("meeting", "date: 2026-12-01\nnext: 2026-12-08\n"),
            "M",
            ["2026-12-01", "2026-12-08"],
        ),
        (
            "meetings/M.md",
            NOTE.format("meeting", "date: 2026-11-01\nnext: 2026-11-08\n"),
            "Meet again",
            [],
        ),
        ("people/D.md", NOTE.format("person", "birthday: 1980-11-25\n"), "D", ["1980-11-25"]),
        ("clients/Quiet.md", CLIENT.replace("---\n", "", 1), "Quiet", []),  # no front matter
    ],
)
def test_what_is_shown(
    path: str, text: str, part: str, expected: list[str], tmp_path: Path
) -> None:
    assert days(shown(tmp_path, {path: text}), part) == expected


DELIVERABLE = PROJECT.format("due: {}\n") + "## Deliverables\n{}"


@pytest.mark.parametrize(
    ("line", "config", "expected"),
    [
        ("- [ ] Boards 📅 2026-12-01", "", ["Deliver P: Boards"]),
        ("- [ ] Boards 📅 2026-12-01", "reminders:\n  deliverable_due: off\n", ["Deliver: Boards"]),
        ("- [x] Boards 📅 2026-12-01", "", ["Deliver P"]),
        ("- [ ] Boards [owner:: Acme] 📅 2026-12-01", "", ["Deliver P", "Theirs: Boards"]),
        ("- [ ] Boards #private 📅 2026-12-01", "", ["Deliver P"]),
    ],
)
def test_a_deliverable_stands_for_its_project(
    line: str, config: str, expected: list[str], tmp_path: Path
) -> None:
    notes = {"projects/P.md": DELIVERABLE.format("2026-12-01", line)}
    found = shown(tmp_path, notes, config=config)
    titles = (each.reminder.title for each in found if each.reminder.due == date(2026, 12, 1))
    assert sorted(titles) == expected


def test_a_late_deliverable_stands_for_its_project(tmp_path: Path) -> None:
    notes = {"projects/P.md": DELIVERABLE.format("2026-10-30", "- [ ] Launch 📅 2026-10-30")}
    (found,) = shown(tmp_path, notes)
    assert "Launch" in found.reminder.title and found.reminder.due > date(2026, 10, 30)


def test_a_renewal_stands_for_its_project(tmp_path: Path) -> None:
    notes = {"projects/P.md": PROJECT.format("retainer: 5 EUR\ndue: 2027-12-01\n")}
    assert [each.reminder.title for each in shown(tmp_path, notes)] == ["Renew P"]


def test_an_owner_is_not_named_twice(tmp_path: Path) -> None:
    (found,) = shown(tmp_path, {"a.md": "- [ ] Ask Cem @Birgit 📅 2026-12-01"})
    assert found.reminder.title == "Theirs: Ask Cem"


@pytest.mark.parametrize("path", ["a.md", "clients/Acme.md"])
def test_nothing_is_shown_from_a_note_that_says_nothing_certain(path: str, tmp_path: Path) -> None:
    line = "- [ ] Send it [client:: [[Acme]]] 📅 2026-12-01\n"
    notes = {"a.md": line, "b.md": "- [ ] Mine 📅 2026-12-01"}
    torn = "<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> other\n"
    notes[path] = ("" if path == "a.md" else CLIENT) + torn + (line if path == "a.md" else "")
    assert [each.reminder.title for each in shown(tmp_path, notes)] == ["Mine"]


def test_a_meeting_that_has_a_note_is_not_planned_as_well(tmp_path: Path) -> None:
    first = NOTE.format("meeting", "date: 2026-11-02\nnext: 2026-12-01\n")
    second = NOTE.format("meeting", "date: 2026-12-01\n")
    found = shown(tmp_path, {"meetings/A.md": first, "meetings/B.md": second})
    assert [each.reminder.title for each in found if each.happens] == ["B"]


def test_once_the_day_is_over_a_chase_takes_its_place(tmp_path: Path) -> None:
    notes = {"clients/Acme.md": f"{CLIENT}- [ ] Logos [owner:: Acme] 📅 2026-11-02\n"}
    before = shown(tmp_path, notes, date(2026, 11, 1))
    after = shown(tmp_path, notes, TODAY)
    assert days(before, "Logos") == ["2026-11-02"]
    assert len(days(after, "Logos")) == 1 and days(after, "Logos") > ["2026-11-02"]


@pytest.mark.parametrize(
    "notes",
    [
        {"a.md": "---\nprivate: true\n---\n- [ ] Secret 📅 2026-12-01"},
        {"a.md": "---\ntags: [private]\n---\n- [ ] Secret 📅 2026-12-01"},
        {"a.md": "#private\n\n- [ ] Secret 📅 2026-12-01"},
        {"a.md": "- [ ] Secret #private 📅 2026-12-01"},
        {"a.md": "- [ ] Secret [private:: yes] 📅 2026-12-01"},
        {"a.md": "## Private\n- [ ] Secret 📅 2026-12-01"},
        {
            "clients/Acme.md": CLIENT.replace("status", "private: true\nstatus"),
            "a.md": "- [ ] Secret [client:: [[Acme]]] 📅 2026-12-01",
        },
        {"people/Secret.md": NOTE.format("person", "private: true\nbirthday: 1980-11-25\n")},
        # what a rule says of a line that has no day of its own
        {"clients/Acme.md": f"{CLIENT}## Private\n### Log\n- 2026-11-20 email in: Secret\n"},
        {
            "meetings/M.md": NOTE.format("meeting", "date: 2026-11-20\n")
            + "## Actions\n- [ ] Private: Secret [owner:: Acme] 📅 2026-11-21\n"
        },
    ],
)
def test_nothing_private_is_shown(notes: dict[str, str], tmp_path: Path) -> None:
    for each in shown(tmp_path, {"b.md": "- [ ] Seen 📅 2026-12-01", **notes}):
        texts = (each.reminder.title, each.reminder.why, *each.reminder.quotes)
        assert not any("Secret" in text for text in texts), each
        if "b.md" in [ref.path for ref in each.reminder.evidence]:
            break
    else:
        raise AssertionError("what is not private is shown")


@pytest.mark.parametrize(
    "change",
    [
        {"config": "reminders:\n  check_in: off\n"},
        {"status": "done"},
        {"status": "dismissed"},
        {"log": "2026-11-20\tmade\t{}\n"},  # and deleted
        {"log": "2026-11-20\tdismissed\t{}\n"},
    ],
)
def test_what_was_answered_is_not_shown(change: dict[str, str], tmp_path: Path) -> None:
    text = CLIENT.replace("status", "cadence: 14d\nsince: 2026-11-02\nstatus")
    check_in = days(shown(tmp_path, {"clients/Acme.md": text}), "Check in")
    assert check_in == ["2026-11-16"]
    key = "check_in | Acme | 2026-11-16"
    notes = {"clients/Acme.md": text}
    if status := change.get("status"):
        notes["reminders/R.md"] = f"---\ntype: reminder\nstatus: {status}\nsource_key: {key}\n---\n"
    if log := change.get("log"):
        notes[".vaultcrm/reminders.log"] = log.format(key)
    found = shown(tmp_path, notes, config=change.get("config", ""))
    assert days(found, "Check in") == []


def test_what_waits_for_the_end_of_a_pause_is_not_shown(tmp_path: Path) -> None:
    line = "- [ ] Send it [client:: [[Acme]]] 📅 2026-12-01"
    notes = {"clients/Acme.md": CLIENT.replace("active", "paused"), "a.md": line}
    assert days(shown(tmp_path, notes), "Send it") == []


def test_only_one_client(tmp_path: Path) -> None:
    notes = {
        "clients/Blue.md": CLIENT,
        "a.md": "- [ ] For Acme [client:: [[Acme]]] 📅 2026-12-01\n"
        "- [ ] For Blue [client:: [[Blue]]] 📅 2026-12-01\n- [ ] For us 📅 2026-12-01",
    }
    found = shown(tmp_path, notes, client="clients/Blue.md")
    assert [each.reminder.title for each in found] == ["For Blue"]


def test_each_thing_of_the_example_vault_is_there_once() -> None:
    with opened(ROOT / "example-vault") as index:
        book = Book.of(index, TODAY)
        found = dates(index, book)
        tomorrow = dates(index, Book.of(index, TODAY + timedelta(days=1)))
        answered = Counter(each.reminder.subject for each in causes(book) if not each.waits_for)
    keys = Counter(each.reminder.key for each in found)
    assert max(keys.values()) == 1 and len(keys) > 80
    lines = Counter((each.reminder.subject, each.reminder.due) for each in found)
    line_subjects = {subject for subject, _ in lines if ": " in subject}
    assert max(lines[each] for each in lines if each[0] in line_subjects) == 1
    assert line_subjects & answered.keys(), "rules speak of lines that have a day of their own"
    titles = {each.reminder.key: each.reminder.title for each in tomorrow}
    same = [titles.get(each.reminder.key) == each.reminder.title for each in found]
    assert sum(same) > 0.95 * len(found)
