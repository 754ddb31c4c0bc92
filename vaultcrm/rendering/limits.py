"""Less memory for a while, so that what a template asks for cannot take the machine's."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

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
