"""Where the vault is: nothing in it is read."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from vaultcrm.errors import VaultError

FOLDER = ".vaultcrm"
VARIABLE = "VAULTCRM_VAULT"


def find_vault(chosen: Path | None, environment: Mapping[str, str], here: Path) -> Path:
    """The vault's folder: the one chosen, else VAULTCRM_VAULT, else the nearest upwards.

    Raises VaultError where there is none."""
    if chosen or environment.get(VARIABLE):
        return _named_vault(chosen or Path(environment[VARIABLE]), here)
    for folder in (here, *here.parents):
        if os.path.isdir(folder / FOLDER):
            return folder.resolve()
    raise VaultError(
        f"no vault here: neither {here} nor a folder above it holds {FOLDER}/",
        "run `vaultcrm init` in the folder of your notes, or name it with --vault",
    )


def _named_vault(named: Path, here: Path) -> Path:
    with suppress(RuntimeError):  # no such user: then there is no such folder
        named = named.expanduser()
    named = here / named
    if not os.path.isdir(named):
        raise VaultError(f"{named} is no folder", "name the folder that holds your notes")
    if not os.path.isdir(named / FOLDER):
        raise VaultError(f"{named} is no vault yet", f"make it one: vaultcrm init '{named}'")
    return named.resolve()
