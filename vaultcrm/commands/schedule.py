"""Run `remind` for this vault every day, by systemd, launchd or cron.

install has it run at a time of day. What was missed while the machine was off is caught up with;
what was missed while it slept, by systemd and launchd only: cron leaves it to the next day. Done
again, with another time or another system, it takes the place of what was there. remove takes it
away, for a vault that is gone as well (name it with --vault). status says what is installed for
which vault, and when it runs next.

Examples:
  vaultcrm schedule install --at 07:30
  vaultcrm schedule install --with cron --dry-run
  vaultcrm schedule status
  vaultcrm --vault ~/old-vault schedule remove
"""

from datetime import datetime, time
from typing import Any

import click

from vaultcrm.commands import Command, Invocation, pass_invocation


class TimeOfDay(click.ParamType[time]):
    """A time as HH:MM."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        try:
            return datetime.strptime(value, "%H:%M").time()
        except ValueError:
            self.fail(f"{value!r} is not a time like 08:00.", param, ctx)


@click.command("schedule", cls=Command, help=__doc__)
@click.argument("action", type=click.Choice(["install", "remove", "status"]))
@click.option("--at", metavar="HH:MM", type=TimeOfDay(), help="install: when; 08:00 otherwise.")
@click.option(
    "--with",
    "system",
    type=click.Choice(["systemd", "launchd", "cron"]),
    help="install: by what; otherwise by what this machine has.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be written and run.")
@click.option("--json", "as_json", is_flag=True, help="status: print JSON.")
@pass_invocation
def command(
    invocation: Invocation,
    action: str,
    at: time | None,
    system: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    from vaultcrm.commands import _schedules as todo

    if action != "install" and (at or system):
        raise click.UsageError("--at and --with go with install")
    if as_json and action != "status":
        raise click.UsageError("--json goes with status")
    if action == "install":
        todo.install(invocation, at or time(8), system, dry_run)
    elif action == "remove":
        todo.remove(invocation, dry_run)
    else:
        todo.status(as_json)
