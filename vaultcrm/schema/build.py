"""Type files → Schema. Later files extend earlier ones; what is wrong in one harms no other.

The format, the same for the shipped files and a vault's own (`.vaultcrm/types/*.yaml`):

    type: client               # or `lines: feedback` for a kind of line
    collection: clients        # the name to list them by; the type's own name with an s by default
    folder: clients            # where `new` puts them; {year} is the year of the note's date
    file: "{date} {name}"      # how `new` names the file
    doc: Who it is for.
    fields:
      status: {type: choice, choices: [lead, active], required: true, aliases: [state],
               default: lead}    # default: what `new` writes; today for the day; "" to fill in
      since: date              # short for {type: date}
    sections:
      Log: interactions        # heading → line kind, or `text`
    match:                     # how to know such a note without `type:`
      - {folder: CRM/Clients}
      - {tag: client}
      - {categories: "[[Clients]]"}
    tasks: true                # whether tasks outside the sections are actions
    also:                      # a note that counts as a line too: its fields by the line's
      interactions: {date: date, text: title}
    prefix: [channel]          # for lines only: fields before the first colon
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from vaultcrm.model import Problem, Raw, RawMap, RawScalar
from vaultcrm.schema.documents import Complaints, Document
from vaultcrm.schema.schema import (
    BASE_KIND,
    BASE_TYPE,
    FIELD_TYPES,
    TEXT_SECTION,
    Field,
    LineKind,
    Match,
    NoteType,
    Schema,
)

RULE = "config/type-file"
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_FIELD_NAME = re.compile(r"[^\s:#\[\]{}\"'][^:#\[\]{}\"'\n]*\Z")
_FIELD_KEYS = ("type", "choices", "required", "aliases", "to", "managed", "default", "doc")
_TYPE_KEYS = (
    "type",
    "collection",
    "folder",
    "file",
    "doc",
    "fields",
    "sections",
    "match",
    "tasks",
    "also",
)
_KIND_KEYS = ("lines", "doc", "fields", "prefix")


def build(documents: Iterable[Document]) -> tuple[Schema, tuple[tuple[str, Problem], ...]]:
    """The schema of these files, and the problems found in them, each with its file's path."""
    types: dict[str, NoteType] = {}
    kinds: dict[str, LineKind] = {}
    problems: list[tuple[str, Problem]] = []
    sections: list[tuple[Complaints, Document, str, RawScalar, Raw]] = []
    complaints: list[tuple[Document, Complaints]] = []
    digest = sha256()
    for document in documents:
        digest.update(document.text.encode("utf-8", "surrogatepass") + b"\0")
        complain = Complaints(document, RULE)
        complaints.append((document, complain))
        if document.root is None:
            continue
        entries = {key.text: (key, raw) for key, raw in complain.mapping(document.root, "the file")}
        if not entries:
            continue
        if "lines" in entries:
            _add_kind(entries, kinds, complain)
        elif "type" in entries:
            name = _add_type(entries, types, complain)
            if name and "sections" in entries:
                for key, raw in complain.mapping(entries["sections"][1], "sections"):
                    sections.append((complain, document, name, key, raw))
        else:
            complain.add(document.root, "a type file names its `type:` or its `lines:`")
    for complain, _, name, key, raw in sections:
        kind = complain.choice(raw, "kind of line", (TEXT_SECTION, *kinds))
        if kind:
            types[name] = _with_section(types[name], key.text, kind)
    for document, complain in complaints:
        problems.extend((document.path, problem) for problem in complain.problems)
    return _finished(types, kinds, digest.hexdigest()), tuple(problems)


def _finished(
    types: Mapping[str, NoteType], kinds: Mapping[str, LineKind], fingerprint: str
) -> Schema:
    """Every type with the fields of the base type, every kind with those of the base kind."""
    base_type = types.get(BASE_TYPE) or _new_type(BASE_TYPE)
    base_kind = kinds.get(BASE_KIND) or LineKind(BASE_KIND, {}, {})
    all_types = {BASE_TYPE: base_type} | dict(types)
    all_kinds = {BASE_KIND: base_kind} | dict(kinds)
    for type_name, note_type in all_types.items():
        fields = {**base_type.fields, **note_type.fields}
        all_types[type_name] = note_type._replace(fields=fields, names=_by_name(fields))
    for kind_name, kind in all_kinds.items():
        fields = {**base_kind.fields, **kind.fields}
        all_kinds[kind_name] = kind._replace(fields=fields, names=_by_name(fields))
    return Schema(all_types, all_kinds, fingerprint)


def _by_name(fields: Mapping[str, Field]) -> dict[str, Field]:
    names = {alias.casefold(): each for each in fields.values() for alias in each.aliases}
    return names | {name.casefold(): each for name, each in fields.items()}


def _new_type(name: str) -> NoteType:
    return NoteType(name=name, collection=name + "s", fields={}, names={}, sections={})


def _with_section(note_type: NoteType, heading: str, kind: str) -> NoteType:
    known = note_type.sections
    headings = note_type.headings
    if heading.casefold() not in known:
        headings = (*headings, heading)
    return note_type._replace(
        sections={**known, heading.casefold(): kind},
        headings=headings,
    )


_Entries = Mapping[str, tuple[RawScalar, Raw]]


def _add_type(entries: _Entries, types: dict[str, NoteType], complain: Complaints) -> str:
    name = _name(entries["type"][1], "type", complain)
    if not name:
        return ""
    note_type = types.get(name) or _new_type(name)
    for key, (at, raw) in entries.items():
        match key:
            case "type" | "sections":
                continue
            case "collection":
                collection = _name(raw, "collection", complain)
                taken = next((t for t in types.values() if t.collection == collection), None)
                if taken and taken.name != name:
                    complain.add(raw, f"collection {collection!r} is type {taken.name!r}'s already")
                elif collection:
                    note_type = note_type._replace(collection=collection)
            case "folder":
                note_type = note_type._replace(folder=_folder(raw, complain))
            case "file":
                note_type = note_type._replace(file=complain.text(raw, "file") or "{name}")
            case "doc":
                note_type = note_type._replace(doc=complain.text(raw, "doc"))
            case "fields":
                fields = {**note_type.fields, **_fields(raw, complain)}
                note_type = note_type._replace(fields=fields)
            case "tasks":
                note_type = note_type._replace(tasks=complain.flag(raw, "tasks"))
            case "match":
                note_type = note_type._replace(match=note_type.match + _matches(raw, complain))
            case "also":
                also = {
                    kind.text: {
                        field.text: complain.text(source, "a field's name")
                        for field, source in complain.mapping(fields, "the fields")
                    }
                    for kind, fields in complain.mapping(raw, "also")
                }
                note_type = note_type._replace(also={**note_type.also, **also})
            case _:
                complain.unknown_key(at, _TYPE_KEYS)
    types[name] = note_type
    return name


def _add_kind(entries: _Entries, kinds: dict[str, LineKind], complain: Complaints) -> None:
    name = _name(entries["lines"][1], "kind of line", complain)
    if not name:
        return
    kind = kinds.get(name) or LineKind(name, {}, {})
    for key, (at, raw) in entries.items():
        match key:
            case "lines":
                continue
            case "doc":
                kind = kind._replace(doc=complain.text(raw, "doc"))
            case "fields":
                kind = kind._replace(fields={**kind.fields, **_fields(raw, complain)})
            case "prefix":
                kind = kind._replace(prefix=complain.texts(raw, "prefix"))
            case _:
                complain.unknown_key(at, _KIND_KEYS)
    kinds[name] = kind


def _name(raw: Raw, what: str, complain: Complaints) -> str:
    name = complain.text(raw, what)
    if name and not _NAME.match(name):
        complain.add(raw, f"a {what} is named by small letters, digits and _, not {name!r}")
        return ""
    return name


def _folder(raw: Raw, complain: Complaints) -> str:
    folder = complain.text(raw, "folder").strip("/")
    if "\\" in folder or any(part.startswith(".") for part in folder.split("/")):
        complain.add(raw, "a folder is a path inside the vault, with / and without dot-folders")
        return ""
    return folder


def _fields(raw: Raw, complain: Complaints) -> dict[str, Field]:
    fields = {}
    for key, value in complain.mapping(raw, "fields"):
        if not _FIELD_NAME.match(key.text):
            complain.add(key, f"{key.text!r} cannot be a field's name")
            continue
        field = _field(key, value, complain)
        if field:
            fields[field.name] = field
    return fields


def _field(key: RawScalar, raw: Raw, complain: Complaints) -> Field | None:
    if isinstance(raw, RawScalar):
        kind = complain.choice(raw, "field type", FIELD_TYPES)
        if kind == "choice":
            complain.add(raw, "a choice needs its choices: {type: choice, choices: [a, b]}")
            return None
        return Field(key.text, kind) if kind else None
    if not isinstance(raw, RawMap):
        complain.add(raw, "a field is its type, or a mapping with `type:`")
        return None
    field = Field(key.text, "")
    for name, value in raw.entries:
        match name.text:
            case "type":
                field = field._replace(type=complain.choice(value, "field type", FIELD_TYPES))
                if not field.type:
                    return None
            case "choices":
                field = field._replace(choices=complain.texts(value, "choices"))
            case "required":
                field = field._replace(required=complain.flag(value, "required"))
            case "aliases":
                field = field._replace(aliases=complain.texts(value, "aliases"))
            case "to":
                field = field._replace(to=complain.texts(value, "to"))
            case "managed":
                field = field._replace(managed=complain.text(value, "managed"))
            case "default":
                field = field._replace(default=complain.text(value, "default"))
            case "doc":
                field = field._replace(doc=complain.text(value, "doc"))
            case _:
                complain.unknown_key(name, _FIELD_KEYS)
    if not field.type:
        complain.add(key, f"field {key.text!r} has no type")
        return None
    if field.type == "choice" and not field.choices:
        complain.add(raw, "a choice needs its choices: {type: choice, choices: [a, b]}")
        return None
    return field


def _matches(raw: Raw, complain: Complaints) -> tuple[Match, ...]:
    if isinstance(raw, RawScalar):
        complain.add(raw, "match is a list of conditions, such as - {folder: CRM/Clients}")
        return ()
    items = (raw,) if isinstance(raw, RawMap) else raw.items
    matches = []
    for item in items:
        conditions = tuple(
            (key.text, complain.text(value, "a condition").strip("/"))
            for key, value in complain.mapping(item, "a match")
        )
        if conditions:
            matches.append(Match(conditions))
    return tuple(matches)
