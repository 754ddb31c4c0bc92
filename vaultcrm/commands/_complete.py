"""What the shell can complete, from file names alone: nothing here imports yaml or sqlite3."""

import os
import re
from pathlib import Path

import click
from click.shell_completion import CompletionItem

_RULE_NAME = re.compile(rb"""^name:[ \t]*["']?([a-z0-9/-]+)["']?[ \t]*(?:#.*)?\r?$""", re.MULTILINE)


def _matching(names: list[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]


def collections(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The collections that come with the program."""
    from vaultcrm import resources

    folder = resources.path("types")
    notes = [line.partition(":")[2].strip() for line in _lines(folder, "collection:")]
    lines = [line.partition(":")[2].strip() for line in _lines(folder / "lines", "lines:")]
    return _matching([*notes, *(name for name in lines if name != "line")], incomplete)


def types(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The note types that come with the program."""
    from vaultcrm import resources

    names = [line.partition(":")[2].strip() for line in _lines(resources.path("types"), "type:")]
    return _matching(names, incomplete)


def reports(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from vaultcrm.resources import modules

    return _matching(modules("reports"), incomplete)


def own_rules(ctx: click.Context) -> list[str]:
    """The names of the rules that the vault here has of its own, as their files say them."""
    from vaultcrm.reading.files import read_bytes
    from vaultcrm.rules.catalogue import RULES
    from vaultcrm.schema.rule_files import full_name

    chosen = ctx.find_root().params.get("vault") or os.environ.get("VAULTCRM_VAULT")
    here = Path.cwd()
    folders = [Path(chosen)] if chosen else [here, *here.parents]
    root = next((each for each in folders if (each / ".vaultcrm").is_dir()), here)
    try:
        files = sorted(os.listdir(root / RULES))
    except OSError:  # there are none
        return []
    found = []
    for file in files:
        data = read_bytes(root, f"{RULES}/{file}") if file.endswith((".yaml", ".yml")) else None
        name = _RULE_NAME.search(data) if isinstance(data, bytes) else None
        found += [full_name(name[1].decode())] if name else []
    return found


def _lines(folder: "os.PathLike[str]", beginning: str) -> list[str]:
    found = []
    for entry in os.scandir(folder):
        if entry.name.endswith(".yaml"):
            with open(entry.path, encoding="utf-8") as file:
                found += [line for line in file if line.startswith(beginning)]
    return found
