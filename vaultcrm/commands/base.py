"""Run a .base file of Obsidian's without Obsidian.

FILE is a path, from here or from the vault's folder, or the name of a base in the vault. All that
Obsidian's Bases know works: filters, formulas, groups, summaries, this.

With --write the rows are put into a note as a Markdown table, between two comments; the next run
renews what stands between these, and nothing else.

Examples:
  vaultcrm base "Open projects"
  vaultcrm base views/pipeline.base --view "By stage" --json
  vaultcrm base "Promises to a client" --this "Acme Corp"
  vaultcrm base "Open projects" --write Home
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import emit
from vaultcrm.rendering.tables import FORMATS


@click.command("base", cls=Command, help=__doc__)
@click.argument("file")
@click.option("--view", metavar="NAME", help="Which of its views; the first one otherwise.")
@click.option("--this", metavar="NOTE", help="The note that `this` means; the base otherwise.")
@click.option("--write", "into", metavar="NOTE", help="Put the rows into this note.")
@click.option("-n", "--dry-run", is_flag=True, help="With --write: only say what would be written.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), help="table, unless told otherwise."
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@pass_invocation
def command(
    invocation: Invocation,
    file: str,
    view: str | None,
    this: str | None,
    into: str | None,
    dry_run: bool,
    form: str | None,
) -> None:
    from vaultcrm.commands._bases import answer, find_base, freeze
    from vaultcrm.commands._vault import opened
    from vaultcrm.commands._views import show_table

    if into and form:
        raise click.UsageError("--write is always Markdown: leave --format out")
    if dry_run and not into:
        raise click.UsageError("--dry-run goes with --write")

    with opened(invocation) as session:
        path = find_base(session, file)
        note = session.find(into) if into else ""
        where = session.find(this) if this else note or path
        name, table = answer(session, path, view, where, note)
        if not note:
            show_table(session, table, form or "table")
            return
        written = freeze(session, note, path, name, table, dry_run)
        emit(f"{note}: {written}")
