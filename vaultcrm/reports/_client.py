"""What reports about one client share: its people, what it expects, what waits for an answer, and
words for its state."""

from calendar import isleap
from collections.abc import Iterator, Sequence
from datetime import date

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.contact import MESSAGES, Contact, contact_due, contacts, last_contact
from vaultcrm.facts.money import outstanding_of_clients, overdue_invoices
from vaultcrm.facts.people import last_contact as last_contact_of_people
from vaultcrm.facts.titles import link_to, text_of
from vaultcrm.facts.waiting import open_promises
from vaultcrm.model import Record
from vaultcrm.reports import Row, Section, Table
from vaultcrm.reports._lines import by_due, late, promise_columns, promise_rows, records_of
from vaultcrm.reports._parts import NONE, amounts, many, table, when
from vaultcrm.reports._pieces import ago, money_in, without_empty, words_of

_PEOPLE = 25  # shown of one client
_SAID = {
    "email": "Email",
    "phone": "Phone",
    "website": "Website",
    "timezone": "Time zone",
    "prefers": "Prefers",
    "reply_within": "Reply within",
    "cadence": "Cadence",
    "hourly_rate": "Hourly rate",
    "vat_id": "VAT ID",
}
_OF_US = ("theirs", "ours")  # the order of expectations


def about_client(book: Book, client: Record) -> Book:
    """The book for facts about one client, its people and its projects."""
    kinds = ("people", "projects")
    notes = (each for kind in kinds for each in records_of(book, kind, "client", client.path))
    return book.about(client.path, *(each.path for each in notes))


def promised(book: Book, client: Record) -> tuple[list[Record], list[Record]]:
    """The open promises of ours to a client, and theirs to us."""
    ours, theirs = open_promises(book)
    path = client.path
    return (
        [each for each in ours if path_of(each.fields.get("client")) == path],
        [each for each in theirs if path_of(each.fields.get("client")) == path],
    )


def unanswered(book: Book, client: Record) -> Contact | None:
    """The first message of theirs after which nobody of us has written or spoken with them."""
    waiting: Contact | None = None
    for contact in contacts(book).get(client.path, ()):
        if contact.we_spoke:
            waiting = None
        elif contact.they_spoke and contact.record.fields.get("channel") in MESSAGES:
            waiting = waiting or contact
    return waiting


def status_words(client: Record) -> str:
    """`Active client since 2025-07-28, looked after by Mara.`"""
    fields = client.fields
    status, owner = fields.get("status"), fields.get("owner")
    since, ended = day_of(fields.get("since")), day_of(fields.get("ended"))
    words = f"{str(status).capitalize()} client" if status else "Client without a status"
    words = "Lead" if status == "lead" else words
    if since and ended:
        words += f", {since.isoformat()} to {ended.isoformat()}"
    elif since:
        words += f" since {since.isoformat()}"
    return f"{words}, looked after by {owner}." if owner else f"{words}."


def contact_words(book: Book, client: Record) -> str:
    """When the last contact was and when the next is due."""
    last = day_of(last_contact(book).get(client.path, NONE).value)
    due = day_of(contact_due(book).get(client.path, NONE).value)
    words = f"Last contact {ago(last, book.today)}" if last else "No contact yet"
    if due:
        state = when(due, book.today)
        words += f", check-in {state if 'late' in state else f'due {state}'}"
    return f"{words}."


def answer_words(waiting: Contact | None) -> str:
    """What waits for an answer of ours, '' if nothing."""
    if waiting is None:
        return ""
    channel = waiting.record.fields.get("channel")
    return f"Their {channel} of {waiting.day.isoformat()} waits for an answer."


def promise_words(book: Book, ours: Sequence[Record], theirs: Sequence[Record]) -> str:
    """How much is promised both ways, and how much of it is late."""
    parts = []
    for who, found in (("We owe them", ours), ("they owe us", theirs)):
        if found:
            behind = late(book, found)
            parts.append(f"{who} {many(len(found), 'promise')}{f', {behind} late' * bool(behind)}")
    words = "; ".join(parts) or "No open promises"
    return f"{words[0].upper()}{words[1:]}."


def money_words(book: Book, client: Record) -> str:
    """What they owe us, '' if nothing."""
    owed = amounts(money_in(outstanding_of_clients(book).get(client.path)))
    overdue = overdue_invoices(book).get(client.path, NONE).value
    behind = f", {many(overdue, 'invoice')} overdue" if isinstance(overdue, int) else ""
    return f"{owed} outstanding{behind}." if owed else ""


def next_birthday(born: date, today: date) -> date:
    """The next day from today on; of 29 February the 28th in other years. Beyond the end of the
    calendar it is that of this year."""
    for year in (today.year, min(today.year + 1, date.max.year)):
        leap = born.month == 2 and born.day == 29 and not isleap(year)
        day = date(year, born.month, 28 if leap else born.day)
        if day >= today:
            return day
    return day


def people_of(book: Book, client: Record) -> list[Record]:
    """The people of a client, those first with whom we were in touch last."""
    last = last_contact_of_people(book)
    people = sorted(records_of(book, "people", "client", client.path), key=lambda each: each.path)
    people.sort(key=lambda each: day_of(last.get(each.path, NONE).value) or date.min, reverse=True)
    return people


def people_table(book: Book, people: Sequence[Record], command: str) -> Table:
    """How to reach the people of a client; only the columns in which something stands."""
    last = last_contact_of_people(book)
    columns = (
        "Person",
        "Role",
        "Email",
        "Phone",
        "Time zone",
        "Prefers",
        "Next birthday",
        "Last contact",
    )
    rows = []
    for person in people:
        fields = person.fields
        known, born = last.get(person.path, NONE), day_of(fields.get("birthday"))
        cells = (
            link_to(book, person),
            *(fields.get(name) for name in ("role", "email", "phone", "timezone", "prefers")),
            next_birthday(born, book.today) if born else None,
            known.value,
        )
        rows.append(Row(cells, (person.path, *known.evidence)))
    return without_empty(table(columns, rows, _PEOPLE, command))


def expectations_table(book: Book, client: Record) -> Table:
    """What they expect of us, then what we expect of them, then what does not say whose it is."""
    found = records_of(book, "expectations", "client", client.path)

    def order(record: Record) -> int:
        side = record.fields.get("side")
        return _OF_US.index(side) if side in _OF_US else len(_OF_US)

    whose = {"theirs": "They expect", "ours": "We expect"}
    rows = (
        Row((whose.get(str(each.fields.get("side")), "Not said"), text_of(each)), (each.place,))
        for each in sorted(found, key=lambda each: (order(each), each.place))
    )
    return Table(("Whose", "Expectation"), tuple(rows))


def about_them(book: Book, client: Record) -> Iterator[Section]:
    """What the note says first, and how they want to be reached and paid for."""
    known = [(label, name) for name, label in _SAID.items() if client.fields.get(name) is not None]
    rows = tuple(
        Row((label, client.fields[name]), (book.place_of(client.path, name),))
        for label, name in known
    )
    words = words_of(book, client.path)
    if words.text or rows:
        yield Section("About them", (words, Table(("What", "Says"), rows)))


def promises_section(
    book: Book, ours: Sequence[Record], theirs: Sequence[Record], limit: int
) -> Section:
    """What we owe the client and what they owe us, by the day that it is due."""
    columns = promise_columns(for_whom=False)
    blocks = tuple(
        without_empty(
            table(
                columns,
                promise_rows(book, by_due(found), for_whom=False),
                limit,
                "vaultcrm report promises",
                title,
            )
        )
        for title, found in (("We owe them", ours), ("They owe us", theirs))
    )
    return Section("Promises", blocks, empty="No open promises.")
