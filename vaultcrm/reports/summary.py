"""What needs you this week, who has gone quiet, what was promised, and what is owed.

Due this week: what is to be done by us in the next seven days or should have been done before
(actions, deliverables, onboarding steps, check-ins, projects), and what is planned (meetings).
Clients: by status, those first who have waited longest. Promises: open actions, ours and theirs.
Projects: those that are not yet delivered, by the next day that they have to meet. Owed: invoices
that were sent and not paid, never summed across currencies.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.contact import contact_due, days_since_contact, last_contact
from vaultcrm.facts.money import unpaid
from vaultcrm.facts.projects import OPEN, next_due, progress
from vaultcrm.facts.promises import is_ours, is_waiting, promises
from vaultcrm.model import Record, Value
from vaultcrm.reports import Asked, Report, Row, Section
from vaultcrm.reports._parts import (
    FAR,
    NONE,
    about,
    amounts,
    many,
    owner_of,
    relinked,
    table,
    text_of,
    title_of,
    titles,
    when,
)

AHEAD = 7  # days
_ORDER = ("active", "lead", "paused", "past", "lost")


class Due(NamedTuple):
    day: date
    what: str
    kind: str
    about: Value  # the client or the project
    evidence: tuple[str, ...]


def make(book: Book, asked: Asked) -> Report:
    due = sorted(_due(book), key=lambda each: (each.day, each.kind, each.what, each.evidence))
    late = sum(each.day < book.today for each in due)
    active = sum(client.fields.get("status") == "active" for client in book.records("clients"))
    owed = amounts(amount for _, amount in unpaid(book))
    lead = f"{many(len(due), 'thing')} to see to by {_until(book).isoformat()}"
    lead += f", {late} of them late" if late else ""
    lead += f". {many(active, 'active client')}. {owed or 'Nothing'} owed to us."
    return Report(
        name="summary",
        title=f"Summary {book.today.isoformat()}",
        lead=lead,
        sections=(
            _due_section(book, due),
            _clients(book),
            _promises(book, ours=True),
            _promises(book, ours=False),
            _projects(book),
            _owed(book),
        ),
        today=book.today,
    )


def _until(book: Book) -> date:
    return date.fromordinal(min(book.today.toordinal() + AHEAD, date.max.toordinal()))


def _due_section(book: Book, due: list[Due]) -> Section:
    return Section(
        title="Due this week",
        blocks=(
            table(
                ("Due", "When", "What", "Kind", "For"),
                tuple(
                    Row(
                        (each.day, when(each.day, book.today), each.what, each.kind, each.about),
                        each.evidence,
                    )
                    for each in due
                ),
            ),
        ),
        note="Ours to do, late or due within seven days, and the meetings of those days.",
        empty="Nothing is due within seven days.",
    )


def _due(book: Book) -> Iterator[Due]:
    until = _until(book)
    for collection, kind in (
        ("actions", "action"),
        ("deliverables", "deliverable"),
        ("steps", "onboarding"),
    ):
        for record in book.open_lines(collection):
            day = day_of(record.fields.get("due"))
            if day and day <= until and is_waiting(record) and is_ours(record, book):
                yield Due(day, text_of(record), kind, about(book, record), (record.place,))
    names = titles(book, "clients")
    for path, fact in contact_due(book).items():
        day = day_of(fact.value)
        if day and day <= until:
            name = names[path]
            yield Due(
                day, f"Check in with {name}", "check-in", book.link(path, name), fact.evidence
            )
    for project in book.records("projects"):
        day = day_of(project.fields.get("due"))
        if day and day <= until and project.fields.get("status") in ("agreed", "active"):
            client = relinked(book, project.fields.get("client"))
            yield Due(day, f"Deliver {title_of(project)}", "project", client, (project.path,))
    for meeting in book.records("meetings"):
        day = day_of(meeting.fields.get("date"))
        if day and book.today <= day <= until:
            client = relinked(book, meeting.fields.get("client"))
            kind = str(meeting.fields.get("kind") or "meeting")
            yield Due(day, title_of(meeting), kind, client, (meeting.path,))


def _clients(book: Book) -> Section:
    last, days, due = last_contact(book), days_since_contact(book), contact_due(book)

    def order(client: Record) -> tuple[int, date, date, str]:
        status = client.fields.get("status")
        place = _ORDER.index(status) if status in _ORDER else len(_ORDER)
        check_in = due.get(client.path)
        contact = last.get(client.path)
        return (
            place,
            (day_of(check_in.value) if check_in else None) or FAR,
            (day_of(contact.value) if contact else None) or date.min,
            client.path,
        )

    clients = sorted(book.records("clients"), key=order)
    counts = Counter(str(client.fields.get("status") or "no status") for client in clients)
    return Section(
        title="Clients",
        blocks=(
            table(
                ("Client", "Status", "Last contact", "Days ago", "Check-in due"),
                tuple(
                    Row(
                        (
                            book.link(client.path, title_of(client)),
                            client.fields.get("status"),
                            *(fact.get(client.path, NONE).value for fact in (last, days, due)),
                        ),
                        (client.path, *last.get(client.path, NONE).evidence),
                    )
                    for client in clients
                ),
            ),
        ),
        note="By status: "
        + (", ".join(f"{count} {status}" for status, count in counts.most_common()) or "none")
        + ". Last contact is the latest meeting or log line; a check-in is due a cadence after it.",
        empty='No clients yet: vaultcrm new client "Their name"',
    )


def _promises(book: Book, ours: bool) -> Section:
    found = [record for record in promises(book) if is_ours(record, book) == ours]
    found.sort(key=lambda record: (day_of(record.fields.get("due")) or FAR, record.place))
    rows = []
    for record in found:
        due = day_of(record.fields.get("due"))
        who = () if ours else (owner_of(record),)
        cells = (
            due,
            when(due, book.today) if due else None,
            text_of(record),
            *who,
            about(book, record),
        )
        rows.append(Row(cells, (record.place,)))
    return Section(
        title="What we promised" if ours else "What they promised",
        blocks=(table(("Due", "When", "What", *(() if ours else ("Who",)), "For"), tuple(rows)),),
        note="Open actions and onboarding steps "
        + ("of ours." if ours else "that name somebody who is not us."),
        empty="No open promises.",
    )


def _projects(book: Book) -> Section:
    dates, done = next_due(book), progress(book)
    projects = [each for each in book.records("projects") if each.fields.get("status") in OPEN]
    projects.sort(key=lambda each: (day_of(dates.get(each.path, NONE).value) or FAR, each.path))
    rows = []
    for project in projects:
        day = day_of(dates.get(project.path, NONE).value)
        percent = done.get(project.path, NONE).value
        rows.append(
            Row(
                (
                    book.link(project.path, title_of(project)),
                    relinked(book, project.fields.get("client")),
                    project.fields.get("status"),
                    day,
                    when(day, book.today) if day else None,
                    f"{percent} %" if percent is not None else None,
                ),
                (project.path, *dates.get(project.path, NONE).evidence),
            )
        )
    return Section(
        title="Projects",
        blocks=(table(("Project", "Client", "Status", "Next date", "When", "Done"), tuple(rows)),),
        note="Not yet delivered. The next date is the earliest due date of an open deliverable or "
        "of the project, or the expected close; done is the share of deliverables ticked.",
        empty="No open projects.",
    )


def _owed(book: Book) -> Section:
    invoices = sorted(
        unpaid(book), key=lambda each: (day_of(each[0].fields.get("due")) or FAR, each[0].place)
    )
    rows = []
    for record, amount in invoices:
        due = day_of(record.fields.get("due"))
        client = relinked(book, record.fields.get("client"))
        cells = (client, text_of(record), amount, due, when(due, book.today) if due else None)
        rows.append(Row(cells, (record.place,)))
    total = amounts(amount for _, amount in invoices)
    return Section(
        title="Owed to us",
        blocks=(table(("Client", "Invoice", "Amount", "Due", "When"), tuple(rows)),),
        note=f"Invoices sent and not paid. Total: {total or 'none'}.",
        empty="Nobody owes us anything.",
    )
