"""The words before a line's first colon: `email in Dana: …` says channel, direction and person."""

import re
from collections.abc import Mapping
from functools import lru_cache

from vaultcrm.model import Value
from vaultcrm.reading.values import Mistake, read_scalar
from vaultcrm.schema.schema import Field, LineKind

_HEAD = re.compile(r"([^:]{1,80}):(?:\s+|\Z)")
# Words before a person's name, and the direction that they tell where none is written.
_JOINERS = {"from": "in", "von": "in", "de": "in", "to": "out", "an": "out"} | dict.fromkeys(
    ("with", "by", "mit", "avec"), ""
)


def read_prefix(text: str, kind: LineKind, currency: str) -> tuple[Mapping[str, Value], str]:
    """The prefix fields that `text`, of a line of this kind, begins with, and the rest of it."""
    fields = tuple([kind.fields.get(name) for name in kind.prefix])
    head = _HEAD.match(text)
    if not head:
        return _said(" ".join(text.split(maxsplit=3)[:3]), False, fields, currency), text
    found = _said(head[1], True, fields, currency)
    return found, text[head.end() :] if found else text


@lru_cache(maxsize=10_000)  # since few words open all lines of a log
def _said(
    text: str, is_head: bool, fields: tuple[Field | None, ...], currency: str
) -> Mapping[str, Value]:
    """What a head says, which is nothing if any of its words is left; or else the first words."""
    words = text.split()
    found: dict[str, Value] = {}
    for field in fields:
        if not words or not field:
            break
        if field.type == "choice":
            word = words[0].casefold().rstrip(",")
            choice = next((each for each in field.choices if each.casefold() == word), None)
            if choice is not None:
                found[field.name] = choice
                words.pop(0)
        elif is_head and found:
            if words[0].casefold() in _JOINERS:
                told = _JOINERS[words.pop(0).casefold()]
                for each in fields:
                    if told and each and told in each.choices:
                        found.setdefault(each.name, told)
            if words:
                read = read_scalar(" ".join(words), field, currency)
                found[field.name] = read.value if isinstance(read, Mistake) else read
            words = []
    return {} if is_head and words else found
