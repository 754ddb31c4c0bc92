"""Measures other programs beside vaultcrm on one generated vault, for what both can do.

    python tests/bench/peers.py [--notes 10000] [--runs 3] [--python VENV/bin/python]
                                [--node FOLDER] [--longest 300] [--json OUT]

Takes what is there and says what is missing. To have them all (never in vaultcrm's own .venv):

    python -m venv peers && peers/bin/pip install obsidiantools yamllint python-frontmatter \\
        frontmatter-utils vaultlint mdlint-obsidian
    npm install --prefix peers-node markdownlint-cli2 @callumalpass/mdbase
    apt-get install ripgrep

Whole processes, page cache warm, the median of runs that take turns; memory is that of the largest
process. What a program finds wrong is not compared: each checks something else. Ends with 1 where
one of ours failed."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench import ROOT
from measuring import Run, columns, machine, measured, median

# What a script of some lines does with a library, as its README shows it.
LOOP = """
import sys, pathlib, frontmatter, yaml
for path in pathlib.Path(sys.argv[1]).rglob("*.md"):
    try:
        if frontmatter.load(path).get("status") == "active":
            print(path)
    except yaml.YAMLError:
        pass
"""
YAMLLINT = """
import sys, pathlib
from yamllint import config, linter
rules = config.YamlLintConfig("extends: relaxed")
for path in pathlib.Path(sys.argv[1]).rglob("*.md"):
    begin, _, rest = path.read_text(encoding="utf-8").partition("---\\n")
    front, found, _ = rest.partition("\\n---\\n")
    if not begin and found:
        for problem in linter.run(front, rules):
            print(path, problem.line, problem.desc)
"""
OBSIDIANTOOLS = """
import sys, pathlib, obsidiantools.api as otools
vault = otools.Vault(pathlib.Path(sys.argv[1])).connect()
print(len(vault.md_file_index), len(vault.nonexistent_notes))
"""
MDBASE = """
import {{ Collection }} from "@callumalpass/mdbase";
const opened = await Collection.open(process.argv[2]);
if (opened.error) throw new Error(opened.error.message);
const made = await opened.collection.{call};
console.log(made.results?.length ?? made.issues?.length);
await opened.collection.close();
"""
MDBASE_TYPE = (
    "---\nname: {0}\nfields:\n  type:\n    type: string\n  status:\n    type: string\n---\n"
)


class Peer(NamedTuple):
    name: str
    does: str
    command: tuple[str, ...]
    there: bool
    package: str = ""  # whose version is told


class Installed(NamedTuple):
    """Where other programs may be."""

    vault: Path
    scripts: Path
    python: Path | None
    node: Path | None

    def library(self, module: str, does: str, code: str, package: str) -> Peer:
        there = self.python is not None and _works(str(self.python), "-c", f"import {module}")
        command = (str(self.python), "-c", code, str(self.vault))
        return Peer(package, does, command, there, package)

    def script(self, name: str, package: str, does: str, *arguments: str) -> Peer:
        file = self.python.parent / name if self.python else Path()
        return Peer(package, does, (str(file), *arguments), file.is_file(), package)

    def node_script(self, package: str, does: str, code: str) -> Peer:
        there = self.node is not None and (self.node / "node_modules" / package).is_dir()
        file = self.scripts / f"{does.split()[0]}.mjs"
        file.write_text(code, encoding="utf-8")
        modules = self.scripts / "node_modules"  # where a script's packages are looked for
        if self.node and not modules.exists():
            modules.symlink_to(self.node / "node_modules")
        return Peer(package, does, ("node", str(file), str(self.vault)), there, package)


def peers(at: Installed) -> Iterator[Peer]:
    """In groups by what they do, ours first."""
    vault, notes = str(at.vault), f"{at.vault}/**/*.md"

    def ours(does: str, *arguments: str) -> Peer:
        today = ("--vault", vault, "--today", "2026-11-30")
        return Peer("vaultcrm", does, (sys.executable, "-m", "vaultcrm", *today, *arguments), True)

    yield ours("index, cold: front matter, lines, links, text", "index")
    yield at.library("obsidiantools", "index: links, front matter", OBSIDIANTOOLS, "obsidiantools")
    yield ours("index, no change", "index")
    where = ("--where", 'status == "active"', "--format", "paths")
    yield ours("list notes by a field", "list", "notes", *where)
    rg = shutil.which("rg")
    pattern = ("--files-with-matches", "--glob", "*.md", "^status: active$", vault)
    yield Peer("ripgrep", "list notes by a line", (rg or "rg", *pattern), rg is not None, "rg")
    yield at.library("frontmatter", "list notes by a field", LOOP, "python-frontmatter")
    search = ("search", "--name", "status", "--value", "active", notes)
    yield at.script("fmu", "frontmatter-utils", "list notes by a field", *search)
    query = MDBASE.format(call="""query({ where: 'status == "active"' })""")
    yield at.node_script("@callumalpass/mdbase", "query by a field", query)
    yield ours("search a word, best first", "search", "contract")
    words = ("--count", "--glob", "*.md", "contract", vault)
    yield Peer("ripgrep", "search a word", (rg or "rg", *words), rg is not None, "rg")
    yield ours("check, all rules", "check")
    validate = MDBASE.format(call="validate()")
    yield at.node_script("@callumalpass/mdbase", "validate front matter", validate)
    exist = ("validate", "--exist", "type", notes)
    yield at.script("fmu", "frontmatter-utils", "validate one field", *exist)
    yield at.library("yamllint", "check: YAML's form", YAMLLINT, "yamllint")
    yield at.script("vaultlint", "vaultlint", "check: stale, broken links", vault)
    both = ("--vault", vault, vault)
    yield at.script("mdlint", "mdlint-obsidian", "check: Obsidian's Markdown", *both)
    lint = at.node / "node_modules/.bin/markdownlint-cli2" if at.node else Path()
    name, command = "markdownlint-cli2", (str(lint), notes)
    yield Peer(name, "check: Markdown's form", command, lint.is_file(), name)


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def version(peer: Peer, at: Installed) -> str:
    if not peer.package:
        return ""
    if peer.package == "rg":
        said = subprocess.run([peer.command[0], "--version"], capture_output=True, text=True)
        return said.stdout.split()[1]
    if at.node and (file := at.node / "node_modules" / peer.package / "package.json").is_file():
        return str(json.loads(file.read_text(encoding="utf-8"))["version"])
    asked = f"from importlib.metadata import version; print(version({peer.package!r}))"
    said = subprocess.run([str(at.python), "-c", asked], capture_output=True, text=True)
    return said.stdout.strip()


def _failure(run: Run, longest: float) -> str:
    if run.status == -signal.SIGKILL and run.seconds >= longest:
        return f"ended after {longest:g} s"
    return f"exit status {run.status}: {run.complaint}"


def prepare(vault: Path, notes: int) -> None:
    generate = [sys.executable, str(Path(__file__).with_name("generate.py")), str(vault)]
    subprocess.run([*generate, "--notes", str(notes)], check=True, stdout=subprocess.DEVNULL)
    (vault / "mdbase.yaml").write_text('spec_version: "0.2.0"\n', encoding="utf-8")
    (vault / "_types").mkdir()
    for name in ("client", "meeting", "person", "project"):
        text = MDBASE_TYPE.format(name)
        (vault / "_types" / f"{name}.md").write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, default=10_000, metavar="N")
    parser.add_argument("--runs", type=int, default=3, metavar="N")
    parser.add_argument("--longest", type=float, default=300.0, metavar="SECONDS")
    parser.add_argument("--python", type=Path, metavar="PYTHON", help="of a venv with peers in it")
    parser.add_argument("--node", type=Path, metavar="FOLDER", help="with a node_modules in it")
    parser.add_argument("--json", type=Path, metavar="OUT")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vaultcrm-peers-") as name:
        folder = Path(name)
        vault = folder / "vault"
        prepare(vault, chosen.notes)
        python = chosen.python.absolute() if chosen.python else None
        node = chosen.node.resolve() if chosen.node else None
        at = Installed(vault, folder, python, node)
        environ = {
            **os.environ,
            "PYTHONPATH": "",
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
            "VAULTCRM_CACHE_DIR": str(folder / "cache"),
        }
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        everyone = [*peers(at)]
        runs: dict[Peer, list[Run]] = {peer: [] for peer in everyone}
        for number in range(chosen.runs + 1):
            for peer in everyone:
                if not peer.there or (runs[peer] and runs[peer][-1].status not in (0, 1)):
                    continue
                if "cold" in peer.does:
                    shutil.rmtree(folder / "cache", ignore_errors=True)
                own = {"PYTHONPATH": str(ROOT)} if peer.name == "vaultcrm" else {}
                run = measured(
                    peer.command,
                    environ | own,
                    folder / "stderr",
                    folder,
                    longest=chosen.longest,
                )
                if number or run.status not in (0, 1):  # the first warms the page cache
                    runs[peer].append(run)
        versions = {peer.name: version(peer, at) for peer in everyone if peer.there}
    rows = []
    for peer, those in runs.items():
        row: dict[str, object] = {"name": peer.name, "does": peer.does, "there": peer.there}
        row["version"] = versions.get(peer.name, "")
        failed = [run for run in those if run.status not in (0, 1)]
        row["failure"] = _failure(failed[0], chosen.longest) if failed else ""
        if those and not failed:
            row["seconds"] = median([run.seconds for run in those])
            row["cpu"] = median([run.cpu for run in those])
            row["bytes"] = max(run.peak for run in those)
        rows.append(row)
    print(f"{chosen.notes} notes, {chosen.runs} runs, {machine()}\n")
    lines = [("", "version", "seconds", "cpu", "MB", "")]
    for row in rows:
        who, does, release = str(row["name"]), str(row["does"]), str(row["version"])
        match row:
            case {"seconds": float(seconds), "cpu": float(cpu), "bytes": int(peak)}:
                told = (f"{seconds:.2f}", f"{cpu:.2f}", f"{peak / 1e6:.0f}", does)
            case {"there": False}:
                told = ("", "", "", f"{does}: not installed")
            case _:
                told = ("", "", "", f"{does}: {row['failure']}")
        lines.append((who, release, *told))
    print(columns(lines))
    if chosen.json:
        measured_ = {"notes": chosen.notes, "machine": machine(), "rows": rows}
        chosen.json.write_text(json.dumps(measured_, indent=1) + "\n", encoding="utf-8")
    return 1 if any(row["failure"] and row["name"] == "vaultcrm" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
