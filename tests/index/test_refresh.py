"""What a refresh does, says, and leaves alone."""

import os
from pathlib import Path

import pytest
from small_vaults import answers, fresh_answers, index, vault, write

from vaultcrm.index import update
from vaultcrm.index.cache import fingerprint
from vaultcrm.index.index import Changes
from vaultcrm.index.place import place
from vaultcrm.model import Problem


def old(root: Path) -> None:
    """As if the notes had been written long ago, and the clock gone on since."""
    for path in root.rglob("*.md"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def counts(changes: Changes) -> tuple[int, ...]:
    return changes[:5]


def test_changes(tmp_path: Path) -> None:
    root = tmp_path / "v"
    write(root, {"a.md": "one", "b.md": "two", "c.md": "three"})
    with index(vault(root), tmp_path / "cache") as opened:
        assert counts(opened.refresh()) == (3, 3, 0, 0, 0)
        assert counts(opened.refresh()) == (3, 0, 0, 0, 3)
        write(root, {"a.md": "uno", "d.md": "four"})
        (root / "b.md").unlink()
        os.rename(root / "c.md", root / "e.md")
        assert counts(opened.refresh()) == (3, 2, 1, 2, 0)
        (root / "a.md").touch()
        assert counts(opened.refresh()) == (3, 0, 0, 0, 3)
    with index(vault(root), tmp_path / "cache", rebuild=True) as opened:
        changes = opened.refresh()
        assert counts(changes) == (3, 3, 0, 0, 0) and 0 < changes.seconds < 60
        assert counts(opened.refresh()) == (3, 0, 0, 0, 3)


def test_notes_that_changed_since(tmp_path: Path) -> None:
    root = tmp_path / "v"
    write(root, {"a.md": "one", "b.md": "two", "c.md": "three"})
    with index(vault(root), tmp_path / "cache") as opened:
        first, file = opened.last_change(), opened.path
        assert file and opened.changed_since(first) == frozenset()
        assert opened.changed_since("another") is None
    before = file.read_bytes()
    write(root, {"a.md": "uno", "b.md": "due"})
    with index(vault(root), tmp_path / "cache") as opened:
        second = opened.last_change()
        assert opened.changed_since(first) == {"a.md", "b.md"}
    write(root, {"b.md": "duo", "d.md": "four"})
    (root / "a.md").unlink()
    with index(vault(root), tmp_path / "cache") as opened:
        assert opened.changed_since(first) == opened.changed_since(second) == {"b.md", "d.md"}
        assert opened.changed_since(opened.last_change()) == frozenset()
    file.write_bytes(before)  # a file from before counts on by itself
    with index(vault(root), tmp_path / "cache") as opened:
        assert opened.changed_since(second) is None
        assert opened.changed_since(first) == {"b.md", "d.md"}


def test_progress(tmp_path: Path) -> None:
    write(tmp_path / "v", {f"{number}.md": "x" for number in range(600)})
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    with index(vault(tmp_path / "v"), tmp_path / "cache") as opened:
        opened.refresh(tell)
        assert told == [(250, 600), (500, 600), (600, 600)]
        write(tmp_path / "v", {"7.md": "y"})
        told.clear()
        opened.refresh(tell)
        assert told[-1][0] == told[-1][1]


def test_what_is_done_is_kept(tmp_path: Path) -> None:
    """What was read before somebody stopped it is not new the next time."""
    root, cache = tmp_path / "v", tmp_path / "cache"
    write(root, {f"{number}.md": "x" for number in range(600)})
    with index(vault(root), cache) as opened:
        opened.refresh(lambda done, _: done < 500)
    with index(vault(root), cache) as opened:
        assert counts(opened.refresh()) == (600, 100, 0, 0, 500)
        assert len(opened.records("notes")) == 600


def test_what_was_stopped_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not made anew, however much is still to be done."""
    monkeypatch.setattr(update, "_MANY", 5)
    monkeypatch.setattr(update, "_BATCH", 5)
    root, cache = tmp_path / "v", tmp_path / "cache"
    write(root, {f"{number}.md": "- [ ] x [[1]]" for number in range(30)})
    with index(vault(root), cache) as opened:
        opened.refresh(lambda done, _: done < 10)
        assert opened.path
        file = opened.path.stat().st_ino
    with index(vault(root), cache) as opened:
        assert counts(opened.refresh()) == (30, 20, 0, 0, 10)
        assert opened.path and opened.path.stat().st_ino == file
        assert answers(opened) == fresh_answers(vault(root), tmp_path / "fresh")


def test_a_stopped_new_index_replaces_no_fuller_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "_MANY", 5)
    monkeypatch.setattr(update, "_BATCH", 5)
    root = tmp_path / "v"
    write(root, {f"{number}.md": "one" for number in range(20)})
    with index(vault(root), tmp_path / "cache") as opened:
        opened.refresh()
        write(root, {f"{number}.md": "two" for number in range(20)})
        opened.refresh()
        assert opened.path
        file = opened.path.stat().st_ino
        write(root, {"new.md": "three"})  # with which more was written than there are notes
        (root / "0.md").unlink()
        assert counts(opened.refresh(lambda *_: False)) == (20, 0, 0, 0, 20)
        assert opened.path.stat().st_ino == file
        assert len(opened.records("notes")) == 20 and not list(opened.path.parent.glob("*.new"))
        assert counts(opened.refresh()) == (20, 1, 0, 1, 19)
        assert opened.path.stat().st_ino != file
        assert answers(opened) == fresh_answers(vault(root), tmp_path / "fresh")


def test_an_unchanged_note_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "v"
    write(root, {"a.md": "one", "b.md": "two"})
    read: list[str] = []
    read_bytes = update.read_bytes
    monkeypatch.setattr(
        update, "read_bytes", lambda root, path: read.append(path) or read_bytes(root, path)
    )
    with index(vault(root), tmp_path / "cache") as opened:
        for expected in (["a.md", "b.md"], ["a.md", "b.md"]):  # changed less than 2 s ago
            opened.refresh()
            assert sorted(read) == expected
            read.clear()
        with monkeypatch.context() as later:
            later.setattr("vaultcrm.index.scan.RECENT", 0)
            opened.refresh()
            read.clear()
            assert counts(opened.refresh()) == (2, 0, 0, 0, 2)
            assert read == []
            write(root, {"a.md": "two"})  # of the same size
            opened.refresh()
            assert read == ["a.md"]


def test_an_unreadable_note_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "v", {"a.md": "---\ntype: client\n---\nkickoff"})
    with monkeypatch.context() as failing:
        problem = Problem("file/unreadable", "cannot be read: I/O error")
        failing.setattr(update, "read_bytes", lambda *_: problem)
        with index(vault(tmp_path / "v"), tmp_path / "cache") as opened:
            assert opened.records("clients") == []
            assert opened.unreadable() == ["a.md"]
            assert opened.problems() == [("a.md", problem)]
            assert counts(opened.refresh()) == (1, 0, 0, 0, 1)
    with index(vault(tmp_path / "v"), tmp_path / "cache") as opened:
        assert len(opened.records("clients")) == 1
        assert opened.unreadable() == []


def test_a_note_that_goes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "v"
    write(root, {"a.md": "one", "b.md": "two"})
    read_bytes = update.read_bytes

    def removing(root: Path, path: str) -> object:
        if path == "b.md":
            (root / path).unlink()
        return read_bytes(root, path)

    with index(vault(root), tmp_path / "cache") as opened:
        opened.refresh()
        write(root, {"b.md": "other"})
        monkeypatch.setattr(update, "read_bytes", removing)
        assert opened.refresh().removed == 1
        assert [record.path for record in opened.records("notes")] == ["a.md"]
        assert opened.unreadable() == []


def test_a_worn_index_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "_MANY", 20)
    root = tmp_path / "v"
    write(root, {f"{number}.md": "one" for number in range(10)})
    files = set()
    with index(vault(root), tmp_path / "cache") as opened:
        opened.refresh()
        for turn in range(5):
            write(root, {f"{number}.md": f"turn {turn}" for number in range(5)})
            write(root, {f"new {turn}.md": "x"})
            (root / f"{turn + 5}.md").unlink()
            assert counts(opened.refresh()) == (10, 1, 5, 1, 4)
            assert opened.path
            files.add(opened.path.stat().st_ino)
        assert len(files) > 1
        assert answers(opened) == fresh_answers(vault(root), tmp_path / "fresh")


def test_place(tmp_path: Path) -> None:
    first, second = tmp_path / "Mein Büro \udce9!", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
    assert place(first, tmp_path).name.startswith("Mein-B-ro-")
    assert place(first, tmp_path) == place(first, tmp_path)
    assert place(first, tmp_path) != place(second, tmp_path)
    assert place(second, Path("relative")).is_absolute()


def test_fingerprint_is_of_what_matters(tmp_path: Path) -> None:
    plain = vault(tmp_path)
    same = plain._replace(config=plain.config._replace(ignore=("x",), we=("me",)))
    other = plain._replace(config=plain.config._replace(currency="CHF"))
    richer = plain._replace(schema=plain.schema._replace(fingerprint="other"))
    prints = [fingerprint(each) for each in (plain, same, other, richer)]
    assert prints[0] == prints[1] and len(set(prints)) == 3


def test_cache_is_private(tmp_path: Path) -> None:
    write(tmp_path / "v", {"a.md": "secret"})
    with index(vault(tmp_path / "v"), tmp_path / "new" / "cache") as opened:
        opened.refresh()
        assert opened.path
        assert opened.path.stat().st_mode & 0o777 == 0o600
        assert opened.path.parent.stat().st_mode & 0o777 == 0o700
