"""Seal what was agreed on a project, so that later changes are noticed.

PROJECT's sections Scope and Deliverables are what was agreed. The note gets the day, a hash of
these sections, and a link to a note that keeps them as they are now. Ticking a deliverable changes
nothing; whatever else changes is found by vaultcrm check. Agree again once the change is agreed.

Without --date, a day that the note names already stays until what was agreed has changed.
With --diff, the status is 1 if something has changed.

Examples:
  vaultcrm agree "Acme Website" --by "Dana Fox" --status agreed
  vaultcrm agree "Acme Website" --date 2026-11-20
  vaultcrm agree "Acme Website" --diff
"""

from datetime import date

import click

from vaultcrm.commands import Command, Day, Invocation, pass_invocation
from vaultcrm.commands._output import emit, emit_json
from vaultcrm.errors import EXIT_FINDINGS, EXIT_FINE


@click.command("agree", cls=Command, help=__doc__)
@click.argument("project")
@click.option("--date", "day", type=Day(), metavar="DATE", help="The day of the agreement.")
@click.option("--by", default="", metavar="NAME", help="The person or client who agreed.")
@click.option(
    "--status", type=click.Choice(["agreed", "active"]), help="Set the project's status too."
)
@click.option("--diff", is_flag=True, help="Only show what has changed since it was agreed.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(
    invocation: Invocation,
    project: str,
    day: date | None,
    by: str,
    status: str | None,
    diff: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    from vaultcrm.commands._agree import Wish, agree, difference
    from vaultcrm.commands._vault import opened

    with opened(invocation) as session:
        if diff:
            text = difference(session, project)
            emit_json({"diff": text}) if as_json else emit(text, nl=False)
            return EXIT_FINDINGS if text else EXIT_FINE
        done = agree(session, project, Wish(day, by, status or ""), dry_run)
    if as_json:
        emit_json({**done, "dry_run": dry_run})
    elif not done["written"]:
        emit(f"unchanged {done['project']}: agreed on {done['agreed_on']}")
    for path in done["written"] if not as_json else ():
        emit(f"{'would write' if dry_run else 'wrote'} {path}")
    return EXIT_FINE
