"""Work that takes seconds in a large vault, computed in a process of its own: who saves a note
meanwhile does not wait for it, and the memory that it takes is given back.

Such a process only answers: it writes nothing into the vault and nothing into the index. So it may
be ended at any moment. It is a fresh interpreter and no copy of this one, whose threads would not
be in it. The work comes on its stdin, and the answer goes out by its stdout, both pickled; when its
stdin ends, so does it, since then whoever asked has ended.
"""

import copyreg
import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from vaultcrm.errors import VaultError
from vaultcrm.index.following import follow_index
from vaultcrm.index.index import Index
from vaultcrm.index.scan import Scan
from vaultcrm.reading.vault import open_vault

T = TypeVar("T")

# With our own path, lest what lies in the folder where somebody works is taken for the program.
_PROGRAM = (
    "import sys; sys.path[:] = sys.argv[1:]; from vaultcrm.watching.apart import main; main()"
)
_NICE = 5  # whoever saves a note goes first
_AGAIN = "It is tried again."


class Errand(Generic[T]):
    """Work that is being done apart. `ring` is called, by another thread, when it is over."""

    def __init__(self, work: Callable[[], T], ring: Callable[[], None]) -> None:
        """`work` must be fit for pickling. Raises OSError if no process can be started."""
        self.is_over = False
        self._answer = b""
        task = _pickled(work)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C is for the one who ends it
        )
        self._thread = Thread(target=self._attend, args=(task, ring), daemon=True)
        self._thread.start()

    def result(self) -> T:
        """What came of it, once it is over.

        Raises what the work raised, if that is VaultError or OSError; VaultError as well if there
        is no answer; RuntimeError for a bug in it."""
        status = self._process.returncode
        if status:
            how = f"signal {-status}" if status < 0 else f"status {status}"
            raise VaultError(f"what is computed in a process apart was ended by {how}", _AGAIN)
        try:
            value, error, bug = pickle.loads(self._answer)
        except Exception as failure:  # bytes that are no pickle may raise anything
            raise VaultError("a process apart gave no answer", _AGAIN) from failure
        if bug:
            raise RuntimeError(f"in a process apart:\n{bug}")
        if error:
            raise error
        answer: T = value
        return answer

    def end(self) -> None:
        """Whatever comes of it is not wanted any more."""
        self._process.kill()
        self._thread.join()

    def _attend(self, task: bytes, ring: Callable[[], None]) -> None:
        process = self._process
        assert process.stdin and process.stdout
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(task)
                process.stdin.flush()
            self._answer = process.stdout.read()
            process.wait()
        finally:
            with suppress(OSError):
                process.stdin.close()
            process.stdout.close()
            self.is_over = True
            ring()


def followed(root: Path, seen: Scan, work: Callable[[Index], T]) -> T:
    """In the process: what comes of work with the index of a vault, that another process keeps up
    to date and last walked with `seen`."""
    with follow_index(open_vault(root), seen) as index:
        while True:
            index.refresh()
            version = index.version
            try:
                return work(index)
            except Exception:
                # Two answers, from before and after the index changed, may not go together.
                if index.version == version:
                    raise


def main() -> None:
    """The process. What a library might print is no part of the answer."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(OSError, AttributeError):  # there is no such thing on Windows
        os.nice(_NICE)
    gc.set_threshold(1_000_000, 20, 100)  # as in `__main__`
    work = pickle.load(sys.stdin.buffer)
    Thread(target=_end_with_stdin, daemon=True).start()
    with answers:
        answers.write(_answer(work))
    os._exit(0)


def _end_with_stdin() -> None:
    os.read(0, 1)
    os._exit(1)


def _answer(work: Callable[[], Any]) -> bytes:
    """What the work gives, what it raises, or which bug it has."""
    try:
        return _pickled((work(), None, ""))
    except (VaultError, OSError) as error:
        return _pickled((None, error, ""))
    except Exception:
        from traceback import format_exc

        return _pickled((None, None, format_exc()))


def _frozen(values: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(values)


class _Pickler(pickle.Pickler):
    """Of what is frozen only this one cannot be pickled by itself."""

    dispatch_table = copyreg.dispatch_table | {
        MappingProxyType: lambda frozen: (_frozen, (dict(frozen),))
    }


def _pickled(what: Any) -> bytes:
    stream = BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(what)
    return stream.getvalue()
