"""The answers: rows → records, links, problems. Each is asked within one reading transaction."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain, islice
from operator import attrgetter
from sys import intern
from typing import Any, NamedTuple

from vaultcrm.index.candidates import Candidates
from vaultcrm.index.dues import DueLines, unpack_dues
from vaultcrm.index.ledger import ANYTHING, Memo, ground_of
from vaultcrm.index.naming import naming, naming_others
from vaultcrm.index.rows import (
    Lines,
    NoteRow,
    problem_of,
    target_form,
    unpack_lines,
    unpack_met,
    unpack_note,
    unpack_properties,
    unpack_texts,
)
from vaultcrm.index.scan import Scan
from vaultcrm.index.store import Row, Source, Store
from vaultcrm.index.tables import (
    INTERACTIONS,
    LINKS,
    MET,
    NAMES,
    PROBLEMS,
    TEXT,
    TEXT_NEW,
    due_table,
    lines_tables,
    notes_table,
    planned_table,
)
from vaultcrm.index.update import digest_of
from vaultcrm.index.values import Refer
from vaultcrm.model import LinkAt, Problem, Record, Ref, Value
from vaultcrm.reading.links import resolve, stem
from vaultcrm.reading.vault import Vault
from vaultcrm.schema.schema import BASE_KIND, NoteType

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
        self._names: Memo[None, list[tuple[str, list[str]]]] = {}
        self._problems: Memo[None, list[tuple[str, Problem]]] = {}
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

    @property
    def targets(self) -> dict[str, str]:
        self.store.ledger.note(LINKS)  # of which they are made
        return self._targets

    @cached_property
    def _targets(self) -> dict[str, str]:
        return self.store.targets()

    @property
    def names(self) -> list[tuple[str, list[str]]]:
        """The notes that have names beside their file's: the path, then title and aliases."""
        return self.store.ledger.once(self._names, None, self._find_names)

    def _find_names(self) -> list[tuple[str, list[str]]]:
        return [(row.path, unpack_texts(row.data)) for row in self.store.rows(NAMES)]

    @property
    def problems(self) -> list[tuple[str, Problem]]:
        """What is wrong with the notes and with the names of files, by path and place."""
        return self.store.ledger.once(self._problems, None, self._find_problems)

    def _find_problems(self) -> list[tuple[str, Problem]]:
        found = [
            (path, problem_of(problem))
            for path, problems in _values(self.store.rows(PROBLEMS))
            for problem in problems
        ]
        found += self.seen.problems
        return sorted(found, key=lambda each: (each[0], each[1].line, each[1].column, each[1].rule))

    def check_text(self) -> None:
        """Raises Damaged if the full text is not what was written."""
        self.store.ledger.note(ANYTHING)
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
        """(table, data) of a note's rows in such tables; none if there is no such note. What they
        are grounds of is the caller's to note."""
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
    if note_type is None:
        return _lines(catalogue, schema.kinds[collection].name, only_open, about, field)
    types = schema.types.values() if note_type is schema.base else (note_type,)
    notes = (record for each in types for record in _notes(catalogue, each, collection))
    return sorted(notes, key=attrgetter("path"))


def planned(catalogue: Catalogue) -> list[Record]:
    """The lines of all kinds that `rows.is_planned` tells of, by kind, path and line."""
    return [
        record
        for kind in catalogue.vault.schema.kinds
        if kind != BASE_KIND
        for record in _line_records(
            catalogue, kind, catalogue.store.rows(planned_table(kind)), unpack_lines
        )
    ]


def dues(catalogue: Catalogue, kind: str, about: Collection[str] = ()) -> list[DueLines]:
    """The lines of a kind of `tables.PROMISES` that have a due date and were not cancelled, by
    path: that takes a tenth of what all take. `about` is as for `records`."""
    rows = catalogue.store.rows(due_table(kind))
    rows = naming(rows, about) if about else rows
    found = [
        unpack_dues(kind, path, value, catalogue.refer(path)) for path, value in _values(iter(rows))
    ]
    return sorted(found, key=lambda each: each.lent.path)


def met(catalogue: Catalogue, about: Collection[str] = ()) -> list[Record]:
    """The interactions, by path and line, with the fields `rows.MET_FIELDS` alone, and the `text`
    of those that went out with a question mark in it. `about` is as for `records`."""
    rows = catalogue.store.rows(MET)
    rows = naming(rows, about) if about else rows
    return _line_records(catalogue, INTERACTIONS, rows, unpack_met)


def lines_but(catalogue: Catalogue, kind: str, projects: Collection[str]) -> list[Record]:
    """The lines of a kind, by path and line, without most of those that stand in the notes of these
    projects (paths) and are about no other, which takes less than all."""
    tables = lines_tables(kind)
    rows = chain.from_iterable(
        naming_others(catalogue.store.rows(table), projects) for table in tables
    )
    return _line_records(catalogue, kind, rows, unpack_lines)


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
    digest = digest_of(data)
    is_same = catalogue.store.digest_and_parts(source, path)[0] == digest
    catalogue.store.ledger.note(ground_of(path, digest) if is_same else ANYTHING)
    return is_same


def note_title(catalogue: Catalogue, path: str) -> str:
    for _, row in _note_row(catalogue, path):
        return row.title
    return stem(path)


def lines_in(catalogue: Catalogue, kind: str, path: str) -> list[Record]:
    """The records of this kind that stand in one note, by line, and what the note counts as."""
    tables = lines_tables(kind)
    rows = [*catalogue.row_of(path, tables.__contains__)]
    catalogue.store.ledger.note(ground_of(path, digest_of_rows(rows), tables))
    return _line_records(catalogue, kind, (Row(path, data) for _, data in rows), unpack_lines)


def lines_of(catalogue: Catalogue, path: str) -> list[Record]:
    """The line records of one note, by line."""
    kinds = catalogue.vault.schema.kinds
    tables = {table: name for name in kinds for table in lines_tables(name)}
    catalogue.store.ledger.note(*tables)
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
    rows = [*catalogue.row_of(path, types.__contains__)]
    catalogue.store.ledger.note(*([table for table, _ in rows] or types))  # it stands in one alone
    for table, data in rows:
        yield types[table], unpack_note(json.loads(data), catalogue.refer(path))


def digest_of_rows(rows: Iterable[tuple[str, bytes]]) -> bytes:
    """What is another whenever the rows of a note in some tables are others."""
    return digest_of(repr(sorted(rows)).encode())


def _notes(catalogue: Catalogue, note_type: NoteType, collection: str) -> Iterator[Record]:
    for path, value in _values(catalogue.store.rows(notes_table(note_type.name))):
        yield Record(collection, path, None, unpack_note(value, catalogue.refer(path)).fields)


def _lines(
    catalogue: Catalogue, kind: str, only_open: bool, about: Collection[str], field: str
) -> list[Record]:
    tables = lines_tables(kind)[: 1 if only_open else None]
    rows: Iterator[Row] = chain.from_iterable(map(catalogue.store.rows, tables))
    if about:
        rows = naming(rows, about)
    if field:
        named = json.dumps(field).encode()
        rows = (row for row in rows if named in row.data)
    found = _line_records(catalogue, kind, rows, unpack_lines)
    return [each for each in found if each.fields.get(field) is not None] if field else found


def _line_records(
    catalogue: Catalogue, kind: str, rows: Iterable[Row], unpack: Callable[[Any, Refer], Lines]
) -> list[Record]:
    """The lines in these rows, by path and line. A row has them in order; a note has one row for
    its open lines, and one for the others."""
    found: dict[str, list[Record]] = {}
    for path, value in _values(iter(rows)):
        path = intern(path)  # of which each table has a copy
        # Half the time that `Record(...)` takes, for what there are most of.
        records = [
            tuple.__new__(Record, (kind, path, line, fields))
            for line, fields in unpack(value, catalogue.refer(path))
        ]
        if path in found:
            records = sorted(found[path] + records, key=lambda record: record.line or 0)
        found[path] = records
    return [record for path in sorted(found) for record in found[path]]


def _values(rows: Iterator[Row]) -> Iterator[tuple[str, Any]]:
    """The path and the value of rows: many at once, since JSON reads one long text in half the
    time of many short ones."""
    while batch := list(islice(rows, _BATCH)):
        values = json.loads(b"[%b]" % b",".join([row.data for row in batch]))
        yield from zip((row.path for row in batch), values, strict=True)
