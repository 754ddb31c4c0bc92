"""The answers: rows → records, links, problems. Each is asked within one reading transaction."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from vaultcrm.index.candidates import Candidates
from vaultcrm.index.names import fold
from vaultcrm.index.naming import naming
from vaultcrm.index.rows import (
    NoteRow,
    target_form,
    unpack_ignores,
    unpack_lines,
    unpack_links,
    unpack_note,
    unpack_problems,
    unpack_properties,
    unpack_texts,
)
from vaultcrm.index.scan import Scan
from vaultcrm.index.store import Row, Source, Store
from vaultcrm.index.tables import (
    IGNORES,
    LINKS,
    NAMES,
    PROBLEMS,
    TAGS,
    TEXT,
    TEXT_NEW,
    UNREADABLE,
    lines_tables,
    notes_table,
)
from vaultcrm.index.update import digest_of
from vaultcrm.index.values import Refer
from vaultcrm.model import Ignore, LinkAt, Problem, Record, Ref, Value
from vaultcrm.reading.links import key, resolve, stem
from vaultcrm.reading.vault import Vault
from vaultcrm.schema.schema import NoteType

_BATCH = 50  # rows read at once: what they become still lies in the processor's cache


class Resolved(NamedTuple):
    """A link in the note `source`, and where it leads: a note's or a file's path, '' if nowhere."""

    source: str
    at: LinkAt
    path: str
    ambiguous: bool


class Catalogue:
    """What answers share: the tables, and the files that the last walk saw."""

    def __init__(
        self, store: Store, vault: Vault, seen: Scan, sources: Mapping[str, Source] | None
    ) -> None:
        self.store = store
        self.vault = vault
        self.seen = seen
        self._text_checked = False
        # Links without a display text: those that lead to the same note from everywhere by their
        # target, the others by the folder they stand in and their target.
        self._refs: dict[str, Ref] = {}
        self._refs_near: dict[tuple[str, str], Ref] = {}
        if sources is not None:
            self.sources = sources

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return self.store.sources()

    @cached_property
    def candidates(self) -> Candidates:
        return Candidates((*self.seen.notes, *self.seen.files))

    @cached_property
    def targets(self) -> dict[str, str]:
        return self.store.targets()

    @cached_property
    def names(self) -> list[tuple[str, list[str]]]:
        """The notes that have names beside their file's: the path, then title and aliases."""
        return [(row.path, unpack_texts(row.data)) for row in self.store.rows(NAMES)]

    def check_text(self) -> None:
        """Raises Damaged if the full text is not what was written."""
        if not self._text_checked:
            self.store.check_text(TEXT)
            self.store.check_text(TEXT_NEW)
            self._text_checked = True

    def resolve(self, target: str, source: str) -> tuple[str, bool]:
        """See `links.resolve`, which is asked only where there is a choice."""
        form = target_form(target, source)
        if not form:
            return source, False
        paths = self.candidates.near(form, target, source)
        if len(paths) > 1:
            return resolve(target, source, paths)
        return (paths[0], False) if paths else ("", False)

    def refer(self, source: str) -> Refer:
        """The function that looks up the links of a note."""
        known = self._refs

        def look_up(target: str, subpath: str = "", display: str = "") -> Value:
            ref = known.get(target) or self._ref(target, source)
            return Ref(target, ref.path, display) if display else ref

        return look_up

    def _ref(self, target: str, source: str) -> Ref:
        place = source.rpartition("/")[0], target
        ref = self._refs_near.get(place)
        if ref is None:
            ref = Ref(target, self.resolve(target, source)[0])
            form = target_form(target, source)
            if form and form[0] != "/" and len(self.candidates.fitting(form)) < 2:
                self._refs[target] = ref
            elif form:  # without one it leads to its own note
                self._refs_near[place] = ref
        return ref

    def row_of(self, path: str, is_table: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
        """(table, data) of a note's rows in such tables; none if there is no such note."""
        source = self.sources.get(path)
        if source is not None:
            _, parts = self.store.digest_and_parts(source, path)
            for table in filter(is_table, parts):
                yield table, self.store.row(table, source.note).data


# --- records --------------------------------------------------------------------------------------


def records(
    catalogue: Catalogue,
    collection: str,
    only_open: bool = False,
    about: Collection[str] = (),
    field: str = "",
) -> list[Record]:
    """All records of a collection, by path and line; of lines, if so wished, only those that are
    still to be done (`model.is_open`), only those of the notes `about` (paths) and of notes
    that name one of these, with some others that may not, and only those that have a `field` with
    a plain name, which takes less than all. KeyError if there is no such collection."""
    schema = catalogue.vault.schema
    note_type = schema.type_of_collection(collection)
    found: Iterable[Record]
    if note_type is schema.base:
        found = (
            record
            for each in schema.types.values()
            for record in _notes(catalogue, each, collection)
        )
    elif note_type is not None:
        found = _notes(catalogue, note_type, collection)
    else:
        found = _lines(catalogue, schema.kinds[collection].name, only_open, about, field)
    return sorted(found, key=lambda record: (record.path, record.line or 0))


def record(catalogue: Catalogue, path: str) -> Record | None:
    """The note at this path."""
    for note_type, row in _note_row(catalogue, path):
        return Record(note_type.collection, path, None, row.fields)
    return None


def properties(catalogue: Catalogue) -> dict[str, Mapping[str, Value]]:
    """The front matter of each note by its path: what is written there and nothing else."""
    tables = [notes_table(each.name) for each in catalogue.vault.schema.types.values()]
    return {
        path: unpack_properties(value, catalogue.refer(path))
        for table in tables
        for path, value in _values(catalogue.store.rows(table))
    }


def places(catalogue: Catalogue, path: str) -> Mapping[str, int]:
    """The line of each field in a note's front matter."""
    for _, row in _note_row(catalogue, path):
        return row.places
    return {}


def holds(catalogue: Catalogue, path: str, data: bytes) -> bool:
    """Whether all that is known of a note was read from just these bytes."""
    source = catalogue.sources.get(path)
    if source is None:
        return False
    return catalogue.store.digest_and_parts(source, path)[0] == digest_of(data)


def note_title(catalogue: Catalogue, path: str) -> str:
    for _, row in _note_row(catalogue, path):
        return row.title
    return stem(path)


def lines_of(catalogue: Catalogue, path: str) -> list[Record]:
    """The line records of one note, by line."""
    kinds = catalogue.vault.schema.kinds
    tables = {table: name for name in kinds for table in lines_tables(name)}
    found = [
        Record(tables[table], path, line, fields)
        for table, data in catalogue.row_of(path, tables.__contains__)
        for line, fields in unpack_lines(json.loads(data), catalogue.refer(path))
        if line is not None
    ]
    return sorted(found, key=lambda record: record.line or 0)


def _note_row(catalogue: Catalogue, path: str) -> Iterator[tuple[NoteType, NoteRow]]:
    """A note's type and what is known of it; nothing if there is no such note."""
    types = {notes_table(each.name): each for each in catalogue.vault.schema.types.values()}
    for table, data in catalogue.row_of(path, types.__contains__):
        yield types[table], unpack_note(json.loads(data), catalogue.refer(path))


def _notes(catalogue: Catalogue, note_type: NoteType, collection: str) -> Iterator[Record]:
    for path, value in _values(catalogue.store.rows(notes_table(note_type.name))):
        yield Record(collection, path, None, unpack_note(value, catalogue.refer(path)).fields)


def _lines(
    catalogue: Catalogue, kind: str, only_open: bool, about: Collection[str], field: str
) -> list[Record]:
    found: list[Record] = []
    named = json.dumps(field).encode()
    for table in lines_tables(kind)[: 1 if only_open else None]:
        rows = catalogue.store.rows(table)
        rows = naming(rows, about) if about else rows
        for path, value in _values(row for row in rows if not field or named in row.data):
            lines = unpack_lines(value, catalogue.refer(path))
            found += [
                Record(kind, path, line, fields)
                for line, fields in lines
                if not field or fields.get(field) is not None
            ]
    return found


def _values(rows: Iterator[Row]) -> Iterator[tuple[str, Any]]:
    """The path and the value of rows: many at once, since JSON reads one long text in half the
    time of many short ones."""
    while batch := list(islice(rows, _BATCH)):
        values = json.loads(b"[%b]" % b",".join([row.data for row in batch]))
        yield from zip((row.path for row in batch), values, strict=True)


# --- links ----------------------------------------------------------------------------------------


def links_from(catalogue: Catalogue, *paths: str) -> list[Resolved]:
    """The links in these notes, by path in the order given and then as they stand."""
    return [
        Resolved(path, at, *catalogue.resolve(at.link.target, path))
        for path in paths
        for _, data in catalogue.row_of(path, LINKS.__eq__)
        for at in unpack_links(data)
    ]


def resolve_link(catalogue: Catalogue, target: str, source: str) -> str:
    return catalogue.resolve(target, source)[0]


def links_to(catalogue: Catalogue, path: str) -> list[Resolved]:
    """The links of other notes that lead to this note or file, by path and place. A heading or a
    block of the note itself is no such link."""
    name = key(path)
    forms = {form for form in catalogue.targets if form.rpartition("/")[2] == name}
    return [each for each in _with_targets(catalogue, forms) if each.path == path]


def broken_links(catalogue: Catalogue) -> list[Resolved]:
    """The links that lead nowhere, by path and place."""
    return [each for each in _with_targets(catalogue, _suspects(catalogue)) if not each.path]


def ambiguous_links(catalogue: Catalogue) -> list[Resolved]:
    """The links that could lead to other notes as well, by path and place."""
    return [each for each in _with_targets(catalogue, _suspects(catalogue)) if each.ambiguous]


def _suspects(catalogue: Catalogue) -> set[str]:
    """The target forms that may not lead to exactly one note, found without looking at links."""
    fitting = catalogue.candidates.fitting
    return {form for form in catalogue.targets if len(fitting(form)) != 1}


def _with_targets(catalogue: Catalogue, forms: set[str]) -> Iterator[Resolved]:
    """All links of such targets."""
    notes: set[int] = set()
    for form in forms:
        notes.update(json.loads(catalogue.targets[form]))
    found = sorted(
        (row.path, row.data) for row in (catalogue.store.row(LINKS, note) for note in sorted(notes))
    )
    for path, data in found:
        for at in unpack_links(data):
            if target_form(at.link.target, path) in forms:
                yield Resolved(path, at, *catalogue.resolve(at.link.target, path))


# --- names, tags, problems ------------------------------------------------------------------------


def find(catalogue: Catalogue, name: str) -> list[str]:
    """The notes that a person may mean by a name: by their path (with or without `.md`), else by
    their file's name, title or an alias. What is written the same goes before what differs in
    case, and then only that is given."""
    name = name.strip()
    for same in (str, fold):
        wanted = (same(name), same(f"{name}.md"))
        paths = [(path, same(path)) for path in catalogue.seen.notes]
        by_path = [path for path, written in paths if written in wanted]
        if by_path:
            return sorted(by_path)
        found = {path for path, written in paths if written.rpartition("/")[2] in wanted}
        for path, names in catalogue.names:
            if wanted[0] in map(same, names):
                found.add(path)
        if found:
            return sorted(found)
    return []


def names(catalogue: Catalogue) -> list[str]:
    """Everything that notes are called: file names without `.md`, titles and aliases."""
    found = {stem(path) for path in catalogue.seen.notes}
    found.update(name for _, names in catalogue.names for name in names)
    return sorted(found)


def is_unique(catalogue: Catalogue, path: str) -> bool:
    """Whether a link by the note's bare name can only mean this note."""
    return list(catalogue.candidates.fitting(key(path))) == [path]


def paths(catalogue: Catalogue) -> list[str]:
    """The notes, in order."""
    return sorted(catalogue.seen.notes)


def files(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(sorted(catalogue.seen.files))


def tags(catalogue: Catalogue) -> dict[str, int]:
    """How many notes have each tag. Tags that differ in case are one; it is spelled as in the
    first note, by path."""
    spelled: dict[str, str] = {}
    count: Counter[str] = Counter()
    for row in sorted(catalogue.store.rows(TAGS), key=lambda row: row.path):
        for tag in unpack_texts(row.data):
            count[spelled.setdefault(fold(tag), tag)] += 1
    return dict(sorted(count.items()))


def tags_by_note(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The tags of each note that has any, in front matter and body, as written and without #."""
    return {row.path: tuple(unpack_texts(row.data)) for row in catalogue.store.rows(TAGS)}


def unreadable(catalogue: Catalogue) -> list[str]:
    """The notes that could not be read: each has a problem that says why."""
    return sorted(row.path for row in catalogue.store.rows(UNREADABLE))


def problems(catalogue: Catalogue) -> list[tuple[str, Problem]]:
    """What is wrong with the notes and with the names of files, by path and place."""
    found = [
        (row.path, problem)
        for row in catalogue.store.rows(PROBLEMS)
        for problem in unpack_problems(row.data)
    ]
    found += catalogue.seen.problems
    return sorted(found, key=lambda each: (each[0], each[1].line, each[1].column, each[1].rule))


def ignores(catalogue: Catalogue) -> dict[str, list[Ignore]]:
    """The notes that want rules to be silent, each with its wishes as they stand."""
    return {row.path: unpack_ignores(row.data) for row in catalogue.store.rows(IGNORES)}
