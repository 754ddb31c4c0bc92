"""A note → the rows that hold it, and back. Pure; the database is not touched here.

All that is known of a note lies in a few texts of JSON, one for each table that it has a row in
(`tables.py`): many small rows would cost ten times as much to write. Each has a checksum over the
note's number, its path and the JSON, because a cache may lose or change bytes unseen.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from posixpath import dirname, join, normpath
from sys import intern
from typing import Any, NamedTuple, TypeAlias
from zlib import crc32

from vaultcrm.index.dues import DUE_FIELDS, INHERITED, days_of_done, had_due, pack_done
from vaultcrm.index.names import encodable, fold, is_note, stored
from vaultcrm.index.tables import (
    IGNORES,
    INTERACTIONS,
    LINKS,
    MET,
    NAMES,
    PROBLEMS,
    PROMISES,
    TAGS,
    UNREADABLE,
    due_table,
    lines_table,
    notes_table,
    planned_table,
)
from vaultcrm.index.values import (
    Refer,
    as_utf8,
    day,
    decode_fields,
    dumps,
    encode_fields,
    fields_json,
    json_of,
    label,
)
from vaultcrm.model import (
    Edit,
    Fields,
    Fix,
    Ignore,
    Link,
    LinkAt,
    Note,
    Problem,
    Ref,
    Value,
    is_open,
)
from vaultcrm.reading.links import key, leaves_vault, stem
from vaultcrm.schema.schema import BASE_TYPE, Schema

MET_FIELDS = ("date", "time", "channel", "direction", *INHERITED)  # in `_met`, and some `text`
_USUAL = ("date", "time", "channel", "direction")
_PLANNED = frozenset(("start", "scheduled", "id", "depends_on", "repeat"))

_SHORT = 16  # characters: of a status, a channel, a name: what many lines share
ASKS = re.compile("[?？؟\u037e]")  # whatever script a question is in

# A note's row in one table, before the note has a number: the table, the JSON, and a sum over path
# and JSON. A plain tuple, because these are handed from process to process, nine for each note.
Part: TypeAlias = tuple[str, str, int]


class Packed(NamedTuple):
    """A note as rows: `targets` are what its links name (see `target_form`), `text` what can be
    searched: its names, its properties, its body."""

    path: str | bytes
    parts: tuple[Part, ...]
    targets: tuple[str, ...]
    text: tuple[str, str, str]


def checksum(sum_: int, note: int) -> int:
    """Of a row, from its part's sum; another note's row would have another."""
    return sum_ ^ (note * 2654435761 & 0xFFFFFFFF)


def path_sum(path: str | bytes) -> int:
    return crc32(path.encode() if isinstance(path, str) else path)


def type_of(note: Note, schema: Schema) -> str:
    return note.type if note.type in schema.types else BASE_TYPE


# --- a note → rows --------------------------------------------------------------------------------


def pack(note: Note, schema: Schema) -> Packed:
    path = stored(note.path)
    seed = path_sum(path)
    fields = note_fields(note)
    plain, tags = encode_fields(fields)
    parts = [
        _part(
            notes_table(type_of(note, schema)),
            (note.title, plain, tags, note.places, *_as_written(note, fields)),
            seed,
        )
    ]
    tables: dict[str, list[str]] = {}  # of JSON, as all below
    dues: dict[str, tuple[list[int], list[str]]] = {}
    met: list[str] = []
    for kind, number, section, values in _lines(note, fields, schema):
        line = "null" if number is None else str(number)
        record = f"[{line},{label(section)},{fields_json(values)}]"
        still_open = is_open(values)
        tables.setdefault(lines_table(kind, still_open), []).append(record)
        if still_open and is_planned(values):
            tables.setdefault(planned_table(kind), []).append(record)
        if kind in PROMISES and had_due(values):
            done, others = dues.setdefault(due_table(kind), ([], []))
            days = days_of_done(values)
            if number is not None and days:
                done += (number, *days)
            else:
                known = {name: values[name] for name in DUE_FIELDS if name in values}
                others.append(f"[{line},{fields_json(known)}]")
        if kind == INTERACTIONS:
            met.append(f"[{line},{_met(values)}]")
    if tables:
        title = label(note.title)
        lent = fields_json(inherited_fields(note.type, note.path, fields))
        for table, records in tables.items():
            parts.append(_text_part(table, f"[{title},{lent},[{','.join(records)}]]", seed))
        for table, (done, others) in dues.items():
            text = f'[{lent},"{pack_done(done)}",[{",".join(others)}]]'
            parts.append(_text_part(table, text, seed))
        if met:
            parts.append(_text_part(MET, f"[{lent},[{','.join(met)}]]", seed))
    names = [note.title, *_texts(plain.get("aliases"))]
    if len(names) > 1 or note.title != stem(note.path):
        parts.append(_part(NAMES, names, seed))
    if note.links:
        parts.append(_part(LINKS, [_link(at) for at in note.links], seed))
    if note.tags:
        parts.append(_part(TAGS, note.tags, seed))
    if note.problems:
        parts.append(_part(PROBLEMS, note.problems, seed))
    if not note.readable:
        parts.append(_part(UNREADABLE, None, seed))
    if note.ignores:
        parts.append(_part(IGNORES, note.ignores, seed))
    return Packed(
        path,
        tuple(parts),
        targets_of(note.links, note.path),
        (encodable(" ".join(names)), encodable(" ".join(_texts(plain))), note.body),
    )


def _as_written(note: Note, fields: Fields) -> tuple[Any, ...]:
    """What the front matter itself says of the title and the type where the record says otherwise;
    nothing if it never does."""
    written = {
        name: note.fields[name]
        for name in ("title", "type")
        if name in note.fields and note.fields[name] != fields[name]
    }
    return (encode_fields(written),) if written else ()


def _lines(
    note: Note, fields: Fields, schema: Schema
) -> Iterator[tuple[str, int | None, str, Fields]]:
    """(kind, line, section, fields) of the note's lines, and, without a line, of the lines that
    the note itself counts as."""
    for kind, sources in schema.types[type_of(note, schema)].also.items():
        taken = {name: fields.get(source) for name, source in sources.items()}
        own = {name: value for name, value in taken.items() if value is not None}
        yield kind, None, "", own
    yield from note.lines


def is_planned(fields: Fields) -> bool:
    """Whether an open line waits, repeats or begins some day, or has the sign of what repeats in
    its text, as where it could not be read."""
    text = fields.get("text")
    return not _PLANNED.isdisjoint(fields) or (isinstance(text, str) and "🔁" in text)


def _met(fields: Fields) -> str:
    """What tells when and how there was contact: the date, time, channel and direction, as nearly
    all have; else four Nones, and the fields. Of what we asked the text is part of that: whether it
    is answered depends on what comes next."""
    known = {name: fields[name] for name in MET_FIELDS if fields.get(name) is not None}
    text = fields.get("text")
    if fields.get("direction") == "out" and isinstance(text, str) and ASKS.search(text):
        known["text"] = text
    plain, tags = encode_fields(known)
    if tags == {"date": "d"} and plain.keys() <= {*_USUAL}:
        return json_of([plain.get(name) for name in _USUAL])[1:-1]
    return f"{'null,' * len(_USUAL)}{json_of(plain)},{json_of(tags)}"


def _part(table: str, value: Any, seed: int) -> Part:
    text, data = dumps(value)
    return table, text, crc32(data, seed)


def _text_part(table: str, text: str, seed: int) -> Part:
    text, data = as_utf8(text)
    return table, text, crc32(data, seed)


def _link(at: LinkAt) -> tuple[Any, ...]:
    """A link with what is ordinary left out: most are plain wiki links in the body."""
    (target, subpath, display), kind, embed, line, column, end, property_ = at
    if kind == "wiki" and not (embed or subpath or display or property_):
        return target, line, column, end
    return target, line, column, end, kind, embed, subpath, display, property_


def note_fields(note: Note) -> dict[str, Value]:
    """A note record's fields: its title and its type first, then the rest in the note's order."""
    kind = note.type or note.fields.get("type", "")
    rest = {name: value for name, value in note.fields.items() if name not in ("title", "type")}
    return {"title": note.title, "type": kind, **rest}


def inherited_fields(type_: str, path: str, fields: Fields) -> dict[str, Value]:
    """What a line has from its note: a client's note is the client of its lines, any other note
    names it; the same for the project."""
    found: dict[str, Value] = {}
    for name in INHERITED:
        if type_ == name:
            found[name] = Ref(stem(path), path)
        elif fields.get(name) is not None:
            found[name] = fields[name]
    return found


def targets_of(links: Iterable[LinkAt], path: str) -> tuple[str, ...]:
    """The form of each target, once."""
    found = {target_form(target, path): None for target in {at.link.target for at in links}}
    found.pop("", None)
    return tuple(found)


def target_form(target: str, source: str) -> str:
    """What a link names, for all links that can only lead to the same notes alike: a bare name as
    `name`; the end of a path as `folder/name`; one whole path (written with `./`, `../` or a
    leading `/`) as `/folder/name`; folded and without `.md`. '' for the note that it stands in."""
    if "/" not in target and target not in (".", ".."):
        return _bare_form(target)
    bare = target[:-3] if is_note(target) else target
    components = bare.split("/")
    if not (bare.startswith("/") or "." in components or ".." in components):
        return fold(bare)
    if leaves_vault(target, source):
        return f"//{key(target)}"  # no path looks like this
    return "/" + fold(normpath(join("/", dirname(source), bare)).lstrip("/"))


_bare_form = lru_cache(maxsize=20_000)(key)


def _texts(plain: Any) -> list[str]:
    """The texts in a plain value."""
    if isinstance(plain, str):
        return [plain]
    if isinstance(plain, list):
        return [text for item in plain for text in _texts(item)]
    if isinstance(plain, dict):
        return [text for item in plain.values() for text in _texts(item)]
    return []


# --- rows → what they hold ------------------------------------------------------------------------


Lines: TypeAlias = list[tuple[int | None, dict[str, Value]]]


class NoteRow(NamedTuple):
    title: str
    fields: dict[str, Value]
    places: Mapping[str, int]


def unpack_note(value: Any, refer: Refer) -> NoteRow:
    """A note from the value of its JSON, which is used up."""
    title, plain, tags, places = value[:4]
    return NoteRow(title, decode_fields(plain, tags, refer), places)


def unpack_properties(value: Any, refer: Refer) -> dict[str, Value]:
    """A note's front matter and nothing else, in its order, from the value of its JSON, which is
    used up."""
    _, plain, tags, places, *written = value
    fields = decode_fields(plain, tags, refer)
    for own, own_tags in written:
        fields.update(decode_fields(own, own_tags, refer))
    order = sorted(filter(places.__contains__, fields), key=places.__getitem__)
    return {name: fields[name] for name in order}


def unpack_lines(value: Any, refer: Refer) -> Lines:
    """(line, fields) of each, no line where it is the note itself; the fields end with those that
    the note lends. The value, that of their JSON, is used up."""
    _, plain, tags, records = value
    lent = tuple(decode_fields(plain, tags, refer).items())
    found = []
    for line, _, own, own_tags in records:
        fields = decode_fields(own, own_tags, refer) if own_tags else own
        for name, value in fields.items():
            if type(value) is str and len(value) < _SHORT:
                fields[name] = intern(value)
        for name, value in lent:
            if fields.get(name) is None:
                fields[name] = value
        found.append((line, fields))
    return found


def unpack_met(value: Any, refer: Refer) -> Lines:
    """The same of what tells when and how there was contact."""
    plain, tags, records = value
    lent = decode_fields(plain, tags, refer)
    found: Lines = []
    for line, when, clock, channel, direction, *more in records:
        fields: dict[str, Value]
        if more:
            fields = {**lent, **decode_fields(more[0], more[1], refer)}
        else:
            fields = {"date": day(when), "direction": direction, "channel": channel, **lent}
            if clock is not None:
                fields["time"] = clock
        found.append((line, fields))
    return found


def unpack_links(data: str | bytes) -> list[LinkAt]:
    return [_link_at(*values) for values in json.loads(data)]


def _link_at(
    target: str,
    line: int,
    column: int,
    end: int,
    kind: str = "wiki",
    embed: bool = False,
    subpath: str = "",
    display: str = "",
    property_: str = "",
) -> LinkAt:
    return LinkAt(Link(target, subpath, display), kind, embed, line, column, end, property_)


def unpack_ignores(data: str | bytes) -> list[Ignore]:
    return [Ignore(*values) for values in json.loads(data)]


def unpack_texts(data: str | bytes) -> list[str]:
    texts: list[str] = json.loads(data)
    return texts


def problem_of(values: Iterable[Any]) -> Problem:
    """A problem from what JSON makes of it."""
    problem = Problem._make(values)
    if not problem.fix:
        return problem
    safe, edits = problem.fix
    return problem._replace(fix=Fix(safe, tuple(Edit(*edit) for edit in edits)))
