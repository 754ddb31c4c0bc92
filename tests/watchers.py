"""Running `vaultcrm watch`es, and waiting for what they say."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from running import ROOT

SOON = 20.0  # seconds, by which everything must have happened, on a busy machine too
TODAY = "2026-11-24"


def read(stream: IO[str], lines: list[str]) -> None:
    with stream:
        for line in stream:
            lines.append(line)


class Watcher:
    """A running `vaultcrm watch`, and what it has said so far."""

    def __init__(self, vault: Path, *options: str) -> None:
        command = [sys.executable, "-m", "vaultcrm", "--vault", vault, "--today", TODAY]
        self.process = subprocess.Popen(
            [*command, "watch", *options],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self.readers = [
            threading.Thread(target=read, args=arguments)
            for arguments in ((self.process.stdout, self.out), (self.process.stderr, self.err))
        ]
        for reader in self.readers:
            reader.start()

    def end(self, number: int) -> int:
        """Its exit status after this signal."""
        self.process.send_signal(number)
        status = self.process.wait(SOON)
        for reader in self.readers:
            reader.join(SOON)
        return status

    def counted(self, name: str) -> int:
        return sum(each.get(name, 0) for each in self.objects())

    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out]


def wait_until(watcher: Watcher, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, (watcher.out, watcher.err)
        assert watcher.process.poll() is None, (watcher.out, watcher.err)
        time.sleep(0.02)
