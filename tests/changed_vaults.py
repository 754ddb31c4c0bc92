"""Small vaults that are changed step by step, and their index: what is kept from one step to the
next must be what is computed anew."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vaultcrm.index.index import open_index
from vaultcrm.reading.vault import open_vault


def written(folder: Path, notes: Mapping[str, str]) -> Path:
    """A vault in a folder, with a cache of its own beside it (see `opened`)."""
    root = folder / "vault"
    (root / ".vaultcrm").mkdir(parents=True)
    for path, text in notes.items():
        (root / path).write_text(text)
    return root


def do(root: Path, step: tuple[Any, ...], notes: Mapping[str, str]) -> None:
    """One step; `notes` are those that the vault was made of."""
    match step:
        case "add", path, text if (root / path).exists():
            (root / path).write_text((root / path).read_text() + text)
        case "field", path, (old, new) if (root / path).exists():
            (root / path).write_text((root / path).read_text().replace(old, new))
        case "copy", path, other if (root / path).exists():
            (root / other).parent.mkdir(exist_ok=True)
            (root / other).write_text((root / path).read_text())
        case "delete", path:
            (root / path).unlink(missing_ok=True)
        case "as it was", path:
            (root / path).write_text(notes[path])


def opened(root: Path, cache: str, rebuild: bool = False) -> Any:
    environ = {"VAULTCRM_CACHE_DIR": str(root.parent / cache)}
    return open_index(open_vault(root), rebuild, environ=environ)
