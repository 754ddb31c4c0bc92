"""Reminders → notes: what is due becomes a note in `reminders/`, once, and closes itself."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book
from vaultcrm.index.index import Index
from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.reminders import Reminder
from vaultcrm.reminders._causes import causes, is_away, own_rules, rules
from vaultcrm.reminders._log import (
    DONE,
    MADE,
    REOPENED,
    SETTLED,
    Entry,
)
from vaultcrm.reminders._plan import (
    DIGEST,
    OPEN,
    Closing,
    Digest,
    Known,
    Plan,
    Reopening,
    World,
    plan,
)
from vaultcrm.rendering import reminders as rendering
from vaultcrm.watching._reminder_notes import known_notes, log_of, write_log
from vaultcrm.writing import atomic, ticking
from vaultcrm.writing.front_matter import set_property
from vaultcrm.writing.generated import generated, is_untouched, resealed, write_generated
from vaultcrm.writing.lock import write_lock
from vaultcrm.writing.names import name_key, safe_name

MAKER = "vaultcrm"

Wanted = Callable[[str, str], bool]  # by rule and client


class Outcome(NamedTuple):
    """What became of a reminder: `written` now; `settled`, it closed itself; `reopened`, since what
    had settled it is so no longer; `marked`, its tick became its status; `archived`; `deferred`, it
    waits for the end of a pause or of days off; `unchanged`, there already; or `kept`, since
    somebody has changed the note, or another stands in its place. `reason` says why it closed, or
    could not be written."""

    path: str
    action: str
    title: str
    rule: str
    due: date | None
    reason: str = ""


def everything(rule: str, client: str) -> bool:
    return True


def plan_for(index: Index, today: date, wanted: Wanted = everything) -> Plan:
    """What is to be done about reminders today."""
    book = Book.of(index, today)
    own = own_rules(index, book)
    folder = _folder(index)
    world = World(
        today=today,
        settings=book.config.reminders,
        causes=tuple(causes(book, own)),
        notes=tuple(known_notes(index, book)),
        log=log_of(index),
        rules=rules(own),
        uncertain=index.uncertain(),
        away=is_away(book) is not None,
        archive=f"{folder}/archive",
        wanted=wanted,
    )
    return plan(world)


def write_reminders(
    index: Index, today: date, dry_run: bool = False, wanted: Wanted = everything
) -> list[Outcome]:
    """Brings the notes of reminders up to date with what is due: those that are missing are
    written, those that have no cause any more close themselves, old ones are archived. What
    somebody has written in a note is never touched. What could not be written is among the outcomes
    as `kept`.

    Raises VaultError if the disk or the lock does not let it, after what has been done so far; run
    again, it goes on where it was."""
    log, todo = log_of(index), plan_for(index, today, wanted)
    if dry_run or _is_idle(index, todo):
        return list(_outcomes(index, todo))
    with write_lock(index.vault.root):
        # Another vaultcrm may have done it while we waited.
        changes = index.refresh()
        if changes.added or changes.changed or changes.removed or log_of(index) != log:
            todo = plan_for(index, today, wanted)
        return [*_carried_out(index, today, todo), *_resting(todo)]


def _is_idle(index: Index, todo: Plan) -> bool:
    work = (todo.write, todo.settle, todo.reopen, todo.mark, todo.archive, todo.log)
    return not any(work) and all(_is_current(index, each) for each in todo.digests)


def _folder(index: Index) -> str:
    return index.vault.schema.types["reminder"].folder


# --- what is done ---------------------------------------------------------------------------------


def _carried_out(index: Index, today: date, todo: Plan) -> Iterator[Outcome]:
    """Does it, one note after the other. The log is told of each thing at once when it is done, but
    of what goes into a digest before: the digest is made from the log."""
    root = index.vault.root
    log = partial(_log, root, today)
    if todo.log:
        write_log(root, todo.log)
    for digest in todo.digests:
        yield _write_digest(index, digest, log)
    paths = _paths(todo.write, _folder(index), _taken(index))
    for each in todo.write:
        path = paths[each.key]
        action = write_generated(root, path, _data(root, each, path))
        if action != "kept":
            log(MADE, each.key)
        yield Outcome(path, action, each.title, each.rule, each.due)
    for closing in todo.settle:
        yield _settle(root, closing, log)
    for reopening in todo.reopen:
        yield _reopen(root, reopening, log)
    for note, status in todo.mark:
        yield _changed(root, note, "marked", partial(_with_status, status=status))
    for note in todo.archive:
        yield _archived(root, note, f"{_folder(index)}/archive")


def _resting(todo: Plan) -> Iterator[Outcome]:
    for note in todo.open:
        yield Outcome(note.path, "unchanged", note.title, note.rule, note.due)
    for each in todo.deferred:
        yield Outcome("", "deferred", each.title, each.rule, each.due)


def _outcomes(index: Index, todo: Plan) -> Iterator[Outcome]:
    """What would come of it."""
    paths = _paths(todo.write, _folder(index), _taken(index))
    for digest in todo.digests:
        if not _is_current(index, digest):
            title = rendering.digest_title(len(digest.reminders))
            yield Outcome(_digest_path(index, digest), "written", title, DIGEST, digest.day)
    for each in todo.write:
        yield Outcome(paths[each.key], "written", each.title, each.rule, each.due)
    for note, reason, _ in todo.settle:
        yield Outcome(note.path, "settled", note.title, note.rule, note.due, reason)
    for note, _, _ in todo.reopen:
        yield Outcome(note.path, "reopened", note.title, note.rule, note.due)
    for note, status in todo.mark:
        yield Outcome(note.path, "marked", note.title, note.rule, note.due, status)
    for note in todo.archive:
        yield Outcome(note.path, "archived", note.title, note.rule, note.due)
    yield from _resting(todo)


def _data(root: Path, reminder: Reminder, path: str) -> bytes:
    fields = rendering.front_matter(reminder)
    return generated(fields, rendering.body(root, reminder), MAKER, reminder.key, path)


def _write_digest(index: Index, digest: Digest, log: "partial[None]") -> Outcome:
    root, path = index.vault.root, _digest_path(index, digest)
    action = write_generated(root, path, _digest_data(root, digest, path))
    if not digest.path and action != "kept":
        log(MADE, digest.key)
    title = rendering.digest_title(len(digest.reminders))
    return Outcome(path, action, title, DIGEST, digest.day)


def _digest_data(root: Path, digest: Digest, path: str) -> bytes:
    fields = rendering.digest_front_matter(digest.day)
    body = rendering.digest_body(root, digest.day, digest.reminders)
    return generated(fields, body, MAKER, digest.key, path)


def _digest_path(index: Index, digest: Digest) -> str:
    name = f"{digest.day.isoformat()} {rendering.DIGEST_NAME}"
    return digest.path or f"{_folder(index)}/{name}.md"


def _is_current(index: Index, digest: Digest) -> bool:
    """Whether a digest's note says what it would say now, or is somebody's own."""
    root, path = index.vault.root, _digest_path(index, digest)
    found = read_bytes(root, path)
    if isinstance(found, Problem):
        return False
    return found == _digest_data(root, digest, path) or not is_untouched(found)


def _settle(root: Path, closing: Closing, log: "partial[None]") -> Outcome:
    note, reason, number = closing

    def closed(text: str) -> str:
        text = set_property(set_property(text, "status", DONE), "reason", reason)
        return f"{ticking.with_task(text, ticking.DONE).rstrip()}\n\nClosed by itself: {reason}\n"

    outcome = _changed(root, note, "settled", partial(_with_status, status=DONE), closed)
    if outcome.action == "settled":
        log(SETTLED, note.key, reason, number)
    return outcome._replace(reason=reason)


def _reopen(root: Path, reopening: Reopening, log: "partial[None]") -> Outcome:
    note, reminder, number = reopening
    found = atomic.read_guarded(root, note.path)
    if is_untouched(found.data):
        atomic.replace(root, found, _data(root, reminder, note.path))
        outcome = Outcome(note.path, "reopened", note.title, note.rule, note.due)
    else:
        outcome = _changed(root, note, "reopened", partial(_with_status, status=OPEN))
    if outcome.action == "reopened":
        log(REOPENED, note.key, "", number)
    return outcome


def _with_status(text: str, status: str) -> str:
    return set_property(text, "status", status)


def _changed(
    root: Path,
    note: Known,
    action: str,
    change: Callable[[str], str],
    whole: Callable[[str], str] | None = None,
) -> Outcome:
    """Changes a reminder's note: `whole` if nobody has touched it yet, else only its status; kept
    where that is not safe."""
    done = Outcome(note.path, action, note.title, note.rule, note.due)
    try:
        found = atomic.read_guarded(root, note.path)
        if whole and is_untouched(found.data):
            text = found.data.decode().replace("\r\n", "\n")
            atomic.replace(root, found, resealed(whole(text).encode()))
        else:
            atomic.edit(root, note.path, change)
    except VaultError as error:
        if isinstance(error.__cause__, OSError):
            raise  # the disk is full, or the like: that is not the note's fault
        return done._replace(action="kept", reason=error.message)
    return done


def _archived(root: Path, note: Known, archive: str) -> Outcome:
    year = note.due.year if note.due else "undated"
    path = f"{archive}/{year}/{note.path.rpartition('/')[2]}"
    atomic.move(root, note.path, path)
    return Outcome(path, "archived", note.title, note.rule, note.due)


def _taken(index: Index) -> Mapping[str, str]:
    """The names in the folder of reminders, as a disk that ignores case takes them."""
    folder = _folder(index)
    with suppress(OSError):
        return {name_key(name): name for name in os.listdir(index.vault.root / folder)}
    return {}


def _log(root: Path, day: date, event: str, key: str, detail: str = "", number: int = 1) -> None:
    write_log(root, [Entry(day, event, key, detail, number)])


def _paths(new: Iterable[Reminder], folder: str, taken: Mapping[str, str]) -> dict[str, str]:
    """A path for each reminder by its key: its day and its title, and its client's name where the
    title does not hold it. Where that is taken, a part of its key's hash as well, so that every
    machine names it alike."""
    used = set(taken)
    paths: dict[str, str] = {}
    for each in sorted(new, key=lambda each: each.key):
        title = each.title
        if each.client and each.client.target.casefold() not in title.casefold():
            title = f"{title} ({each.client.target})"
        name = safe_name(f"{each.due.isoformat()} {title}")
        if name_key(f"{name}.md") in used:
            name += f" {hashlib.sha256(each.key.encode()).hexdigest()[:6]}"
        used.add(name_key(f"{name}.md"))
        paths[each.key] = f"{folder}/{name}.md"
    return paths
