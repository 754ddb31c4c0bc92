"""The one note whose name is nearly that of a link that leads nowhere.

Made once for all links: each name is looked up, never compared with every other.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from posixpath import basename

from vaultcrm.words import is_one_slip

_SHORTEST = 4  # letters: of shorter names, too many are alike
_MOST = 5_000  # names: among more, slips of the pen are not looked for, to save time and memory


class NearNames:
    """Knows the names of these notes."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._same: dict[str, set[str]] = defaultdict(set)
        self._beginnings: dict[str, set[str]] = defaultdict(set)
        self._shortened: dict[str, set[str]] = defaultdict(set)
        for name in {_name(path) for path in paths}:
            words = _words(name)
            self._same["".join(words)].add(name)
            for end in range(1, len(words)):
                self._beginnings["".join(words[:end])].add(name)
        for bare in self._same if len(self._same) <= _MOST else ():
            for shorter in _shortened(bare):
                self._shortened[shorter].add(bare)

    def nearest(self, target: str) -> str:
        """The name that is the target's but for case, accents, spaces or punctuation; else the one
        that is a single slip of the pen away; else the one that begins with the target's words.
        '' if there is none, or more than one."""
        bare = "".join(_words(_name(target)))
        if not bare:
            return ""
        found = self._same.get(bare) or self._one_slip(bare) or self._beginnings.get(bare)
        return min(found) if found and len(found) == 1 else ""

    def _one_slip(self, bare: str) -> set[str]:
        """Two texts that are one slip apart have one in common among those with a letter less."""
        near: set[str] = set()
        for shorter in _shortened(bare) if self._shortened else ():
            near |= self._shortened.get(shorter, set())
        return {name for each in near if is_one_slip(each, bare) for name in self._same[each]}


def suggestion(names: NearNames, target: str) -> str:
    """A sentence to append to a message, or '' if no name is near."""
    near = names.nearest(target)
    return f" Did you mean {near!r}?" if near else ""


def _name(path: str) -> str:
    name = basename(path)
    return name[:-3] if name[-3:].lower() == ".md" else name


def _words(name: str) -> list[str]:
    """The letters and digits of a name, folded, by word."""
    if not name.isascii():
        name = "".join(
            each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each)
        )
    folded = "".join(each if each.isalnum() else " " for each in name.casefold())
    return folded.split()


def _shortened(bare: str) -> Iterator[str]:
    """A text, and all that it can be with one letter less; none for a very short one."""
    if len(bare) >= _SHORTEST:
        yield bare
        for at in range(len(bare)):
            yield bare[:at] + bare[at + 1 :]
