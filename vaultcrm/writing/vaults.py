"""New vaults: an empty one, one around the notes that are there, or a copy of the example."""

import os
import secrets
import shutil
from pathlib import Path

from vaultcrm import resources
from vaultcrm.errors import VaultError
from vaultcrm.reading.vault import CONFIG
from vaultcrm.reading.whereabouts import FOLDER
from vaultcrm.writing.atomic import create

EXAMPLE = "example-vault"


def refuse(folder: Path, example: bool) -> None:
    """Raises VaultError where a vault, or the example, cannot be put into this folder."""
    try:
        is_vault = (folder / FOLDER).exists()
    except OSError as error:
        raise VaultError(f"{folder} cannot be looked at: {error.strerror}") from None
    if is_vault:
        raise VaultError(f"{folder} is a vault already", "vaultcrm check shows how it is doing")
    if folder.exists() and not folder.is_dir():
        raise VaultError(f"{folder} is no folder")
    if example and folder.exists() and (folder.is_symlink() or not _is_empty(folder)):
        raise VaultError(f"{folder} is not empty", "name a folder that does not exist yet")


def adopt(folder: Path) -> Path:
    """Makes a folder a vault by writing its settings file; not a byte of what is there changes.

    Gives its real path. Raises VaultError if it is a vault already, or cannot be written."""
    refuse(folder, example=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VaultError(f"{folder} cannot be made: {error.strerror}") from None
    root = folder.resolve()
    create(root, CONFIG, resources.path("templates").joinpath("vault/config.yaml").read_bytes())
    return root


def copy_example(folder: Path) -> Path:
    """Copies the example vault to a folder that does not exist yet or is empty: all of it, or
    nothing. Gives its real path."""
    refuse(folder, example=True)
    copy = folder.parent / f".~vaultcrm-{secrets.token_hex(8)}.tmp"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(resources.path(EXAMPLE), copy, copy_function=shutil.copyfile)
        os.replace(copy, folder)
    except OSError as error:
        shutil.rmtree(copy, ignore_errors=True)
        raise VaultError(f"{folder} cannot be made: {error.strerror}") from None
    return folder.resolve()


def _is_empty(folder: Path) -> bool:
    return next(os.scandir(folder), None) is None
