"""Which notes and files a link may lead to, found without looking at all of them.

`reading.links.resolve` decides; it takes time in proportion to the candidates that it is given.
In a vault of ten thousand `index.md` those are to be few, and yet the answer the same.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from posixpath import dirname
from typing import NamedTuple

from vaultcrm.index.names import fold
from vaultcrm.reading.links import key, without_ending

_FEW = 16


class _Crowd(NamedTuple):
    """Many notes that a link may mean. `best` has, for each folder, the one below it that is the
    nearest to it; `always` those that a link may mean from anywhere, and so many more that it is
    known not to be the only one."""

    best: dict[str, str]
    always: tuple[str, ...]


class Candidates:
    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = tuple(paths)
        self._fitting: dict[str, Sequence[str]] = {}
        self._crowds: dict[tuple[str, str], _Crowd] = {}

    @cached_property
    def by_key(self) -> dict[str, list[str]]:
        """The paths by their `links.key`."""
        found: dict[str, list[str]] = {}
        for path in self._paths:
            found.setdefault(key(path), []).append(path)
        return found

    @cached_property
    def _by_tail(self) -> dict[str, list[str]]:
        """The paths by their last two components, folded."""
        found: dict[str, list[str]] = {}
        for path in self._paths:
            found.setdefault("/".join(_folded(path).split("/")[-2:]), []).append(path)
        return found

    def fitting(self, form: str) -> Sequence[str]:
        """The paths that a target of this form (`rows.target_form`) may mean from somewhere."""
        if "/" not in form:
            return self.by_key.get(form, ())
        found = self._fitting.get(form)
        if found is None:
            parts = form.lstrip("/").split("/")
            if len(parts) > 1:
                paths = self._by_tail.get("/".join(parts[-2:]), ())
            else:
                paths = self.by_key.get(parts[0], ())
            found = self._fitting[form] = [path for path in paths if _fits(form, path)]
        return found

    def near(self, form: str, target: str, source: str) -> Sequence[str]:
        """Of those that fit, enough for `resolve` to find the right one for a link in `source`."""
        paths = self.fitting(form)
        if len(paths) <= _FEW or form[0] == "/":  # of whole paths there are never many
            return paths
        written = _nfc(without_ending(target))
        crowd = self._crowds.get((form, written))
        if crowd is None:
            crowd = self._crowds[form, written] = _crowd(form, written, paths)
        found = dict.fromkeys(crowd.always)
        folder = dirname(source)
        while True:
            if folder in crowd.best:
                found[crowd.best[folder]] = None
            if not folder:
                return tuple(found)
            folder = dirname(folder)


def _crowd(form: str, written: str, paths: Sequence[str]) -> _Crowd:
    ends = f"/{written}"
    same_case = [path for path in paths if f"/{_nfc(without_ending(path))}".endswith(ends)]
    paths = same_case or paths
    best: dict[str, tuple[int, int, str]] = {}
    for path in paths:
        rank = (path.count("/"), len(path), path)
        folder = dirname(path)
        while True:
            if folder not in best or rank < best[folder]:
                best[folder] = rank
            if not folder:
                break
            folder = dirname(folder)
    whole = [path for path in paths if _folded(path) == form]
    return _Crowd({folder: rank[2] for folder, rank in best.items()}, (*whole, *paths[:2]))


def _fits(form: str, path: str) -> bool:
    folded = f"/{_folded(path)}"
    return folded == form if form[0] == "/" else folded.endswith(f"/{form}")


def _folded(path: str) -> str:
    return fold(without_ending(path))


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)
