"""Write what has a day as a calendar file, for any calendar program.

\b
  ics   open promises of ours and theirs, deliverables, onboarding steps,
        invoices, deliveries, contracts, planned meetings, birthdays and
        what we are reminded of; nothing private

vaultcrm export FORMAT --help has its options.

Examples:
  vaultcrm export ics -o ~/calendars/clients.ics
  vaultcrm export ics --client "Acme Corp" --alarm 1d
"""

from pathlib import Path

import click

from vaultcrm.commands import Command, Invocation, pass_invocation

_ICS = """Write what has a day as a calendar file.

Each thing is in it once, with the same identity each time, so that a calendar program that reads
the file again moves what has moved. Alarms ring when the office opens. With --todo, what is to be
done becomes to-dos; meetings and birthdays stay events. It needs pip install 'vaultcrm[ics]'.

Examples:
  vaultcrm export ics > clients.ics
  vaultcrm export ics --todo --alarm none -o tasks.ics
"""


class Formats(Command, click.Group):
    """The formats, each with options of its own."""


@click.group("export", cls=Formats, help=__doc__)
def command() -> None: ...


@command.command("ics", cls=Command, help=_ICS)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write it to this file.")
@click.option("--client", metavar="NAME", help="Only what is about this client.")
@click.option(
    "--alarm", metavar="1d|2h|none", default="0d", help="Ring so long before; none for no alarm."
)
@click.option("--todo", is_flag=True, help="To-dos of what is to be done, not events.")
@pass_invocation
def ics(
    invocation: Invocation, output: Path | None, client: str | None, alarm: str, todo: bool
) -> None:
    from vaultcrm.commands._calendars import calendar_of, read_alarm, save
    from vaultcrm.commands._output import emit_document, say
    from vaultcrm.commands._vault import opened

    before = read_alarm(alarm)
    with opened(invocation) as session:
        file, count = calendar_of(session, client, before, todo)
        if output:
            say(f"written {save(session, output, file)} with {count} entries")
        else:
            emit_document(file)
