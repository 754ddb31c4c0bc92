"""Runs of the real program: with a made-up command, on a terminal, and what they give."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Outcome(NamedTuple):
    stdout: str
    stderr: str
    status: int

    def json(self) -> Any:
        return json.loads(self.stdout)


Run = Callable[..., Outcome]

# Runs the real program with more commands, from the folder that is its first argument.
PROGRAM = """
import sys
import vaultcrm.commands
vaultcrm.commands.__path__.append(sys.argv.pop(1))
from vaultcrm.__main__ import main
sys.exit(main())
"""
MADE_UP = '''"""{summary}"""
import click
from pathlib import Path
from vaultcrm.commands import Command, pass_invocation
from vaultcrm.commands._output import emit, emit_json, emit_table, progress, say
from vaultcrm.views.table import plain_table
from vaultcrm.errors import VaultError

@click.command("trick", cls=Command, help=__doc__)
@pass_invocation
def command(invocation):
    {body}
'''


def trick(tmp_path: Path, body: str, summary: str = "A trick.") -> list[str]:
    """The command line of a program that has a command `trick` with this body."""
    folder = tmp_path / "commands"
    folder.mkdir()
    (folder / "trick.py").write_text(MADE_UP.format(summary=summary, body=body))
    return [sys.executable, "-c", PROGRAM, str(folder)]


def run_trick(
    tmp_path: Path,
    body: str,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    stdout: int = subprocess.PIPE,
) -> Outcome:
    done = subprocess.run(
        [*trick(tmp_path, body), *(arguments or ["trick"])],
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    return Outcome((done.stdout or b"").decode(), done.stderr.decode(), done.returncode)


def on_terminal(command: list[str], env: Mapping[str, str]) -> bytes:
    """All that a command writes to a terminal, stdout and stderr alike."""
    ours, theirs = pty.openpty()
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **env}
    process = subprocess.Popen(command, env=surroundings, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # how Linux says that the other side has gone
            piece = b""
        if not piece:
            break
        written += piece
    os.close(ours)
    assert process.wait(60) == 0, written
    return written.replace(b"\r\n", b"\n")
