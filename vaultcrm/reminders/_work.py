"""What rules about work that was promised share: which work is still going on, whose it is, and
how it is named in titles and drafts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from vaultcrm.facts.book import Book, by_note, day_of, path_of
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.facts.projects import RUNNING
from vaultcrm.facts.promises import PROMISES, is_ours, is_waiting
from vaultcrm.facts.titles import meetings_by_path, said_of, title_of
from vaultcrm.model import Link, Record, Ref, Value
from vaultcrm.reading.privacy import is_private
from vaultcrm.reminders._asked import Asked, client_of, client_title
from vaultcrm.reminders._mails import in_brief, words_of
from vaultcrm.reminders._steps import latest_step

_OVER = ("past", "lost")  # clients; those that are paused wait (`_causes.py`)
_ENDED = ("closed", "lost")  # projects
_THEM = ("client", "customer", "the client", "them", "theirs", "they")


class Deliverable(NamedTuple):
    record: Record
    day: date
    project: Record


def is_over(book: Book, record: Record) -> bool:
    """Whether a record is about a client who has left, or a project that has ended."""
    client = clients_by_path(book).get(client_of(record))
    project = book.once(_projects).get(path_of(record.fields.get("project")))
    return bool(
        (client and client.fields.get("status") in _OVER)
        or (project and project.fields.get("status") in _ENDED)
    )


def running(book: Book) -> Mapping[str, Record]:
    """The projects that are agreed and not yet delivered, also those that are paused, by path; not
    those of clients who have left."""
    return book.once(_running)


def deliverables(book: Book) -> Sequence[Deliverable]:
    """What we are to hand over on a day, in running projects."""
    return book.once(_deliverables)


def step_after(asked: Asked, client: str, day: date) -> tuple[str, date] | None:
    """The period and the due date of the latest `after` of a rule that has come, counted from a
    day, else of the first. The period has its number and not its length: nothing comes twice when
    that is tuned."""
    step = latest_step(asked, day, client)
    if step is None:
        return None
    return f"{day.isoformat()} #{step.number + 1}" if step.number else day.isoformat(), step.day


def said_in(line: Record) -> str:
    """What a line says, without links and without the @name of whoever has to do it."""
    return words_of(line._replace(fields={**line.fields, "text": said_of(line)})) or "(no words)"


def short(line: Record) -> str:
    """The same, for a title."""
    return in_brief(said_in(line))


def whom(book: Book, record: Record) -> str:
    """What the client that a record is about is called, else its project; `them` without either."""
    project = book.once(_projects).get(path_of(record.fields.get("project")))
    return client_title(book, client_of(record)) or (title_of(project) if project else "them")


def name_of(owner: Value) -> str:
    """What an owner field calls somebody."""
    if isinstance(owner, Link | Ref):
        return owner.display or owner.target
    if isinstance(owner, tuple):
        return ", ".join(filter(None, map(name_of, owner)))
    return str(owner or "").strip().removeprefix("@").removeprefix("[[").removesuffix("]]")


def who_is(book: Book, owner: Value, client: str) -> str:
    """What those are called whom an owner field names: a note's title, the client's, or the name of
    the one person of the client who is called so; else as the field has it."""
    if isinstance(owner, tuple) and not isinstance(owner, Link | Ref):
        return ", ".join(filter(None, (who_is(book, each, client) for each in owner)))
    people = book.records("people")
    if isinstance(owner, Ref) and owner.path:
        notes = {each.path: each for each in people} | dict(clients_by_path(book))
        return title_of(notes[owner.path]) if owner.path in notes else name_of(owner)
    name, company = name_of(owner), client_title(book, client)
    if company and (name.casefold() in _THEM or is_called(name, company)):
        return company
    found = {
        title
        for each in people
        if client_of(each) == client and is_called(name, title := title_of(each))
    }
    return found.pop() if len(found) == 1 else name


def theirs(book: Book, client: str, project: str, until: date) -> list[str]:
    """What a client was to do for a project, or for us in general, by a day, and has not done."""
    names = {client_title(book, client)} | {
        title_of(each) for each in book.records("people") if client_of(each) == client
    }
    return [
        f"{said_in(line)} ({day})"
        for line in _promised(book, client, project)
        if (day := day_of(line.fields.get("due")))
        and day <= until
        and not is_ours(line, book)
        and who_is(book, line.fields.get("owner"), client) in names
    ]


def ours(book: Book, client: str, project: str) -> list[str]:
    """What we have promised to do for a project, or for its client in general, and have not
    done."""
    return [said_in(line) for line in _promised(book, client, project) if is_ours(line, book)]


def is_called(owner: str, client: str) -> bool:
    """Whether an owner's name is that of the client: Acme, or Acme Corp."""
    one, other = owner.casefold(), client.casefold()
    return bool(one and other) and (one == other or other.startswith(f"{one} "))


def _promised(book: Book, client: str, project: str) -> Iterator[Record]:
    """What is still to be done for a project, or for its client in general, and may be told."""
    for line in book.once(_open_promises).get(client, ()):
        if path_of(line.fields.get("project")) in ("", project) and _may_be_told(book, line):
            yield line


def _open_promises(book: Book) -> Mapping[str, Sequence[Record]]:
    """What is still to be done, by client."""
    lines = (line for kind in (*PROMISES, "deliverables") for line in book.open_lines(kind))
    return by_note(filter(is_waiting, lines), "client")


def _may_be_told(book: Book, line: Record) -> bool:
    """Whether neither a line nor the note that it stands in is private."""
    notes = (meetings_by_path(book), book.once(_projects), clients_by_path(book))
    note = next((found for each in notes if (found := each.get(line.path))), None)
    return not is_private(line.fields) and not is_private(note.fields if note else {}, line.path)


def _projects(book: Book) -> Mapping[str, Record]:
    return {project.path: project for project in book.records("projects")}


def _running(book: Book) -> Mapping[str, Record]:
    return {
        path: project
        for path, project in book.once(_projects).items()
        if project.fields.get("status") in RUNNING and not is_over(book, project)
    }


def _deliverables(book: Book) -> Sequence[Deliverable]:
    return [
        Deliverable(record, day, project)
        for record in book.open_lines("deliverables")
        if (day := day_of(record.fields.get("due")))
        and (project := running(book).get(path_of(record.fields.get("project"))))
        and is_waiting(record)
        and is_ours(record, book)
    ]
