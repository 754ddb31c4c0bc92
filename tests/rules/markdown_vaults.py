"""Vaults written down in Markdown: fenced files, and what the rules find in them.

    ```markdown clients/Acme.md
    a file of the vault (`Note.md` where no name is given)
    ```

The language `bytes` holds a file's bytes with Python's escapes and no line ends but those escaped;
`text` is not a file, and `expected` holds findings, one a line."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from vaultcrm.commands._rules import other_problems
from vaultcrm.index.index import open_index
from vaultcrm.model import Finding
from vaultcrm.reading.vault import open_vault
from vaultcrm.rendering.findings import as_text
from vaultcrm.rules.catalogue import chosen
from vaultcrm.rules.run import findings

FENCE = re.compile(
    r"^(?P<indent> *)(?P<mark>`{3,})(?P<language>\w+)(?: (?P<name>[^\n]+))?\n"
    r"(?P<text>.*?)^ *(?P=mark)$",
    re.MULTILINE | re.DOTALL,
)

NOW = datetime(2026, 11, 23)  # of all cases


def fenced_files(markdown: str) -> dict[str, bytes]:
    """The files of a vault by their paths."""
    files = {}
    for fence in FENCE.finditer(markdown):
        name = fence["name"] or "Note.md"
        lines = fence["text"].split("\n")
        text = "\n".join(line.removeprefix(fence["indent"]) for line in lines)
        if fence["language"] == "bytes":
            files[_unescaped(name).decode()] = _unescaped(text.replace("\n", ""))
        elif fence["language"] not in ("text", "expected"):
            files[name] = text.encode()
    return files


def _unescaped(text: str) -> bytes:
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    (root / ".vaultcrm").mkdir(exist_ok=True)
    for name, data in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def findings_in(root: Path, *select: str) -> list[Finding]:
    """What the rules find in the vault at `root`."""
    with open_index(open_vault(root)) as index:
        index.refresh()
        return findings(index, chosen(select, ()), NOW, other_problems(index))


def as_lines(found: list[Finding]) -> list[str]:
    """The findings as a case expects them; advice is marked."""
    return [
        as_text(finding) + (" (advice)" if finding.severity == "advice" else "")
        for finding in found
    ]
