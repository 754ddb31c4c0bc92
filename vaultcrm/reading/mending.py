"""How a program could mend what is wrong with a value: edits of the note's text.

Every function gives None where it is not certain which characters say what: an alias, a block of
text, a value that runs over several lines.
"""

import re
from collections.abc import Mapping

from vaultcrm.model import Edit, Fix, Raw, RawMap, RawScalar
from vaultcrm.reading.yaml import dump_text, quoted
from vaultcrm.schema.schema import Field

_LINE_END = re.compile(r"\r\n|\n|\r")
_PROPERTY = re.compile(r"( *)[\w-]+:([ \t]+)\Z")


def quote(text: str, raw: Raw, safe: bool = True) -> Fix | None:
    """The same characters between quotes."""
    written = text[raw.start : raw.end]
    if _LINE_END.search(written) or (isinstance(raw, RawScalar) and raw.text != written):
        return None
    return Fix(safe, (Edit(raw.start, raw.end, quoted(written)),))


def replace(text: str, raw: RawScalar, value: str, safe: bool, is_text: bool = True) -> Fix | None:
    """Another text in the place of this one, quoted if it must be; none for ''. What is a date or a
    number to its field (no `is_text`) needs no quotes."""
    if not value or not _is_plain(text, raw):
        return None
    return Fix(safe, (Edit(raw.start, raw.end, dump_text(value) if is_text else value),))


def rename(
    text: str, key: RawScalar, name: str, root: RawMap, known: Mapping[str, Field]
) -> Fix | None:
    """Another name for a property, where nothing of that name, or of one that means the same to
    the note's type, is there."""
    meant = known.get(name)
    for other, _ in root.entries:
        folded = other.text.casefold()
        if folded == name.casefold() or (meant and known.get(folded) == meant):
            return None
    return replace(text, key, name, safe=False)


def make_list(text: str, raw: RawScalar, items: tuple[str, ...]) -> Fix | None:
    """A list, one item to a line, in the place of one text."""
    line = text[max(text.rfind("\n", 0, raw.start), text.rfind("\r", 0, raw.start)) + 1 : raw.start]
    name = _PROPERTY.match(line)
    newline = _LINE_END.search(text, raw.end)
    if not name or not newline or not _is_plain(text, raw):
        return None
    listed = "".join(f"{newline[0]}{name[1]}  - {dump_text(item)}" for item in items)
    return Fix(True, (Edit(raw.start - len(name[2]), raw.end, listed),))


def _is_plain(text: str, raw: RawScalar) -> bool:
    """Whether a text stands on one line, where its node says, and nothing else refers to it."""
    written = text[raw.start : raw.end]
    if raw.alias or _LINE_END.search(written):
        return False
    if raw.style in ("'", '"'):
        return len(written) > 1 and written[0] == written[-1] == raw.style
    return not raw.style and written == raw.text != ""
