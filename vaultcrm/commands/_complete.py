"""What the shell can complete, from file names alone: nothing here imports yaml or sqlite3."""

import os
import re
from contextlib import suppress
from pathlib import Path

import click
from click.shell_completion import CompletionItem

_REPORTS = ".vaultcrm/reports"
_REPORT = re.compile(r"([^.~].*)(?:\.(?:md|html)\.j2|\.base)")
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


def reports(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The reports that come with the program, and the vault's own."""
    from vaultcrm.resources import modules

    return _matching([*modules("reports"), *_own_reports(context)], incomplete)


def _own_reports(context: click.Context) -> set[str]:
    """The vault's own reports, by the files' names alone."""
    with suppress(OSError):
        found = (_REPORT.fullmatch(name) for name in os.listdir(_root(context) / _REPORTS))
        return {match[1] for match in found if match}
    return set()


def _root(context: click.Context) -> Path:
    """The folder of the vault that a command line means; where there is none, the one here."""
    named = context.find_root().params.get("vault") or os.environ.get("VAULTCRM_VAULT")
    here = Path.cwd()
    folders = [Path(named).expanduser()] if named else [here, *here.parents]
    return next((each for each in folders if (each / ".vaultcrm").is_dir()), here)


def rules(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Groups first; the rules of one once its name is there. The vault's own are among them."""
    from vaultcrm.rules.catalogue import groups, rule_names

    named = sorted({*rule_names(), *own_rules(ctx)})
    folders = sorted({*groups(), *(name.partition("/")[0] for name in named)})
    names = named if "/" in incomplete else [*folders, *named]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def own_rules(ctx: click.Context) -> list[str]:
    """The names of the rules that the vault here has of its own, as their files say them."""
    from vaultcrm.reading.files import read_bytes
    from vaultcrm.rules.catalogue import RULES
    from vaultcrm.schema.rule_files import full_name

    root = _root(ctx)
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


def reminder_rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The rules of reminders that come with the program."""
    from vaultcrm import resources

    return _matching(resources.modules("reminders"), incomplete)
