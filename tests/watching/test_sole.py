"""One watcher a vault."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from running import ROOT

from vaultcrm.errors import EXIT_MISUSE, VaultError
from vaultcrm.watching.sole import sole_watcher

HOLDER = """
import sys, time
from pathlib import Path
from vaultcrm.watching.sole import sole_watcher
with sole_watcher(Path(sys.argv[1]), Path(sys.argv[2])):
    print("holding", flush=True)
    time.sleep(60)
"""


def test_a_second_one_is_told_who_is_there(tmp_path: Path) -> None:
    cache = tmp_path / "new" / "cache"
    vault, other = tmp_path / "vault", tmp_path / "other"
    with sole_watcher(vault, cache):
        with pytest.raises(VaultError, match=rf"process {os.getpid()}\b.*{vault}") as caught:
            sole_watcher(vault, cache).__enter__()
        assert caught.value.status == EXIT_MISUSE
        with sole_watcher(other, cache):
            pass
    for file in cache.iterdir():
        file.write_text("12345678901234567890\n")  # the number of one that was there before
    with (
        sole_watcher(vault, cache),
        pytest.raises(
            VaultError, match=rf"process {os.getpid()}, since \d{{4}}-\d\d-\d\d \d\d:\d\d\)"
        ),
    ):
        sole_watcher(vault, cache).__enter__()


def test_a_killed_one_leaves_nothing_behind(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout and process.stdout.readline() == b"holding\n"
        with pytest.raises(VaultError, match=rf"process {process.pid}\b"):
            sole_watcher(tmp_path, tmp_path).__enter__()
        process.kill()
    with sole_watcher(tmp_path, tmp_path):
        pass


def test_without_a_cache_folder_nobody_is_turned_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with sole_watcher(tmp_path, tmp_path / "file" / "cache"):
        pass
