"""Print a report, or write it into the vault.

summary: what is due this week, clients by status with their last contact, open promises both ways,
projects with their next date, and what is owed and by whom.

Examples:
  vaultcrm report summary
  vaultcrm report summary --format json
  vaultcrm report summary --write
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._complete import reports
from vaultcrm.commands._output import emit


@click.command("report", cls=Command, help=__doc__)
@click.argument("name", shell_complete=reports)
@click.option("--format", "form", type=click.Choice(["md", "json"]), default="md")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--write", is_flag=True, help="Write it into the vault's reports/ as Markdown.")
@click.option("-n", "--dry-run", is_flag=True, help="With --write: only say what would be written.")
@pass_invocation
def command(invocation: Invocation, name: str, form: str, write: bool, dry_run: bool) -> None:
    from vaultcrm.commands._vault import opened
    from vaultcrm.rendering.reports import FORMATS
    from vaultcrm.reports import find_report
    from vaultcrm.watching.reporting import write_report

    make = find_report(name)
    with opened(invocation) as session:
        report = make(session.book)
        if write:
            path, action = write_report(session.vault, report, session.today, dry_run)
            emit(f"{action} {path}")
        else:
            emit(FORMATS[form](report), nl=False)
