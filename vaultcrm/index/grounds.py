"""Whether what answers rested on (`ledger.py`) is as it was; asked within one reading transaction,
as the answers of `queries.py`."""

from collections.abc import Collection, Iterable

from vaultcrm.index.queries import Catalogue, digest_of_rows
from vaultcrm.index.update import digest_of


def marks(catalogue: Catalogue) -> dict[str, str]:
    """By table, what is another whenever the table holds something else; and under `""` what is
    another whenever there are other notes, other files, or other names that are wrong."""
    seen = catalogue.seen
    wrong = sorted(map(repr, seen.problems))
    # No name is empty or holds a NUL.
    there = "\0".join((*sorted(seen.notes), "", *sorted(seen.files), "", *wrong))
    return {**catalogue.store.marks, "": digest_of(there.encode("utf-8", "surrogatepass")).hex()}


def last_change(catalogue: Catalogue) -> str:
    """A mark of the last change of notes that was written down."""
    return catalogue.store.change


def changed_since(catalogue: Catalogue, change: str) -> frozenset[str] | None:
    """Of the notes that there are, those that were read anew after a change (by its mark); None
    where nobody can tell."""
    first = catalogue.store.next_after(change)
    if first is None:
        return None
    return frozenset(path for path, source in catalogue.sources.items() if source.note >= first)


def digests(catalogue: Catalogue, paths: Iterable[str]) -> dict[str, str]:
    """Of those of these paths that are notes, what is another whenever their bytes are others."""
    known = ((path, _digest_of(catalogue, path, ())) for path in paths)
    return {path: digest for path, digest in known if digest}


def stand(catalogue: Catalogue, grounds: Iterable[str]) -> bool:
    """Whether the notes among these grounds are as they were; nothing is said of the tables."""
    notes = [ground.split("\0") for ground in grounds if "\0" in ground]
    return all(_digest_of(catalogue, path, tables) == digest for path, digest, *tables in notes)


def _digest_of(catalogue: Catalogue, path: str, tables: Collection[str]) -> str:
    """See `ledger.ground_of`; '' where there is no such note."""
    if tables:
        return digest_of_rows(catalogue.row_of(path, tables.__contains__)).hex()
    source = catalogue.sources.get(path)
    return catalogue.store.digest_and_parts(source, path)[0].hex() if source else ""
