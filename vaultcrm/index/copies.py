"""Work shared out to copies of this process, where the system can make any."""

import os
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, suppress
from typing import BinaryIO, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_MOST = 4  # one process takes in what they make, and would not keep up with more


def how_many() -> int:
    """How many copies there had better be: one for each processor; none where a copy is not to be
    had, or not safe because only one of several threads would be in it."""
    threads = sys.modules["threading"].active_count() if "threading" in sys.modules else 1
    if not hasattr(os, "fork") or threads > 1:
        return 0
    allowed = getattr(os, "sched_getaffinity", None)
    count = len(allowed(0)) if allowed else os.cpu_count() or 1
    return min(count, _MOST) if count > 1 else 0


def in_copies(
    work: Callable[[Task], Result], tasks: Sequence[Task], copies: int
) -> Generator[Result, None, None]:
    """What `work` makes of each task, in the tasks' order, done here if there are to be no copies.
    It must have no effects, and what it makes must be fit for pickling. What a copy that fails or
    is ended leaves undone is done here, so that mistakes show here. To be closed, which ends the
    copies."""
    if not copies:
        yield from map(work, tasks)
        return
    import pickle  # not before there is much to do

    readers: list[BinaryIO] = []
    with ExitStack() as ends:
        for number in range(copies):
            ours, theirs = os.pipe()
            readers.append(ends.enter_context(open(ours, "rb")))
            try:
                child = os.fork()
            except OSError:  # then its share is done here
                os.close(theirs)
                continue
            if not child:
                _compute(work, tasks[number::copies], readers, theirs)
            os.close(theirs)
            ends.callback(_end, child)
        for number, task in enumerate(tasks):
            try:
                result: Result = pickle.load(readers[number % copies])
            except (EOFError, pickle.UnpicklingError):
                result = work(task)
            yield result


def _end(child: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _compute(
    work: Callable[[Task], Result], tasks: Sequence[Task], readers: Sequence[BinaryIO], pipe: int
) -> None:
    """In a copy: writes the results, and ends without a trace, as soon as nobody reads them."""
    import pickle

    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who ends us
        for reader in readers:
            reader.close()
        with open(pipe, "wb") as file:
            for task in tasks:
                pickle.dump(work(task), file, pickle.HIGHEST_PROTOCOL)
                file.flush()
    finally:
        os._exit(0)
