"""What the rules of this group share: which clients and projects they ask about, how long things
may take there.

What is paused, past, closed or lost is left in peace, and so is whatever belongs to no client, or
to one whose note says nothing certain."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from vaultcrm.facts import patience
from vaultcrm.facts.book import Book, path_of
from vaultcrm.facts.contact import IN_TOUCH
from vaultcrm.facts.patience import QUIET, clients_by_path
from vaultcrm.model import Duration, Record
from vaultcrm.reading.links import stem
from vaultcrm.rules.survey import Survey
from vaultcrm.words import shown

RECENT = timedelta(days=60)  # what is older tells of habits that may have changed since
HISTORY = timedelta(days=365)  # what is older would only drown the rest
_QUIET_PROJECTS = ("paused", "closed", "lost")
_IN_HAND = ("agreed", "active")


def active_clients(survey: Survey) -> Iterator[Record]:
    """The clients that expect to hear from us."""
    for client in survey.book.records("clients"):
        if client.fields.get("status") in IN_TOUCH and client.path not in survey.uncertain:
            yield client


def current_clients(survey: Survey) -> Iterator[Record]:
    """Those, and whoever may yet become a client."""
    for client in survey.book.records("clients"):
        quiet = client.fields.get("status") in QUIET
        if not quiet and client.path not in survey.uncertain:
            yield client


def projects_in_hand(survey: Survey) -> Mapping[str, Record]:
    """The projects that are agreed and not yet delivered, for clients that are not quiet, by path;
    not those that are paused."""
    found = survey.book.once(_projects_in_hand)
    if survey.uncertain:
        return {
            path: project
            for path, project in found.items()
            if not {path, client_of(project)} & survey.uncertain
        }
    return found


def is_in_hand(survey: Survey, path: str) -> bool:
    """Whether a path is that of one of the `projects_in_hand`."""
    project = survey.note("projects", path)
    if project is None or project.fields.get("status") not in _IN_HAND:
        return False
    client = survey.note("clients", client_of(project))
    if client is None or client.fields.get("status") in QUIET:
        return False
    return survey.uncertain.isdisjoint((path, client.path))


def is_current(survey: Survey, record: Record) -> bool:
    """Whether a record is about a client that is not quiet, and no project of its is either."""
    path, within = client_of(record), path_of(record.fields.get("project"))
    client = survey.note("clients", path)
    if client is None or client.fields.get("status") in QUIET:
        return False
    if path in survey.uncertain or within in survey.uncertain:
        return False
    project = survey.note("projects", within)
    return project is None or project.fields.get("status") not in _QUIET_PROJECTS


def client_of(record: Record) -> str:
    """The path of the client that a record is about, '' without one."""
    return path_of(record.fields.get("client"))


def allowed(survey: Survey, client: str, name: str) -> Duration:
    """How long something may take at a client (a path): by the client's note, else by the
    settings."""
    return patience.allowed(survey.book, client, name)


def limit(survey: Survey, client: str, name: str) -> Decimal | None:
    """How much of something is enough at a client; None where nobody has said."""
    value = patience.threshold(survey.book, client, name)
    return value if isinstance(value, Decimal) else None


def is_over(survey: Survey, day: date, duration: Duration) -> bool:
    """Whether more time has passed since a day than it was to take."""
    end = patience.until(survey.book, day, duration)
    return end is not None and end < survey.book.today


def quoted(record: Record) -> str:
    """What a line says, for a message, with its client where another note holds it."""
    text = record.fields.get("text")
    said = shown(text) if isinstance(text, str) and text else "this"
    client = client_of(record)
    return f"{said} ({stem(client)})" if client and client != record.path else said


def days_since(survey: Survey, day: date) -> str:
    return days((survey.book.today - day).days)


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _projects(book: Book) -> Mapping[str, Record]:
    return {project.path: project for project in book.records("projects")}


def _projects_in_hand(book: Book) -> Mapping[str, Record]:
    clients = clients_by_path(book)
    return {
        path: project
        for path, project in book.once(_projects).items()
        if project.fields.get("status") in _IN_HAND
        and (client := clients.get(client_of(project)))
        and client.fields.get("status") not in QUIET
    }
