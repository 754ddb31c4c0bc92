"""Which rows may name a note, found without reading their JSON.

Most rows are passed over by the plain part of a name, which is looked for in the bytes: to fold
every row would take as long as reading all."""

import re
from collections.abc import Collection, Iterable, Iterator

from vaultcrm.index.names import fold
from vaultcrm.index.store import Row
from vaultcrm.reading.links import key

# Of a folded name: what JSON writes as it is and what folding makes of nothing but itself and its
# capital, but for the characters below.
_PLAIN = re.compile(r"\A[ !#-\[\]-~]+\Z|[ !#-\[\]-~]{3,}")
_FOLDS_TO_PLAIN = re.compile(
    "[\u00df\u0130\u0149\u017f\u037e\u1e9a\u1e9e\u1fef\u212a\ufb00-\ufb06]"
)
# What JSON, or the database, does not write as it is.
_ESCAPED = re.compile(r"[\x00-\x1f\"\\\x7f\ud800-\udfff]")


_LENT = 2  # how often a project's note says `project` before its lines: its name, and what that is


def naming_others(rows: Iterable[Row], projects: Collection[str]) -> Iterator[Row]:
    """The rows of lines but those of the notes of these projects, as far as no line in them names a
    project for itself."""
    notes = frozenset(projects)
    for row in rows:
        if row.path not in notes or row.data.count(b'"project":') > _LENT:
            yield row


def naming(rows: Iterable[Row], paths: Collection[str]) -> Iterator[Row]:
    """The rows of these notes, and all in whose JSON the name of one of them may stand: whatever
    form a link to it has, its row is among these."""
    own, names = frozenset(paths), sorted({key(path) for path in paths})
    parts = [max(_PLAIN.findall(name), key=len, default="") for name in names]
    if any(_ESCAPED.search(name) for name, part in zip(names, parts, strict=True) if not part):
        yield from rows
        return
    plain = re.compile("|".join(re.escape(part) for part in parts if part).encode() or rb"(?!)")
    whole = re.compile("|".join(map(re.escape, names)))
    for row in rows:
        data = row.data
        if row.path in own or b"\\u" in data or plain.search(data.lower()):
            yield row
            continue
        text = "" if data.isascii() else data.decode()
        if (not all(parts) or _FOLDS_TO_PLAIN.search(text)) and whole.search(fold(text)):
            yield row
