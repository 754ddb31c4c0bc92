"""Values ↔ JSON, without loss and fast.

A value becomes two things: what anybody reads in the database (`plain`: texts, numbers, lists; a
date in ISO form, a link's target, an amount's digits), and a `tag` that says what it was, None
where JSON keeps it by itself. Tags are kept apart, so that `plain` stays easy to query:

    date "d", datetime "t", Decimal "n", Money ["m", currency],
    Link "l", or ["l", subpath, display] where it has either, Ref ["r", path, display],
    Duration ["u", months, days, seconds, business days],
    tuple "s", or "sl" if all its items have the tag "l", or ["s", tags] where an item has another,
    mapping ["o", tags by key]
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any, TypeAlias, cast

from vaultcrm.model import Duration, Fields, Link, Money, Ref, Value

Refer: TypeAlias = Callable[..., Value]  # of a link's target, subpath and display, as in `Link`

day = lru_cache(maxsize=20_000)(date.fromisoformat)  # many lines are of the same day
_PLAIN = frozenset({str, int, bool, type(None)})
# Nothing that is written contains itself, so that is not looked for.
json_of = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(value: Any) -> tuple[str, bytes]:
    return as_utf8(json_of(value))


def as_utf8(text: str) -> tuple[str, bytes]:
    """JSON as text and as UTF-8. A lone surrogate, which no encoding can write, is escaped."""
    try:
        return text, text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        return text, text.encode()


@lru_cache(maxsize=10_000)  # names and headings, which are the same in many notes
def label(text: str) -> str:
    """A text as JSON."""
    return quoted(text)


def fields_json(fields: Fields) -> str:
    """What `encode_fields` gives, as JSON: two objects, with a comma between them. Lines are many,
    and this takes a third of the time that a general encoder takes for them."""
    plain = []
    tags = []
    for name, value in fields.items():
        kind = type(value)
        if kind is str:
            plain.append(f"{label(name)}:{quoted(cast(str, value))}")
        elif kind is date:
            plain.append(f'{label(name)}:"{cast(date, value).isoformat()}"')
            tags.append(f'{label(name)}:"d"')
        else:
            written, tag = encode(value)
            plain.append(f"{label(name)}:{json_of(written)}")
            if tag is not None:
                tags.append(f"{label(name)}:{json_of(tag)}")
    return f"{{{','.join(plain)}}},{{{','.join(tags)}}}"


def encode_fields(fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plain values by name, and the tags of those that need one."""
    plain: dict[str, Any] = {}
    tags: dict[str, Any] = {}
    for name, value in fields.items():
        kind = type(value)
        if kind in _PLAIN:
            plain[name] = value
        elif kind is date:
            plain[name], tags[name] = cast(date, value).isoformat(), "d"
        else:
            plain[name], tags[name] = encode(value)
    return plain, tags


def decode_fields(plain: dict[str, Any], tags: Mapping[str, Any], refer: Refer) -> dict[str, Value]:
    """The fields as they were, in their order; each Link is what `refer` makes of it."""
    for name, tag in tags.items():
        value = plain[name]
        plain[name] = day(value) if tag == "d" else decode(value, tag, refer)
    return plain


def encode(value: Value) -> tuple[Any, Any]:
    kind = type(value)
    if kind in _PLAIN:
        return value, None
    if kind is date:
        return cast(date, value).isoformat(), "d"
    if isinstance(value, Link):
        return value.target, ["l", *value[1:]] if any(value[1:]) else "l"
    if isinstance(value, Money):
        return str(value.amount), ["m", value.currency]
    if isinstance(value, Decimal):
        return str(value), "n"
    if isinstance(value, datetime):
        return value.isoformat(), "t"
    if isinstance(value, Duration):
        return value.text, ["u", *value[1:]]
    if isinstance(value, Ref):
        return value.target, ["r", value.path, value.display]
    if isinstance(value, tuple):
        items = [encode(item) for item in value]
        tags = [tag for _, tag in items]
        alike = "sl" if tags and all(tag == "l" for tag in tags) else ["s", tags]
        return [plain for plain, _ in items], alike if any(tags) else "s"
    if isinstance(value, Mapping):
        plain, tags_by_key = encode_fields(value)
        return plain, ["o", tags_by_key]
    raise TypeError(f"{kind.__name__} is no value of a field")


def decode(plain: Any, tag: Any, refer: Refer) -> Value:
    if tag is None:
        return cast(Value, plain)
    if tag == "l":
        return refer(plain)
    if tag == "sl":
        return tuple([refer(target) for target in plain])
    if tag == "d":
        return day(plain)
    if tag == "n":
        return Decimal(plain)
    if tag == "t":
        return datetime.fromisoformat(plain)
    if tag == "s":
        return tuple(plain)
    kind = tag[0]
    if kind == "l":
        return refer(plain, tag[1], tag[2])
    if kind == "r":
        return Ref(plain, tag[1], tag[2])
    if kind == "m":
        return Money(Decimal(plain), tag[1])
    if kind == "u":
        return Duration(plain, *tag[1:])
    if kind == "s":
        pairs = zip(plain, tag[1], strict=True)
        return tuple(decode(item, each, refer) for item, each in pairs)
    return decode_fields(plain, tag[1], refer)
