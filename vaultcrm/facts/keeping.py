"""Values of facts, kept beside the index: each fact's for as long as all that they rest on is as it
was. That is the day, the program and the settings, which notes and files there are, and what was
read while they were computed (`index/ledger.py`)."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from vaultcrm.facts.book import Book, Compute, default_of
from vaultcrm.index import kept
from vaultcrm.index.index import Index
from vaultcrm.index.ledger import ANYTHING
from vaultcrm.index.values import decode, decode_fields, encode, encode_fields
from vaultcrm.model import Link, Value


class Values(NamedTuple):
    """A fact's values by place, and what it counts as where there is none."""

    by_place: Mapping[str, Value]
    default: Value


def values_of(compute: Compute, book: Book) -> Values:
    values = {place: fact.value for place, fact in compute(book).items()}
    return Values(values, default_of(compute))


class KeptFacts:
    def __init__(self, index: Index, now: datetime, around: str) -> None:
        """`around` is `kept.around` from before the settings were read. To be made before anything
        is loaded that facts are computed from."""
        self._index = index
        self._now = now
        self._around = around
        self._marks = index.marks()
        self._seen, self._file = index.seen, index.path

    def recall(self, collection: str, name: str) -> Values | None:
        """The values of a fact, if they are kept and right."""
        kind, index = _kind(collection, name), self._index
        answer = self._file and kept.recall_parts(self._file, kind, [], self._now, self._around)
        if not answer:
            return None
        marks, notes, (values, tags), (default, tag) = answer
        if any(self._marks.get(table) != mark for table, mark in marks.items()):
            return None
        if not index.stand(notes):
            return None
        index.ledger.note(*marks, *notes)
        return Values(decode_fields(values, tags, Link), decode(default, tag, Link))

    def compute(self, collection: str, name: str, compute: Compute, book: Book) -> Values:
        """The values of a fact, which are kept."""
        with self._index.ledger.noting() as grounds:
            values = values_of(compute, book)
        # Another process may have changed the index, and this one have walked again.
        if self._file and self._index.seen is self._seen and ANYTHING not in grounds:
            notes = sorted(ground for ground in grounds if ground not in self._marks)
            marks = {each: self._marks[each] for each in ("", *sorted(grounds.difference(notes)))}
            answer = marks, notes, encode_fields(values.by_place), encode(values.default)
            kept.keep_parts(self._file, _kind(collection, name), self._grounds(), answer)
        return values

    def _grounds(self) -> kept.Grounds:
        since = datetime.combine(self._now.date(), time())
        until = since + timedelta(days=1)
        return kept.Grounds([], since.isoformat(), until.isoformat(), self._around, "", "")


def _kind(collection: str, name: str) -> str:
    return f"fact.{collection}.{name}"
