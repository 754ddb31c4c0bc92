"""See it at work on a copy of the example vault.

Indexes it, checks it, writes its reminders and sums it up. The copy goes into DIR, or into a
temporary folder: look around in it with Obsidian or any editor. The example's dates are fixed, so
the demo takes 2026-11-23 for today.

Examples:
  vaultcrm demo
  vaultcrm demo ~/vaultcrm-demo
"""

from datetime import date
from pathlib import Path

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import say

TODAY = date(2026, 11, 23)  # the Monday on which the example vault's stories stand
STEPS = ("index", "check", "remind", "report summary")


@click.command("demo", cls=Command, help=__doc__)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@click.pass_context
@pass_invocation
def command(invocation: Invocation, context: click.Context, folder: Path | None) -> None:
    from tempfile import mkdtemp

    from vaultcrm.writing.vaults import copy_example

    root = copy_example(folder or Path(mkdtemp(prefix="vaultcrm-")) / "demo")
    today = invocation.today or TODAY
    for step in STEPS:
        say(f"\n$ vaultcrm --vault {root} --today {today} {step}", bold=True)
        group = context.find_root().command
        arguments = ["--vault", str(root), "--today", today.isoformat(), *step.split()]
        with group.make_context("vaultcrm", arguments, color=context.color) as inner:
            group.invoke(inner)
    say(f"\nThe vault is {root}: open it in Obsidian, or try: cd {root} && vaultcrm list clients")
