"""`export ics` with the real command: what it prints, where it writes, and what it refuses."""

from pathlib import Path

import pytest
from icalendar import Calendar
from running import ROOT, Run
from vaults import write_vault

from vaultcrm.commands._calendars import read_alarm

EXAMPLE = ROOT / "example-vault"
TODAY = ("--today", "2026-11-23")
NOTES = {
    "clients/Acme.md": "---\ntype: client\nstatus: active\n---\n",
    "clients/Blue.md": "---\ntype: client\nstatus: active\n---\n",
    "a.md": "- [ ] Send it 📅 2026-12-01 [client:: [[Acme]]]\n- [ ] Ask 📅 2026-12-02\n",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return write_vault(tmp_path / "vault", NOTES)


def test_the_example_vault(vaultcrm: Run) -> None:
    first = vaultcrm("--vault", EXAMPLE, *TODAY, "export", "ics")
    assert (first.status, first.stderr) == (0, "")
    assert vaultcrm("--vault", EXAMPLE, *TODAY, "export", "ics") == first
    calendar = Calendar.from_ical(first.stdout)
    assert calendar.calendar_name == "example-vault"
    uids = [str(event["UID"]) for event in calendar.events]
    assert len(set(uids)) == len(uids) > 80
    later = vaultcrm("--vault", EXAMPLE, "--today", "2026-11-24", "export", "ics")
    named = {str(each["UID"]): str(each["SUMMARY"]) for each in calendar.events}
    for event in Calendar.from_ical(later.stdout).events:
        assert named.get(str(event["UID"]), event["SUMMARY"]) == event["SUMMARY"]


def test_it_is_written(vault: Path, vaultcrm: Run, tmp_path: Path) -> None:
    printed = vaultcrm("--vault", vault, *TODAY, "export", "ics").stdout
    file = tmp_path / "out" / "a.ics"
    for _ in range(2):
        done = vaultcrm("--vault", vault, *TODAY, "export", "ics", "-o", file)
        assert (done.status, done.stderr) == (0, f"written {file} with 2 entries\n")
        assert file.read_bytes() == printed.encode()
    vaultcrm("--vault", vault, "export", "ics", "-o", file.parent)
    assert sorted(each.name for each in file.parent.iterdir()) == ["a.ics", "vault.ics"]


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        ((), ["Send it", "Ask"]),
        (("--client", "Acme"), ["Send it"]),
        (("--client", "blue"), []),
        (("--todo", "--alarm", "none"), ["Send it", "Ask"]),
    ],
)
def test_what_is_in_it(
    arguments: tuple[str, ...], titles: list[str], vault: Path, vaultcrm: Run
) -> None:
    done = vaultcrm("--vault", vault, *TODAY, "export", "ics", *arguments)
    calendar = Calendar.from_ical(done.stdout)
    found = calendar.todos if "--todo" in arguments else calendar.events
    assert [str(each["SUMMARY"]) for each in found] == titles
    assert [bool(each.subcomponents) for each in found] == ["none" not in arguments] * len(titles)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--client", "Nobody"), "there is no note 'Nobody'"),
        (("--client", "a"), "a.md is no client"),
        (("--alarm", "soon"), "--alarm is none, or days"),
        (("--alarm", "1bd"), "--alarm is none, or days"),
        (("-o", "a.txt"), "end it with .ics"),
        (("-o", "a.md"), "end it with .ics"),
        (("-o", "theirs.ics"), "is no calendar of ours"),
    ],
)
def test_misuse(arguments: tuple[str, ...], message: str, vault: Path, vaultcrm: Run) -> None:
    (vault / "theirs.ics").write_text("BEGIN:VCALENDAR\r\nPRODID:-//theirs//EN\r\n")
    before = {file: file.read_bytes() for file in vault.rglob("*.*") if file.is_file()}
    done = vaultcrm("export", "ics", *arguments, cwd=vault)
    assert (done.status, message in done.stderr) == (2, True), done.stderr
    assert {file: file.read_bytes() for file in vault.rglob("*.*") if file.is_file()} == before


def test_links_are_for_obsidian(vault: Path, vaultcrm: Run) -> None:
    assert "URL:" not in vaultcrm("--vault", vault, *TODAY, "export", "ics").stdout
    (vault / ".obsidian").mkdir()
    done = vaultcrm("--vault", vault, *TODAY, "export", "ics")
    assert "URL:obsidian://open?vault=vault&file=a.md" in done.stdout


def test_each_format_has_help(vaultcrm: Run) -> None:
    done = vaultcrm("export", "ics", "--help")
    assert done.status == 0 and "\nExamples:\n  vaultcrm export ics" in done.stdout
    assert vaultcrm("export").status == 2


def test_alarms() -> None:
    assert read_alarm("none") is None
    assert [getattr(read_alarm("2w"), name) for name in ("days", "seconds")] == [14, 0]
