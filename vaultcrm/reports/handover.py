"""What a colleague needs to step in for a client tomorrow.

Reach them: the people of the client, those first with whom we were in touch last. How to work with
them: what the notes say in words, what they expect, and how their projects communicate. Sore
points: complaints and tense meetings of the last 12 months, what is late on our side, messages
without an answer, invoices that they are late with, and risks of projects in hand whose likelihood
or impact is high. Dates: what is due or planned in the next 30 days, on both sides. Decisions that
bind: of projects that are not over, and of none. Money: invoices that are out.
"""

import re
from collections.abc import Sequence

from vaultcrm.facts.book import Book, path_of
from vaultcrm.facts.contact import contacts
from vaultcrm.facts.money import outstanding_of_clients, overdue_invoices, revenue
from vaultcrm.facts.projects import OPEN
from vaultcrm.facts.titles import link_to, meeting_title, relinked, title_of
from vaultcrm.model import Duration, Record, Value, is_open
from vaultcrm.reports import Asked, Block, Figures, Report, Row, Section, Table, Words
from vaultcrm.reports._client import (
    about_client,
    answer_words,
    contact_words,
    expectations_table,
    money_words,
    people_of,
    people_table,
    promise_words,
    promised,
    promises_section,
    status_words,
    unanswered,
)
from vaultcrm.reports._health import health_words
from vaultcrm.reports._lines import decisions_table, feed, invoices_table, meeting_of, records_of
from vaultcrm.reports._parts import many, table
from vaultcrm.reports._pieces import ask, figure, trimmed, without_empty, words_of
from vaultcrm.reports._projects import in_hand, ordered, projects_table
from vaultcrm.reports._upcoming import dates, dates_table, sore_points, sore_table

ABOUT = "clients"
_SIGNS = re.compile(r"[\\`*_\[\]<>#!|%~$&]")  # of Markdown, within a line
_AHEAD = 30  # days
_CONTACTS = 5
_PROMISES = 10
_DECISIONS = 15
_PORTRAITS = 5  # people of whom is told what their notes say
_LONGEST = 800  # characters of such a text
_SHOWN = 20  # lines of any other table


def make(book: Book, asked: Asked) -> Report:
    """The report about `asked.about`, as of the book's day."""
    client = asked.about
    assert client is not None
    book = about_client(book, client)
    ours, theirs = promised(book, client)
    projects = ordered(book, records_of(book, "projects", "client", client.path))
    people = people_of(book, client)
    running = in_hand(projects)
    sentences = (
        status_words(client),
        f"{many(len(running), 'project')} in hand." if running else "No project in hand.",
        health_words(book, client),
        contact_words(book, client),
        answer_words(unanswered(book, client)),
        promise_words(book, ours, theirs),
        money_words(book, client),
    )
    return Report(
        name="handover",
        title=f"Handover {title_of(client)} {book.today.isoformat()}",
        lead=" ".join(filter(None, sentences)),
        sections=tuple(
            trimmed(each)
            for each in (
                _who(book, client),
                _people(book, client, people),
                _how(book, client, running),
                _sore_points(book, client, running),
                promises_section(book, ours, theirs, _PROMISES),
                _dates(book, client, people, projects),
                _decisions(book, client, projects),
                _money(book, client),
                _contacts(book, client),
                _places(book, client, projects),
            )
        ),
        today=book.today,
        about=client.path,
    )


def _who(book: Book, client: Record) -> Section:
    fields = client.fields
    names = (
        ("Status", "status"),
        ("Email", "email"),
        ("Phone", "phone"),
        ("Website", "website"),
        ("Time zone", "timezone"),
        ("Prefers", "prefers"),
        ("Expects a reply within", "reply_within"),
        ("In touch every", "cadence"),
        ("Looked after by", "owner"),
        ("Hourly rate", "hourly_rate"),
        ("Sent to us by", "referred_by"),
    )
    rows = (
        Row((label, _shown(book, fields.get(name))), (book.place_of(client.path, name),))
        for label, name in names
        if fields.get(name) not in (None, "")
    )
    return Section(
        "Who they are",
        (words_of(book, client.path), Table(("", "What"), tuple(rows))),
        empty="The client's note says nothing but their name.",
    )


def _shown(book: Book, value: Value) -> Value:
    return value.text if isinstance(value, Duration) else relinked(book, value)


def _people(book: Book, client: Record, people: Sequence[Record]) -> Section:
    command = ask(book, "people", "client", client.path, "title")
    blocks: list[Block] = [people_table(book, people, command)]
    for person in people[:_PORTRAITS]:
        blocks.append(_named(person, words_of(book, person.path, longest=_LONGEST)))
    return Section("Reach them", tuple(blocks), empty="Nobody is known by name.")


def _named(note: Record, words: Words) -> Words:
    """Words that begin with whom or what they are about."""
    if not words.text:
        return words
    name = _SIGNS.sub(r"\\\g<0>", " ".join(title_of(note).split()))
    return words._replace(text=f"**{name}:** {words.text}")


def _how(book: Book, client: Record, running: Sequence[Record]) -> Section:
    blocks: list[Block] = [expectations_table(book, client)]
    for note in (client, *running):
        blocks.append(_named(note, words_of(book, note.path, "Communication")))
    return Section("How to work with them", tuple(blocks), empty="Nothing is written down.")


def _sore_points(book: Book, client: Record, running: Sequence[Record]) -> Section:
    found = sore_points(book, client, running)
    return Section(
        "Sore points",
        (without_empty(sore_table(found, _SHOWN)),),
        empty="None that are written down.",
    )


def _dates(
    book: Book, client: Record, people: Sequence[Record], projects: Sequence[Record]
) -> Section:
    found = dates(book, client, people, projects, _AHEAD)
    return Section(
        f"The next {_AHEAD} days",
        (dates_table(book, found, _SHOWN),),
        empty="Nothing is due or planned.",
    )


def _decisions(book: Book, client: Record, projects: Sequence[Record]) -> Section:
    over = {each.path for each in projects if each.fields.get("status") not in OPEN}
    found = [
        each
        for each in records_of(book, "decisions", "client", client.path)
        if path_of(each.fields.get("project")) not in over
    ]
    command = ask(book, "decisions", "client", client.path, "confirmed:desc")
    return Section(
        "Decisions that bind",
        (without_empty(decisions_table(book, found, _DECISIONS, command)),),
        note="Without those of projects that are over.",
        empty="None, but for those of projects that are over.",
    )


def _money(book: Book, client: Record) -> Section:
    path = client.path
    overdue = overdue_invoices(book).get(path)
    behind = f"{many(len(overdue.evidence), 'invoice')} overdue" if overdue else ""
    unpaid = [
        each
        for each in book.open_lines("invoices")
        if path_of(each.fields.get("client")) == path and is_open(each.fields)
    ]
    command = ask(book, "invoices", "client", path, "date:desc")
    figures = Figures(
        (
            figure(
                "Outstanding",
                outstanding_of_clients(book).get(path),
                behind,
                "bad" if overdue else "",
                "nothing",
            ),
            figure("Paid so far", revenue(book).get(path), none="nothing"),
        )
    )
    invoices = without_empty(invoices_table(book, unpaid, _SHOWN, command, project=True))
    return Section("Money", (figures, invoices))


def _contacts(book: Book, client: Record) -> Section:
    found = contacts(book).get(client.path, ())
    command = ask(book, "interactions", "client", client.path, "date:desc")
    return Section("Last contacts", (feed(book, found, _CONTACTS, command),), empty="None yet.")


def _places(book: Book, client: Record, projects: Sequence[Record]) -> Section:
    """Links to what one has to read."""
    rows = [Row(("the client", link_to(book, client), None), (client.path,))]
    for project in projects:
        if project.fields.get("status") in OPEN and path_of(project.fields.get("agreement")):
            link = relinked(book, project.fields["agreement"])
            day = project.fields.get("agreed_on")
            rows.append(Row((f"agreement of {title_of(project)}", link, day), (project.path,)))
    for contact in reversed(contacts(book).get(client.path, ())):
        meeting = meeting_of(book, contact.record)
        if meeting:
            link = book.link(meeting.path, meeting_title(meeting))
            rows.append(Row(("last meeting's notes", link, contact.day), (meeting.path,)))
            break
    command = ask(book, "projects", "client", client.path, "start:desc")
    return Section(
        "Where things are",
        (
            without_empty(table(("What", "Note", "Day"), rows)),
            without_empty(projects_table(book, projects, _SHOWN, command)),
        ),
    )
