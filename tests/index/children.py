"""Processes to be killed, or to run at once: a helper process that forks one for each order.

The helper is started once, with everything imported; `python children.py` is that helper. It reads
orders as lines of JSON: {"do": name, …arguments} answers the new process's number, {"wait": number}
its exit status (negative for a signal)."""

import difflib  # noqa: F401 (a child that is another user may not be able to import it)
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from small_vaults import answers, index, schema, vault


class Children:
    def __init__(self, helper: "subprocess.Popen[str]") -> None:
        self._helper = helper

    def start(self, do: str, root: Path, cache: Path, **arguments: Any) -> int:
        """The number of a process that does one of the functions below."""
        return self._order({"do": do, "root": str(root), "cache": str(cache), **arguments})

    def wait(self, process: int) -> int:
        return self._order({"wait": process})

    def _order(self, order: dict[str, Any]) -> int:
        assert self._helper.stdin and self._helper.stdout
        self._helper.stdin.write(json.dumps(order) + "\n")
        self._helper.stdin.flush()
        return int(self._helper.stdout.readline())


@contextmanager
def children() -> Iterator[Children]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    helper = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    )
    with helper:
        yield Children(helper)
        assert helper.stdin
        helper.stdin.close()


def refresh(root: str, cache: str, times: int = 1, **options: Any) -> None:
    with index(vault(Path(root)), Path(cache), **options) as opened:
        for _ in range(times):
            opened.refresh()
            opened.records("notes")


def ask(root: str, cache: str, out: str, user: int | None = None) -> None:
    """Writes what the index says, what it was told, and its path."""
    if user is not None:
        os.setuid(user)
    told: list[str] = []
    with index(vault(Path(root)), Path(cache), notice=told.append) as opened:
        said = repr(answers(opened))
        Path(out).write_text(json.dumps([said, told, str(opened.path or "")]))


def main() -> None:
    schema()  # once, for all of them
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        process = os.fork()
        if not process:
            code = 1
            try:
                globals()[order.pop("do")](**order)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        print(process, flush=True)


if __name__ == "__main__":
    main()
