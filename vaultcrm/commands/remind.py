"""Write a reminder note for everything that is due and has none yet.

The notes go into the vault's reminders/ folder, each with a task line that Obsidian shows. Run it
as often as you like: what has a note already is left alone, whatever became of the note.

Examples:
  vaultcrm remind
  vaultcrm remind --dry-run
  vaultcrm --today 2026-12-01 remind --json
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import emit, emit_json, say


@click.command("remind", cls=Command, help=__doc__)
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(invocation: Invocation, dry_run: bool, as_json: bool) -> None:
    from vaultcrm.commands._vault import opened
    from vaultcrm.watching.reminding import MOST, write_reminders

    with opened(invocation) as session:
        outcomes = write_reminders(session.index, session.today, dry_run)
    if as_json:
        emit_json(outcomes)
        return
    for outcome in outcomes:
        if outcome.action != "unchanged":
            emit(f"{'would write' if dry_run else outcome.action} {outcome.path}")
    there = sum(outcome.action == "unchanged" for outcome in outcomes)
    if len(outcomes) == MOST:
        say(f"only the {MOST} that are due last get a note; report summary shows the others")
    say(f"{len(outcomes)} due, {there} of them reminded of before")
