"""Print a report, or write it into the vault.

summary: what is due this week, clients by status with their last contact, open promises both ways,
projects with their next date, and what is owed and by whom.

Examples:
  vaultcrm report summary
  vaultcrm report summary --format json
  vaultcrm report summary --write
"""

from datetime import date

import click

from vaultcrm.commands import Command, Day, Invocation, pass_invocation
from vaultcrm.commands._complete import reports
from vaultcrm.commands._output import emit


@click.command("report", cls=Command, help=__doc__)
@click.argument("name", shell_complete=reports)
@click.argument("argument", required=False)
@click.option("--from", "start", metavar="DATE", type=Day(), help="The first day.")
@click.option("--to", "end", metavar="DATE", type=Day(), help="The last day.")
@click.option("--format", "form", type=click.Choice(["md", "html", "json"]))
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--write", is_flag=True, help="Write it into the vault's reports/ as Markdown.")
@click.option("-n", "--dry-run", is_flag=True, help="With --write: only say what would be written.")
@pass_invocation
def command(
    invocation: Invocation,
    name: str,
    argument: str | None,
    start: date | None,
    end: date | None,
    form: str | None,
    write: bool,
    dry_run: bool,
) -> None:
    from vaultcrm.commands._reports import make, show
    from vaultcrm.commands._vault import opened
    from vaultcrm.watching.reporting import write_report

    with opened(invocation) as session:
        report = make(session, name, argument, start, end)
        if write:
            path, action = write_report(session.vault, report, session.book.link, dry_run)
            emit(f"{action} {path}")
        else:
            show(session, report, form)
