"""Print a report, write it to a file, or make a site of all of them.

Without a NAME it lists the reports there are, with your own in .vaultcrm/reports/. Some are about
a client or a project: ARGUMENT is its name. On a terminal a report is shown as text with small
pictures, elsewhere as Markdown; with -o in the form that the file's name ends with. A page (.html)
holds all it needs in one file, and replaces none but a page of ours.

Examples:
  vaultcrm report summary
  vaultcrm report client "Acme Corp" -o acme.html
  vaultcrm report metrics --from 2026-01-01 --to 2026-12-31
  vaultcrm report week --write
  vaultcrm report --all -o site
  vaultcrm report client "Acme Corp" --share -o outbox
"""

from datetime import date
from pathlib import Path

import click

from vaultcrm.commands import Command, Day, Invocation, pass_invocation
from vaultcrm.commands._complete import reports


@click.command("report", cls=Command, help=__doc__)
@click.argument("name", required=False, shell_complete=reports)
@click.argument("argument", required=False)
@click.option("--from", "start", metavar="DATE", type=Day(), help="The first day.")
@click.option("--to", "end", metavar="DATE", type=Day(), help="The last day.")
@click.option("--format", "form", type=click.Choice(["md", "html", "json"]))
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write it to this file.")
@click.option("--all", "everything", is_flag=True, help="A site of all reports in the folder -o.")
@click.option("--write", is_flag=True, help="Write it into the vault's reports/ as Markdown.")
@click.option("-n", "--dry-run", is_flag=True, help="With --write: only say what would be written.")
@click.option("--share", is_flag=True, help="Of client: a page to send to them, in the folder -o.")
@pass_invocation
def command(
    invocation: Invocation,
    name: str | None,
    argument: str | None,
    start: date | None,
    end: date | None,
    form: str | None,
    output: Path | None,
    everything: bool,
    write: bool,
    dry_run: bool,
    share: bool,
) -> None:
    from vaultcrm.commands._reports import Wanted, answer, catalogue, contradiction
    from vaultcrm.commands._vault import opened

    wanted = Wanted(name, argument, start, end, form, output, everything, write, dry_run, share)
    if problem := contradiction(wanted):
        raise click.UsageError(problem)
    if not (name or everything):
        catalogue(invocation)
        return
    with opened(invocation) as session:
        answer(session, wanted)
