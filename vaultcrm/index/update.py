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


class Stopped(Exception):
    """A new index was not finished, and holds less than the one that it was to replace."""


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


def is_worn(store: Store, plan: Plan, seen: Scan) -> bool:
    """Whether a new index is better than a change of this one: when more was written since it was
    made than there are notes. One that was stopped while it was made is not worn, but completed."""
    new = len(plan.suspects) - len(plan.digests)
    return store.later + new > max(_MANY, len(seen.notes))


def change(
    store: Store, plan: Plan, seen: Scan, vault: Vault, progress: Progress | None
) -> tuple[Counts, Mapping[str, Source]]:
    """Writes what differs, within the transaction that is open; gives what is known of each note
    then, as `Plan.before`."""
    store.check_text(TEXT_NEW)
    added = changed = 0
    linked: dict[str, list[int]] = {}
    dead = list(plan.gone)
    numbers: dict[str, int] = {}
    for batch, contents in _read(plan.suspects, plan.is_news, seen, vault, progress):
        new = {}
        same = []
        vanished = set(batch)
        for path, stamp, digest, packed in contents:
            vanished.discard(path)
            if packed:
                new[path] = New(packed, stamp, digest)
                if path in plan.before:
                    changed += 1
                    dead.append(path)
                else:
                    added += 1
            elif plan.before[path].stamp != stamp:
                same.append((plan.before[path], stamp))
        dead += [path for path in batch if path in vanished and path in plan.before]
        numbers.update(zip(new, store.add([*new.values()], TEXT_NEW, linked), strict=True))
        store.restamp(same)
    store.mark([(path, plan.before[path]) for path in dead], numbers)
    removed = store.remove((path, plan.before[path]) for path in dead)
    if added or changed or removed:
        store.change_targets(linked, removed)
        store.seal_text(TEXT_NEW)
        store.save()
    gone = frozenset(dead)
    after = {path: source for path, source in plan.before.items() if path not in gone}
    after |= {path: Source(number, seen.notes[path]) for path, number in numbers.items()}
    return Counts(added, changed, len(dead) - changed), after


def fill(
    store: Store, plan: Plan | None, seen: Scan, vault: Vault, progress: Progress | None
) -> Counts:
    """Writes all notes into an empty store; the counts are against `plan`, or nothing. Raises
    Stopped where `progress` stops it before it holds as many notes as there were in `plan`."""
    notes = added = changed = done = 0
    linked: dict[str, list[int]] = {}
    for batch, contents in _read(tuple(seen.notes), _all_are_news, seen, vault, progress):
        new = [New(found.packed, *found[1:3]) for found in contents if found.packed]
        for path, _, digest, _ in contents:
            if plan is None or path not in plan.before:
                added += 1
            elif plan.is_news(path, digest):
                changed += 1
        store.add(new, TEXT, linked)
        notes += len(new)
        done += len(batch)
    if plan and done < len(seen.notes) and notes < len(plan.before):
        raise Stopped
    store.seal_text(TEXT)  # first, since it leaves pages behind that the others can take
    store.seal_text(TEXT_NEW)
    store.change_targets(linked, ())
    store.save()
    gone = len(plan.before) + added - notes if plan and done == len(seen.notes) else 0
    return Counts(added, changed, gone)


class _Found(NamedTuple):
    """A note's file; `packed` is None if the note is what it was."""

    path: str
    stamp: str
    digest: bytes
    packed: Packed | None


def _read(
    paths: Sequence[str],
    is_news: Callable[[str, bytes], bool],
    seen: Scan,
    vault: Vault,
    progress: Progress | None,
) -> Iterator[tuple[Sequence[str], list[_Found]]]:
    """Batches of notes, with what was found of those that are still there; many notes are shared
    out to copies of this process. After a batch `progress` is told, and may end it all."""

    def work(batch: Sequence[str]) -> list[_Found]:
        return [
            _Found(
                path,
                _stamp(path, data, seen),
                digest,
                _packed(path, data, vault) if is_news(path, digest) else None,
            )
            for path, data, digest in _contents(batch, vault, seen)
        ]

    batches = [paths[at : at + _BATCH] for at in range(0, len(paths), _BATCH)]
    copies = how_many() if len(paths) >= _SEVERAL else 0
    done = 0
    with _many_objects(len(paths)), closing(in_copies(work, batches, copies)) as results:
        for batch, contents in zip(batches, results, strict=True):
            yield batch, contents
            done += len(batch)
            if progress and not progress(done, len(paths)):
                return


def _all_are_news(path: str, digest: bytes) -> bool:
    return True


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
