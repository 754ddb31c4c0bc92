"""When we were last in touch with a client, and when we should be again."""

from vaultcrm.facts.book import Book, Facts, day_of, fact, path_of
from vaultcrm.facts.calendar import later
from vaultcrm.model import Duration, Fact

IN_TOUCH = ("active",)  # the statuses in which a client expects to hear from us


@fact("clients")
def last_contact(book: Book) -> Facts:
    """The day of the latest interaction that is not in the future: a meeting's note, or a line of
    a client's or a person's log. Without any, the client has none."""
    latest: dict[str, Fact] = {}
    for record in book.records("interactions"):
        day = day_of(record.fields.get("date"))
        client = path_of(record.fields.get("client"))
        if day is None or not client or day > book.today:
            continue
        known = latest.get(client)
        if known is None or day >= known.value:  # type: ignore[operator]
            latest[client] = Fact(day, (record.place,))
    return latest


@fact("clients")
def days_since_contact(book: Book) -> Facts:
    """Whole days from the last contact to today."""
    return {
        path: Fact((book.today - day).days, known.evidence)
        for path, known in last_contact(book).items()
        if (day := day_of(known.value))
    }


@fact("clients")
def contact_due(book: Book) -> Facts:
    """The day by which an active client should hear from us: last contact + cadence, or, before
    the first contact, `since` + cadence. None without a cadence."""
    contacts = last_contact(book)
    due: dict[str, Fact] = {}
    for client in book.records("clients"):
        cadence = client.fields.get("cadence")
        if client.fields.get("status") not in IN_TOUCH or not isinstance(cadence, Duration):
            continue
        known = contacts.get(client.path)
        start = day_of(known.value if known else client.fields.get("since"))
        day = later(start, cadence, book.config.office_hours.days) if start else None
        if day:
            due[client.path] = Fact(day, (client.path, *(known.evidence if known else ())))
    return due
