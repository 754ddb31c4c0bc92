"""Show a note with its fields, lines, derived facts and links.

NOTE is a name, a title, an alias or a path. Each derived fact (crm.…) comes with the places that it
was computed from.

Examples:
  vaultcrm show "Acme Corp"
  vaultcrm show clients/Acme\\ Corp.md --json
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import emit, emit_json


@click.command("show", cls=Command, help=__doc__)
@click.argument("note")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(invocation: Invocation, note: str, as_json: bool) -> None:
    from vaultcrm.commands._vault import opened
    from vaultcrm.rendering.portrait import as_data, as_text, portrait

    with opened(invocation) as session:
        found = portrait(session.index, session.book, session.find(note))
        if as_json:
            emit_json(as_data(found))
        else:
            emit(as_text(found), nl=False)
