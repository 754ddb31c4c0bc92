"""Bringing the tables up to date with the files: what differs, reading it, writing it."""

import gc
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import NamedTuple, TypeAlias

from vaultcrm.index.copies import how_many, in_copies
from vaultcrm.index.rows import Packed, pack
from vaultcrm.index.scan import Scan
from vaultcrm.index.store import New, Source, Store
from vaultcrm.index.tables import TEXT, TEXT_NEW
from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.vault import Vault

# Told how many notes are done, and of how many; says whether to go on. What is done is kept: the
# next time the rest is as good as new.
Progress: TypeAlias = Callable[[int, int], bool]

_BATCH = 250  # notes read and written at once
_SEVERAL = 1000  # notes from which on reading them is shared out to several processes
_MANY = 1000  # notes written since the index was made that are never too many


class Plan(NamedTuple):
    """What the files say against the index: `suspects` are notes that are new or whose file may
    have changed since it was read, `gone` those that are no more. `before` has what was known of
    every note, `digests` what the known ones among the suspects held."""

    suspects: tuple[str, ...]
    gone: tuple[str, ...]
    before: Mapping[str, Source]
    digests: Mapping[str, bytes]

    @property
    def is_empty(self) -> bool:
        return not self.suspects and not self.gone

    def is_news(self, path: str, digest: bytes) -> bool:
        """Whether a note is another than it was; one that was no suspect is not."""
        if path in self.digests:
            return self.digests[path] != digest
        return path not in self.before


class Counts(NamedTuple):
    added: int = 0
    changed: int = 0
    removed: int = 0


def compare(store: Store, seen: Scan) -> Plan:
    before = store.sources()
    unknown = Source(0, "")
    suspects = [
        path for path, stamp in seen.notes.items() if before.get(path, unknown).stamp != stamp
    ]
    gone = [path for path in before if path not in seen.notes]
    digests = {
        path: store.digest_and_parts(before[path], path)[0] for path in suspects if path in before
    }
    return Plan(tuple(suspects), tuple(gone), before, digests)


def is_worn(store: Store, plan: Plan) -> bool:
    """Whether a new index is better than a change of this one: when more was written since it was
    made than there are notes."""
    new = len(plan.suspects) - len(plan.digests)
    return store.later + new > max(_MANY, len(plan.before))


def change(store: Store, plan: Plan, seen: Scan, vault: Vault, progress: Progress | None) -> Counts:
    """Writes what differs, within the transaction that is open."""
    store.check_text(TEXT_NEW)
    added = changed = 0
    linked: dict[str, list[int]] = {}
    dead = list(plan.gone)
    with _many_objects(len(plan.suspects)):
        done = 0
        for batch in _batches(plan.suspects):
            new = []
            same = []
            vanished = set(batch)
            for path, data, digest in _contents(batch, vault, seen):
                vanished.discard(path)
                stamp = _stamp(path, data, seen)
                if plan.is_news(path, digest):
                    new.append(New(_packed(path, data, vault), stamp, digest))
                    if path in plan.before:
                        changed += 1
                        dead.append(path)
                    else:
                        added += 1
                elif plan.before[path].stamp != stamp:
                    same.append((plan.before[path], stamp))
            dead += [path for path in batch if path in vanished and path in plan.before]
            store.add(new, TEXT_NEW, linked)
            store.restamp(same)
            done += len(batch)
            if progress and not progress(done, len(plan.suspects)):
                break
    removed = store.remove((path, plan.before[path]) for path in dead)
    if added or changed or removed:
        store.change_targets(linked, removed)
        store.seal_text(TEXT_NEW)
        store.save()
    return Counts(added, changed, len(dead) - changed)


def fill(
    store: Store, plan: Plan | None, seen: Scan, vault: Vault, progress: Progress | None
) -> Counts:
    """Writes all notes into an empty store; the counts are against `plan`, or nothing."""
    notes = added = changed = 0
    linked: dict[str, list[int]] = {}
    batches = _batches(tuple(seen.notes))
    copies = how_many() if len(seen.notes) >= _SEVERAL else 0

    def read(batch: Sequence[str]) -> list[tuple[str, New]]:
        return [
            (path, New(_packed(path, data, vault), _stamp(path, data, seen), digest))
            for path, data, digest in _contents(batch, vault, seen)
        ]

    done = 0
    with (
        _many_objects(len(seen.notes)),
        closing(in_copies(read, batches, copies)) as results,
    ):
        for batch, contents in zip(batches, results, strict=True):
            for path, new in contents:
                if plan is None or path not in plan.before:
                    added += 1
                elif plan.is_news(path, new.digest):
                    changed += 1
            store.add([new for _, new in contents], TEXT, linked)
            notes += len(contents)
            done += len(batch)
            if progress and not progress(done, len(seen.notes)):
                break
        store.change_targets(linked, ())
    store.seal_text(TEXT)
    store.seal_text(TEXT_NEW)
    store.save()
    gone = len(plan.before) + added - notes if plan else 0
    return Counts(added, changed, gone)


def _contents(
    paths: Sequence[str], vault: Vault, seen: Scan
) -> Iterator[tuple[str, bytes | Problem, bytes]]:
    """The bytes of each note, or why there are none, and their digest; nothing for a note that
    was removed meanwhile."""
    for path in paths:
        unsaved = seen.unsaved.get(path)
        data = read_bytes(vault.root, path) if unsaved is None else unsaved
        if isinstance(data, bytes):
            yield path, data, digest_of(data)
        elif os.path.lexists(vault.root / path):
            yield path, data, digest_of(repr(data).encode())


def digest_of(data: bytes) -> bytes:
    """By which the index knows a note's bytes again."""
    return hashlib.sha256(data).digest()[:16]


def _stamp(path: str, data: bytes | Problem, seen: Scan) -> str:
    """By which the note is known to be the same later on; '' if it must be looked at again."""
    return seen.notes[path] if isinstance(data, bytes) and path not in seen.recent else ""


def _packed(path: str, data: bytes | Problem, vault: Vault) -> Packed:
    from vaultcrm.reading.note import read_note, unreadable  # not before there is one to read

    if isinstance(data, bytes):
        return pack(read_note(path, data, vault.schema, vault.config.currency), vault.schema)
    return pack(unreadable(path, data), vault.schema)


def _batches(paths: Sequence[str]) -> list[Sequence[str]]:
    return [paths[at : at + _BATCH] for at in range(0, len(paths), _BATCH)]


@contextmanager
def _many_objects(count: int) -> Iterator[None]:
    """The garbage collector costs a lot where many objects are made and none is garbage."""
    threshold = gc.get_threshold()
    if count > _BATCH:
        gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
