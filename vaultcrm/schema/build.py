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
      rating: {type: number, min: 1, max: 5}     # of numbers, amounts and durations
    sections:
      Log: interactions        # heading → line kind, or `text`
    columns: [title, status]   # what `list` shows of them, unless told otherwise
    match:                     # how to know such a note without `type:`
      - {folder: CRM/Clients}
      - {tag: client}
      - {categories: "[[Clients]]"}
    tasks: true                # whether tasks outside the sections are actions
    also:                      # a note that counts as a line too: its fields by the line's
      interactions: {date: date, text: title}
    prefix: [channel]          # for lines only: fields before the first colon

A file about a type that is known adds to it. The type keeps its collection; a field that is known
keeps its type, and all that is not given anew (`since: {aliases: [client_since]}`).
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from vaultcrm.model import Problem, Raw, RawList, RawMap, RawScalar
from vaultcrm.schema.documents import Complaints, Document, Entries, is_null
from vaultcrm.schema.fields import by_name, read_fields
from vaultcrm.schema.schema import (
    BASE_KIND,
    BASE_TYPE,
    TEXT_SECTION,
    Field,
    LineKind,
    Match,
    NoteType,
    Schema,
)
from vaultcrm.words import shown

RULE = "config/type-file"
_NAME = re.compile(r"(?!sqlite_)[a-z][a-z0-9_]*\Z")
_NOTE_COLUMNS = ("path",)  # what a list can show beside the fields
_LINE_COLUMNS = ("path", "line", "client", "project")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDERS = ("name", "date", "year")  # what `new` fills in
_LISTED_APART = ("links", "tags")  # names that stand for something else in the index
_TYPE_KEYS = (
    "type",
    "collection",
    "folder",
    "file",
    "doc",
    "fields",
    "sections",
    "columns",
    "match",
    "tasks",
    "also",
)
_KIND_KEYS = ("lines", "doc", "fields", "prefix", "columns")


def build(documents: Iterable[Document]) -> tuple[Schema, tuple[tuple[str, Problem], ...]]:
    """The schema of these files, and the problems found in them, each with its file's path."""
    types: dict[str, NoteType] = {}
    kinds: dict[str, LineKind] = {}
    files: list[tuple[str, Entries, Complaints]] = []
    digest = sha256()
    for document in documents:
        digest.update(document.text.encode("utf-8", "surrogatepass") + b"\0")
        complain = Complaints(document, RULE)
        entries = complain.entries(document.root, "the file")
        files.append((document.path, entries, complain))
        if "lines" in entries:
            _add_kind(entries, types, kinds, complain)
        elif "type" in entries:
            _add_type(entries, types, kinds, complain)
        elif entries and document.root:
            complain.add(document.root, "a type file names its `type:` or its `lines:`")
    for _, entries, complain in files:  # now that every kind of line is known
        _add_sections(entries, types, kinds, complain)
    schema = _finished(types, kinds, digest.hexdigest())
    for _, entries, complain in files:
        _check_names(entries, schema, complain)
    problems = [(path, problem) for path, _, complain in files for problem in complain.problems]
    return schema, tuple(problems)


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
        all_types[type_name] = note_type._replace(
            fields=fields, names=by_name(fields), required=_required(fields)
        )
    for kind_name, kind in all_kinds.items():
        fields = {**base_kind.fields, **kind.fields}
        all_kinds[kind_name] = kind._replace(
            fields=fields, names=by_name(fields), required=_required(fields)
        )
    return Schema(all_types, all_kinds, fingerprint)


def _required(fields: Mapping[str, Field]) -> tuple[str, ...]:
    return tuple(name for name, field in fields.items() if field.required)


def _new_type(name: str) -> NoteType:
    return NoteType(name=name, collection=name + "s", fields={}, names={}, sections={})


def _add_type(
    entries: Entries,
    types: dict[str, NoteType],
    kinds: Mapping[str, LineKind],
    complain: Complaints,
) -> None:
    name = _name(entries["type"][1], "type", complain)
    if not name:
        return
    known = types.get(name)
    note_type = known or _new_type(name)
    for key, (at, raw) in entries.items():
        match key:
            case "type" | "sections":
                continue
            case "collection":
                collection = _name(raw, "collection", complain) or note_type.collection
                if known and collection != known.collection:
                    complain.add(raw, f"{name} is listed as {known.collection}, and goes on so")
                else:
                    note_type = note_type._replace(collection=collection)
            case "folder":
                folder = _folder(raw, note_type.folder, complain)
                note_type = note_type._replace(folder=folder)
            case "file":
                note_type = note_type._replace(file=_file(raw, complain))
            case "doc":
                note_type = note_type._replace(doc=complain.text(raw, "doc"))
            case "fields":
                base = types.get(BASE_TYPE)
                inherited = base.fields if base else {}
                fields = read_fields(raw, note_type.fields, inherited, complain)
                note_type = note_type._replace(fields=fields)
            case "tasks":
                note_type = note_type._replace(tasks=complain.flag(raw, "tasks", note_type.tasks))
            case "columns":
                note_type = note_type._replace(columns=complain.texts(raw, "columns"))
            case "match":
                note_type = note_type._replace(match=note_type.match + _matches(raw, complain))
            case "also":
                note_type = note_type._replace(also={**note_type.also, **_also(raw, complain)})
            case _:
                complain.unknown_key(at, _TYPE_KEYS)
    owner = "" if known else _owner(note_type.collection, name, types, kinds)
    if owner:
        place = entries.get("collection", entries["type"])[1]
        complain.add(place, f"{note_type.collection!r} is {owner}: name another `collection:`")
        return
    types[name] = note_type


def _owner(
    collection: str, name: str, types: Mapping[str, NoteType], kinds: Mapping[str, LineKind]
) -> str:
    """What has this collection already, other than the type `name`; '' if nothing has."""
    for each in types.values():
        if each.collection == collection and each.name != name:
            return f"the collection of type {each.name!r}"
    if collection in kinds:
        return "a kind of line"
    return "not free in the index" if collection in _LISTED_APART else ""


def _add_kind(
    entries: Entries,
    types: Mapping[str, NoteType],
    kinds: dict[str, LineKind],
    complain: Complaints,
) -> None:
    name = _name(entries["lines"][1], "kind of line", complain)
    if not name:
        return
    if name not in kinds and (owner := _owner(name, "", types, {})):
        complain.add(entries["lines"][1], f"{name!r} is {owner}: give the lines another name")
        return
    kind = kinds.get(name) or LineKind(name, {}, {})
    for key, (at, raw) in entries.items():
        match key:
            case "lines":
                continue
            case "doc":
                kind = kind._replace(doc=complain.text(raw, "doc"))
            case "fields":
                base = kinds.get(BASE_KIND)
                inherited = base.fields if base else {}
                kind = kind._replace(fields=read_fields(raw, kind.fields, inherited, complain))
            case "prefix":
                kind = kind._replace(prefix=complain.texts(raw, "prefix"))
            case "columns":
                kind = kind._replace(columns=complain.texts(raw, "columns"))
            case _:
                complain.unknown_key(at, _KIND_KEYS)
    kinds[name] = kind


def _add_sections(
    entries: Entries,
    types: dict[str, NoteType],
    kinds: Mapping[str, LineKind],
    complain: Complaints,
) -> None:
    name = _text(entries, "type")
    if name not in types or "sections" not in entries:
        return
    known = (TEXT_SECTION, *(kind for kind in kinds if kind != BASE_KIND))
    for key, raw in complain.mapping(entries["sections"][1], "sections"):
        kind = complain.choice(raw, "kind of line", known)
        before = types[name].sections.get(key.text.casefold(), kind)
        if kind and before != kind:
            complain.add(raw, f"{shown(key.text)} holds {before} already, and goes on doing so")
        elif kind:
            note_type = types[name]
            headings = note_type.headings
            if key.text.casefold() not in note_type.sections:
                headings = (*headings, key.text)
            sections = {**note_type.sections, key.text.casefold(): kind}
            types[name] = note_type._replace(sections=sections, headings=headings)


def _check_names(entries: Entries, schema: Schema, complain: Complaints) -> None:
    """Complains of what a file names and no file declares."""
    for _, field in _pairs(entries["fields"][1]) if "fields" in entries else ():
        for key, raw in _pairs(field):
            for each in _items(raw) if key.text == "to" else ():
                complain.choice(each, "type", schema.types)
    kind = schema.kinds.get(_text(entries, "lines"))
    note_type = schema.types.get(_text(entries, "type"))
    owner = kind or note_type
    if not owner:
        return
    columns = (*owner.fields, *(_LINE_COLUMNS if kind else _NOTE_COLUMNS))
    for name, known in (("columns", columns), ("prefix", (*kind.fields,) if kind else ())):
        for each in _items(entries[name][1]) if name in entries and known else ():
            complain.choice(each, "field", known)
    if note_type and "also" in entries:
        for key, fills in _pairs(entries["also"][1]):
            if complain.choice(key, "kind of line", schema.kinds):
                for filled, source in _pairs(fills):
                    complain.choice(filled, "field", schema.kinds[key.text].fields)
                    complain.choice(source, "field", note_type.fields)


def _pairs(raw: Raw | None) -> tuple[tuple[RawScalar, Raw], ...]:
    return raw.entries if isinstance(raw, RawMap) else ()


def _items(raw: Raw) -> tuple[Raw, ...]:
    if isinstance(raw, RawList):
        return raw.items
    return () if is_null(raw) else (raw,)


def _text(entries: Entries, key: str) -> str:
    raw = entries[key][1] if key in entries else None
    return raw.text if isinstance(raw, RawScalar) else ""


def _name(raw: Raw, what: str, complain: Complaints) -> str:
    name = raw.text if isinstance(raw, RawScalar) else ""
    if _NAME.match(name):
        return name
    complain.add(raw, f"a {what} is named by small letters, digits and _, such as work_order")
    return ""


def _folder(raw: Raw, known: str, complain: Complaints) -> str:
    """The folder that is named; `known` where that is none of a vault."""
    folder = complain.text(raw, "folder")
    is_outside = folder.startswith(("/", "~/")) or ":" in folder.partition("/")[0]
    if is_outside or "\\" in folder or any(part.startswith(".") for part in folder.split("/")):
        complain.add(raw, "a folder is a path inside the vault, with / and without dot-folders")
        return known
    return folder.strip("/") if _is_filled(folder, raw, complain) else known


def _file(raw: Raw, complain: Complaints) -> str:
    file = complain.text(raw, "file") or "{name}"
    if "/" in file or "\\" in file:
        complain.add(raw, "a file's name has no / in it: name its `folder:`")
        return "{name}"
    return file if _is_filled(file, raw, complain) else "{name}"


def _is_filled(pattern: str, raw: Raw, complain: Complaints) -> bool:
    for word in _PLACEHOLDER.findall(pattern):
        if word not in _PLACEHOLDERS:
            known = ", ".join(f"{{{each}}}" for each in _PLACEHOLDERS)
            complain.add(raw, f"{{{word}}} is not filled in: {known} are")
            return False
    return True


def _also(raw: Raw, complain: Complaints) -> dict[str, dict[str, str]]:
    return {
        kind.text: {
            field.text: complain.text(source, "a field's name")
            for field, source in complain.mapping(fields, "the fields")
        }
        for kind, fields in complain.mapping(raw, "also")
    }


def _matches(raw: Raw, complain: Complaints) -> tuple[Match, ...]:
    """The ways of one file to know a type; a way that is wrong in part is left out."""
    if isinstance(raw, RawScalar):
        complain.add(raw, "match is a list of conditions, such as - {folder: CRM/Clients}")
        return ()
    matches = []
    for item in (raw,) if isinstance(raw, RawMap) else raw.items:
        conditions = []
        for key, value in complain.mapping(item, "a match"):
            wanted = complain.text(value, "a condition").strip("/")
            if not wanted and isinstance(value, RawScalar):
                complain.add(value, f"{key.text} must be what? Write a folder, a tag or a value")
            conditions.append((key.text, wanted))
        if conditions and all(wanted for _, wanted in conditions):
            matches.append(Match(tuple(conditions)))
    return tuple(matches)
