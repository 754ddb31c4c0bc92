"""Make a new client, person, project, meeting, or note of your own type.

It goes into the type's folder, with the sections that the type has. Links are given by the name of
the note that they lead to; a field with several values takes them with commas between.

Examples:
  vaultcrm new client "Acme Corp" -f email=dana@acme.example -f cadence=14d
  vaultcrm new person "Dana Fox" -f client="Acme Corp" -f role=Owner
  vaultcrm new project "Acme Website" -f client="Acme Corp" -f "fee=12000 EUR"
  vaultcrm new meeting "Acme kickoff" -f client="Acme Corp" -f attendees="Dana Fox"
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._complete import types
from vaultcrm.commands._output import emit, emit_json


@click.command("new", cls=Command, help=__doc__)
@click.argument("type_name", metavar="TYPE", shell_complete=types)
@click.argument("name")
@click.option("-f", "--field", "given", multiple=True, metavar="KEY=VALUE", help="Fill in a field.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(
    invocation: Invocation,
    type_name: str,
    name: str,
    given: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    from vaultcrm.commands._new import make_note
    from vaultcrm.commands._vault import opened

    with opened(invocation) as session:
        path = make_note(session, type_name, name, given, dry_run)
    if as_json:
        emit_json({"path": path, "written": not dry_run})
    else:
        emit(f"{'would write' if dry_run else 'wrote'} {path}")
