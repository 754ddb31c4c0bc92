"""Reminders → notes: what is due becomes a note in `reminders/`, once, and closes itself."""

import errno
import os
from collections.abc import Callable, Iterator
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
    Log,
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
    unaffected,
)
from vaultcrm.rendering import reminders as rendering
from vaultcrm.watching._reminder_names import names_in, paths_of, short_hash
from vaultcrm.watching._reminder_notes import known_notes, log_of, write_log
from vaultcrm.writing import atomic, ticking
from vaultcrm.writing.front_matter import set_property
from vaultcrm.writing.generated import generated, is_untouched, resealed, write_generated
from vaultcrm.writing.lock import write_lock
from vaultcrm.writing.names import name_key

MAKER = "vaultcrm"
_ITS_OWN = frozenset((errno.EACCES, errno.EPERM))  # what one note alone may be refused for

Wanted = Callable[[str, str], bool]  # by rule and client


class Outcome(NamedTuple):
    """What became of a reminder: `written` now; `settled`, it closed itself; `reopened`, since what
    had settled it is so no longer; `marked`, its tick became its status; `archived`; `deferred`, it
    waits for the end of a pause or of days off; `unchanged`, there already; or `kept`, since
    somebody has changed the note, or another stands in its place. `reason` says why it closed or
    could not be written, or what is wrong with a template of the vault's own."""

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
        blind=bool(index.unseen()),
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


class Planned(NamedTuple):
    """What is to be done about reminders, and the log and the index's last change as they were
    before."""

    todo: Plan
    log: Log
    change: str


def planned(index: Index, today: date) -> Planned | None:
    """None where there is nothing to do."""
    log, change = log_of(index), index.last_change()
    todo = plan_for(index, today)
    if _is_idle(index, todo):
        return None
    return Planned(todo._replace(open=(), deferred=()), log, change)


def carry_out(index: Index, today: date, planned: Planned, same: bool) -> list[Outcome] | None:
    """Does what was planned, which may have been a moment ago, as `write_reminders` does, but for
    what rests on notes that have changed since. None, and nothing is done, if another vaultcrm has
    been at the reminders since, or if it cannot be told which notes have changed and it is not
    known that all is the `same`.

    Raises VaultError as that does."""
    changed = index.changed_since(planned.change)
    if changed is None and not same:
        return None
    todo = planned.todo
    if changed is not None:
        todo = unaffected(todo, changed, index.seen.notes if index.seen else ())
    with write_lock(index.vault.root):
        if log_of(index) != planned.log:
            return None
        return list(_carried_out(index, today, todo))


def _is_idle(index: Index, todo: Plan) -> bool:
    work = (todo.write, todo.settle, todo.reopen, todo.mark, todo.archive, todo.log)
    return not any(work) and all(_is_current(index, each) for each in todo.digests)


def _folder(index: Index) -> str:
    return index.vault.schema.types["reminder"].folder


# --- what is done ---------------------------------------------------------------------------------


def _carried_out(index: Index, today: date, todo: Plan) -> Iterator[Outcome]:
    """Does it, one note after the other. The log is told of each thing at once when it is done, but
    of what goes into a digest before: the digest is made from the log."""
    root, folder = index.vault.root, _folder(index)
    log = partial(_log, root, today)
    if todo.log:
        write_log(root, todo.log)
    for digest in todo.digests:
        title = rendering.digest_title(len(digest.reminders))
        done = Outcome(_digest_path(index, digest), "written", title, DIGEST, digest.day)
        yield _tried(done, partial(_write_digest, index, digest, log))
    paths = paths_of(todo.write, folder, names_in(index.vault.root, _folder(index)))
    for each in todo.write:
        done = Outcome(paths[each.key], "written", each.title, each.rule, each.due)
        yield _tried(done, partial(_write, root, each, done, log))
    for closing in todo.settle:
        done = _about(closing.note, "settled", closing.reason)
        yield _tried(done, partial(_settle, root, closing, done, log))
    for reopening in todo.reopen:
        done = _about(reopening.note, "reopened")
        yield _tried(done, partial(_reopen, root, reopening, done, log))
    for note, status in todo.mark:
        done = _about(note, "marked", status)
        yield _tried(done, partial(_mark, root, note, status, done))
    for note in todo.archive:
        done = _about(note, "archived")
        yield _tried(done, partial(_archive, root, note, f"{folder}/archive", done))


def _about(note: Known, action: str, reason: str = "") -> Outcome:
    return Outcome(note.path, action, note.title, note.rule, note.due, reason)


def _tried(planned: Outcome, do: Callable[[], Outcome]) -> Outcome:
    """What comes of one reminder. One that cannot be done is no reason to leave out the others;
    but where the disk is full or breaks, or the folder is none, nothing can be.

    Raises VaultError then."""
    try:
        return do()
    except VaultError as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno not in _ITS_OWN:
            raise
        return planned._replace(action="kept", reason=error.message)


def _resting(todo: Plan) -> Iterator[Outcome]:
    digests = {each.path for each in todo.digests}  # of these there was word already
    for note in todo.open:
        if note.path not in digests:
            yield _about(note, "unchanged")
    for each in todo.deferred:
        yield Outcome("", "deferred", each.title, each.rule, each.due)


def _outcomes(index: Index, todo: Plan) -> Iterator[Outcome]:
    """What would come of it."""
    paths = paths_of(todo.write, _folder(index), names_in(index.vault.root, _folder(index)))
    for digest in todo.digests:
        title = rendering.digest_title(len(digest.reminders))
        action = "unchanged" if _is_current(index, digest) else "written"
        yield Outcome(_digest_path(index, digest), action, title, DIGEST, digest.day)
    for each in todo.write:
        yield Outcome(paths[each.key], "written", each.title, each.rule, each.due)
    for note, reason, _ in todo.settle:
        yield _about(note, "settled", reason)
    for note, _, _ in todo.reopen:
        yield _about(note, "reopened")
    for note, status in todo.mark:
        yield _about(note, "marked", status)
    for note in todo.archive:
        yield _about(note, "archived")
    yield from _resting(todo)


def _data(root: Path, reminder: Reminder, path: str, complaints: list[str] | None = None) -> bytes:
    fields = rendering.front_matter(reminder)
    return generated(fields, rendering.body(root, reminder, complaints), MAKER, reminder.key, path)


def _write(root: Path, reminder: Reminder, done: Outcome, log: "partial[None]") -> Outcome:
    complaints: list[str] = []  # of a template of the vault's own, in whose place ours was taken
    data = _data(root, reminder, done.path, complaints)
    action = write_generated(root, done.path, data)
    if action != "kept":
        log(MADE, reminder.key)
    return done._replace(action=action, reason="; ".join(complaints))


def _write_digest(index: Index, digest: Digest, log: "partial[None]") -> Outcome:
    root, path = index.vault.root, _digest_path(index, digest)
    action = write_generated(root, path, _digest_data(root, digest, path))
    if digest.reopened:
        if action == "kept":
            atomic.edit(root, path, partial(_open_again, due=digest.day))
        log(REOPENED, digest.key, "", digest.reopened)
        action = "written"
    elif not digest.path and action != "kept":
        log(MADE, digest.key)
    title = rendering.digest_title(len(digest.reminders))
    return Outcome(path, action, title, DIGEST, digest.day)


def _digest_data(root: Path, digest: Digest, path: str) -> bytes:
    fields = rendering.digest_front_matter(digest.day)
    body = rendering.digest_body(root, digest.day, digest.reminders)
    return generated(fields, body, MAKER, digest.key, path)


def _digest_path(index: Index, digest: Digest) -> str:
    if digest.path:
        return digest.path
    name = f"{digest.day.isoformat()} {rendering.DIGEST_NAME}"
    if name_key(f"{name}.md") in names_in(index.vault.root, _folder(index)):
        name += f" {short_hash(digest.key)}"
    return f"{_folder(index)}/{name}.md"


def _is_current(index: Index, digest: Digest) -> bool:
    """Whether a digest's note says what it would say now, or is somebody's own."""
    root, path = index.vault.root, _digest_path(index, digest)
    found = read_bytes(root, path)
    if isinstance(found, Problem) or digest.reopened:
        return False
    return found == _digest_data(root, digest, path) or not is_untouched(found)


def _settle(root: Path, closing: Closing, done: Outcome, log: "partial[None]") -> Outcome:
    """Closes a reminder: if nobody has touched it, with its task ticked and the reason; else only
    by its status."""
    note, reason, number = closing
    found = atomic.read_guarded(root, note.path)
    if is_untouched(found.data):
        text = found.data.decode().replace("\r\n", "\n")
        text = set_property(set_property(text, "status", DONE), "reason", reason)
        text = ticking.with_task(text, ticking.DONE, note.due).rstrip()
        text = f"{text}\n\nClosed by itself: {reason}\n"
        atomic.replace(root, found, resealed(text.encode()))
    else:
        atomic.edit(root, note.path, partial(set_property, name="status", value=DONE))
    log(SETTLED, note.key, reason, number)
    return done


def _reopen(root: Path, reopening: Reopening, done: Outcome, log: "partial[None]") -> Outcome:
    note, reminder, number = reopening
    found = atomic.read_guarded(root, note.path)
    if is_untouched(found.data):
        atomic.replace(root, found, _data(root, reminder, note.path))
    else:
        atomic.edit(root, note.path, partial(_open_again, due=note.due))
    log(REOPENED, note.key, "", number)
    return done


def _open_again(text: str, due: date | None) -> str:
    """The note as it was before we closed it, as far as nobody has touched it since: a tick in it
    is ours, for a person's closes it for good."""
    text = set_property(text, "status", OPEN)
    if ticking.task_status(text, due) == ticking.DONE:
        text = ticking.with_task(text, ticking.OPEN, due)
    return text


def _mark(root: Path, note: Known, status: str, done: Outcome) -> Outcome:
    atomic.edit(root, note.path, partial(set_property, name="status", value=status))
    return done


def _archive(root: Path, note: Known, archive: str, done: Outcome) -> Outcome:
    folder = f"{archive}/{note.due.year if note.due else 'undated'}"
    name = note.path.rpartition("/")[2].removesuffix(".md")
    path = f"{folder}/{name}.md"
    if os.path.lexists(root / path):
        path = f"{folder}/{name} {short_hash(note.path)}.md"
    atomic.move(root, note.path, path)
    return done._replace(path=path)


def _log(root: Path, day: date, event: str, key: str, detail: str = "", number: int = 1) -> None:
    write_log(root, [Entry(day, event, key, detail, number)])
