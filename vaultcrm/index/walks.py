"""What the folders of a vault held at its last walk, kept beside the index, so that the next walk
lists only those that have changed since; and whether the index held all notes as they were then, so
that they are not compared again one by one.

Listings are to be used where the times of a folder are known to tell of each change in it
(`kept.keeps_times`). A file of ours that is broken, or of another vault or form, is as good as
none.
"""

import os
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import vaultcrm
from vaultcrm.index import kept
from vaultcrm.index.cache import Database
from vaultcrm.index.place import RECENT
from vaultcrm.index.scan import Listing, Scan

_KIND = "walk"
_AGREED = "agreed"
_FORM = 1
_PART = 20  # of the listings, which have to be new for all to be written again


def recall(place: Path, root: Path, ignore: Sequence[str]) -> Mapping[str, Listing]:
    """The listings of the last walk, by folder; none where they cannot be relied on."""
    first, answer = kept.read(place, _KIND)
    if first != _made_for(root, ignore):
        return {}
    try:
        return {folder: Listing(*values) for folder, values in answer}
    except (TypeError, ValueError):
        return {}


def keep(place: Path, root: Path, ignore: Sequence[str], seen: Scan) -> None:
    """Keeps a walk's listings if enough of them are new."""
    if seen.fresh * _PART > len(seen.listings):
        answer = [(folder, each) for folder, each in seen.listings.items()]
        kept.write(place, _KIND, _made_for(root, ignore), answer)


def agreement(database: Database, seen: Scan) -> str:
    """What no other state of an index and no other notes or stamps have; '' where that cannot be
    told yet. To be asked within a reading transaction, so that nobody writes meanwhile."""
    if database.path is None or seen.recent or seen.unsaved:
        return ""
    try:
        now = os.stat(database.path)
    except OSError:
        return ""
    if (now.st_dev, now.st_ino) != database.file or now.st_mtime_ns > seen.began - RECENT:
        return ""
    state = f"{database.file} {now.st_size} {now.st_mtime_ns} {now.st_ctime_ns}"
    # No name and no stamp holds a NUL.
    told = "\0".join((state, *seen.notes, *seen.notes.values()))
    return blake2b(told.encode("utf-8", "surrogatepass")).hexdigest()


def agreed(place: Path, told: str) -> bool:
    """Whether index and files were found to agree when this was the `agreement`."""
    return bool(told) and kept.read(place, _AGREED)[0] == [_FORM, told]


def keep_agreed(place: Path, told: str) -> None:
    if told:
        kept.write(place, _AGREED, [_FORM, told], None)


def _made_for(root: Path, ignore: Sequence[str]) -> Any:
    return [_FORM, vaultcrm.__version__, str(root), list(ignore)]
