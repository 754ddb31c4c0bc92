"""Turn what is due into reminder notes, and close those that are done.

Writes a note into reminders/ for everything that is due and was never reminded of: a task that
Obsidian shows, why it is due, and often a draft to send. Once the thing is done, its note closes
itself. Run it as often as you like: what was reminded of before is not written again, and what you
have written in a note stays.

\b
done NOTE...       it is done: ticks the task
snooze NOTE UNTIL  not before a day (2026-12-01), or for a time (3d, 2bd, 1 week)
dismiss NOTE...    it is not worth doing (deleting the note says the same)

Examples:
  vaultcrm remind
  vaultcrm remind --dry-run --client "Acme Corp"
  vaultcrm remind --digest
  vaultcrm remind snooze "2026-11-24 Check in with Acme Corp" 3d
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._complete import reminder_rules
from vaultcrm.commands._output import emit_json


@click.command("remind", cls=Command, help=__doc__)
@click.argument("action", required=False, type=click.Choice(["done", "snooze", "dismiss"]))
@click.argument("notes", metavar="[NOTE]... [UNTIL]", nargs=-1)
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--digest", is_flag=True, help="Print what is due today, and write nothing.")
@click.option("--rule", multiple=True, shell_complete=reminder_rules, help="Only of these rules.")
@click.option("--client", help="Only what is about this client.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(
    invocation: Invocation,
    action: str | None,
    notes: tuple[str, ...],
    dry_run: bool,
    digest: bool,
    rule: tuple[str, ...],
    client: str | None,
    as_json: bool,
) -> None:
    from vaultcrm.commands import _reminding
    from vaultcrm.commands._vault import opened

    with opened(invocation) as session:
        if action:
            done = _reminding.answer(session, action, notes, dry_run)
        elif digest:
            wanted = _reminding.choice(session, rule, client)
            return _reminding.print_agenda(session, wanted, as_json)
        else:
            wanted = _reminding.choice(session, rule, client)
            done = _reminding.remind(session, wanted, dry_run)
    emit_json(done) if as_json else _reminding.print_outcomes(done, dry_run)
