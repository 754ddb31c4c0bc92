"""Make a folder a vault: a new one, or one with notes in it.

Nothing of yours is changed: all that is written is .vaultcrm/config.yaml. Notes need no special
form either; one with `type: client` in its front matter is a client.

Examples:
  vaultcrm init
  vaultcrm init ~/notes
  vaultcrm init try-it --example
"""

from pathlib import Path

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import emit, emit_json, say


@click.command("init", cls=Command, help=__doc__)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=".")
@click.option("--example", is_flag=True, help="Fill it with the example: a small studio's vault.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(
    invocation: Invocation, folder: Path, example: bool, dry_run: bool, as_json: bool
) -> None:
    from vaultcrm.commands._init import census, make_vault

    root = make_vault(folder, example, dry_run)
    counts = census(invocation, root) if not dry_run else {}
    if as_json:
        emit_json({"vault": str(root), "written": not dry_run, "notes": counts})
        return
    emit(f"{'would make' if dry_run else 'made'} a vault of {root}")
    for collection, count in counts.items():
        emit(f"  {count:>6} {collection}")
    say('next: vaultcrm new client "Their name", vaultcrm check, or vaultcrm --help')
