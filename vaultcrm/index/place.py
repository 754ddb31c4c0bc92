"""Where the index of a vault lies, and from when on the stamps of files can be trusted."""

import hashlib
import os
import re
from pathlib import Path

RECENT = 2_000_000_000  # ns: a file that changed so shortly before may change again unseen


def place(root: Path, folder: Path) -> Path:
    """Where the index of the vault at `root` (a real path) lies in the cache folder."""
    device = os.stat(root).st_dev
    digest = hashlib.sha256(os.fsencode(root) + b"\0" + str(device).encode()).hexdigest()
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", root.name).strip("-")[:40] or "vault"
    return folder.absolute() / f"{name}-{digest[:12]}.sqlite"
