"""Check the notes, and say what is wrong and where.

PATH limits what is shown to notes or folders. RULE is a rule's name (yaml/duplicate-key) or a
group's (yaml). Advice is what an existing vault can live with, such as a note without properties;
it is shown on demand only.

The status is 1 if there are errors or warnings, else 0.

Examples:
  vaultcrm check
  vaultcrm check clients "projects/Acme Website.md"
  vaultcrm check --select link --ignore link/ambiguous
  vaultcrm check --advice --statistics
  vaultcrm check --output-format github
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._rules import complete_rules
from vaultcrm.errors import EXIT_FINDINGS, EXIT_FINE


@click.command("check", cls=Command, help=__doc__)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    shell_complete=complete_rules,
    help="Only these rules; may be given more than once.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE",
    shell_complete=complete_rules,
    help="All but these rules; may be given more than once.",
)
@click.option("--advice", is_flag=True, help="Show advice as well.")
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
)
@click.option("--json", "form", flag_value="json", help="The same as --output-format json.")
@click.option("--statistics", is_flag=True, help="Count what each rule finds.")
@click.option("--exit-zero", is_flag=True, help="End with status 0 whatever is found.")
@pass_invocation
def command(
    invocation: Invocation,
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    advice: bool,
    form: str,
    statistics: bool,
    exit_zero: bool,
) -> int:
    from vaultcrm.commands._output import say
    from vaultcrm.commands._rules import limited, other_problems, show, show_statistics
    from vaultcrm.commands._vault import opened
    from vaultcrm.rules.catalogue import chosen
    from vaultcrm.rules.run import findings

    rules = chosen(select, ignore)
    with opened(invocation, quiet=True) as session:
        root = session.vault.root
        found = findings(session.index, rules, session.now, other_problems(session.index))
    found = limited(found, root, paths)
    with_advice = advice or form == "json"
    shown = [
        each
        for each in found
        if each.severity != "advice" or with_advice or each.problem.rule in select
    ]
    if statistics:
        show_statistics(shown, form)
    else:
        show(shown, form, root)
    if len(shown) < len(found):
        say(f"advice not shown: {len(found) - len(shown)} (vaultcrm check --advice)")
    bad = any(each.severity != "advice" for each in found)
    return EXIT_FINDINGS if bad and not exit_zero else EXIT_FINE
