"""Work that may come: the projects that are not yet agreed."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.contact import met
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.money import weighted_value
from vaultcrm.facts.projects import POSSIBLE
from vaultcrm.model import Money, Record

STALE = 30  # days without a contact, after which an opportunity rots
_WON = ("agreed", "active", "paused", "delivered", "closed")


class Opportunity(NamedTuple):
    """A project that is a lead or proposed. `first` is the first day that anything is known of it:
    its start, its `proposed_on`, or the first contact that names it. `last` is the last contact
    about it, or else with its client; `place` where that stands. `rots` says why it does, '' if it
    does not."""

    project: Record
    stage: str
    fee: Money | None
    probability: Decimal | None
    weighted: Money | None
    first: date | None
    last: date | None
    place: str
    rots: str


def opportunities(book: Book) -> Sequence[Opportunity]:
    """In the order of their stages, those that close first first. One rots when its expected close
    has passed, or nobody was in touch with the client for over 30 days."""
    return book.once(_opportunities)


def won_and_lost(book: Book) -> tuple[Sequence[Record], Sequence[Record]]:
    """The projects that were decided: those that came to an agreement, and those lost."""
    projects = book.records("projects")
    won = [each for each in projects if each.fields.get("status") in _WON]
    return won, [each for each in projects if each.fields.get("status") == "lost"]


def _opportunities(book: Book) -> Sequence[Opportunity]:
    possible = [each for each in book.records("projects") if each.fields.get("status") in POSSIBLE]
    firsts, by_project, by_client = _contacts(book, possible)
    weighted = weighted_value(book)
    found = []
    for project in possible:
        stage = project.fields.get("status")
        fee = project.fields.get("fee")
        worth = weighted.get(project.path)
        known = (day_of(project.fields.get(name)) for name in ("start", "proposed_on"))
        days = (*known, firsts.get(project.path))
        first = min((day for day in days if day and day <= book.today), default=None)
        last, place = max(
            by_project[project.path],
            by_client.get(path_of(project.fields.get("client")), _NEVER),
        )
        found.append(
            Opportunity(
                project,
                str(stage),
                fee if isinstance(fee, Money) else None,
                number_of(project.fields.get("probability")),
                worth.value if worth and isinstance(worth.value, Money) else None,
                first,
                last if place else None,
                place,
                _rots(project, last if place else None, first, book.today),
            )
        )
    found.sort(key=_order)
    return found


def _order(each: Opportunity) -> tuple[int, date, str]:
    close = day_of(each.project.fields.get("expected_close")) or date.max
    return (-POSSIBLE.index(each.stage), close, each.project.path)


def _rots(project: Record, last: date | None, first: date | None, today: date) -> str:
    close = day_of(project.fields.get("expected_close"))
    if close and close < today:
        return f"was to close on {close.isoformat()}"
    since = last or first
    if since and (today - since).days > STALE:
        return f"nothing for {(today - since).days} days"
    return ""


_Last = Mapping[str, tuple[date, str]]  # by a note's path: the day and the place
_NEVER = (date.min, "")


def _contacts(book: Book, of: Sequence[Record]) -> tuple[Mapping[str, date], _Last, _Last]:
    """By project the first and the last contact, and by client the last, of these projects and
    their clients."""
    firsts: dict[str, date] = {}
    projects = dict.fromkeys((each.path for each in of), _NEVER)
    clients = dict.fromkeys((path_of(each.fields.get("client")) for each in of), _NEVER)
    clients.pop("", None)
    for day, record in met(book):
        project = path_of(record.fields.get("project"))
        client = path_of(record.fields.get("client"))
        if project in projects:
            firsts[project] = min(firsts.get(project, day), day)
            if day >= projects[project][0]:
                projects[project] = max(projects[project], (day, record.place))
        if client in clients and day >= clients[client][0]:
            clients[client] = max(clients[client], (day, record.place))
    return firsts, projects, clients
