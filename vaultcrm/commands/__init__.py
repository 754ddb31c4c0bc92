"""The commands, one file each: a module here that has a click command called `command`.

A command's module docstring is its help: the first line is the summary that `vaultcrm --help`
shows (read from the file, so that the module need not be imported), and a block that begins with
a line `Examples:` comes last. The callback returns its exit status, or None for 0."""

import os
from contextlib import suppress
from datetime import date
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from pathlib import Path


class Invocation(NamedTuple):
    """What was said before the command's name. `vault` is None where it is to be looked for, and
    `today` where it is the real date."""

    vault: "Path | None"
    today: date | None


class Day(click.ParamType[date]):
    """A date as YYYY-MM-DD, and in none of the other forms of ISO 8601."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        with suppress(ValueError):
            day = date.fromisoformat(value)
            if day.isoformat() == value:
                return day
        self.fail(f"{value!r} is not a date like 2026-11-30.", param, ctx)


pass_invocation = click.make_pass_decorator(Invocation)


class Command(click.Command):
    """A command whose help is its module's docstring: `@click.command("new", cls=Command,
    help=__doc__)`. The examples are printed as they stand, after the options."""

    def __init__(self, name: str | None, help: str | None = None, **settings: Any) -> None:
        text, _, self.examples = cleandoc(help or "").partition("\nExamples:\n")
        super().__init__(name, help=text, **settings)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Examples"):
            formatter.write_text(f"\b\n{cleandoc(self.examples)}")  # \b: do not wrap


def names() -> list[str]:
    """All commands' names, in alphabetical order."""
    files = (entry for folder in __path__ for entry in os.listdir(folder))
    return sorted(
        name.removesuffix(".py").replace("_", "-")
        for name in files
        if name.endswith(".py") and not name.startswith("_")
    )


def summary(name: str) -> str:
    """The first line of a command's help, read without importing the command."""
    for folder in __path__:
        file = os.path.join(folder, module_name(name) + ".py")
        if os.path.isfile(file):
            with open(file, encoding="utf-8") as lines:
                return lines.readline().strip().strip('"').removesuffix(".")
    return ""


def module_name(name: str) -> str:
    """The module of the command `name`."""
    return name.replace("-", "_")
