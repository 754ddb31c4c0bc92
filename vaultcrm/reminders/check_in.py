"""A check-in with an active client is due: the agreed cadence has passed since the last contact.

The last contact is the latest interaction (a meeting's note, or a line in the client's or a
person's log). Without any contact, the cadence runs from the client's `since`. Logging the contact
settles it; the next reminder belongs to the next period.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of, note_of
from vaultcrm.facts.contact import contact_due, last_contact
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.facts.titles import spelled_out, title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked

RULE = Rule(settled="There has been contact since, or it is no longer agreed.")


def due(asked: Asked) -> Iterator[Reminder]:
    contacts = last_contact(asked.book)
    for path, fact in sorted(contact_due(asked.book).items()):
        client, day = clients_by_path(asked.book)[path], day_of(fact.value)
        if day is None:
            continue
        contact = contacts.get(path)
        last = day_of(contact.value) if contact else None
        cadence = client.fields.get("cadence")
        rhythm = spelled_out(cadence) if isinstance(cadence, Duration) else ""
        why = f"The last contact was on {last}" if last else "There has been no contact yet"
        yield asked.about_note(
            client,
            day,
            day,
            f"Check in with {title_of(client)}",
            f"{why}; the agreed cadence is {rhythm}.",
            evidence=map(note_of, contact.evidence if contact else ()),
            draft={"last": last.isoformat() if last else ""},
        )
