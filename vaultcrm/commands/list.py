"""List the records of a collection: notes, or lines of notes.

Notes: clients, people, projects, meetings, reminders, reports, notes (all), and your own types.
Lines: actions, deliverables, changes, invoices, hours, risks, decisions, interactions, steps,
feedback, expectations, and your own.

Examples:
  vaultcrm list clients
  vaultcrm list projects --sort due --columns title,client,status,due
  vaultcrm list actions --sort due:desc --limit 10 --format md
  vaultcrm list invoices --json
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._complete import collections
from vaultcrm.commands._output import emit_rows, say
from vaultcrm.rendering.tables import FORMATS


@click.command("list", cls=Command, help=__doc__)
@click.argument("collection", shell_complete=collections)
@click.option("--sort", metavar="KEY[:desc]", help="Sort by a field; empty values come last.")
@click.option("--columns", metavar="A,B", help="The fields to show.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show the first N only.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="table", show_default=True
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@pass_invocation
def command(
    invocation: Invocation,
    collection: str,
    sort: str | None,
    columns: str | None,
    limit: int | None,
    form: str,
) -> None:
    from vaultcrm.commands._vault import opened
    from vaultcrm.rendering.listing import listing

    with opened(invocation) as session:
        found = listing(session.vault.schema, session.index.records, collection)
        rows = found.sorted(sort).rows[:limit]
        if rows or form != "table":
            fixed = form in ("csv", "tsv")
            emit_rows(form, found.columns(columns, rows, fixed), rows)
        else:
            say(f"no {collection}")
