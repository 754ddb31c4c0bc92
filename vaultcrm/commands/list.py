"""List the records of a collection: notes, or lines of notes.

Notes: clients, people, projects, meetings, reminders, reports, notes (all), and your own types.
Lines: actions, deliverables, changes, invoices, hours, risks, decisions, interactions, steps,
feedback, expectations, and your own.

Conditions, sort keys and columns are expressions in the language of Obsidian's Bases, over a
record's fields, the derived facts under crm. (vaultcrm show NOTE has them all), file. and, for
lines, the fields of their note under note.

Examples:
  vaultcrm list clients --where 'crm.contact_due <= today()' --group-by owner
  vaultcrm list actions --where 'crm.owner == "ours" && due < today() + "7d"' --sort due
  vaultcrm list projects --where 'client == link("Acme Corp")' --columns title,due,crm.burn
  vaultcrm list invoices --where 'status != "done"' --group-by client --summary amount=Sum
  vaultcrm list clients --filter quiet --sort crm.silence:desc --limit 10 --format md
"""

from typing import Any

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._complete import collections
from vaultcrm.commands._output import say
from vaultcrm.rendering.tables import FORMATS


@click.command("list", cls=Command, help=__doc__)
@click.argument("collection", shell_complete=collections)
@click.option("--where", metavar="EXPR", multiple=True, help="Only those of which this is true.")
@click.option(
    "--filter",
    "filters",
    metavar="NAME",
    multiple=True,
    help="A condition that config.yaml has a name for, under filters.",
)
@click.option("--sort", metavar="KEY[:desc]", multiple=True, help="Empty values come last.")
@click.option(
    "--columns", metavar="A,B,NAME=EXPR", multiple=True, help="What to show of each record."
)
@click.option("--group-by", metavar="KEY[:desc]", help="One group for each value.")
@click.option(
    "--summary",
    "summaries",
    metavar="COLUMN=NAME",
    multiple=True,
    help="Sum, Average, Min, Max, Median, Range, Stddev, Earliest, Latest, Checked, Unchecked, "
    "Empty, Filled or Unique of a column.",
)
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show the first N only.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="table", show_default=True
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@pass_invocation
def command(invocation: Invocation, /, form: str, **question: Any) -> None:
    from vaultcrm.commands._vault import opened
    from vaultcrm.commands._views import show_failures, show_table, vaultwide
    from vaultcrm.views.asking import Question, ask

    with opened(invocation) as session:
        asked = Question(**question, fixed=form in ("csv", "tsv"))
        answer = ask(asked, session.vault.schema, vaultwide(session))
        show_failures(answer.failures)
        if answer.table.rows or form != "table":
            show_table(session, answer.table, form)
        else:
            say(f"no {asked.collection}")
