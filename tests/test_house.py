"""The house keeps its order: floors, homes of libraries, sizes, state and pins.

Each check is a function of a tree that gives a list of complaints, and is tried on a bad tree."""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the ground up. A module may import its own floor and lower ones; rooms side by side (in one
# tuple) do not know one another, but on the ground and at the top they do.
FLOORS = (
    ("", "errors", "model", "positions", "resources", "words"),
    ("schema",),
    ("reading",),
    ("writing",),
    ("index",),
    ("expressions",),
    ("facts",),
    ("views",),
    ("rules", "reports", "reminders"),
    ("rendering",),
    ("watching",),
    ("commands", "cli", "__main__"),
)

# A library → the modules or rooms that may import it.
HOMES = {
    "apprise": ("watching.notifying",),
    "click": ("commands", "cli"),
    "frontmatter": ("writing.compose",),
    "holidays": ("facts.holidays",),
    "icalendar": ("rendering.calendar_file",),
    "jinja2": ("rendering",),
    "markdown_it": ("rendering.markdown",),
    "platformdirs": ("resources",),
    "regex": ("expressions.patterns",),
    "rich": ("rendering", "commands"),
    "sqlite3": ("index",),
    "watchdog": ("watching",),
    "yaml": ("reading.yaml",),
}
DISTRIBUTIONS = {
    "frontmatter": "python-frontmatter",
    "jinja2": "Jinja2",
    "markdown_it": "markdown-it-py",
    "yaml": "PyYAML",
}

LONGEST_FILE = 400
LONG_FILES: Mapping[str, str] = {}  # path → the reason why it is longer

LONGEST_COMMAND = 25  # lines of a function's body under commands/


def modules(package: Path) -> Iterator[tuple[str, Path, ast.Module]]:
    """(`schema.build`, its file, its syntax) of every module under a package."""
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, file, ast.parse(file.read_text(encoding="utf-8"))


def imports(package: Path, name: str, file: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, absolute name) of everything that a module imports, wherever it does: of
    `from x import y` both `x` and, where that is a module of ours, `x.y`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = ["vaultcrm", *name.split(".")] if name else ["vaultcrm"]
                inner = file.name == "__init__.py"
                here = here[: len(here) - node.level + inner]
                base = ".".join([*here, *([base] if base else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                inside = package.joinpath(*full.split(".")[1:])
                ours = base.split(".")[0] == "vaultcrm"
                is_module = ours and (inside.is_dir() or inside.with_suffix(".py").is_file())
                yield node.lineno, full if is_module else base


def floor_faults(package: Path) -> list[str]:
    heights = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
    open_floors = (0, len(FLOORS) - 1)
    faults = []
    for name, file, tree in modules(package):
        room = name.split(".")[0]
        if room not in heights:
            faults.append(f"{file.name}: {room} is on no floor")
            continue
        for line, target in imports(package, name, file, tree):
            root, _, rest = target.partition(".")
            other = rest.split(".")[0]
            if root != "vaultcrm" or other == room:
                continue
            below = heights.get(other, len(FLOORS)) < heights[room]
            beside = heights.get(other) == heights[room] and heights[room] in open_floors
            if not below and not beside:
                faults.append(f"{file.relative_to(package)}:{line}: {room} imports {target}")
    return faults


def home_faults(package: Path) -> list[str]:
    faults = []
    for name, file, tree in modules(package):
        for line, target in imports(package, name, file, tree):
            library = target.split(".")[0]
            if library == "vaultcrm" or (
                library in sys.stdlib_module_names and library not in HOMES
            ):
                continue
            homes = HOMES.get(library, ())
            if not any(name == home or name.startswith(f"{home}.") for home in homes):
                faults.append(f"{file.relative_to(package)}:{line}: {library} is not at home")
    return faults


def size_faults(package: Path) -> list[str]:
    faults = []
    for _, file, _ in modules(package):
        path = str(file.relative_to(package))
        length = file.read_bytes().count(b"\n")
        if length > LONGEST_FILE and path not in LONG_FILES:
            faults.append(f"{path}: {length} lines")
        if length <= LONGEST_FILE and path in LONG_FILES:
            faults.append(f"{path}: needs no exception any more")
    return faults


def state_faults(package: Path) -> list[str]:
    """Containers that a module could change: its own constants are named in capitals or `Final`,
    and no function declares `global`."""
    containers = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
    makers = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict"}
    faults = []
    for _, file, tree in modules(package):
        path = file.relative_to(package)
        for node in tree.body:
            if not isinstance(node, ast.Assign | ast.AnnAssign):
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            called = node.value.func if isinstance(node.value, ast.Call) else None
            mutable = isinstance(node.value, containers) or (
                called is not None and ast.unparse(called).split(".")[-1] in makers
            )
            final = isinstance(node, ast.AnnAssign) and "Final" in ast.unparse(node.annotation)
            for target in map(ast.unparse, targets):
                if mutable and not final and not target.isupper() and target != "__all__":
                    faults.append(f"{path}:{node.lineno}: {target} can be changed")
        faults += [
            f"{path}:{node.lineno}: global {', '.join(node.names)}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Global)
        ]
    return faults


def command_faults(package: Path) -> list[str]:
    """Functions too long, and output that does not go through `_output.py`."""
    faults = []
    for name, file, tree in modules(package):
        if not name.startswith("commands."):
            continue
        path = file.relative_to(package)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                end = body[-1].end_lineno if body else None
                length = end - body[0].lineno + 1 if end else 0
                if length > LONGEST_COMMAND:
                    faults.append(f"{path}:{node.lineno}: {node.name} has {length} lines")
            elif isinstance(node, ast.Call) and name != "commands._output":
                called = ast.unparse(node.func)
                if called in {"print", "click.echo", "click.secho", "sys.stdout.write"}:
                    faults.append(f"{path}:{node.lineno}: {called}")
    return faults


CHECKS = (floor_faults, home_faults, size_faults, state_faults, command_faults)


@pytest.mark.parametrize("check", CHECKS)
def test_the_house_is_in_order(check: Callable[[Path], list[str]]) -> None:
    assert check(ROOT / "vaultcrm") == []


BAD_TREE = {
    "__init__.py": "",
    "model.py": "def f():\n    from vaultcrm.reading import note\n",
    "reading/__init__.py": "",
    "reading/note.py": "import yaml\nfrom ..writing import edits\nfrom . import other\n",
    "reading/other.py": "import requests\ncache = {}\nNAMES = {}\nseen: list[str] = list()\n",
    "writing/__init__.py": "from vaultcrm import reading, rules\n",
    "writing/edits.py": "def f():\n    global x\n    x = 1\n",
    "rules/__init__.py": "import sqlite3\nfrom vaultcrm.reports import summary\n",
    "reports/summary.py": "\n" * 401,
    "attic/__init__.py": "",
    "commands/__init__.py": "import click\n",
    "commands/long.py": "import vaultcrm.cli\ndef f():\n    'Doc.'\n    print()\n"
    + "    f()\n" * 25,
    "cli.py": "from vaultcrm.commands import _output\n",
}


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (
            floor_faults,
            [
                "__init__.py: attic is on no floor",
                "model.py:2: model imports vaultcrm.reading.note",
                "reading/note.py:2: reading imports vaultcrm.writing.edits",
                "rules/__init__.py:2: rules imports vaultcrm.reports.summary",
                "writing/__init__.py:1: writing imports vaultcrm.rules",
            ],
        ),
        (
            home_faults,
            [
                "reading/note.py:1: yaml is not at home",
                "reading/other.py:1: requests is not at home",
                "rules/__init__.py:1: sqlite3 is not at home",
            ],
        ),
        (size_faults, ["reports/summary.py: 401 lines"]),
        (
            state_faults,
            [
                "reading/other.py:2: cache can be changed",
                "reading/other.py:4: seen can be changed",
                "writing/edits.py:2: global x",
            ],
        ),
        (command_faults, ["commands/long.py:2: f has 26 lines", "commands/long.py:4: print"]),
    ],
)
def test_a_bad_house_is_seen(
    check: Callable[[Path], list[str]], expected: list[str], tmp_path: Path
) -> None:
    for name, text in BAD_TREE.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert check(tmp_path) == expected


def bounds(requirements: list[str]) -> dict[str, str]:
    """Each distribution, in lower case, with the version after its `>=` or `==`."""
    pairs = (re.split(">=|==", requirement) for requirement in requirements)
    return {name.lower(): version for name, version in pairs}


def test_lower_bounds_are_what_is_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = bounds([line for line in lines if line and not line.startswith("#")])
    wanted = bounds(
        [
            *project["project"]["dependencies"],
            *chain.from_iterable(project["project"]["optional-dependencies"].values()),
            *project["build-system"]["requires"],
        ]
    )
    assert {name: pins.get(name) for name in wanted} == wanted


def test_dependencies_are_those_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    used = {
        DISTRIBUTIONS.get(library, library).lower()
        for name, file, tree in modules(ROOT / "vaultcrm")
        for _, target in imports(ROOT / "vaultcrm", name, file, tree)
        if (library := target.split(".")[0]) not in {"vaultcrm", *sys.stdlib_module_names}
    }
    extras = project["project"]["optional-dependencies"]
    declared = [*project["project"]["dependencies"]]
    declared += (each for name in extras if name != "dev" for each in extras[name])
    assert used == set(bounds(declared))
