"""What `index` says changed: where nothing did, without opening the index."""

import os
import time
from collections.abc import Mapping
from datetime import datetime

from vaultcrm.commands import Invocation
from vaultcrm.commands._output import warn
from vaultcrm.commands._where import root_of
from vaultcrm.index import kept
from vaultcrm.index.place import place
from vaultcrm.resources import cache_folder

_KIND = "index"
_ALWAYS = datetime.min.isoformat(), datetime.max.isoformat()


def brought_up_to_date(invocation: Invocation, rebuild: bool) -> Mapping[str, float]:
    """The fields of `index.Changes`, by name. Warnings are said."""
    started = time.monotonic()
    root = root_of(invocation)
    file = place(root, cache_folder(os.environ))
    known = None if rebuild else kept.recall(file, _KIND, root, [], datetime.now())
    if known is not None:
        notes, warnings = known
        warn(warnings)
        none = dict.fromkeys(("added", "changed", "removed"), 0)
        seconds = time.monotonic() - started
        return {"notes": notes, **none, "unchanged": notes, "seconds": seconds}
    return _refreshed(invocation, rebuild)


def _refreshed(invocation: Invocation, rebuild: bool) -> Mapping[str, float]:
    from vaultcrm.commands._vault import opened, warnings_of

    root = root_of(invocation)
    around = kept.around(root)  # before anything is read
    with opened(invocation, rebuild=rebuild) as session:
        index, changes = session.index, session.changes
        seen, file = index.seen, index.path
        problems = (*session.vault.problems, *index.problems())
        if seen and file and kept.is_certain(problems):
            grounds = kept.Grounds([], *_ALWAYS, around, *kept.files(file, root, seen))
            kept.keep(file, _KIND, grounds, [changes.notes, warnings_of(session.vault, index)])
    return changes._asdict()
