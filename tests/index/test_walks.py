"""A walk that knows what folders held gives what one gives that knows nothing."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest
from small_vaults import answers, fresh_answers, index, vault, write

from vaultcrm.index import update, walks
from vaultcrm.index.scan import Scan, scan
from vaultcrm.reading.vault import Vault

NOTES = {
    "clients/A/Acme.md": "[[Dana]]",
    "clients/A/logo.png": "",
    "clients/B/Bell.md": "",
    "clients/B/old/Bell 2.md": "",
    "Archive/Gone.md": "",
    "Archive/deep/Gone.md": "",
    "odd/CON.md": "",
}
IGNORE = ("Archive/",)
CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda root: None,
    "another text": lambda root: (root / "clients/A/Acme.md").write_text("[[Kim]]"),
    "a new note": lambda root: (root / "clients/A/New.md").write_text(""),
    "a new file": lambda root: (root / "clients/B/old/x.pdf").write_text(""),
    "a note fewer": lambda root: (root / "clients/B/old/Bell 2.md").unlink(),
    "a file fewer": lambda root: (root / "clients/A/logo.png").unlink(),
    "another name": lambda root: (root / "clients/B/Bell.md").rename(root / "clients/B/Bill.md"),
    "a new folder": lambda root: write(root, {"clients/C/D/New.md": ""}),
    "a folder fewer": lambda root: shutil.rmtree(root / "clients/B/old"),
    "a folder moved": lambda root: (root / "clients/B").rename(root / "clients/A/B"),
    "one into what is ignored": lambda root: (root / "clients/B").rename(root / "Archive/B"),
    "one out of what is ignored": lambda root: (root / "Archive/deep").rename(root / "clients/E"),
    "a folder in a note's place": lambda root: _replaced(root / "clients/B/Bell.md"),
    "a conflict copy": lambda root: (root / "clients/B/Bell (conflicted copy).md").write_text(""),
    "a link": lambda root: (root / "clients/A/Link.md").symlink_to(root / "clients/B/Bell.md"),
    "a bad name": lambda root: (root / "clients/A/b:c.md").write_text(""),
    "a new ignored file": lambda root: (root / "Archive/deep/New.md").write_text(""),
}


def _replaced(note: Path) -> None:
    note.unlink()
    note.mkdir()


def _much_later() -> int:
    """So that no time counts as recent."""
    return time.time_ns() + 60_000_000_000


def _plain(seen: Scan) -> tuple[object, ...]:
    problems, folders = sorted(seen.problems), sorted(seen.folders or ())
    return seen.notes, sorted(seen.files), problems, folders, seen.folders is None


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_seen(tmp_path: Path, change: str) -> None:
    root, place = tmp_path / "vault", tmp_path / "index"
    write(root, NOTES)
    first = scan(root, IGNORE, _much_later)
    assert set(first.listings) == {
        *("", "clients", "clients/A", "clients/B", "clients/B/old", "Archive", "Archive/deep")
    }  # all but that with a name that is complained of
    walks.keep(place, root, IGNORE, first)
    before = walks.recall(place, root, IGNORE)
    time.sleep(0.02)  # the clock of a file system ticks slowly
    CHANGES[change](root)
    again = scan(root, IGNORE, _much_later, before)
    assert _plain(again) == _plain(scan(root, IGNORE, _much_later))
    again = scan(root, IGNORE, _much_later, again.listings)
    assert _plain(again) == _plain(scan(root, IGNORE, _much_later))
    assert again.fresh == 0


def test_only_what_has_changed_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, NOTES)
    before = scan(tmp_path, (), _much_later).listings
    time.sleep(0.02)
    write(tmp_path, {"clients/A/New.md": ""})
    listed: list[str] = []
    real = os.scandir

    def watched(path: str) -> object:
        listed.append(os.path.relpath(path, tmp_path))
        return real(path)

    monkeypatch.setattr(os, "scandir", watched)
    scan(tmp_path, (), _much_later, before)
    assert sorted(listed) == ["clients/A", "odd"]


def test_what_changed_just_now_is_not_relied_on(tmp_path: Path) -> None:
    write(tmp_path, NOTES)
    assert not scan(tmp_path, ()).listings
    assert scan(tmp_path, (), _much_later).listings


def test_a_kept_walk_is_of_its_vault_and_settings(tmp_path: Path) -> None:
    root, place = tmp_path / "vault", tmp_path / "index"
    write(root, NOTES)
    seen = scan(root, (), _much_later)
    walks.keep(place, root, (), seen)
    assert set(walks.recall(place, root, ())) == set(seen.listings)
    assert not walks.recall(place, root, IGNORE)
    assert not walks.recall(place, tmp_path, ())
    assert not walks.recall(tmp_path / "other", root, ())
    (file,) = tmp_path.glob("index.*")
    file.write_bytes(file.read_bytes().replace(b"Acme", b"Acne"))
    assert not walks.recall(place, root, ())


@pytest.mark.parametrize("reliable", [True, False])
def test_an_index_keeps_its_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reliable: bool
) -> None:
    monkeypatch.setattr("vaultcrm.index.index.keeps_times", lambda root: reliable)
    monkeypatch.setattr("vaultcrm.index.scan.RECENT", -60_000_000_000)
    root, cache = tmp_path / "vault", tmp_path / "cache"
    write(root, NOTES)
    with index(vault(root, IGNORE), cache) as opened:
        answers(opened)
    assert len([*cache.glob("*.walk")]) == reliable
    time.sleep(0.02)
    (root / "clients/A/Acme.md").rename(root / "clients/B/Acme.md")
    write(root, {"clients/B/Bell.md": "[[Acme]]"})
    with index(vault(root, IGNORE), cache) as opened:
        found = answers(opened)
    assert found == fresh_answers(vault(root, IGNORE), tmp_path / "other")


# --- whether index and files agree ----------------------------------------------------------------


@pytest.fixture
def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Vault, Path]:
    """A vault with an index that was found to agree with it, and to which no time is recent."""
    monkeypatch.setattr("vaultcrm.index.scan.RECENT", -60_000_000_000)
    monkeypatch.setattr("vaultcrm.index.walks.RECENT", -60_000_000_000)
    made, cache = vault(tmp_path / "vault", IGNORE), tmp_path / "cache"
    write(made.root, NOTES)
    for _ in range(2):
        with index(made, cache) as opened:
            opened.refresh()
    time.sleep(0.02)
    return made, cache


def _comparisons(vault: Vault, cache: Path) -> int:
    """How often a refresh compares the index with the files."""
    with patch("vaultcrm.index.update.compare", side_effect=update.compare) as compare:
        with index(vault, cache) as opened:
            opened.refresh()
        return compare.call_count


@pytest.mark.parametrize("change", CHANGES)
def test_after_they_agreed_every_change_is_seen(
    settled: tuple[Vault, Path], change: str, tmp_path: Path
) -> None:
    made, cache = settled
    CHANGES[change](made.root)
    for _ in range(2):
        with index(made, cache) as opened:
            assert answers(opened) == fresh_answers(made, tmp_path / "other")
        time.sleep(0.02)


def test_what_agreed_is_not_compared(settled: tuple[Vault, Path]) -> None:
    made, cache = settled
    assert [_comparisons(made, cache) for _ in range(2)] == [0, 0]
    write(made.root, {"clients/B/Bell.md": "other"})
    assert _comparisons(made, cache) > 0
    time.sleep(0.02)
    assert [_comparisons(made, cache) for _ in range(2)] == [1, 0]


def test_another_index_is_compared(settled: tuple[Vault, Path]) -> None:
    made, cache = settled
    (name,) = cache.glob("*.sqlite")
    file = name.resolve()
    status = file.stat()
    other = file.with_name(f"{file.name}0")  # the same in all but what it is
    shutil.copy2(file, other)
    os.replace(other, file)
    assert _comparisons(made, cache) == 1
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE _source SET stamp = ''")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert _comparisons(made, cache) > 0


def test_an_index_that_just_changed_does_not_count(tmp_path: Path) -> None:
    made, cache = vault(tmp_path / "vault"), tmp_path / "cache"
    write(made.root, NOTES)
    assert [_comparisons(made, cache) for _ in range(3)] == [0, 1, 1]  # the first one is made


def test_while_another_process_changes_the_index(settled: tuple[Vault, Path]) -> None:
    made, cache = settled
    with index(made, cache) as one:
        one.refresh()
        write(made.root, {"clients/B/Bell.md": "#tag"})
        with index(made, cache) as other:
            assert other.tags() == {"tag": 1}
        assert one.tags() == {"tag": 1}
