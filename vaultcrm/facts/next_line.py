"""The line of a task's next occurrence, as the Tasks plugin would write it.

Source: the Tasks plugin's documentation, and the order in which it writes fields. It leaves out
what belongs to one occurrence alone: when it was created, done or cancelled, its id and what it
waits for, and its block id.
"""

import re
from collections.abc import Mapping
from datetime import date

from vaultcrm.model import ListItem
from vaultcrm.reading.body import scan
from vaultcrm.reading.frontmatter import split
from vaultcrm.reading.lines import RawField, parse

_NEWLINE = re.compile(r"\r\n|\n|\r")
_DATES = ("start", "scheduled", "due")
_ORDER = ("priority", "repeat", "on_completion", *_DATES)  # what is kept, as Tasks writes it
_LEFT_OUT = frozenset(
    ("created", "done", "completion", "cancelled", "id", "depends_on", "dependson")
)


def next_line(text: str, number: int, days: Mapping[str, date]) -> str:
    """The task on a line of a note's text, not done and with these dates; '' without a task."""
    begin = split(text).body
    first = 1 + len(_NEWLINE.findall(text, 0, begin))
    body, masked = scan(text, begin, first)
    item = next((each for each in body.items if each.line == number), None)
    if item is None or item.status is None:
        return ""
    return _with_days(text, masked, item, days)


def _with_days(text: str, masked: str, item: ListItem, days: Mapping[str, date]) -> str:
    """Signs go behind everything else, in the order of Tasks; fields in brackets stay in their
    places."""
    parsed = parse(text, masked, item)
    pieces, signs = [], {}
    at = item.content
    for field in parsed.fields:
        name, _, start, end = field
        pieces.append(text[at:start])
        at = end
        new = _renewed(text, field, days)
        if text[start] in "[(":
            pieces.append(new)
        else:
            signs[name] = new
    words = "".join((*pieces, text[at : item.end])).rstrip()
    if parsed.block_id:
        words = words.removesuffix(f"^{parsed.block_id}")
    marker = text[item.start : text.rindex("[", item.start, item.content)].lstrip(" \t>")
    kept = (signs[name] for name in _ORDER if name in signs)
    return " ".join((f"{marker}[ ]", *words.split(), *kept))


def _renewed(text: str, field: RawField, days: Mapping[str, date]) -> str:
    """A field as it is to be in the next occurrence; '' where it has none."""
    name, value, start, end = field
    name, written = name.casefold(), text[start:end].strip()
    if name in _LEFT_OUT:
        return ""
    if name in _DATES and name in days:
        return days[name].isoformat().join(written.rsplit(value[:10], 1))
    return written
