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


def digests(catalogue: Catalogue, paths: Iterable[str]) -> dict[str, str]:
    """Of those of these paths that are notes, what is another whenever their bytes are others."""
    known = ((path, catalogue.sources[path]) for path in paths if path in catalogue.sources)
    return {path: catalogue.store.digest_and_parts(source, path)[0].hex() for path, source in known}


def stand(catalogue: Catalogue, grounds: Iterable[str]) -> bool:
    """Whether the notes among these grounds are as they were; nothing is said of the tables."""
    notes = [ground.split("\0") for ground in grounds if "\0" in ground]
    known = digests(catalogue, [path for path, _, *tables in notes if not tables])
    return all(
        (_digest_in(catalogue, path, tables) if tables else known.get(path)) == digest
        for path, digest, *tables in notes
    )


def _digest_in(catalogue: Catalogue, path: str, tables: Collection[str]) -> str:
    return digest_of_rows(catalogue.row_of(path, tables.__contains__)).hex()
