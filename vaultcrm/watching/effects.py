"""What a look at the vault has found to be changed, and what of that is our own doing."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from vaultcrm.index.index import Changes
from vaultcrm.watching.reminding import Outcome

NOTHING = Changes(0, 0, 0, 0, 0, 0.0)

# What becomes of a reminder's note: how many notes are added, changed and removed by it.
EFFECTS = {
    "written": (1, 0, 0),
    "settled": (0, 1, 0),
    "reopened": (0, 1, 0),
    "marked": (0, 1, 0),
    "archived": (1, 0, 1),
}


def total(changes: Changes) -> int:
    return changes.added + changes.changed + changes.removed


def added_up(first: Changes, then: Changes) -> Changes:
    return then._replace(
        added=first.added + then.added,
        changed=first.changed + then.changed,
        removed=first.removed + then.removed,
        seconds=first.seconds + then.seconds,
    )


def without(changes: Changes, ours: Iterable[Outcome]) -> Changes:
    """The changes but for those that we have made."""
    added, changed, removed = changes.added, changes.changed, changes.removed
    for each in ours:
        more, other, fewer = EFFECTS[each.action]
        if each.action == "written" and not added:  # a note that was there, written anew
            more, other = 0, 1
        added, changed, removed = added - more, changed - other, removed - fewer
    return changes._replace(added=max(0, added), changed=max(0, changed), removed=max(0, removed))


def paths_of(outcome: Outcome) -> Iterable[str]:
    """Where events may come from: an archived note lay two folders higher before."""
    path = PurePosixPath(outcome.path)
    yield outcome.path
    if outcome.action == "archived" and len(path.parents) > 2:
        yield str(path.parents[2] / path.name)


def folders_of(path: str) -> Iterable[str]:
    return map(str, PurePosixPath(path).parents)
