"""Draws docs/terminal.svg, a terminal for the README, from what the program really prints."""

import contextlib
import io
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
WIDTH = 136
LIST = "list clients --sort since:desc --limit 5"
BAD_NOTE = """---
type: client
status: actve
cadnce: 14d
referred_by: "[[Hafenkontor]]"
---
"""


def output(vault: Path, command: str) -> str:
    """What a command prints on a terminal."""
    controller, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (50, WIDTH))
    with open(controller, "rb", buffering=0) as screen:
        process = subprocess.Popen(
            [sys.executable, "-m", "vaultcrm", "--today", "2026-11-23", *shlex.split(command)],
            cwd=vault,
            stdout=terminal,
            stderr=terminal,
        )
        os.close(terminal)
        printed = b""
        with contextlib.suppress(OSError):  # Linux says EIO at the end
            while chunk := screen.read(4096):
                printed += chunk
        process.wait()
    return printed.decode().replace("\r\n", "\n")


def main() -> None:
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        subprocess.run(
            [sys.executable, "-m", "vaultcrm", "init", str(vault), "--example"], check=True
        )
        summary = output(vault, "report summary").split("## Clients")[0].split("\n")
        clients = output(vault, LIST)
        (vault / "clients" / "Acme Corp.md").write_text(BAD_NOTE, encoding="utf-8")
        check = output(vault, "check")
    for command, text in [
        ("report summary", "\n".join([*summary[:19], "  …"])),
        (LIST, clients.rstrip()),
        ("check", check.rstrip()),
    ]:
        console.print(Text(f"$ vaultcrm {command}", style="bold green"))
        console.print(Text.from_ansi(text), no_wrap=True, crop=True)
        console.print()
    svg = console.export_svg(title="vaultcrm", unique_id="vaultcrm")
    # No font from elsewhere: a picture asks nobody for anything.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL).replace("Fira Code", "monospace")
    (HERE / "terminal.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
