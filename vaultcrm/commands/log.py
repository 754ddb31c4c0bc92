"""Write down a contact in a client's (or a person's) log.

TEXT is a sentence; a channel and a direction before a colon are understood: `email in: …`,
`call out: …`, `meeting with Dana: …` (channels: email, call, meeting, message, visit).
The line gets today's date and the time, and goes into the note's Log section.

Examples:
  vaultcrm log "Acme Corp" "email in: asks for the invoice"
  vaultcrm log "Acme Corp" "call out Dana: moved the kickoff to Friday"
  vaultcrm log "Dana Fox" "met at the fair, wants a quote" --date 2026-11-20
"""

from datetime import date

import click

from vaultcrm.commands import Command, Day, Invocation, pass_invocation
from vaultcrm.commands._output import emit, emit_json


@click.command("log", cls=Command, help=__doc__)
@click.argument("client")
@click.argument("text")
@click.option("--date", "day", type=Day(), metavar="DATE", help="The day of it, if not today.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(
    invocation: Invocation,
    client: str,
    text: str,
    day: date | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    from vaultcrm.commands._log import log_line, write_line
    from vaultcrm.commands._vault import opened

    with opened(invocation) as session:
        path = session.find(client)
        line = log_line(text, day or session.today, stamped=not (day or invocation.today))
        write_line(session, path, line, dry_run)
    if as_json:
        emit_json({"path": path, "text": line, "written": not dry_run})
    else:
        emit(f"{'would write ' if dry_run else ''}{path}: {line}")
