"""Vaults written down in Markdown: fenced files, and what the rules find in them.

    ```markdown clients/Acme.md
    a file of the vault (`Note.md` where no name is given)
    ```

The language `bytes` holds a file's bytes with Python's escapes and no line ends but those escaped;
`text` is not a file, `expected` holds findings, one a line, `fixed` a note after `check --fix`
and `unsafe` one after `check --unsafe-fixes` after that."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from vaultcrm.commands._fixing import show_fixes, write_fixes
from vaultcrm.commands._rules import finder
from vaultcrm.commands._vault import Session
from vaultcrm.index.index import open_index
from vaultcrm.model import Finding
from vaultcrm.reading.vault import Vault, open_vault
from vaultcrm.rendering.differences import difference
from vaultcrm.rendering.findings import as_text
from vaultcrm.rules.catalogue import OwnRules, Rule, chosen, rules_of
from vaultcrm.rules.run import findings
from vaultcrm.watching.checking import other_problems

FENCE = re.compile(
    r"^(?P<indent> *)(?P<mark>`{3,})(?P<language>\w+)(?: (?P<name>[^\n]+))?\n"
    r"(?P<text>.*?)^ *(?P=mark)$",
    re.MULTILINE | re.DOTALL,
)

MENDED = ("fixed", "unsafe")  # the languages of what --fix, and then --unsafe-fixes, writes
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
        elif fence["language"] not in ("text", "expected", *MENDED):
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


def findings_in(root: Path, *select: str, practice: bool = False) -> list[Finding]:
    """What the rules find in the vault at `root`; the rules of `practice` only where that is what
    it is about, since hardly any example of something else is good practice too."""
    ignore = () if practice or select else ("practice",)
    with open_index(open_vault(root)) as index:
        index.refresh()
        own = rules_of(index.vault)
        rules = chosen(select, ignore, index.vault, own)
        return findings(index, rules, NOW, partial(other_problems, rules), own)


def mend(root: Path, unsafe: bool, practice: bool = False) -> dict[str, bytes]:
    """The notes that `check --fix`, or `--unsafe-fixes`, changes in the vault at `root`."""
    before = {path: path.read_bytes() for path in sorted(root.rglob("*.md")) if path.is_file()}
    with open_index(open_vault(root)) as index:
        session = Session(index.vault, index, index.refresh(), NOW)
        assert write_fixes(session, finder(session, *_rules(index.vault, practice)), unsafe)
    after = {path: path.read_bytes() for path in sorted(root.rglob("*.md")) if path.is_file()}
    assert before.keys() == after.keys()
    return {
        path.relative_to(root).as_posix(): data
        for path, data in after.items()
        if data != before[path]
    }


def show_mended(root: Path, unsafe: bool, practice: bool = False) -> None:
    """Prints what `check --diff` shows in the vault at `root`."""
    with open_index(open_vault(root)) as index:
        session = Session(index.vault, index, index.refresh(), NOW)
        show_fixes(session, finder(session, *_rules(index.vault, practice)), unsafe, True)


def _rules(vault: Vault, practice: bool) -> tuple[Mapping[str, Rule], OwnRules]:
    own = rules_of(vault)
    return chosen((), () if practice else ("practice",), vault, own), own


def as_difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """What `check --diff` shows of notes that are to change so."""
    return "".join(
        difference(_text(before[path]), _text(data), f"a/{path}", f"b/{path}")
        for path, data in sorted(after.items())
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig")


def as_fences(language: str, notes: Mapping[str, bytes]) -> str:
    """Notes as a case holds them; what does not show as Python's escapes, and a note that does not
    end with a newline as if it did."""
    return "".join(
        f"```{language} {path}\n{_shown(data.decode())}```\n" for path, data in notes.items()
    )


def _shown(text: str) -> str:
    shown = "".join(
        each if each.isprintable() or each == "\n" else each.encode("unicode_escape").decode()
        for each in text
    )
    return shown if shown.endswith("\n") else f"{shown}\n"


def as_lines(found: list[Finding]) -> list[str]:
    """The findings as a case expects them; advice is marked."""
    return [
        as_text(finding) + (" (advice)" if finding.severity == "advice" else "")
        for finding in found
    ]
