"""Sessions with the real command on the example vault, as they look.

A transcript is a Markdown file with `console` fences: lines that begin with `$ ` are run, in a copy
of the example vault that the fences of one file share, and what follows each is what it prints
(stdout, then stderr, then the exit status unless it is 0). The date is 2026-11-23.
`pytest --update-golden` writes what they print: read the difference before you commit it."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from running import ROOT, Run

FOLDER = Path(__file__).parent / "transcripts"
FENCE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.md")))
def test_transcript(
    name: str, vaultcrm: Run, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    vault = tmp_path / "vault"
    shutil.copytree(ROOT / "example-vault", vault)

    def played(fence: re.Match[str]) -> str:
        commands = [line for line in fence[1].split("\n") if line.startswith("$ ")]
        return "".join(f"{line}\n{said(line)}" for line in commands)

    def said(line: str) -> str:
        program, *arguments = shlex.split(line.removeprefix("$ "))
        if program == "cat":
            return Path(vault, arguments[0]).read_text(encoding="utf-8")
        assert program == "vaultcrm", line
        done = vaultcrm("--today", "2026-11-23", *arguments, cwd=vault)
        status = f"(exit {done.status})\n" if done.status else ""
        return done.stdout + done.stderr + status

    file = FOLDER / f"{name}.md"
    text = file.read_text(encoding="utf-8")
    assert FENCE.search(text), "a transcript has a console fence"
    new = FENCE.sub(played, text)
    if request.config.getoption("--update-golden"):
        file.write_text(new, encoding="utf-8")
    assert new == file.read_text(encoding="utf-8")
