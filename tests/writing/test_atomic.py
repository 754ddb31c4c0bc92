import hashlib
import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import file_operations
import pytest

from vaultcrm.errors import VaultError
from vaultcrm.reading import files
from vaultcrm.writing import atomic
from vaultcrm.writing.atomic import create, edit, make_folder, overwrite, read_guarded, replace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, modes and owners")

NOBODY = 65534


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    (root / "clients").mkdir(parents=True)
    (root / "clients/Acme.md").write_bytes(b"old\n")
    (tmp_path / "outside.md").write_bytes(b"private\n")
    return root


def write(root: Path, path: str, data: bytes = b"new\n") -> bool:
    return replace(root, read_guarded(root, path), data)


def bytes_in(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def as_nobody(action: Callable[[], object]) -> str:
    """The message of the VaultError that a user without rights gets; '' if there is none."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            try:
                action()
            except VaultError as error:
                os.write(writer, error.message.encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader) as answer:
        message = answer.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return message


# --- reading --------------------------------------------------------------------------------------


def test_a_snapshot_has_the_bytes_and_their_hash(vault: Path) -> None:
    snapshot = read_guarded(vault, "clients/Acme.md")
    assert snapshot.path == "clients/Acme.md"
    assert snapshot.data == b"old\n"
    assert snapshot.sha256 == hashlib.sha256(b"old\n").hexdigest()


PATHS = """
/etc/passwd ../outside.md clients/../../outside.md a//b.md clients/. ./clients/Acme.md clients/
out.md out/outside.md loop.md clients pipe.md absent.md clients/Acme.md/x.md big.md
"""


@pytest.mark.parametrize("path", ["", "a\0b", "\ud800.md", *PATHS.split()])
def test_what_is_not_a_note_is_refused(vault: Path, path: str) -> None:
    (vault / "out.md").symlink_to(vault.parent / "outside.md")
    (vault / "out").symlink_to(vault.parent)
    (vault / "loop.md").symlink_to("loop.md")
    os.mkfifo(vault / "pipe.md")
    with (vault / "big.md").open("wb") as file:
        file.truncate(files.MAX_SIZE + 1)
    before = sorted(vault.parent.rglob("*"))
    with pytest.raises(VaultError) as raised:
        read_guarded(vault, path)
    assert raised.value.message.isprintable()
    with pytest.raises(VaultError):
        overwrite(vault, path if path != "absent.md" else "out.md", b"x")
    assert sorted(vault.parent.rglob("*")) == before
    assert (vault.parent / "outside.md").read_bytes() == b"private\n"


# --- new files ------------------------------------------------------------------------------------


def test_create_makes_the_folders_and_obeys_the_umask(vault: Path) -> None:
    umask = os.umask(0o027)
    try:
        create(vault, "meetings/2026/Kickoff.md", b"new\n")
        create(vault, "Top.md", b"")
    finally:
        os.umask(umask)
    path = vault / "meetings/2026/Kickoff.md"
    assert path.read_bytes() == b"new\n" and (vault / "Top.md").read_bytes() == b""
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_nlink == 1


@pytest.mark.parametrize("system", ["linux", "plain", "exfat"])
@pytest.mark.parametrize(
    ("name", "existing"),
    [
        ("Acme.md", "Acme.md"),
        ("ACME.md", "Acme.md"),
        ("Straße.md", "STRASSE.md"),
        ("Zoe\u0308.md", "Zoë.md"),
        ("link.md", "link.md"),
        ("folder.md", "folder.md"),
    ],
)
def test_create_refuses_a_name_that_is_taken(
    vault: Path, name: str, existing: str, system: str
) -> None:
    (vault / "clients/STRASSE.md").write_bytes(b"")
    (vault / "clients/Zoë.md").write_bytes(b"")
    (vault / "clients/link.md").symlink_to("nowhere.md")
    (vault / "clients/folder.md").mkdir()
    before = sorted(vault.rglob("*"))
    with pytest.MonkeyPatch.context() as patch:
        file_operations.install(patch, lambda _: None, system)
        with pytest.raises(VaultError, match=f"^clients/{existing}: exists already"):
            create(vault, f"clients/{name}", b"new\n")
    assert sorted(vault.rglob("*")) == before
    assert (vault / "clients/Acme.md").read_bytes() == b"old\n"


@pytest.mark.parametrize("system", ["linux", "plain", "exfat"])
def test_create_never_overwrites_a_file_that_comes_in_between(vault: Path, system: str) -> None:
    def save(operation: str) -> None:
        if operation in ("fsync", "link", "rename_to_new"):
            (vault / "clients/New.md").write_bytes(b"theirs\n")

    with pytest.MonkeyPatch.context() as patch:
        file_operations.install(patch, save, system)
        with pytest.raises(VaultError, match="exists already"):
            create(vault, "clients/New.md", b"ours\n")
    assert bytes_in(vault) == {"clients/Acme.md": b"old\n", "clients/New.md": b"theirs\n"}


def test_only_one_of_many_creates_a_name(vault: Path) -> None:
    won: list[int] = []

    def run(number: int) -> None:
        try:
            create(vault, "clients/New.md", b"%d\n" % number)
            won.append(number)
        except VaultError:
            pass

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert bytes_in(vault)["clients/New.md"] == b"%d\n" % won[0]
    assert len(bytes_in(vault)) == 2


def test_make_folder(vault: Path) -> None:
    make_folder(vault, "a/b/c")
    make_folder(vault, "a/b/c")
    assert (vault / "a/b/c").is_dir()
    with pytest.raises(VaultError, match=r"^clients/Acme.md: "):
        make_folder(vault, "clients/Acme.md")


# --- files that are there -------------------------------------------------------------------------


@pytest.mark.parametrize("system", ["linux", "plain"])
def test_replace_keeps_the_mode(vault: Path, system: str) -> None:
    path = vault / "clients/Acme.md"
    path.chmod(0o604)
    with pytest.MonkeyPatch.context() as patch:
        file_operations.install(patch, lambda _: None, system)
        assert write(vault, "clients/Acme.md") is True
    assert bytes_in(vault) == {"clients/Acme.md": b"new\n"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_equal_bytes_are_not_written(vault: Path) -> None:
    before = (vault / "clients/Acme.md").stat()
    assert write(vault, "clients/Acme.md", b"old\n") is False
    assert overwrite(vault, "clients/Acme.md", b"old\n") is False
    after = (vault / "clients/Acme.md").stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )


@pytest.mark.parametrize("system", ["linux", "plain"])
def test_a_file_that_changed_since_it_was_read_is_left_alone(vault: Path, system: str) -> None:
    snapshot = read_guarded(vault, "clients/Acme.md")
    (vault / "clients/Acme.md").write_bytes(b"theirs\n")
    with pytest.MonkeyPatch.context() as patch:
        file_operations.install(patch, lambda _: None, system)
        with pytest.raises(VaultError, match=r"^clients/Acme.md: has changed since"):
            replace(vault, snapshot, b"ours\n")
        (vault / "clients/Acme.md").unlink()
        with pytest.raises(VaultError, match=r"^clients/Acme.md: cannot be written: no such file"):
            replace(vault, snapshot, b"ours\n")
    assert bytes_in(vault) == {}


def test_a_second_conflict_gets_a_second_name(vault: Path) -> None:
    """Somebody saves before each of the two swaps, twice over."""
    path = vault / "clients/Acme.md"
    for turn in (b"one", b"two"):
        saves = iter([turn + b" first\n", turn + b" second\n"])

        def save(operation: str, saves: Iterator[bytes] = saves) -> None:
            if operation == "exchange":
                path.write_bytes(next(saves))

        with pytest.MonkeyPatch.context() as patch:
            file_operations.install(patch, save, "linux")
            with pytest.raises(VaultError, match=r"one version is in clients/Acme \(conflict"):
                write(vault, "clients/Acme.md")
    assert bytes_in(vault) == {
        "clients/Acme.md": b"two first\n",
        "clients/Acme (conflict).md": b"one second\n",
        "clients/Acme (conflict 2).md": b"two second\n",
    }


def test_an_interrupt_right_after_the_swap_loses_no_save(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exchange(one: str, other: str) -> bool:
        (vault / "clients/Acme.md").write_bytes(b"theirs\n")
        atomic_exchange(one, other)
        raise KeyboardInterrupt

    atomic_exchange = atomic.exchange
    monkeypatch.setattr(atomic, "exchange", exchange)
    with pytest.raises(KeyboardInterrupt):
        write(vault, "clients/Acme.md")
    assert sorted(bytes_in(vault).values()) == [b"new\n", b"theirs\n"]


def test_the_bytes_are_on_the_disk_before_the_name_is(vault: Path) -> None:
    operations: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        file_operations.install(patch, operations.append, "linux")
        write(vault, "clients/Acme.md")
        create(vault, "clients/New.md", b"new\n")
    order = [name for name in operations if name in ("write", "fsync", "exchange", "rename_to_new")]
    assert order == [
        "write",
        "fsync",
        "exchange",
        "fsync",
        "write",
        "fsync",
        "rename_to_new",
        "fsync",
    ]


def test_the_target_of_a_link_is_written_and_the_link_stays(vault: Path) -> None:
    (vault / "people").mkdir()
    (vault / "people/Alias.md").symlink_to("../clients/Acme.md")
    (vault / "kunden").symlink_to("clients")
    write(vault, "people/Alias.md", b"by link\n")
    assert (vault / "people/Alias.md").is_symlink()
    assert (vault / "clients/Acme.md").read_bytes() == b"by link\n"
    write(vault, "kunden/Acme.md", b"by folder\n")
    create(vault, "kunden/New.md", b"")
    assert (vault / "clients/Acme.md").read_bytes() == b"by folder\n"
    assert (vault / "clients/New.md").exists()


def test_a_vault_behind_a_link(vault: Path) -> None:
    (vault.parent / "crm").symlink_to(vault)
    write(vault.parent / "crm", "clients/Acme.md")
    assert bytes_in(vault) == {"clients/Acme.md": b"new\n"}


def test_hard_linked_and_write_protected_files_are_refused(vault: Path) -> None:
    path = vault / "clients/Acme.md"
    path.chmod(0o444)
    with pytest.raises(VaultError, match=r"^clients/Acme.md: is write-protected"):
        write(vault, "clients/Acme.md")
    path.chmod(0o644)
    os.link(path, vault.parent / "second.md")
    with pytest.raises(VaultError, match=r"^clients/Acme.md: has a second name"):
        write(vault, "clients/Acme.md")
    assert bytes_in(vault) == {"clients/Acme.md": b"old\n"}


def test_root_keeps_the_owner(vault: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can")
    path = vault / "clients/Acme.md"
    os.chown(path, 1234, 2345)
    path.chmod(0o4640)
    write(vault, "clients/Acme.md")
    status = path.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 2345, 0o4640)


def test_a_user_without_rights(vault: Path) -> None:
    for folder in (vault, *vault.parents):
        if folder.stat().st_mode & 0o055 != 0o055:
            folder.chmod(folder.stat().st_mode | 0o055)
    path = vault / "clients/Acme.md"
    assert "permission denied" in as_nobody(lambda: create(vault, "clients/New.md", b""))
    assert "permission denied" in as_nobody(lambda: make_folder(vault, "x"))
    assert "permission denied" in as_nobody(lambda: write(vault, "clients/Acme.md")).lower()
    path.chmod(0o666)
    (vault / "clients").chmod(0o777)
    assert "belongs to another" in as_nobody(lambda: write(vault, "clients/Acme.md")).lower()
    os.chown(path, NOBODY, 0)
    assert "belongs to another" in as_nobody(lambda: write(vault, "clients/Acme.md")).lower()
    assert bytes_in(vault) == {"clients/Acme.md": b"old\n"}
    os.chown(path, NOBODY, NOBODY)
    assert as_nobody(lambda: write(vault, "clients/Acme.md")).lower() == ""
    assert bytes_in(vault) == {"clients/Acme.md": b"new\n"}
    path.chmod(0)
    assert "permission denied" in as_nobody(lambda: write(vault, "clients/Acme.md")).lower()


def test_overwrite_and_edit(vault: Path) -> None:
    assert overwrite(vault, "reports/Q3.html", b"one") is True
    assert overwrite(vault, "reports/Q3.html", b"two") is True
    assert bytes_in(vault)["reports/Q3.html"] == b"two"
    path = vault / "clients/Acme.md"
    path.write_bytes(b"\xef\xbb\xbfZo\xc3\xab\r\n")
    assert edit(vault, "clients/Acme.md", lambda text: text + "end") is True
    assert path.read_bytes() == b"\xef\xbb\xbfZo\xc3\xab\r\nend"
    assert edit(vault, "clients/Acme.md", lambda text: text) is False
    with pytest.raises(VaultError, match=r"^clients/Acme.md: cannot be written: the text"):
        edit(vault, "clients/Acme.md", lambda text: text + "\udcff")
    path.write_bytes(b"Zo\xeb")
    with pytest.raises(VaultError, match=r"^clients/Acme.md: cannot be edited: byte 0xeb"):
        edit(vault, "clients/Acme.md", lambda text: text + "end")
    assert path.read_bytes() == b"Zo\xeb"
