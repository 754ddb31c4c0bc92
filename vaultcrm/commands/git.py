"""Check the notes of a commit, before it is made.

setup installs git's pre-commit hook in the repository that the vault lies in. It never replaces a
hook that is not its own, but says what to add to it.

hook is what that runs: it checks the notes that are staged, just as they are staged, among the rest
of the vault as git has it. Where files are removed or renamed, or settings changed, the errors that
this makes in other notes count too. DIR is the vault, if it is not the folder it is run in. The
status is 1, and there is no commit, if there are errors; warnings are only shown. Run by hand or by
CI while nothing is staged, it checks all notes as git has them.

Examples:
  vaultcrm git setup
  vaultcrm git setup --dry-run
  vaultcrm git hook
  git commit --no-verify
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import emit, say
from vaultcrm.errors import EXIT_FINDINGS, EXIT_FINE, VaultError

if TYPE_CHECKING:
    from vaultcrm.commands._git import Changes, Repository
    from vaultcrm.model import Finding
    from vaultcrm.rules.catalogue import Rule


@click.command("git", cls=Command, help=__doc__)
@click.argument("action", type=click.Choice(["setup", "hook"]))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="setup: replace even a changed hook of ours.")
@click.option("-n", "--dry-run", is_flag=True, help="setup: only say what would be written.")
@pass_invocation
def command(
    invocation: Invocation, action: str, folder: Path | None, force: bool, dry_run: bool
) -> int:
    from vaultcrm.commands._git import set_up
    from vaultcrm.commands._where import root_of

    invocation = invocation._replace(vault=folder or invocation.vault)
    if action == "hook":
        with _hook_named():
            return _hook(invocation)
    hook, is_new = set_up(root_of(invocation), force, dry_run)
    what = ("would write" if dry_run else "wrote") if is_new else "unchanged"
    emit(f"{what} {hook}")
    return EXIT_FINE


@contextmanager
def _hook_named() -> Iterator[None]:
    """In a commit, nobody has asked for vaultcrm: says who complains, and how to commit."""
    from vaultcrm.commands._git import is_commit

    try:
        yield
    except VaultError as error:
        if not is_commit():
            raise
        hints = (error.hint, "git commit --no-verify commits all the same")
        message = f"vaultcrm's commit hook: {error.message}"
        raise VaultError(message, "; ".join(filter(None, hints)), error.status) from error


def _hook(invocation: Invocation) -> int:
    from vaultcrm.commands import _git

    root = _root_of_hook(invocation)
    found = _git.repository(root)
    changes = _git.staged_changes(found)
    if not _git.is_vault(found, root):
        _git.refuse_if_moved(found)
        if changes.settings & changes.gone:
            say(f"there is no vault in {found.place} any more: nothing was checked")
        return EXIT_FINE
    if _git.is_commit() and not any(changes):
        return EXIT_FINE
    return _check(invocation, found, root, changes)


def _root_of_hook(invocation: Invocation) -> Path:
    """The vault's folder. In a commit it need not be there: a branch may have none."""
    import os

    from vaultcrm.commands._git import is_commit
    from vaultcrm.commands._where import root_of
    from vaultcrm.reading.whereabouts import VARIABLE

    try:
        return root_of(invocation)
    except VaultError:
        if not is_commit():
            raise
        return Path(invocation.vault or os.environ.get(VARIABLE) or ".").resolve()


def _check(invocation: Invocation, found: "Repository", root: Path, changes: "Changes") -> int:
    import os

    from vaultcrm.commands._git import committed_vault, staged_vault
    from vaultcrm.commands._rules import show
    from vaultcrm.resources import cache_folder

    cache = cache_folder(os.environ)
    tree = staged_vault(found, root, cache)
    every, rules = _findings(invocation, tree)
    shown = every
    if any(changes):
        shown = [each for each in every if each.path in changes.present]
        others = [each for each in _errors(every) if each.path not in changes.present]
        if others and changes.reach_other_notes():
            before = committed_vault(found, root, cache)
            caused = _new(others, invocation, before)
            if caused:
                say(f"errors that this commit makes in other notes: {len(caused)}")
            shown += caused
    show(shown, "text", tree, rules)
    if _errors(shown):
        say("no commit: mend the errors and stage the notes again, or git commit --no-verify")
        return EXIT_FINDINGS
    return EXIT_FINE


def _findings(invocation: Invocation, tree: Path) -> "tuple[list[Finding], Mapping[str, Rule]]":
    """What is wrong in the vault of a folder, but for advice, and the rules that say so."""
    from vaultcrm.commands._rules import finder, without_advice
    from vaultcrm.commands._vault import opened
    from vaultcrm.rules.catalogue import chosen, rules_of

    with opened(invocation._replace(vault=tree), quiet=True) as session:
        own = rules_of(session.vault)
        # Practice is about the day, and not about what is committed.
        rules = chosen((), ("practice",), session.vault, own)
        return without_advice(finder(session, rules, own)(session.index), ()), rules


def _errors(findings: "Sequence[Finding]") -> "list[Finding]":
    return [each for each in findings if each.severity == "error"]


def _new(errors: "Sequence[Finding]", invocation: Invocation, before: Path) -> "list[Finding]":
    """Those of the errors that are none in the vault of the folder `before`."""

    def place(each: "Finding") -> tuple[str, str, int, int]:
        # Without the message, which may name another note that is near.
        return each.path, each.problem.rule, each.problem.line, each.problem.column

    try:
        old, _ = _findings(invocation, before)
    except VaultError:  # its settings cannot be read: whatever this commit does, it is no worse
        return []
    known = {place(each) for each in _errors(old)}
    return [each for each in errors if place(each) not in known]
