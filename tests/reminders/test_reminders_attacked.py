"""What attacks on the notes of reminders and their log found, one test each."""

import os
from datetime import date
from pathlib import Path

import pytest
from test_reminders import ACTION, CHECK_IN, LOG, NOTES, after, change, events, remind, text_of
from vaults import TODAY, opened, write_vault

from vaultcrm.errors import VaultError
from vaultcrm.reminders._agenda import agenda
from vaultcrm.watching.reminding import plan_for

DIGEST = "reminders/2026-11-23 What has piled up.md"
THREE = "".join(f"- [ ] Old {n} 📅 2026-0{n}-01\n" for n in (1, 2, 3))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_vault(tmp_path / "vault", NOTES)


def tasks(tmp_path: Path, settings: str = "reminders: {limit: 1}\n") -> Path:
    return write_vault(tmp_path / "vault", {"a.md": THREE}, settings)


def titles(root: Path, today: date = TODAY) -> list[str]:
    with opened(root) as index:
        return [each.title for each in agenda(plan_for(index, today), today)]


def log_lines(root: Path, *lines: str) -> None:
    with (root / LOG).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


@pytest.mark.parametrize("how", ["ticked", "deleted", "changed"])
def test_what_finds_no_room_in_todays_digest_comes_tomorrow(tmp_path: Path, how: str) -> None:
    root = tasks(tmp_path)
    remind(root)
    match how:
        case "ticked":
            change(root, DIGEST, "- [ ]", "- [x]")
        case "deleted":
            (root / DIGEST).unlink()
        case "changed":
            change(root, DIGEST, "These", "Those")
    (root / "b.md").write_text(THREE.replace("Old", "New"), encoding="utf-8")
    remind(root)
    assert {"New 1", "New 2"} <= {*titles(root)}
    remind(root, after(1))
    remind(root, after(2))
    made = [line for line in events(root) if line.startswith(("made\taction", "digested"))]
    assert len([line for line in made if "New" in line]) == 3


def test_a_digest_waits_for_what_is_uncertain_and_comes_back(tmp_path: Path) -> None:
    root = tasks(tmp_path)
    remind(root)
    text = text_of(root, "a.md")
    (root / "a.md").write_text(f"<<<<<<< HEAD\n=======\n>>>>>>> x\n{text}", encoding="utf-8")
    assert remind(root) == []
    (root / "a.md").write_text("nothing\n", encoding="utf-8")
    assert f"settled {DIGEST}" in remind(root)
    (root / "a.md").write_text(text, encoding="utf-8")
    assert f"written {DIGEST}" in remind(root)
    assert "\nstatus: open\n" in text_of(root, DIGEST)
    assert remind(root) == []


def test_a_tick_of_ours_does_not_close_what_is_open_again(root: Path) -> None:
    remind(root)
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    remind(root)
    with (root / ACTION).open("a", encoding="utf-8") as file:
        file.write("A remark.\n")
    change(root, "clients/Acme.md", "[x] Send", "[ ] Send")
    assert remind(root) == [f"reopened {ACTION}"]
    assert "- [ ] Send" in text_of(root, ACTION)
    assert "A remark.\n" in text_of(root, ACTION)
    assert remind(root) == []


@pytest.mark.skipif(not hasattr(os, "link"), reason="needs hard links")
def test_one_note_that_cannot_be_written_stops_no_other(root: Path, tmp_path: Path) -> None:
    remind(root)
    os.link(root / CHECK_IN, tmp_path / "backup")
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    change(root, "clients/Acme.md", "## Todo", "- 2026-11-23 call out: hello\n## Todo")
    assert remind(root) == [f"kept {CHECK_IN}", f"settled {ACTION}"]
    (tmp_path / "backup").unlink()
    assert remind(root) == [f"settled {CHECK_IN}"]


def test_a_digest_that_cannot_be_written_stops_no_other(tmp_path: Path) -> None:
    root = tasks(tmp_path)
    remind(root)
    os.link(root / DIGEST, tmp_path / "backup")
    (root / "b.md").write_text("- [ ] New 📅 2026-11-23\n", encoding="utf-8")
    change(root, "a.md", "[ ] Old 1", "[x] Old 1")
    assert remind(root) == [f"kept {DIGEST}", "written reminders/2026-11-23 New (b).md"]


def test_the_name_depends_on_the_reminder_alone(tmp_path: Path) -> None:
    one = {"a.md": "- [ ] Call back 📅 2026-11-20\n"}
    other = {"b.md": "- [ ] Call back 📅 2026-11-20\n" * 2}
    names = [
        {*remind(write_vault(tmp_path / str(number), notes))}
        for number, notes in enumerate((one, other, one | other))
    ]
    assert names[2] == names[0] | names[1]
    assert len(names[2]) == 3


def test_another_note_of_the_same_name_brings_nothing_back(root: Path) -> None:
    remind(root)
    (root / ACTION).unlink()
    (root / "notes").mkdir()
    (root / "notes/Acme.md").write_text("another\n", encoding="utf-8")
    assert remind(root) == []
    (root / "notes/Acme.md").unlink()
    assert remind(root) == []


@pytest.mark.parametrize("done", [False, True])
def test_a_renamed_client_is_the_same(root: Path, done: bool) -> None:
    remind(root)
    if done:
        change(root, CHECK_IN, "- [ ]", "- [x]")
        remind(root)
    (root / "clients/Acme.md").rename(root / "clients/Acme Inc.md")
    for path in (CHECK_IN, ACTION):  # as Obsidian does
        text = text_of(root, path).replace('"[[Acme]]"', '"[[Acme Inc]]"')
        (root / path).write_text(text, encoding="utf-8")
    assert remind(root) == []
    change(root, "clients/Acme Inc.md", "[ ] Send", "[x] Send")
    assert remind(root) == [f"settled {ACTION}"]


@pytest.mark.parametrize("how", ["crlf", "spaces", "no last newline", "bytes"])
def test_a_log_in_another_form_is_the_same(root: Path, how: str) -> None:
    remind(root)
    (root / ACTION).unlink()
    (root / CHECK_IN).unlink()
    data = (root / LOG).read_bytes()
    match how:
        case "crlf":
            data = data.replace(b"\n", b"\r\n")
        case "spaces":
            data = data.replace(b"\n", b"  \n")
        case "no last newline":
            data = data.rstrip(b"\n")
        case "bytes":
            data = b"\xe9\x00\xff\n" + data
    (root / LOG).write_bytes(data)
    assert remind(root) == []


@pytest.mark.parametrize(
    "data", [b"version https://git-lfs\n", b"\x00" * 99, "made".encode("utf-16")]
)
def test_a_log_of_which_nothing_can_be_read_stops_it(root: Path, data: bytes) -> None:
    remind(root)
    (root / LOG).write_bytes(data)
    with pytest.raises(VaultError, match="no line of it can be read"):
        remind(root)


def test_what_has_a_note_or_is_closed_is_in_no_digest(tmp_path: Path) -> None:
    root = tasks(tmp_path)
    remind(root)
    log_lines(
        root,
        "2026-11-23\tmade\taction_due | a: Old 1 | 2026-01-01",
        "2026-11-23\tdone\taction_due | a: Old 2 | 2026-02-01",
    )
    assert remind(root) == [f"settled {DIGEST}"]
    assert not [title for title in titles(root) if title in ("Old 1", "Old 2")]


def test_a_persons_word_goes_before_ours(root: Path) -> None:
    remind(root)
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    remind(root)
    log_lines(root, f"2026-11-23\tdone\taction_due | Acme: {SEND} | 2026-11-23")
    change(root, "clients/Acme.md", "[x] Send", "[ ] Send")
    assert remind(root) == []


SEND = "Send the [[Site|new site]] draft"


def test_killed_before_the_log_knew_that_it_closed_itself(root: Path) -> None:
    remind(root)
    before = text_of(root, LOG)
    change(root, "clients/Acme.md", "[ ] Send", "[x] Send")
    remind(root)
    (root / LOG).write_text(before, encoding="utf-8")
    remind(root)
    change(root, "clients/Acme.md", "[x] Send", "[ ] Send")
    assert remind(root) == [f"reopened {ACTION}"]


def test_a_tick_of_a_line_above_the_task_closes_nothing(root: Path) -> None:
    remind(root)
    change(root, ACTION, "- [ ] Send", "- [x] looked up the number\n- [ ] Send")
    assert remind(root) == []
    change(root, ACTION, "- [ ] Send", "- [x] Send")
    assert remind(root) == [f"marked {ACTION}"]


def test_an_open_reminder_whose_note_is_broken_is_still_on_the_list(root: Path) -> None:
    remind(root)
    change(root, ACTION, "type: reminder", "type: [reminder")
    assert any(title.startswith("Send") for title in titles(root))
    assert remind(root) == []


def test_the_archive_takes_a_second_note_of_the_same_name(root: Path) -> None:
    remind(root)
    change(root, CHECK_IN, "status: open", "status: done")
    remind(root)
    archive = root / "reminders/archive/2026"
    archive.mkdir(parents=True)
    (archive / Path(CHECK_IN).name).write_text("mine\n", encoding="utf-8")
    done = [each for each in remind(root, after(99)) if each.startswith("archived")]
    assert len(done) == 1
    assert (archive / Path(CHECK_IN).name).read_text(encoding="utf-8") == "mine\n"


def test_a_length_of_snooze_counts_only_once_it_was_seen(root: Path) -> None:
    remind(root)
    change(root, ACTION, "status: open", "status: open\nsnooze: 3d")
    assert any(title.startswith("Send") for title in titles(root, after(9)))
    remind(root)
    assert not any(title.startswith("Send") for title in titles(root, after(2)))
    assert any(title.startswith("Send") for title in titles(root, after(3)))
