"""Bring the index up to date, and say what changed.

Every other command does this first, so there is rarely a need to call it. The index is a SQLite
file in the cache folder; any SQLite client can query its views. Delete it at any time.

Examples:
  vaultcrm index
  vaultcrm index --rebuild
  sqlite3 "$(vaultcrm index --path)" "select title, status from clients"
"""

import click

from vaultcrm.commands import Command, Invocation, pass_invocation
from vaultcrm.commands._output import emit, emit_json
from vaultcrm.errors import VaultError


@click.command("index", cls=Command, help=__doc__)
@click.option("--rebuild", is_flag=True, help="Read every note again.")
@click.option("--path", is_flag=True, help="Print where the index is.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_invocation
def command(invocation: Invocation, rebuild: bool, path: bool, as_json: bool) -> None:
    if path:
        emit(_path(invocation, rebuild))
        return
    from vaultcrm.commands._indexing import brought_up_to_date

    changes = brought_up_to_date(invocation, rebuild)
    if as_json:
        emit_json(changes)
    else:
        emit(
            f"{changes['notes']} notes: {changes['added']} added, {changes['changed']} changed, "
            f"{changes['removed']} removed, {changes['unchanged']} unchanged "
            f"({changes['seconds']:.2f} s)"
        )


def _path(invocation: Invocation, rebuild: bool) -> str:
    from vaultcrm.commands._vault import opened

    with opened(invocation, rebuild=rebuild, quiet=True) as session:
        if session.index.path is None:
            raise VaultError("no cache folder can be written", "set VAULTCRM_CACHE_DIR")
        return str(session.index.path)
