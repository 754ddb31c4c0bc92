"""A check-in with an active client is due: the agreed cadence has passed since the last contact.

The last contact is the latest interaction (a meeting's note, or a line in the client's or a
person's log). Without any contact, the cadence runs from the client's `since`. Logging the contact
ends it; the next reminder belongs to the next period.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import Book, day_of, note_of
from vaultcrm.facts.contact import contact_due, last_contact
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder


def due(book: Book) -> Iterator[Reminder]:
    clients = {client.path: client for client in book.records("clients")}
    contacts = last_contact(book)
    for path, fact in sorted(contact_due(book).items()):
        day = day_of(fact.value)
        if day is None or day > book.today:
            continue
        client = clients[path]
        title = str(client.fields.get("title"))
        cadence = client.fields.get("cadence")
        rhythm = cadence.text if isinstance(cadence, Duration) else ""
        contact = contacts.get(path)
        last = day_of(contact.value) if contact else None
        why = f"The last contact was on {last}" if last else "There has been no contact yet"
        yield Reminder(
            rule="check_in",
            subject=book.link(path).target,
            period=day.isoformat(),
            due=day,
            title=f"Check in with {title}",
            why=f"{why}; the agreed cadence is {rhythm}.",
            evidence=tuple(
                book.link(note_of(place)) for place in (contact.evidence if contact else ())
            ),
            source=fact.evidence,
            client=book.link(path, title),
        )
