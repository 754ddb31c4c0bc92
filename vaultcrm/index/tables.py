"""The tables and the views of the index.

For our own use (all names begin with `_`, all rows can be checked, see `store.py`):

- `_state`: one row of JSON: what the index was made for, the next number, the tables' totals.
- `_source`: one row a note file: its number (never used twice; a note that changed gets a new
  one), path, stamp, digest of its bytes, and the sums of its rows in the tables below.
- `_notes_<type>`, `_open_<kind>`, `_closed_<kind>` (lines that are done or cancelled), `_names`,
  `_links`, `_tags`, `_problems`, `_unreadable`, `_ignores`: one row for each note that has such a
  thing: note, path, data (JSON, see `rows.py`), checksum.
- `_due_<kind>`, of what somebody promised to do: of all lines with a due date that were not
  cancelled what tells whether they were in time, again, since most of them are long done and no
  question but that one is about them. One row for each note, as above, most of it packed
  (`dues.py`).
- `_planned_<kind>`: the open lines that wait, repeat or begin some day, again, with all that they
  have, for the few rules that are about nothing else. One row for each note, as above.
- `_met`: of all interactions what tells when and how there was contact, again, for the same reason.
- `_targets`: what links name → the numbers of the notes that hold such links.
- `_text`: the full text by note number, as it was when the index was made, and `_text_new`: that
  of notes that changed later (so that a change need not sum up all of it). Numbers that are no
  longer in `_source` count for nothing.

For people, to be queried with any SQLite client:

- `notes`, and a view for each collection of notes (`clients`, `projects`, …): path, title, type and
  a column for each field of the type; `notes` has all notes, with the fields that any note has.
- a view for each kind of line (`actions`, `interactions`, …): path, line, note (its title),
  section, a column for each field, and the client and project that a line has from its note. Notes
  that count as such lines too (a meeting is an interaction) are among them, without a line.
- `links`: path, line, column, target, subpath, display, kind, embed, property.
- `tags`: path, tag.

In all of them a link is its target as written, a list is joined by `, `, dates are ISO, an amount
of money is a number with its currency in a column of its own (`fee`, `fee_currency`). What is no
value of its field stands there as it was written.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from vaultcrm.schema.schema import (
    BASE_KIND,
    BASE_TYPE,
    LIST_TYPES,
    Field,
    LineKind,
    NoteType,
    Schema,
)

LINKS, TAGS, NAMES = "_links", "_tags", "_names"
PROBLEMS, UNREADABLE, IGNORES = "_problems", "_unreadable", "_ignores"
TEXT, TEXT_NEW = "_text", "_text_new"
MET, INTERACTIONS = "_met", "interactions"
PROMISES = ("actions", "steps")  # the kinds of lines that somebody promised to do
TOKENIZER = "porter unicode61 remove_diacritics 2"
_LINKS_VIEW = """CREATE VIEW links AS SELECT p.path,
    r.value ->> 1 AS line, r.value ->> 2 AS column, r.value ->> 0 AS target,
    coalesce(r.value ->> 6, '') AS subpath, coalesce(r.value ->> 7, '') AS display,
    coalesce(r.value ->> 4, 'wiki') AS kind, coalesce(r.value ->> 5, 0) AS embed,
    coalesce(r.value ->> 8, '') AS property
    FROM _links AS p, json_each(p.data) AS r"""
_TAGS_VIEW = """CREATE VIEW tags AS SELECT p.path, r.value AS tag
    FROM _tags AS p, json_each(p.data) AS r"""


def notes_table(type_: str) -> str:
    return f"_notes_{type_}"


def lines_table(kind: str, is_open: bool) -> str:
    return f"_open_{kind}" if is_open else f"_closed_{kind}"


def lines_tables(kind: str) -> tuple[str, str]:
    """The tables of a kind's lines: of those that are open, and of the others, which few questions
    are about and most lines of an old vault are."""
    return lines_table(kind, True), lines_table(kind, False)


def due_table(kind: str) -> str:
    return f"_due_{kind}"


def planned_table(kind: str) -> str:
    return f"_planned_{kind}"


def part_tables(schema: Schema) -> tuple[str, ...]:
    """The tables with rows of one shape, a row a note."""
    notes = (notes_table(name) for name in schema.types)
    lines = (table for name in schema.kinds for table in lines_tables(name))
    planned = map(planned_table, schema.kinds)
    dues = (due_table(name) for name in PROMISES if name in schema.kinds)
    others = (MET, LINKS, TAGS, NAMES, PROBLEMS, UNREADABLE, IGNORES)
    return (*notes, *lines, *planned, *dues, *others)


def definitions(schema: Schema) -> Iterator[str]:
    """The statements that make an empty index."""
    yield "CREATE TABLE _state (id INTEGER PRIMARY KEY, data TEXT, checksum INTEGER)"
    yield (
        "CREATE TABLE _source (note INTEGER PRIMARY KEY, path TEXT, stamp TEXT, digest BLOB,"
        " parts TEXT, checksum INTEGER)"
    )
    for table in part_tables(schema):
        yield (
            f"CREATE TABLE {table}"
            " (note INTEGER PRIMARY KEY, path TEXT, data TEXT, checksum INTEGER)"
        )
    yield (
        "CREATE TABLE _targets (target TEXT PRIMARY KEY, notes TEXT, checksum INTEGER)"
        " WITHOUT ROWID"
    )
    for table in (TEXT, TEXT_NEW):
        yield (
            f"CREATE VIRTUAL TABLE {table} USING fts5"
            f"(names, properties, body, content='', columnsize=0, tokenize='{TOKENIZER}')"
        )
        # Enough bytes in memory for a bulk of notes to be written down without many merges.
        yield f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {16 * 1024 * 1024})"
    yield _LINKS_VIEW
    yield _TAGS_VIEW
    for name, select in _views(schema):
        yield f"CREATE VIEW {_quoted(name)} AS {select}"


def _views(schema: Schema) -> Iterator[tuple[str, str]]:
    every_note = " UNION ALL ".join(
        f"SELECT path, data FROM {notes_table(name)}" for name in schema.types
    )
    yield schema.base.collection, _notes_view(schema.base, f"({every_note})")
    for note_type in schema.types.values():
        if note_type.name != BASE_TYPE:
            yield note_type.collection, _notes_view(note_type, notes_table(note_type.name))
    for kind in schema.kinds.values():
        if kind.name == BASE_KIND:
            continue
        lists = _lists(kind, schema)
        views = (_lines_view(kind, table, lists) for table in lines_tables(kind.name))
        yield kind.name, " UNION ALL ".join(views)


def _notes_view(note_type: NoteType, table: str) -> str:
    first = {"path": "p.path", "title": "p.data ->> 0", "type": "p.data ->> '$[1].type'"}
    columns = _columns(first, note_type.fields.values(), "p.data", "$[1]", "$[2]")
    return f"SELECT {columns} FROM {table} AS p"


def _lists(kind: LineKind, schema: Schema) -> frozenset[str]:
    """The fields of a kind that are lists where a note counts as such a line."""
    return frozenset(
        name
        for note_type in schema.types.values()
        for name, source in note_type.also.get(kind.name, {}).items()
        if source in note_type.fields and note_type.fields[source].type in LIST_TYPES
    )


def _lines_view(kind: LineKind, table: str, lists: Collection[str]) -> str:
    first = {
        "path": "p.path",
        "line": "r.value ->> 0",
        "note": "p.data ->> 0",
        "section": "nullif(r.value ->> 1, '')",
    }
    lent = {
        name: f"coalesce(r.value ->> '$[2].{name}', p.data ->> '$[1].{name}')"
        for name in ("client", "project")
    }
    fields = [field for name, field in kind.fields.items() if name not in lent]
    columns = _columns(first, fields, "r.value", "$[2]", "$[3]", lent, lists)
    return f"SELECT {columns} FROM {table} AS p, json_each(p.data, '$[3]') AS r"


def _columns(
    first: Mapping[str, str],
    fields: Iterable[Field],
    data: str,
    plain: str,
    tags: str,
    last: Mapping[str, str] | None = None,
    lists: Collection[str] = (),
) -> str:
    """The columns of a view, each name once (names that differ in case only are one to SQLite).

    `data` is an SQL expression of JSON text, `plain` and `tags` where in it the fields stand;
    `lists` are fields that may be lists though their type is none."""
    columns = dict(first)
    taken = {name.casefold() for name in (*first, *(last or {}))}
    for field in fields:
        is_list = field.type in LIST_TYPES or field.name in lists
        for name, expression in _field_columns(field, is_list, data, plain, tags):
            if name.casefold() not in taken:
                taken.add(name.casefold())
                columns[name] = expression
    columns.update(last or {})
    return ", ".join(f"{expression} AS {_quoted(name)}" for name, expression in columns.items())


def _field_columns(
    field: Field, is_list: bool, data: str, plain: str, tags: str
) -> Iterator[tuple[str, str]]:
    label = json.dumps(field.name, ensure_ascii=False).replace("'", "''")
    value = f"{data} ->> '{plain}.{label}'"
    tag = f"{data} ->> '{tags}.{label}"
    if is_list:
        each = f"json_each({data}, '{plain}.{label}')"
        yield field.name, f"(SELECT group_concat(value, ', ') FROM {each})"
    elif field.type == "money":
        is_money = f"{tag}[0]' = 'm'"
        yield field.name, f"CASE WHEN {is_money} THEN CAST({value} AS NUMERIC) ELSE {value} END"
        yield f"{field.name}_currency", f"CASE WHEN {is_money} THEN {tag}[1]' END"
    elif field.type == "number":
        yield field.name, f"CASE WHEN {tag}' = 'n' THEN CAST({value} AS NUMERIC) ELSE {value} END"
    else:
        yield field.name, value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
