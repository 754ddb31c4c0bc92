"""Reading and writing the tables, with every row and every whole table checked.

A row's checksum finds bytes that changed; a table's totals (its number of rows and the sum of their
checksums, kept in `_state`) find rows that vanished. What is wrong raises `Damaged`; SQLite raises
its own errors for what it notices itself. Either way the cache is of no use any more.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from vaultcrm.index.ledger import Ledger
from vaultcrm.index.rows import Packed, checksum, path_sum, targets_of, unpack_links
from vaultcrm.index.tables import LINKS, TEXT, TEXT_NEW, definitions, part_tables
from vaultcrm.index.values import dumps
from vaultcrm.schema.schema import Schema

SOURCE, TARGETS, DEFINITIONS = "_source", "_targets", "sqlite_master"
_STATE = 1
_MANY = 1000  # notes changed at once
_PAGE = 500  # rows that are fetched at once
_CHANGES = 20  # that are remembered
# As bytes, because that is what the checksum is of, and many are decoded at once (`queries.py`).
_ROW = "SELECT note, path, iif(typeof(data) = 'text', CAST(data AS BLOB), NULL), checksum"


class Damaged(Exception):
    """The cache does not hold what was written into it."""


class Source(NamedTuple):
    """What is known of a note's file. `stamp` is '' if it is to be read again in any case."""

    note: int
    stamp: str


class Row(NamedTuple):
    """A note's row in one table: `data` is JSON."""

    path: str
    data: bytes


class New(NamedTuple):
    """A note to be written."""

    packed: Packed
    stamp: str
    digest: bytes


class Store:
    """The tables of one database. Whoever calls sees to transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.fingerprint = ""
        self._next = 1
        self._built = 1
        self._totals: dict[str, tuple[int, int]] = {}
        self.ledger = Ledger()
        # Of each table with rows of notes: another one whenever any of its rows is another.
        self.marks: dict[str, str] = {}
        # The last changes: a mark of each, and the number that the next note was to get after it.
        self._changes: list[tuple[str, int]] = []

    @property
    def later(self) -> int:
        """How many texts were written since the index was made."""
        return self._next - self._built

    @property
    def change(self) -> str:
        """The mark of the last change."""
        return self._changes[-1][0]

    def next_after(self, change: str) -> int | None:
        """The number that the next note was to get after a change; None where that is not known to
        be one of those that made these tables what they are."""
        return dict(self._changes).get(change)

    # --- the whole

    def create(self, schema: Schema, fingerprint: str) -> None:
        for statement in definitions(schema):
            self.connection.execute(statement)
        self.fingerprint = fingerprint
        tables = (*part_tables(schema), SOURCE, TARGETS, TEXT, TEXT_NEW)
        self._totals = dict.fromkeys(tables, (0, 0))
        self._totals[DEFINITIONS] = self._definitions_sum()
        self.marks = dict.fromkeys(part_tables(schema), _mark())
        self.save()

    def check_definitions(self) -> None:
        """The tables and views themselves are rows too."""
        if self._definitions_sum() != self._totals[DEFINITIONS]:
            raise Damaged(DEFINITIONS)

    def load(self) -> None:
        """Reads `_state`, which must be done at the start of every transaction."""
        row = self._one("SELECT data, checksum FROM _state WHERE id = ?", _STATE)
        if row is None or type(row[0]) is not str or crc32(row[0].encode()) != row[1]:
            raise Damaged("_state")
        state = json.loads(row[0])
        self.fingerprint = state["fingerprint"]
        self._next = state["next"]
        self._built = state["built"]
        self._totals = {table: (rows, sum_) for table, (rows, sum_) in state["totals"].items()}
        self.marks = state["marks"]
        self._changes = [(mark, next_) for mark, next_ in state["changes"]]

    def save(self) -> None:
        """Writes `_state`, which must be done at the end of every change."""
        self._changes = [*self._changes[1 - _CHANGES :], (_mark(), self._next)]
        state = {
            "fingerprint": self.fingerprint,
            "next": self._next,
            "built": self._built,
            "totals": self._totals,
            "marks": self.marks,
            "changes": self._changes,
        }
        text, data = dumps(state)
        self.connection.execute(
            "INSERT OR REPLACE INTO _state VALUES (?, ?, ?)", (_STATE, text, crc32(data))
        )

    # --- reading

    def sources(self) -> dict[str, Source]:
        """What is known of each note's file, by path. Of the stamps nothing is checked: a stamp
        that is wrong fits no file, and the note is read again."""
        found: dict[str, Source] = {}
        numbers = 0
        for note, path, stamp in self.connection.execute("SELECT note, path, stamp FROM _source"):
            found[path if type(path) is str else _path(path)] = Source(note, stamp)
            numbers += note
        if (len(found), numbers) != self._totals[SOURCE]:
            raise Damaged(SOURCE)
        return found

    def digest_and_parts(self, source: Source, path: str) -> tuple[bytes, dict[str, int]]:
        """The digest of a note's bytes, and its rows: the table and the checksum of each."""
        row = self._one(
            "SELECT path, digest, parts, checksum FROM _source WHERE note = ?", source.note
        )
        if row is None or _path(row[0]) != path or type(row[1]) is not bytes:
            raise Damaged(SOURCE)
        if type(row[2]) is not str or _source_sum(source.note, *row[:3]) != row[3]:
            raise Damaged(SOURCE)
        tables, sums = row[2].split(" ")[::2], row[2].split(" ")[1::2]
        return row[1], {table: int(sum_) for table, sum_ in zip(tables, sums, strict=True)}

    def rows(self, table: str) -> Iterator[Row]:
        """All rows of a table. That none is missing is known only after the last."""
        self.ledger.note(table)
        count = total = 0
        for note, path, data, sum_ in self._pages(table):
            yield _checked(table, note, path, data, sum_)
            count += 1
            total += sum_
        if (count, total) != self._totals[table]:
            raise Damaged(table)

    def row(self, table: str, note: int) -> Row:
        """One row; what it is a ground of is the caller's to note."""
        row = self._one(f"{_ROW} FROM {table} WHERE note = ?", note)
        if row is None:
            raise Damaged(table)
        return _checked(table, *row)

    def targets(self) -> dict[str, str]:
        """What links name (`rows.target_form`) → the numbers of the notes, as JSON."""
        found: dict[str, str] = {}
        total = 0
        for target, notes, sum_ in self.connection.execute("SELECT * FROM _targets").fetchall():
            _check_target(target, notes, sum_)
            found[target] = notes
            total += sum_
        if (len(found), total) != self._totals[TARGETS]:
            raise Damaged(TARGETS)
        return found

    def check_text(self, table: str) -> None:
        """A full text has no rows of ours: all of it is checked at once."""
        if self._text_sum(table) != self._totals[table]:
            raise Damaged(table)

    # --- writing

    def add(self, notes: Sequence[New], text: str, linked: dict[str, list[int]]) -> range:
        """Writes notes, their text into the table `text`; puts their numbers into `linked`, by the
        targets of their links, for `change_targets`. Gives the notes' numbers."""
        by_table: dict[str, list[tuple[int, str | bytes, str, int]]] = {}
        sources = []
        texts = []
        for number, (packed, stamp, digest) in enumerate(notes, self._next):
            path = packed.path
            mix = checksum(0, number)
            parts = " ".join([f"{table} {sum_ ^ mix}" for table, _, sum_ in packed.parts])
            for table, data, sum_ in packed.parts:
                by_table.setdefault(table, []).append((number, path, data, sum_ ^ mix))
            sum_ = _source_sum(number, path, digest, parts)
            sources.append((number, path, stamp, digest, parts, sum_))
            texts.append((number, *packed.text))
            for target in packed.targets:
                linked.setdefault(target, []).append(number)
        self._next += len(notes)
        for table, rows in by_table.items():
            self.connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)
            self._count(table, len(rows), sum(row[3] for row in rows))
        self.connection.executemany("INSERT INTO _source VALUES (?, ?, ?, ?, ?, ?)", sources)
        self._count(SOURCE, len(sources), sum(row[0] for row in sources))
        self.connection.executemany(
            f"INSERT INTO {text} (rowid, names, properties, body) VALUES (?, ?, ?, ?)", texts
        )
        return range(self._next - len(notes), self._next)

    def remove(self, notes: Iterable[tuple[str, Source]]) -> list[tuple[int, tuple[str, ...]]]:
        """Takes notes out; gives the number and the targets of each, for `change_targets`."""
        by_table: dict[str, list[tuple[int]]] = {}
        removed = []
        for path, source in notes:
            number = source.note
            _, parts = self.digest_and_parts(source, path)
            links = unpack_links(self.row(LINKS, number).data) if LINKS in parts else []
            removed.append((number, targets_of(links, path)))
            for table, sum_ in parts.items():
                by_table.setdefault(table, []).append((number,))
                self._count(table, -1, -sum_)
            by_table.setdefault(SOURCE, []).append((number,))
            self._count(SOURCE, -1, -number)
        for table, rows in by_table.items():
            deleted = self.connection.executemany(f"DELETE FROM {table} WHERE note = ?", rows)
            if deleted.rowcount != len(rows):
                raise Damaged(table)
        return removed

    def mark(self, gone: Iterable[tuple[str, Source]], added: dict[str, int]) -> None:
        """Gives another mark to each table in which notes that will be taken out and notes that
        were added (path → number) are not the same."""
        if len(added) > _MANY:  # to compare them would take longer than it saves
            self.marks = dict.fromkeys(self.marks, _mark())
            return
        left = dict(added)
        changed: set[str] = set()
        for path, source in gone:
            before = self._contents(path, source.note)
            after = self._contents(path, left.pop(path)) if path in left else {}
            changed.update(table for table, _ in before.items() ^ after.items())
        for path, note in left.items():
            changed.update(self._contents(path, note))
        self.marks.update(dict.fromkeys(changed, _mark()))

    def restamp(self, stamps: Iterable[tuple[Source, str]]) -> None:
        rows = [(stamp, source.note) for source, stamp in stamps]
        self.connection.executemany("UPDATE _source SET stamp = ? WHERE note = ?", rows)

    def change_targets(
        self,
        linked: Mapping[str, Sequence[int]],
        removed: Iterable[tuple[int, tuple[str, ...]]],
    ) -> None:
        """`linked` has the numbers of notes that were added, by target; `removed` the notes that
        were taken out, with the targets of each."""
        fewer: dict[str, set[int]] = {}
        for number, targets in removed:
            for target in targets:
                fewer.setdefault(target, set()).add(number)
        fresh = self._totals[TARGETS][0] == 0
        rows = []
        gone = []
        for target in sorted({*linked, *fewer}):
            old = None if fresh else self._target(target)
            less = fewer.get(target, set())
            numbers = [number for number in json.loads(old or "[]") if number not in less]
            numbers += linked.get(target, ())
            if numbers:
                text, data = dumps(numbers)
                rows.append((target, text, _target_sum(target, data)))
            else:
                gone.append((target,))
        self.connection.executemany("INSERT OR REPLACE INTO _targets VALUES (?, ?, ?)", rows)
        self.connection.executemany("DELETE FROM _targets WHERE target = ?", gone)
        self._count(TARGETS, len(rows), sum(row[2] for row in rows))

    def seal_text(self, table: str) -> None:
        """Has a full text written down, and sums it up."""
        self.connection.execute("SAVEPOINT text")
        self.connection.execute("RELEASE text")
        self._totals[table] = self._text_sum(table)
        if table == TEXT:
            self._built = self._next

    # --- helpers

    def _pages(self, table: str) -> Iterator[tuple[Any, ...]]:
        """All rows as they stand. Without a transaction around it nothing is locked between two
        pages (`following.py`)."""
        query = f"{_ROW} FROM {table} WHERE note > ? ORDER BY note LIMIT {_PAGE}"
        page: list[tuple[Any, ...]] = self.connection.execute(query, (0,)).fetchall()
        while page:
            yield from page
            page = self.connection.execute(query, (page[-1][0],)).fetchall()

    def _contents(self, path: str, note: int) -> dict[str, bytes]:
        """What the tables hold of a note."""
        _, parts = self.digest_and_parts(Source(note, ""), path)
        return {table: self.row(table, note).data for table in parts}

    def _one(self, query: str, parameter: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self.connection.execute(query, (parameter,)).fetchone()
        return row

    def _count(self, table: str, rows: int, sum_: int) -> None:
        old_rows, old_sum = self._totals[table]
        self._totals[table] = (old_rows + rows, old_sum + sum_)

    def _target(self, target: str) -> str | None:
        """The notes of a target, which will be written again: it is taken out of the totals."""
        row = self._one("SELECT target, notes, checksum FROM _targets WHERE target = ?", target)
        if row is None:
            return None
        _check_target(*row)
        self._count(TARGETS, -1, -row[2])
        notes: str = row[1]
        return notes

    def _definitions_sum(self) -> tuple[int, int]:
        rows = self.connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        return len(rows), crc32(repr(sorted(map(repr, rows))).encode())

    def _text_sum(self, table: str) -> tuple[int, int]:
        count = total = 0
        for key, block in self.connection.execute(f"SELECT id, block FROM {table}_data"):
            if type(block) is not bytes:
                raise Damaged(table)
            count += 1
            total += crc32(block, key & 0xFFFFFFFF)
        for row in self.connection.execute(f"SELECT segid, term, pgno FROM {table}_idx"):
            count += 1
            total += crc32(repr(row).encode())
        return count, total


def _mark() -> str:
    return os.urandom(8).hex()  # never used before, even if an old file is put in the place of ours


def _checked(table: str, note: int, path: Any, data: Any, sum_: Any) -> Row:
    if type(data) is not bytes or type(path) not in (str, bytes):
        raise Damaged(table)
    raw = path.encode() if type(path) is str else path
    if checksum(crc32(data, crc32(raw)), note) != sum_:
        raise Damaged(table)
    return Row(path if type(path) is str else os.fsdecode(path), data)


def _check_target(target: Any, notes: Any, sum_: Any) -> None:
    if type(notes) is not str or _target_sum(target, notes.encode()) != sum_:
        raise Damaged(TARGETS)


def _target_sum(target: Any, notes: bytes) -> int:
    return crc32(notes, crc32(repr(target).encode()))


def _source_sum(note: int, path: str | bytes, digest: bytes, parts: str) -> int:
    return checksum(crc32(parts.encode(), crc32(digest, path_sum(path))), note)


def _path(path: Any) -> str:
    if type(path) not in (str, bytes):
        raise Damaged(SOURCE)
    return os.fsdecode(path)
