"""What there is in a vault as a whole: its notes and files, tags, what is wrong with them. Asked
within one reading transaction, as the answers of `queries.py`."""

from collections import Counter

from vaultcrm.index.names import fold
from vaultcrm.index.queries import Catalogue
from vaultcrm.index.rows import unpack_ignores, unpack_texts
from vaultcrm.index.tables import IGNORES, TAGS, UNREADABLE
from vaultcrm.model import Ignore, Problem

_UNSEEN = "file/unreadable"
# What leaves nothing certain in a note, though it may have been read.
_UNCERTAIN = frozenset(
    ("file/conflict-markers", "file/empty", "file/late-front-matter", "file/not-utf8", _UNSEEN)
)


def paths(catalogue: Catalogue) -> list[str]:
    """The notes, in order."""
    return sorted(catalogue.seen.notes)


def files(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(sorted(catalogue.seen.files))


def tags(catalogue: Catalogue) -> dict[str, int]:
    """How many notes have each tag. Tags that differ in case are one; it is spelled as in the
    first note, by path."""
    spelled: dict[str, str] = {}
    count: Counter[str] = Counter()
    for row in sorted(catalogue.store.rows(TAGS), key=lambda row: row.path):
        for tag in unpack_texts(row.data):
            count[spelled.setdefault(fold(tag), tag)] += 1
    return dict(sorted(count.items()))


def tags_by_note(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The tags of each note that has any, in front matter and body, as written and without #."""
    return {row.path: tuple(unpack_texts(row.data)) for row in catalogue.store.rows(TAGS)}


def unreadable(catalogue: Catalogue) -> list[str]:
    """The notes that could not be read: each has a problem that says why."""
    return sorted(row.path for row in catalogue.store.rows(UNREADABLE))


def uncertain(catalogue: Catalogue) -> frozenset[str]:
    """The notes that say nothing certain: those that cannot be read, are empty, are no UTF-8,
    hold a conflict, or have their front matter in the wrong place; and folders that cannot be
    listed. Each has a problem that says so; nothing else is concluded from such a note or what lies
    in such a folder, nor from what they do not say."""
    doubtful = (path for path, problem in catalogue.problems if problem.rule in _UNCERTAIN)
    return frozenset((*unreadable(catalogue), *doubtful))


def unseen(catalogue: Catalogue) -> list[str]:
    """The folders that could not be listed, and files that could not be looked at."""
    return sorted(path for path, problem in catalogue.seen.problems if problem.rule == _UNSEEN)


def problems(catalogue: Catalogue) -> list[tuple[str, Problem]]:
    return [*catalogue.problems]


def ignores(catalogue: Catalogue) -> dict[str, list[Ignore]]:
    """The notes that want rules to be silent, each with its wishes as they stand."""
    return {row.path: unpack_ignores(row.data) for row in catalogue.store.rows(IGNORES)}
