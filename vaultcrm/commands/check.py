"""Check the notes, and say what is wrong and where.

PATH limits what is shown to notes or folders. RULE is a rule's name (yaml/duplicate-key) or a
group's (yaml), your own rules' too. Advice is what an existing vault can live with, such as a note
without properties; it is shown on demand only. config.yaml, a property and comments say what is
to be left out, or how loud a rule is: see docs/checking.md.

--fix changes nothing but the characters that are wrong, in notes that read well, and then shows
what is left; vaultcrm explain RULE says what it does for a rule.

The status is 1 if there are errors or warnings, else 0; 2 if a note could not be written.

Examples:
  vaultcrm check
  vaultcrm check clients "projects/Acme Website.md"
  vaultcrm check --select link --ignore link/ambiguous
  vaultcrm check --fix
  vaultcrm check --unsafe-fixes --diff
  vaultcrm check --advice --statistics
  vaultcrm check --output-format sarif > findings.sarif
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._complete import rules
from vaultcrm.errors import EXIT_FINDINGS, EXIT_FINE, EXIT_MISUSE


@click.command("check", cls=Command, help=__doc__)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    shell_complete=rules,
    help="Only these rules; may be given more than once.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE",
    shell_complete=rules,
    help="All but these rules; may be given more than once.",
)
@click.option("--fix", is_flag=True, help="Mend what can be mended without a change of meaning.")
@click.option("--unsafe-fixes", is_flag=True, help="The same, and put in what is probably meant.")
@click.option("--diff", is_flag=True, help="Show what these two would change, and write nothing.")
@click.option("--advice", is_flag=True, help="Show advice as well.")
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif", "gitlab"]),
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
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    advice: bool,
    form: str,
    statistics: bool,
    exit_zero: bool,
) -> int:
    from vaultcrm.commands._checking import Chosen, Wanted, check, mending

    wanted = Wanted(paths, Chosen(select, ignore), advice, form, statistics)
    written = True
    if diff or fix or unsafe_fixes:
        from vaultcrm.commands._fixing import show_fixes, write_fixes

        with mending(invocation, wanted) as (session, find):
            if diff:
                return show_fixes(session, find, unsafe_fixes, exit_zero)
            written = write_fixes(session, find, unsafe_fixes)
    bad = check(invocation, wanted)
    if not written:
        return EXIT_MISUSE
    return EXIT_FINDINGS if bad and not exit_zero else EXIT_FINE
