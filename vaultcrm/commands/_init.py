"""What `init` does, and what it finds."""

from pathlib import Path

from vaultcrm.commands import Invocation
from vaultcrm.commands._vault import opened
from vaultcrm.writing.vaults import adopt, copy_example, refuse


def make_vault(folder: Path, example: bool, dry_run: bool) -> Path:
    """The new vault's real path."""
    if dry_run:
        refuse(folder, example)
        return folder.resolve()
    return copy_example(folder) if example else adopt(folder)


def census(invocation: Invocation, root: Path) -> dict[str, int]:
    """How many notes each collection has; those without any are left out."""
    with opened(invocation._replace(vault=root)) as session:
        counts = {
            each.collection: sum(1 for _ in session.index.records(each.collection))
            for each in session.vault.schema.types.values()
        }
    return {collection: count for collection, count in counts.items() if count}
