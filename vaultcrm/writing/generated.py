"""Notes that the program writes for people, and owns only as long as nobody has changed them.

Such a note carries `generated_by`, `source_key` (what it was made from) and `body_sha256`: the
SHA-256, in hexadecimal, of the whole note without the line `body_sha256: …` itself and with every
line ending with LF. So a change to its properties counts (somebody set `status: done`), but what
git's autocrlf does to a checkout does not.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from vaultcrm.writing.atomic import create, read_guarded, replace

_FENCE = re.compile(rb"^---[ \t]*$", re.MULTILINE)
_HASH_LINE = re.compile(rb"""^body_sha256: *["']?([0-9a-f]{64})["']?[ \t]*\n""", re.MULTILINE)


def generated(
    front_matter: Mapping[str, object], body: str, made_by: str, source_key: str, relpath: str
) -> bytes:
    """The bytes of a generated note: `compose`, and what tells later that nobody changed it."""
    from vaultcrm.writing.compose import compose

    marked = {**front_matter, "generated_by": made_by, "source_key": source_key}
    rest = compose(marked, body, relpath)
    return compose({**marked, "body_sha256": hashlib.sha256(rest).hexdigest()}, body, relpath)


def is_untouched(data: bytes) -> bool:
    """Whether these are the bytes of a generated note that is just as it was made."""
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data.startswith(b"---\n"):
        return False
    end = _FENCE.search(data, 4)
    match = _HASH_LINE.search(data, 4, end.start() if end else 4)
    if not match:
        return False
    rest = data[: match.start()] + data[match.end() :]
    return hashlib.sha256(rest).hexdigest() == match[1].decode()


def resealed(data: bytes) -> bytes:
    """A generated note that we have changed ourselves, which nobody had touched before: its hash is
    made to fit. `data` has LF alone at its line ends, as it was made."""
    match = _HASH_LINE.search(data)
    if not match:
        return data
    rest = data[: match.start()] + data[match.end() :]
    digest = hashlib.sha256(rest).hexdigest().encode()
    return data[: match.start(1)] + digest + data[match.end(1) :]


def write_generated(
    root: Path, relpath: str, data: bytes
) -> Literal["written", "unchanged", "kept"]:
    """Write a generated note, unless the note that stands there is now somebody's own (`kept`).

    Raises VaultError if it cannot be read or written, or changes in the same instant.
    """
    if not os.path.lexists(root / relpath):
        create(root, relpath, data)
        return "written"
    found = read_guarded(root, relpath)
    if found.data == data:
        return "unchanged"
    if not is_untouched(found.data):
        return "kept"
    replace(root, found, data)
    return "written"
