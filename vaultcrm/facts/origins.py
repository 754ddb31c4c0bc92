"""Where a client comes from: the first work for them, and whom they sent to us."""

from collections.abc import Mapping, Sequence
from datetime import date

from vaultcrm.facts.book import Book, Facts, counts, day_of, fact, path_of
from vaultcrm.facts.measures import totals
from vaultcrm.facts.money import revenue
from vaultcrm.facts.projects import POSSIBLE
from vaultcrm.model import Fact, Money, Record, Ref

_NEVER_BEGUN = (*POSSIBLE, "lost")


@fact("clients")
def first_project(book: Book) -> Facts:
    """The day on which the work for a client began: the earliest `start` or `agreed_on` of their
    projects that is not in the future, but of those that are leads, proposed or lost. Rests on that
    project's note."""
    first: dict[str, tuple[date, str]] = {}
    for project in book.records("projects"):
        client, fields = path_of(project.fields.get("client")), project.fields
        if not client or fields.get("status") in _NEVER_BEGUN:
            continue
        for day in (day_of(fields.get("start")), day_of(fields.get("agreed_on"))):
            if day and day <= book.today:
                first[client] = min(first.get(client, (day, project.path)), (day, project.path))
    return {client: Fact(day, (path,)) for client, (day, path) in first.items()}


@fact("clients", default=0)
def referrals(book: Book) -> Facts:
    """How many clients name this one, or one of their people, as `referred_by`. 0 without any.
    Rests on the notes of those clients."""
    return counts(referred(book))


@fact("clients")
def referred_revenue(book: Book) -> Facts:
    """What the clients that this one sent to us have paid, by currency; not what those sent on by
    them have paid. Rests on the paid invoices; left out are those whose amount cannot be read."""
    paid = revenue(book)
    found: dict[str, Fact] = {}
    for client, sent in referred(book).items():
        facts = [paid[each.path] for each in sent if each.path in paid]
        amounts = [
            amount
            for known in facts
            if isinstance(known.value, tuple)
            for amount in known.value
            if isinstance(amount, Money)
        ]
        if amounts:
            evidence = tuple(place for known in facts for place in known.evidence)
            left_out = tuple(place for known in facts for place in known.left_out)
            found[client] = Fact(totals(amounts), evidence, left_out)
    return found


def senders(book: Book) -> Mapping[str, Ref]:
    """By the path of each client whom somebody sent to us: who did, the client that they work for
    in place of a person. Nobody sends themselves."""
    return book.once(_senders)


def referred(book: Book) -> Mapping[str, Sequence[Record]]:
    """The clients that each client, or one of their people, sent to us; nobody sends themselves."""
    return book.once(_referred)


def _senders(book: Book) -> Mapping[str, Ref]:
    employers = {
        person.path: employer
        for person in book.records("people")
        if isinstance(employer := person.fields.get("client"), Ref) and employer.path
    }
    found = {}
    for client in book.records("clients"):
        by = client.fields.get("referred_by")
        if isinstance(by, Ref) and (by.path or by.target):
            sender = employers.get(by.path, by)
            if sender.path != client.path:
                found[client.path] = sender
    return found


def _referred(book: Book) -> Mapping[str, Sequence[Record]]:
    by, clients = senders(book), {client.path for client in book.records("clients")}
    found: dict[str, list[Record]] = {}
    for client in book.records("clients"):
        if client.path in by and by[client.path].path in clients:
            found.setdefault(by[client.path].path, []).append(client)
    return found
