"""Where templates lie: the vault's own in `.vaultcrm/templates/` and `.vaultcrm/reports/`, ours
with the program. What a linked folder leads to outside the vault is none of the vault's."""

import os
from pathlib import Path

from vaultcrm import resources
from vaultcrm.errors import VaultError
from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.rendering.own_reports import REPORTS, lies_inside

FOLDER = ".vaultcrm/templates"
_LONGEST_NAME = 255  # bytes of a file's name, on every system that there is


def source(root: Path | None, name: str) -> tuple[str, str] | None:
    """A template's place and text: the vault's own, else ours, which alone counts without a vault;
    None where there is none.

    Raises VaultError for one of the vault's that cannot be read."""
    parts = name.split("/")
    if not all(map(_is_name, parts)):
        return None
    return (_own(root, name) if root else None) or _shipped(name)


def _own(root: Path, name: str) -> tuple[str, str] | None:
    own = name if name.startswith(f"{REPORTS}/") else f"{FOLDER}/{name}"
    if (root / own).exists() and not lies_inside(root, own):
        return None
    data = read_bytes(root, own)
    if not isinstance(data, Problem):
        try:
            return own, data.decode()
        except UnicodeDecodeError:
            raise VaultError(f"{own} is not UTF-8") from None
    if data.rule != "file/unreadable" or (root / own).exists():
        raise VaultError(f"{own} {data.message}")
    return None


def _shipped(name: str) -> tuple[str, str] | None:
    shipped = resources.path("templates").joinpath(*name.split("/"))
    return (f"templates/{name}", shipped.read_text(encoding="utf-8")) if shipped.is_file() else None


def has_own(root: Path) -> bool:
    """Whether the vault has templates of its own in the place of ours."""
    return any(name.endswith(".j2") for _, _, names in os.walk(root / FOLDER) for name in names)


def _is_name(part: str) -> bool:
    is_odd = part in ("", ".", "..") or "\\" in part or "\0" in part
    return not is_odd and len(part.encode("utf-8", "surrogatepass")) <= _LONGEST_NAME
