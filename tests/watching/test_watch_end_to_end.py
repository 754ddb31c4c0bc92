"""`watch` beside what really happens to a vault: editors that save each in their way, git, and a
disk that goes and comes back. In the end the index is as a fresh one."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import Run
from watchers import TODAY, Watcher, wait_until

CLIENT = "---\ntype: client\nstatus: active\n---\n"
DUE = f"{CLIENT}## Notes\n- [ ] Send the draft 📅 {TODAY}\n"
GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    vault = tmp_path / "vault"
    (vault / ".vaultcrm").mkdir(parents=True)
    (vault / "clients").mkdir()
    for name in ("Acme", "Birch", "Cedar"):
        (vault / f"clients/{name}.md").write_text(CLIENT)
    return vault


@pytest.fixture
def start(vault: Path) -> Iterator[Callable[[], Watcher]]:
    watchers: list[Watcher] = []

    def begin() -> Watcher:
        watchers.append(Watcher(vault, "--json"))
        wait_until(watchers[-1], lambda: any("warnings" in each for each in watchers[-1].objects()))
        return watchers[-1]

    yield begin
    for watcher in watchers:
        if watcher.process.poll() is None:
            watcher.end(signal.SIGKILL)
        assert "Traceback" not in "".join(watcher.err)


def git(folder: Path, *arguments: str, fails: bool = False) -> None:
    done = subprocess.run([*GIT, *arguments], cwd=folder, capture_output=True)
    assert bool(done.returncode) is fails, done


def commit(vault: Path, message: str) -> None:
    git(vault, "add", "-A")
    git(vault, "commit", "-q", "-m", message)


def notes(watcher: Watcher) -> int:
    """How many notes the watcher knows of."""
    return [each["notes"] for each in watcher.objects() if "notes" in each][-1]


def end_like_fresh(watcher: Watcher, vault: Path, vaultcrm: Run, cache: Path) -> None:
    """Ends the watcher, whose index must then answer as one that is made anew."""
    (vault / "Last.md").write_text(CLIENT)
    wait_until(watcher, lambda: notes(watcher) == len(list(vault.rglob("*.md"))))
    assert watcher.end(signal.SIGINT) == 0
    kept = vaultcrm("--vault", vault, "index", "--json").json()
    assert kept["unchanged"] == kept["notes"] == len(list(vault.rglob("*.md")))
    fresh = {"VAULTCRM_CACHE_DIR": str(cache)}
    arguments = ("--vault", vault, "--today", TODAY, "check", "--json")
    assert vaultcrm(*arguments).stdout == vaultcrm(*arguments, env=fresh).stdout
    arguments = ("--vault", vault, "list", "notes", "--json", "--limit", "9999")
    assert vaultcrm(*arguments).stdout == vaultcrm(*arguments, env=fresh).stdout
    assert not list(vault.rglob(".~vaultcrm*"))


# --- editors --------------------------------------------------------------------------------------


def vim_by_renaming(file: Path, text: str) -> None:
    """Vim with backupcopy=no: the probe 4913, the old file becomes the backup, a new one."""
    probe, backup = file.with_name("4913"), file.with_name(f"{file.name}~")
    probe.touch()
    probe.unlink()
    file.rename(backup)
    file.write_text(text)
    backup.unlink()


def vim_in_place(file: Path, text: str) -> None:
    """Vim with backupcopy=yes."""
    backup = file.with_name(f"{file.name}~")
    shutil.copy2(file, backup)
    in_place(file, text)
    backup.unlink()


def in_place(file: Path, text: str) -> None:
    """VS Code, and Obsidian on a desktop: empty it, write, sync; here in two pieces."""
    with file.open("w") as stream:
        for piece in (text[:20], text[20:]):
            stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())


def atomic(file: Path, text: str) -> None:
    """Obsidian's sync, Syncthing, and many others."""
    temporary = file.with_name(f".{file.name}.tmp")
    temporary.write_text(text)
    temporary.replace(file)


def test_editors_save_each_in_their_way(
    vault: Path, start: Callable[[], Watcher], vaultcrm: Run, tmp_path: Path
) -> None:
    watcher = start()
    for number, save in enumerate((vim_by_renaming, vim_in_place, in_place, atomic)):
        seen = watcher.counted("changed")
        save(vault / "clients/Acme.md", DUE.replace("draft", f"draft {number}"))
        wait_until(watcher, lambda seen=seen: watcher.counted("changed") > seen)
        name = f"{TODAY} Send the draft {number} (Acme).md"
        wait_until(watcher, lambda name=name: (vault / "reminders" / name).is_file())
    assert (watcher.counted("added"), watcher.counted("removed")) == (3, 0)
    assert not any("finding" in each for each in watcher.objects())
    end_like_fresh(watcher, vault, vaultcrm, tmp_path / "fresh")


def test_what_is_wrong_is_told_and_what_is_managed_is_refreshed(
    vault: Path, start: Callable[[], Watcher]
) -> None:
    (vault / ".vaultcrm/types").mkdir()
    (vault / ".vaultcrm/types/client.yaml").write_text(
        "type: client\nfields:\n  last_contact: {type: date, managed: last_contact}\n"
    )
    watcher = start()
    (vault / "clients/Birch.md").write_text(CLIENT.replace("active", "actve"))
    acme = vault / "clients/Acme.md"
    acme.write_text(f"{CLIENT}## Log\n- 2026-11-02 call out: spoke\n")
    wait_until(watcher, lambda: any("finding" in each for each in watcher.objects()))
    told = [each["finding"] for each in watcher.objects() if "finding" in each]
    assert [(each["path"], each["rule"]) for each in told] == [("clients/Birch.md", "field/choice")]
    wait_until(watcher, lambda: any(each.get("refreshed") for each in watcher.objects()))
    assert "status: active\nlast_contact: 2026-11-02\n---\n" in acme.read_text()
    (vault / "clients/Birch.md").write_text(CLIENT)
    wait_until(watcher, lambda: watcher.counted("gone") == 1)
    refreshed = [each["refreshed"] for each in watcher.objects() if each.get("refreshed")]
    assert refreshed == [["clients/Acme.md"]]


# --- git ------------------------------------------------------------------------------------------


def test_another_branch_with_a_thousand_files(
    vault: Path, start: Callable[[], Watcher], vaultcrm: Run, tmp_path: Path
) -> None:
    for number in range(1000):
        note = vault / f"clients/{number % 20}/Client {number}.md"
        note.parent.mkdir(exist_ok=True)
        note.write_text(CLIENT)
    git(vault, "init", "-q", "-b", "main")
    commit(vault, "main")
    git(vault, "checkout", "-q", "-b", "other")
    for number in range(1000):
        note = vault / f"clients/{number % 20}/Client {number}.md"
        note.write_text(CLIENT + f"\n{number}\n")
    shutil.rmtree(vault / "clients/3")
    (vault / "people").mkdir()
    (vault / "people/Dana.md").write_text("---\ntype: person\n---\n")
    commit(vault, "other")
    git(vault, "checkout", "-q", "main")
    watcher = start()
    assert notes(watcher) == 1003
    git(vault, "checkout", "-q", "other")
    wait_until(watcher, lambda: notes(watcher) == 954)
    git(vault, "checkout", "-q", "main")
    wait_until(watcher, lambda: notes(watcher) == 1003)
    end_like_fresh(watcher, vault, vaultcrm, tmp_path / "fresh")


def test_a_rebase_that_stops(
    vault: Path, start: Callable[[], Watcher], vaultcrm: Run, tmp_path: Path
) -> None:
    acme = vault / "clients/Acme.md"
    git(vault, "init", "-q", "-b", "main")
    commit(vault, "first")
    git(vault, "checkout", "-q", "-b", "other")
    acme.write_text(CLIENT + "\nother\n")
    commit(vault, "other")
    git(vault, "checkout", "-q", "main")
    acme.write_text(CLIENT + "\nmain\n")
    commit(vault, "main")
    watcher = start()
    git(vault, "rebase", "-q", "other", fails=True)
    assert "<<<<<<<" in acme.read_text()
    wait_until(watcher, lambda: any("git" in each for each in watcher.objects()))
    (vault / "clients/Birch.md").write_text(DUE)
    wait_until(watcher, lambda: watcher.counted("changed") >= 2)
    time.sleep(1.0)  # in which nothing should happen
    assert not (vault / "reminders").exists()
    assert not any("finding" in each for each in watcher.objects())
    acme.write_text(CLIENT + "\nboth\n")
    git(vault, "add", "-A")
    git(vault, "-c", "core.editor=true", "rebase", "--continue")
    reminder = vault / f"reminders/{TODAY} Send the draft (Birch).md"
    wait_until(watcher, reminder.is_file)
    assert [each["git"] for each in watcher.objects() if "git" in each] == ["a rebase"]
    end_like_fresh(watcher, vault, vaultcrm, tmp_path / "fresh")


# --- the disk -------------------------------------------------------------------------------------


def test_the_vault_is_unmounted_and_mounted(
    vault: Path, start: Callable[[], Watcher], vaultcrm: Run, tmp_path: Path
) -> None:
    watcher = start()
    away = vault.with_name("away")
    vault.rename(away)
    (away / "clients/Acme.md").write_text(DUE)
    wait_until(watcher, lambda: any("error" in each for each in watcher.objects()))
    away.rename(vault)
    wait_until(watcher, lambda: any(each.get("reminders") for each in watcher.objects()))
    assert watcher.counted("removed") == 0
    assert "all is well again" in "".join(watcher.err)
    end_like_fresh(watcher, vault, vaultcrm, tmp_path / "fresh")


def test_what_cannot_be_written_is_written_later(vault: Path, start: Callable[[], Watcher]) -> None:
    (vault / "reminders").write_text("in the way")
    watcher = start()
    (vault / "clients/Acme.md").write_text(DUE)
    wait_until(watcher, lambda: any("error" in each for each in watcher.objects()))
    (vault / "reminders").unlink()
    wait_until(watcher, lambda: any(each.get("reminders") for each in watcher.objects()))
    assert len([each for each in watcher.objects() if "error" in each]) == 1
