"""Check the notes of a commit, before it is made.

setup installs git's pre-commit hook in the repository that the vault lies in. It never replaces a
hook that is not its own, but says what to add to it.

hook is what that runs: it checks the notes that are staged, just as they are staged, among the rest
of the vault as git has it. DIR is the vault, if it is not the folder it is run in. The status is 1,
and there is no commit, if there are errors; warnings are only shown.

Examples:
  vaultcrm git setup
  vaultcrm git setup --dry-run
  vaultcrm git hook
  git commit --no-verify
"""

from pathlib import Path

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import emit, say
from vaultcrm.errors import EXIT_FINDINGS, EXIT_FINE


@click.command("git", cls=Command, help=__doc__)
@click.argument("action", type=click.Choice(["setup", "hook"]))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="setup: write our own hook anew if it was changed.")
@click.option("-n", "--dry-run", is_flag=True, help="setup: only say what would be written.")
@pass_invocation
def command(
    invocation: Invocation, action: str, folder: Path | None, force: bool, dry_run: bool
) -> int:
    from vaultcrm.commands._git import set_up
    from vaultcrm.commands._vault import root_of

    invocation = invocation._replace(vault=folder or invocation.vault)
    if action == "hook":
        return _check_staged(invocation)
    hook, is_new = set_up(root_of(invocation), force, dry_run)
    what = ("would write" if dry_run else "wrote") if is_new else "unchanged"
    emit(f"{what} {hook}")
    return EXIT_FINE


def _check_staged(invocation: Invocation) -> int:
    import os

    from vaultcrm.commands._git import repository, staged_paths, staged_vault
    from vaultcrm.commands._rules import finder, show
    from vaultcrm.commands._vault import opened, root_of
    from vaultcrm.resources import cache_folder
    from vaultcrm.rules.catalogue import chosen

    root = root_of(invocation)
    found = repository(root)
    paths = set(staged_paths(found))
    if not paths:
        return EXIT_FINE
    tree = staged_vault(found, root, cache_folder(os.environ))
    with opened(invocation._replace(vault=tree), quiet=True) as session:
        # Practice is about the day, and not about what is committed.
        rules = chosen((), ("practice",), session.vault)
        staged = [each for each in finder(session, rules, ())() if each.path in paths]
        shown = [each for each in staged if each.severity != "advice"]
        show(shown, "text", session.vault.root, rules)
    if any(each.severity == "error" for each in shown):
        say("no commit: mend the errors and stage the notes again, or git commit --no-verify")
        return EXIT_FINDINGS
    return EXIT_FINE
