"""A vault as it would be if some of its notes held other bytes: no file is written."""

from hashlib import sha256

from vaultcrm.index import cache
from vaultcrm.index.index import Index
from vaultcrm.index.scan import Scan
from vaultcrm.model import Problem


class Preview(Index):
    """A copy in memory of an index; `put` and `refresh` change what it knows of notes."""

    def __init__(self, index: Index) -> None:
        super().__init__(index.vault, index._place, False, lambda _: None)
        self._in_memory = True
        self._database = cache.copy_to_memory(index._database) if index._database else None
        self._unsaved: dict[str, bytes] = {}

    def put(self, path: str, data: bytes) -> None:
        """From the next `refresh` on, this note of the vault holds these bytes."""
        self._unsaved[path] = data

    def read(self, path: str) -> bytes | Problem:
        unsaved = self._unsaved.get(path)
        return super().read(path) if unsaved is None else unsaved

    def _scan(self) -> Scan:
        seen = super()._scan()
        stamps = {path: sha256(data).hexdigest() for path, data in self._unsaved.items()}
        return seen._replace(notes={**seen.notes, **stamps}, unsaved=self._unsaved)
