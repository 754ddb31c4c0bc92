"""The commonest lines that are records, read by one regular expression.

What `lines.py`, `slips.py` and `records.py` make of any line is made here of the ordinary ones, at
half the cost: `[date [time]] text [name:: value]… [a priority] [dates after their emoji]`. A
line that has anything else in it, or that anything could be wrong with, is left to those.
"""

import re
from datetime import date

from vaultcrm.model import ListItem, Value
from vaultcrm.reading.lines import DATES, FIELD, PRIORITIES, WHEN, mention
from vaultcrm.reading.prefixes import read_prefix
from vaultcrm.reading.values import Mistake, read_scalar
from vaultcrm.schema.schema import LIST_TYPES, LineKind

STATUSES = {"x": "done", "X": "done", "/": "in progress", "-": "cancelled", "h": "on hold"}
TAKEN = ("text", "time", "status")  # what a line says itself, and no field of it can

_SIGNED = rf"(?:([{''.join(DATES)}])\ufe0f? *+(\d{{4}}-\d\d-\d\d)[ \t]*+)?"
# The blocks of Unicode that hold the signs: two ranges are faster to look for than all the signs.
_NO_SIGN = "[^\u231b-\u27bf\U0001f000-\U0001faff]"
_ORDINARY = re.compile(  # no group within a possessive quantifier: see Python's issue 101955
    rf"(?:{WHEN})?({_NO_SIGN}*+)"
    rf"(?:([{''.join(PRIORITIES)}])\ufe0f?[ \t]*+)?{_SIGNED * 4}\Z",
    re.ASCII,
)


def read_ordinary(
    text: str, masked: str, item: ListItem, kind: LineKind, currency: str
) -> dict[str, Value] | None:
    """The fields of a line of this kind; None for one that is not ordinary."""
    said = text[item.content : item.end]
    if "^" in said or not masked.startswith(said, item.content):
        return None
    day = time = priority = None
    given: list[tuple[str, str]] = []
    signed: list[tuple[str, str]] = []
    if not said.isascii() or said[:1].isdigit():
        parts = _ORDINARY.match(said)
        if not parts:
            return None
        day, time, said, priority, *dates = parts.groups()
        if priority:
            signed.append(("priority", PRIORITIES[priority]))
        at = 0
        while at < len(dates) and (sign := dates[at]):
            signed.append((DATES[sign], dates[at + 1]))
            at += 2
    if "::" in said:
        count = said.count("::")
        said, *pairs = FIELD.split(said)  # and then name, value and what is between, for each
        if "::" in said or count * 3 != len(pairs) or "".join(pairs[2::3]).strip():
            return None
        given = [*zip(pairs[::3], pairs[1::3], strict=True)]
    said = " ".join(said.split())
    if said in ("", ",") or said[0].isdigit():  # which might be meant for a date or a time
        return None
    fields: dict[str, Value] = {"text": said}
    if item.status is not None:
        fields["status"] = STATUSES.get(item.status, "todo")
    if day:
        value = read_scalar(day, kind.fields["date"], currency)
        if type(value) is not date:
            return None
        fields["date"] = value
        if time:
            fields["time"] = time
    if kind.prefix:
        found, rest = read_prefix(said, kind, currency)
        if day and kind.prefix[0] not in found:
            return None
        fields.update(found)
        if found:
            fields["text"] = rest
    values: dict[str, Value] = {}
    for name, written in given + signed:
        field = kind.names.get(name.casefold())
        written = written.strip()
        if not field or not written or field.type in LIST_TYPES:
            return None
        name = field.name
        read = read_scalar(written, field, currency)
        if isinstance(read, Mistake) or name in values or name in TAKEN:
            return None
        values[name] = read
    fields.update(values)
    if "@" in said and "owner" in kind.fields and "owner" not in fields and (who := mention(said)):
        fields["owner"] = who
    for name in kind.required:
        if fields.get(name) is None:
            return None
    return fields
