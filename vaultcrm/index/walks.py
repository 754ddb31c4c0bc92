"""What the folders of a vault held at its last walk, kept beside the index, so that the next walk
lists only those that have changed since. To be used where the times of a folder are known to tell
of each change in it (`kept.keeps_times`). A file of ours that is broken, or of another vault or
form, is as good as none.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vaultcrm
from vaultcrm.index import kept
from vaultcrm.index.scan import Listing, Scan

_KIND = "walk"
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


def _made_for(root: Path, ignore: Sequence[str]) -> Any:
    return [_FORM, vaultcrm.__version__, str(root), list(ignore)]
