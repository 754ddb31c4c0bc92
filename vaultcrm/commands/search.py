"""Search the text of all notes, best match first.

All words must be there, in any form (`invoice` finds `invoices`), and the last may be unfinished.

Examples:
  vaultcrm search website relaunch
  vaultcrm search "o'brien" --limit 5
  vaultcrm search franz --json
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import emit, emit_json, say
from vaultcrm.errors import EXIT_FINE


@click.command("search", cls=Command, help=__doc__)
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(invocation: Invocation, text: tuple[str, ...], limit: int, as_json: bool) -> int:
    from vaultcrm.commands._vault import opened

    with opened(invocation) as session:
        hits = session.index.search(" ".join(text), limit)
        if as_json:
            emit_json(hits)
            return EXIT_FINE
        for hit in hits:
            emit(f"{hit.path}:{hit.line}: ", nl=False, fg="cyan")
            emit(hit.excerpt.strip() or hit.title)
        if not hits:
            say("nothing found")
        return EXIT_FINE
