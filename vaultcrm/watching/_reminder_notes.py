"""The notes of reminders as they are, and their log, on the disk."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.facts.titles import title_of
from vaultcrm.index.index import Index
from vaultcrm.model import Problem, Record, Ref, Value
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.source import decode
from vaultcrm.reminders._log import DISMISSED, DONE, PATH, Entry, Log, as_text, read_log
from vaultcrm.reminders._plan import DIGEST, OPEN, Known
from vaultcrm.writing import ticking
from vaultcrm.writing.atomic import create
from vaultcrm.writing.generated import is_untouched
from vaultcrm.writing.journal import append

_ATTRIBUTES = ".vaultcrm/.gitattributes"
_UNION = "reminders.log merge=union -text\n"
_MEND = "Bring it back from git or a backup: without it, what you deleted would come back."
_TICKS = {ticking.DONE: DONE, ticking.CANCELLED: DISMISSED}


def known_notes(index: Index, book: Book) -> Iterator[Known]:
    """The notes of reminders that we have made, whatever became of them."""
    for record in book.records("reminders"):
        key = record.fields.get("source_key")
        if isinstance(key, str) and key.count(" | ") >= 2:
            yield _note(index, book, record, " ".join(key.split()))


def _note(index: Index, book: Book, record: Record, key: str) -> Known:
    fields = record.fields
    status = str(fields.get("status") or OPEN)
    status = status if status in (DONE, DISMISSED) else OPEN
    sources = tuple(filter(None, map(path_of, _links(fields.get("source")))))
    about = (fields.get("client"), fields.get("project"))
    client = clients_by_path(book).get(path_of(fields.get("client")))
    due, rule, ticked, is_ours = day_of(fields.get("due")), key.partition(" | ")[0], "", True
    if status == OPEN or rule == DIGEST:
        data = index.read(record.path)
        text = "" if isinstance(data, Problem) else decode(data).text
        ticked = _TICKS.get(ticking.task_status(text, due), "") if status == OPEN else ""
        is_ours = not isinstance(data, Problem) and is_untouched(data)
    return Known(
        path=record.path,
        key=key,
        rule=rule,
        status=status,
        ticked=ticked,
        due=due,
        client=client.path if client else "",
        client_name=title_of(client) if client else "",
        notes=(record.path, *filter(None, map(path_of, about)), *sources),
        sources=frozenset(sources),
        title=_title(record),
        snooze=str(fields.get("snooze") or ""),
        is_ours=is_ours,
        reason=str(fields.get("reason") or ""),
    )


def _links(value: Value) -> Iterator[Value]:
    if isinstance(value, tuple) and not isinstance(value, Ref):
        yield from value


def _title(record: Record) -> str:
    """What a reminder's note is called, without the day."""
    title, day = title_of(record), day_of(record.fields.get("due"))
    return title.removeprefix(f"{day} ") if day else title


def log_of(index: Index) -> Log:
    """The log; an empty one where there is none.

    Raises VaultError if it cannot be read: without it what was deleted would come back."""
    root = index.vault.root
    data = read_bytes(root, PATH)
    if isinstance(data, bytes):
        try:
            return read_log(data.decode("utf-8-sig", "replace"))
        except ValueError as error:
            raise VaultError(f"{PATH}: {error}", _MEND) from error
    if not os.path.lexists(root / PATH):
        return read_log("")
    raise VaultError(f"{PATH} {data.message}", _MEND)


def write_log(root: Path, entries: Iterable[Entry]) -> None:
    """Adds to the log; beside a new one, git is told how two of them are joined."""
    if not os.path.lexists(root / PATH):
        attributes = read_bytes(root, _ATTRIBUTES)
        if not os.path.lexists(root / _ATTRIBUTES):
            create(root, _ATTRIBUTES, _UNION.encode())
        elif isinstance(attributes, bytes) and _UNION.encode() not in attributes:
            append(root, _ATTRIBUTES, _UNION)
    append(root, PATH, as_text(entries))
