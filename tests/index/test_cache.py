"""A cache that is broken, missing, foreign or in the way changes no answer."""

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from children import Children, children
from small_vaults import answers, index, vault, write
from test_incremental import PATHS, TEXTS

from vaultcrm.index import cache as cache_module
from vaultcrm.index.cache import FORMAT
from vaultcrm.index.place import place

FLIPS = int(os.environ.get("VAULTCRM_FLIPS", "80"))
NOBODY = 65534


class Case(NamedTuple):
    """A vault with an index, and all that it says."""

    root: Path
    cache: Path
    file: Path
    says: dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("made")
    root, cache = folder / "vault", folder / "cache"
    write(root, dict(zip(PATHS, TEXTS, strict=False)))
    write(root, {"people/Dana.md": TEXTS[3], "meetings/Kickoff.md": TEXTS[5]})
    for path in root.rglob("*.md"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    with index(vault(root), cache) as opened:
        says = answers(opened)
        assert opened.path == place(root.resolve(), cache)
        return Case(root, cache, opened.path, says)


@pytest.fixture
def case(made: Case, tmp_path: Path) -> Case:
    """The same with a cache folder of its own."""
    shutil.copytree(made.cache, tmp_path / "cache", symlinks=True)
    return made._replace(cache=tmp_path / "cache", file=tmp_path / "cache" / made.file.name)


@pytest.fixture(scope="module")
def processes() -> Iterator[Children]:
    with children() as started:
        yield started


def said(case: Case) -> tuple[dict[str, Any], list[str]]:
    told: list[str] = []
    with index(vault(case.root), case.cache, notice=told.append) as opened:
        return answers(opened), told


def run(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def garbage(case: Case) -> None:
    case.file.write_bytes(b"not a database" * 100)


def empty(case: Case) -> None:
    case.file.write_bytes(b"")


def missing(case: Case) -> None:
    case.file.unlink()


def link_to_nothing(case: Case) -> None:
    case.file.resolve().unlink()


def no_link(case: Case) -> None:
    """As where there are no symbolic links."""
    os.replace(case.file.resolve(), case.file)


def no_folder(case: Case) -> None:
    shutil.rmtree(case.cache)


def folder(case: Case) -> None:
    case.file.unlink()
    (case.file / "x").mkdir(parents=True)


def fifo(case: Case) -> None:
    case.file.unlink()
    os.mkfifo(case.file)


def dangling(case: Case) -> None:
    case.file.unlink()
    case.file.symlink_to("nowhere")


def newer(case: Case) -> None:
    run(case.file, f"PRAGMA user_version = {FORMAT + 1}", "DROP TABLE _source")


def foreign(case: Case) -> None:
    run(case.file, "PRAGMA application_id = 1")


def other_types(case: Case) -> None:
    data = sqlite3.connect(case.file).execute("SELECT data FROM _state").fetchone()[0]
    state = json.dumps({**json.loads(data), "fingerprint": "other"})
    from zlib import crc32

    run(case.file, f"UPDATE _state SET data = '{state}', checksum = {crc32(state.encode())}")


def cut(case: Case) -> None:
    os.truncate(case.file, case.file.stat().st_size // 2)


def cut_in_a_page(case: Case) -> None:
    os.truncate(case.file, 5000)


def zeros(case: Case) -> None:
    case.file.write_bytes(bytes(case.file.stat().st_size))


def stray_logs(case: Case) -> None:
    for suffix, magic in (("-wal", "377f0682"), ("-journal", "d9d505f920a163d7"), ("-shm", "00")):
        Path(f"{case.file.resolve()}{suffix}").write_bytes(bytes.fromhex(magic) + bytes(600))


def log_of_another(case: Case) -> None:
    """A journal that would put an older page into this file."""
    other = case.cache / "other"
    run(other, "CREATE TABLE _state (a)", "INSERT INTO _state VALUES (1)")
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE _state SET a = 2")
        connection.execute("PRAGMA cache_spill = 1")
        shutil.copy(f"{other}-journal", f"{case.file.resolve()}-journal")
    other.unlink()


def changed_to_wal(case: Case) -> None:
    run(case.file, "PRAGMA journal_mode = WAL", "PRAGMA user_version")


def row_changed(case: Case) -> None:
    run(case.file, "UPDATE _notes_client SET data = replace(data, 'active', 'lost')")


def row_lost(case: Case) -> None:
    run(case.file, "DELETE FROM _notes_client WHERE note = (SELECT max(note) FROM _notes_client)")


def row_doubled(case: Case) -> None:
    run(case.file, "INSERT INTO _tags SELECT note + 100, path, data, checksum FROM _tags")


def note_lost(case: Case) -> None:
    run(case.file, "DELETE FROM _source WHERE note = 2")


def number_changed(case: Case) -> None:
    run(case.file, "UPDATE _source SET note = 77 WHERE note = 2")


def target_lost(case: Case) -> None:
    run(case.file, "DELETE FROM _targets WHERE target = 'gone'")


def text_lost(case: Case) -> None:
    run(case.file, "INSERT INTO _text (_text) VALUES ('delete-all')")


def text_gone(case: Case) -> None:
    run(case.file, "DROP TABLE _text")


def type_changed(case: Case) -> None:
    run(case.file, "UPDATE _open_interactions SET data = CAST(data AS BLOB)")


def state_changed(case: Case) -> None:
    run(case.file, "UPDATE _state SET data = replace(data, 'next', 'text')")


BROKEN: tuple[Callable[[Case], None], ...] = (
    *(garbage, folder, fifo, dangling, link_to_nothing, foreign, cut, cut_in_a_page, zeros),
    *(row_changed, row_lost, row_doubled, note_lost, number_changed, target_lost),
    *(text_lost, text_gone, type_changed, state_changed),
)
USELESS: tuple[Callable[[Case], None], ...] = (
    *(
        missing,
        no_folder,
        no_link,
        empty,
        newer,
        other_types,
        stray_logs,
        log_of_another,
        changed_to_wal,
    ),
)


@pytest.mark.parametrize("damage", [*BROKEN, *USELESS])
def test_broken_cache_changes_no_answer(case: Case, damage: Callable[[Case], None]) -> None:
    damage(case)
    says, told = said(case)
    assert says == case.says
    if damage in BROKEN:
        assert told == ["The cache was broken and is made anew."]
    elif damage is not log_of_another:
        assert told == []
    assert case.file.is_file()
    assert said(case) == (case.says, [])  # and now it is in order


def test_flipped_bytes(case: Case) -> None:
    data = case.file.read_bytes()
    used = [at for at, byte in enumerate(data) if byte]
    randomness = random.Random(5)
    for at in randomness.sample(used, FLIPS):
        bit = 1 << randomness.randrange(8)
        case.file.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        says, _ = said(case)
        assert says == case.says, f"bit {bit} at {at}"


def test_flipped_bytes_while_it_is_kept_up_to_date(case: Case, tmp_path: Path) -> None:
    """A change is made on top of the damage, and hides none of it."""
    root = tmp_path / "vault"
    shutil.copytree(case.root, root)
    cache = tmp_path / "kept"
    with index(vault(root), cache) as opened:
        opened.refresh()
        assert opened.path
    data = opened.path.read_bytes()
    used = [at for at, byte in enumerate(data) if byte]
    write(root, {"clients/Acme.md": TEXTS[1], "New.md": TEXTS[5]})
    (root / "people/Dana.md").unlink()
    with index(vault(root), tmp_path / "fresh") as fresh:
        right = answers(fresh)
    randomness = random.Random(6)
    for at in randomness.sample(used, FLIPS // 2):
        bit = 1 << randomness.randrange(8)
        opened.path.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        says, _ = said(Case(root, cache, opened.path, {}))
        assert says == right, f"bit {bit} at {at}"


def test_deleted_or_replaced_under_an_open_index(case: Case, tmp_path: Path) -> None:
    told: list[str] = []
    with index(vault(case.root), case.cache, notice=told.append) as opened:
        assert answers(opened) == case.says
        for file in (case.file, case.file.resolve()):
            file.unlink()
            assert answers(opened) == case.says
            assert case.file.is_file()
        with index(vault(case.root), case.cache, rebuild=True) as other:
            other.refresh()
        assert answers(opened) == case.says
        garbage(case)  # written over, not replaced
        assert answers(opened) == case.says
    assert len(told) == 1
    assert said(case) == (case.says, [])


def test_another_process_changes_the_index(tmp_path: Path) -> None:
    root, cache = tmp_path / "vault", tmp_path / "cache"
    write(root, {"a.md": TEXTS[1]})
    with index(vault(root), cache) as one, index(vault(root), cache) as other:
        assert len(one.records("notes")) == len(other.records("notes")) == 1
        assert other.path == one.path
        write(root, {"b.md": TEXTS[2]})
        assert len(one.records("notes")) == 1  # as the files were when it last looked
        other.refresh()
        assert len(one.records("notes")) == len(other.records("notes")) == 2


def test_no_symbolic_links(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(os, "symlink", refuse)
    for damage in (missing, garbage, no_link, row_lost):
        damage(case)
        assert said(case)[0] == case.says
        assert said(case) == (case.says, [])
        assert not case.file.is_symlink()


def test_unfinished_files_are_swept_away(case: Case) -> None:
    old, new = (case.cache / f"{case.file.name}.{name}.tmp" for name in ("old", "new"))
    for file in (old, new):
        file.touch()
    os.utime(old, (1, 1))
    missing(case)
    assert said(case) == (case.says, [])
    assert not old.exists() and new.exists()


# --- where nothing can be written ----------------------------------------------------------------


@pytest.fixture
def public(made: Case) -> Iterator[Path]:
    """The vault, beside its cache folder, where anybody may read them."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "vault"
        os.chmod(folder, 0o755)
        shutil.copytree(made.root, root)
        with index(vault(root), Path(folder) / "cache") as opened:
            opened.refresh()
            assert opened.path
            os.chmod(opened.path, 0o444)
        yield root
        os.chmod(opened.path.parent, 0o755)


def test_read_only_cache_folder(public: Path, tmp_path: Path, processes: Children) -> None:
    """As another user, since root may write anywhere. The file may be read, and so it is used."""
    os.chmod(public.parent / "cache", 0o555)
    for change in (False, True):
        if change:
            write(public, {"New.md": TEXTS[1]})
        says, told, path = _ask_as_nobody(public, "cache", processes)
        with index(vault(public), tmp_path / "fresh") as fresh:
            assert says == repr(answers(fresh))
        assert bool(told) == change
        assert bool(path) != change


def test_no_cache_folder_can_be_made(made: Case, public: Path, processes: Children) -> None:
    (public.parent / "closed").mkdir(mode=0o555)
    says, told, path = _ask_as_nobody(public, "closed/cache", processes)
    assert says == repr(made.says)
    assert len(told) == 1 and "cannot be written" in told[0]
    assert not path


def _ask_as_nobody(root: Path, cache: str, processes: Children) -> tuple[str, list[str], str]:
    out = root.parent / "out"
    out.touch()
    os.chmod(out, 0o666)
    user = NOBODY if os.getuid() == 0 else None
    child = processes.start("ask", root, root.parent / cache, out=str(out), user=user)
    assert processes.wait(child) == 0
    says, told, path = json.loads(out.read_text())
    return says, told, path


def test_full_disk(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite is allowed no further page, as if the disk were full."""
    root = tmp_path / "vault"
    shutil.copytree(case.root, root)
    connect = cache_module._connect

    def narrow(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {max(pages, 60)}")
        return connection

    with index(vault(root), tmp_path / "cache") as opened:
        opened.refresh()
    monkeypatch.setattr(cache_module, "_connect", narrow)
    for name in ("kept", "fresh"):  # while it is kept up to date, and while it is made
        text = "".join(f"[[Link {number} {name}]] word{number}\n" for number in range(3_000))
        write(root, {f"{name}.md": text})
        told: list[str] = []
        with index(vault(root), tmp_path / "cache", notice=told.append) as opened:
            assert len(opened.links_from(f"{name}.md")) == 3_000
            assert opened.path is None
            assert len(told) == 1 and "full" in told[0]
            write(root, {"more.md": "[[Acme]]"})
            assert opened.refresh().added == 1
            assert len(opened.search("word77")) == (2 if name == "fresh" else 1)
        (root / "more.md").unlink()
        shutil.rmtree(tmp_path / "cache")


def test_busy_for_too_long(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file can be read, a copy in memory is used; where not, another one is made."""
    monkeypatch.setattr(cache_module, "BUSY_TIMEOUT", 0.05)
    root = tmp_path / "vault"
    shutil.copytree(case.root, root)
    with index(vault(root), tmp_path / "cache") as opened:
        opened.refresh()
        assert opened.path
    write(root, {"new.md": "kickoff"})
    for lock, in_memory in (("BEGIN IMMEDIATE", True), ("BEGIN EXCLUSIVE", False)):
        with closing(sqlite3.connect(opened.path, isolation_level=None)) as other:
            other.execute(lock)
            told: list[str] = []
            with index(vault(root), tmp_path / "cache", notice=told.append) as blocked:
                assert "new.md" in [hit.path for hit in blocked.search("kickoff")]
                assert (blocked.path is None) == in_memory
            assert ["locked" in text for text in told] == [True] * in_memory


def test_a_link_that_was_bent_is_put_right(case: Case, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    case.file.unlink()
    case.file.symlink_to(victim)
    with index(vault(case.root), case.cache) as opened:
        assert answers(opened) == case.says
    assert victim.read_text() == "mine"
