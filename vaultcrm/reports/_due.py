"""What is to be done by us by a day, and what is planned until then, whatever kind it is of."""

from collections.abc import Iterator
from datetime import date

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.contact import contact_due
from vaultcrm.facts.promises import is_ours, is_waiting
from vaultcrm.facts.titles import meeting_title, relinked, text_of, title_of, titles
from vaultcrm.reports import Row, Table
from vaultcrm.reports._owed import Due, owed
from vaultcrm.reports._parts import about, table, when

_LINES = (("actions", "action"), ("deliverables", "deliverable"), ("steps", "onboarding"))


def due_until(book: Book, until: date) -> list[Due]:
    """Ours to do, late or due until that day: actions, deliverables, onboarding steps, check-ins
    and projects, and what is `owed`; and the meetings that are planned until then. The earliest
    first."""
    found = [*_lines(book, until), *_check_ins(book, until), *_notes(book, until)]
    found += [*_meetings(book, until), *(each for each in owed(book) if each.day <= until)]
    return sorted(found, key=lambda each: (each.day, each.kind, each.what, each.evidence))


def due_table(book: Book, due: list[Due], limit: int | None = None, ask: str = "") -> Table:
    """What is due as a table; what is late is marked."""
    rows = [
        Row(
            (each.day, when(each.day, book.today), each.what, each.kind, each.about),
            each.evidence,
            "bad" if each.day < book.today else "warn" if each.day == book.today else "",
        )
        for each in due[:limit]
    ]
    return table(("Due", "When", "What", "Kind", "For"), rows, limit, ask, count=len(due))


def _lines(book: Book, until: date) -> Iterator[Due]:
    for collection, kind in _LINES:
        for record in book.open_lines(collection):
            day = day_of(record.fields.get("due"))
            if day and day <= until and is_waiting(record) and is_ours(record, book):
                yield Due(day, text_of(record), kind, about(book, record), (record.place,))


def _check_ins(book: Book, until: date) -> Iterator[Due]:
    names = titles(book, "clients")
    for path, fact in contact_due(book).items():
        day = day_of(fact.value)
        if day and day <= until:
            what = f"Check in with {names[path]}"
            yield Due(day, what, "check-in", book.link(path, names[path]), fact.evidence)


def _notes(book: Book, until: date) -> Iterator[Due]:
    for project in book.records("projects"):
        day = day_of(project.fields.get("due"))
        if day and day <= until and project.fields.get("status") in ("agreed", "active"):
            client = relinked(book, project.fields.get("client"))
            yield Due(day, f"Deliver {title_of(project)}", "project", client, (project.path,))


def _meetings(book: Book, until: date) -> Iterator[Due]:
    """The meetings that have a note, and those that another one says are next."""
    noted = {
        (path_of(meeting.fields.get("client")), day_of(meeting.fields.get("date")))
        for meeting in book.records("meetings")
    }
    for meeting in book.records("meetings"):
        day = day_of(meeting.fields.get("date"))
        if day and book.today <= day <= until:
            client = relinked(book, meeting.fields.get("client"))
            kind = str(meeting.fields.get("kind") or "meeting")
            yield Due(day, title_of(meeting), kind, client, (meeting.path,))
        following, path = day_of(meeting.fields.get("next")), path_of(meeting.fields.get("client"))
        if following and book.today <= following <= until and (path, following) not in noted:
            client = relinked(book, meeting.fields.get("client"))
            what = f"Meet again after {meeting_title(meeting)}"
            yield Due(following, what, "next meeting", client, (meeting.path,))
