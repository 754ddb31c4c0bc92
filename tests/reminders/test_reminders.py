"""Reminders: what is due gets one note, once."""

from pathlib import Path

from running import Run
from vaults import opened, write_vault

NOTES = {
    "clients/Acme.md": """
        ---
        type: client
        status: active
        cadence: 14d
        ---
        ## Log
        - 2026-11-01 call out: hello
        ## Todo
        - [ ] Send the [[Site|new site]] draft ⏫ 📅 2026-11-23
        - [ ] Not yet 📅 2026-11-24
        - [ ] Theirs [owner:: Acme] 📅 2026-11-01
    """,
    "clients/Site.md": """
        ---
        type: client
        status: lead
        ---
    """,
}
CHECK_IN = "reminders/2026-11-15 Check in with Acme.md"
ACTION = "reminders/2026-11-23 Send the Site new site draft.md"


def remind(vaultcrm: Run, root: Path, *more: str, today: str = "2026-11-23") -> list[str]:
    done = vaultcrm("--vault", root, "--today", today, "remind", *more)
    assert done.status == 0, done.stderr
    return done.stdout.splitlines()


def test_what_is_due_gets_a_note_once(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault", NOTES)
    assert remind(vaultcrm, root, "--dry-run") == [
        f"would write {CHECK_IN}",
        f"would write {ACTION}",
    ]
    assert not (root / "reminders").exists()
    assert remind(vaultcrm, root) == [f"written {CHECK_IN}", f"written {ACTION}"]
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    assert remind(vaultcrm, root) == []
    assert {path: path.read_bytes() for path in root.rglob("*.md")} == before


def test_the_notes_are_good_notes(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault", NOTES)
    remind(vaultcrm, root)
    text = (root / ACTION).read_text(encoding="utf-8")
    assert "- [ ] Send the [[Site|new site]] draft ⏫ 📅 2026-11-23\n" in text
    assert 'client: "[[Acme]]"\n' in text
    check = vaultcrm("--vault", root, "check", "--json")
    assert [each for each in check.json() if each["path"].startswith("reminders/")] == []
    with opened(root) as index:
        assert not [r for r in index.records("actions") if r.path.startswith("reminders/")]


def test_a_moved_or_changed_reminder_is_left_alone(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault", NOTES)
    remind(vaultcrm, root)
    (root / ACTION).rename(root / "Mine.md")
    text = (root / CHECK_IN).read_text(encoding="utf-8").replace("status: open", "status: done")
    (root / CHECK_IN).write_text(text + "My own words.\n", encoding="utf-8")
    assert remind(vaultcrm, root) == []
    assert not (root / ACTION).exists()
    assert (root / CHECK_IN).read_text(encoding="utf-8").endswith("My own words.\n")


def test_a_note_of_somebodys_own_in_the_way_is_kept(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault", {**NOTES, CHECK_IN: "mine\n"})
    assert f"kept {CHECK_IN}" in remind(vaultcrm, root)
    assert (root / CHECK_IN).read_text(encoding="utf-8") == "mine\n"


def test_logging_the_contact_moves_the_next_one(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault", NOTES)
    remind(vaultcrm, root)
    assert (
        vaultcrm("--vault", root, "--today", "2026-11-23", "log", "Acme", "call out: hi").status
        == 0
    )
    assert remind(vaultcrm, root) == []
    assert remind(vaultcrm, root, today="2026-12-07")[-1] == (
        "written reminders/2026-12-07 Check in with Acme.md"
    )


def test_two_actions_of_one_name_get_two_notes(vaultcrm: Run, tmp_path: Path) -> None:
    note = "- [ ] Call back 📅 2026-11-20\n"
    root = write_vault(tmp_path / "vault", {"a.md": note, "b.md": note})
    assert len(remind(vaultcrm, root)) == 2
    names = sorted(path.name for path in (root / "reminders").iterdir())
    assert names[1] == "2026-11-20 Call back.md"
    assert len(names) == 2
    assert remind(vaultcrm, root) == []


def test_a_moved_client_is_not_reminded_of_twice(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault", NOTES)
    remind(vaultcrm, root)
    (root / "archive").mkdir()
    (root / "clients/Acme.md").rename(root / "archive/Acme.md")
    assert remind(vaultcrm, root) == []


def test_the_same_words_twice_in_a_note_are_two_promises(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault", {"a.md": "- [ ] Call 📅 2026-11-20\n" * 2})
    assert len(set(remind(vaultcrm, root))) == 2
    assert len(list((root / "reminders").iterdir())) == 2
    assert remind(vaultcrm, root) == []


def test_a_neglected_vault_is_not_flooded(vaultcrm: Run, tmp_path: Path) -> None:
    tasks = "".join(f"- [ ] Task {n} 📅 2026-{1 + n % 9:02}-01\n" for n in range(130))
    root = write_vault(tmp_path / "vault", {"a.md": tasks})
    assert len(remind(vaultcrm, root)) == 100
    assert remind(vaultcrm, root) == []
    assert not list((root / "reminders").glob("2026-01-01 *"))
