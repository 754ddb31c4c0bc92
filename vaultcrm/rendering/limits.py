"""Bounds for what templates of the vault's own compute: less memory for a while, and a process that
is ended when its time is over."""

import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultcrm.errors import VaultError

MORE = 512 * 1024 * 1024  # bytes that may be taken beside what is in use


@contextmanager
def little_memory() -> Iterator[None]:
    """Within, MemoryError is raised for what would take over 512 MiB more. For the whole process,
    and only where the system tells how much is in use, and can limit it: on Linux."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError, ValueError):
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    limit = pages * resource.getpagesize() + MORE
    if before[0] != resource.RLIM_INFINITY:
        limit = min(limit, before[0])
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def in_time(compute: Callable[[], str], seconds: float) -> str | None:
    """What `compute` gives, None where that takes longer or the system ends it. It is computed in a
    copy of this process, and without an end of time where the system cannot make one.

    Raises VaultError as it does."""
    if not hasattr(os, "fork"):
        return compute()
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        _answer(compute, theirs)
    os.close(theirs)
    try:
        data = _received(ours, time.monotonic() + seconds)
    finally:
        os.close(ours)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not data:
        return None
    kind, *texts = json.loads(data)
    if kind == "error":
        raise VaultError(*texts)
    if kind == "bug":
        raise RuntimeError(texts[0])
    return str(texts[0])


def _answer(compute: Callable[[], str], pipe: int) -> None:
    """In the child: writes the answer, and ends without a trace."""
    try:
        try:
            answer = ["text", compute()]
        except VaultError as error:
            answer = ["error", error.message, error.hint]
        except BaseException:
            answer = ["bug", traceback.format_exc()]
        with open(pipe, "wb") as file:
            file.write(json.dumps(answer).encode())
    finally:
        os._exit(0)


def _received(pipe: int, end: float) -> bytes:
    """All that comes until the other side closes; nothing where that is later than `end`."""
    pieces: list[bytes] = []
    while select.select([pipe], [], [], max(0, end - time.monotonic()))[0]:
        piece = os.read(pipe, 1 << 16)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
    return b""
