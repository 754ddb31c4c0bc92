"""Puts a step before every file operation of the writing floor, for a test to fail, kill or meddle.

What stands in for `os` in its modules; `exchange` and `rename_to_new` are wrapped too.
"""

import errno
import os
from collections.abc import Callable
from typing import Any

import pytest

from vaultcrm.reading import files
from vaultcrm.writing import atomic, journal, kernel, lock

OPERATIONS = frozenset(
    ("open", "close", "read", "fstat", "lstat", "fsync", "fchown", "fchmod", "link", "replace")
) | {"unlink", "listdir", "makedirs"}
Step = Callable[[str], None]


class Operations:
    """`os`, with a step before each file operation; a write is parted in two around its step."""

    def __init__(self, step: Step, links: bool) -> None:
        self._step = step
        self._links = links

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name == "link" and not self._links:
            return self._no_link
        if name == "fsync":  # takes its time, and no test pulls the plug
            return self.stepped(name, lambda _: None)
        return self.stepped(name, real) if name in OPERATIONS else real

    def stepped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*arguments: Any, **options: Any) -> Any:
            try:
                self._step(name)
            finally:
                if name == "close":  # a close that fails has closed all the same
                    real(*arguments, **options)
            return None if name == "close" else real(*arguments, **options)

        return operation

    def write(self, descriptor: int, data: memoryview) -> int:
        half = os.write(descriptor, data[: len(data) // 2])
        self._step("write")
        return half + os.write(descriptor, data[half:])

    def _no_link(self, *_: Any) -> None:
        raise OSError(errno.EPERM, "no links here")


def install(patch: pytest.MonkeyPatch, step: Step, system: str) -> None:
    """`system` is `linux`, `plain` (no renameat2) or `exfat` (nor links)."""
    operations = Operations(step, links=system != "exfat")
    for module in (atomic, files, journal, kernel, lock):
        patch.setattr(module, "os", operations)
    for name in ("exchange", "rename_to_new"):
        real = getattr(kernel, name)
        wrapped = operations.stepped(name, real)
        patch.setattr(atomic, name, wrapped if system == "linux" else lambda *_: False)
