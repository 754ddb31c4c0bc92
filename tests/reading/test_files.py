import errno
import os
import socket
from pathlib import Path

import pytest

from vaultcrm.model import Problem
from vaultcrm.reading import files
from vaultcrm.reading.files import MAX_SIZE, read_bytes


def rule(found: bytes | Problem) -> str:
    assert isinstance(found, Problem)
    assert found[2:6] == (1, 1, 1, 1)
    return found.rule


@pytest.mark.parametrize("data", [b"", b"a\r\n\0\xff", b"x" * 100_000])
def test_the_bytes_of_a_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.md").write_bytes(data)
    assert read_bytes(tmp_path, "a/x.md") == data


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.md"
    try:
        Path(os.fsdecode(path)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system has no such names")
    assert read_bytes(tmp_path, "caf\udce9.md") == b"x"


def test_what_is_no_regular_file_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "fifo.md")  # opening it would wait for ever
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        for name in ("folder.md", "fifo.md", "socket.md"):
            assert rule(read_bytes(tmp_path, name)) == "file/not-a-file"


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x")
    (tmp_path / "b.md").symlink_to("a.md")
    (tmp_path / "c.md").symlink_to("c.md")
    assert rule(read_bytes(tmp_path, "b.md")) == "file/symlink"
    assert rule(read_bytes(tmp_path, "c.md")) == "file/symlink"


@pytest.mark.parametrize(
    "path", ["gone.md", "a\0b.md", "\ud83d.md", "x" * 300 + ".md", "a.md/b.md"]
)
def test_what_cannot_be_opened(tmp_path: Path, path: str) -> None:
    (tmp_path / "a.md").write_bytes(b"x")
    assert rule(read_bytes(tmp_path, path)) == "file/unreadable"


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    found = read_bytes(tmp_path, "a.md")
    assert rule(found) == "file/unreadable"
    assert isinstance(found, Problem) and "Permission denied" in found.message


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    (tmp_path / "a.md").write_bytes(b"x")
    monkeypatch.setattr(os, "read", fail)
    descriptors = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert rule(read_bytes(tmp_path, "a.md")) == "file/unreadable"
    if descriptors:
        assert len(os.listdir("/proc/self/fd")) == descriptors


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(MAX_SIZE + 1)
    assert rule(read_bytes(tmp_path, "a.md")) == "file/too-large"


def test_nor_one_that_grows_too_large_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * 11)
    monkeypatch.setattr(files, "MAX_SIZE", 10)
    true_stat = os.fstat

    def smaller(descriptor: int) -> os.stat_result:
        fields = list(true_stat(descriptor))
        fields[6] = 5
        return os.stat_result(fields)

    monkeypatch.setattr(os, "fstat", smaller)
    assert rule(read_bytes(tmp_path, "a.md")) == "file/too-large"
    monkeypatch.setattr(files, "MAX_SIZE", 11)
    assert read_bytes(tmp_path, "a.md") == b"x" * 11
