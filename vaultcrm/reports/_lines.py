"""Lines of notes as several reports show them: promises, changes, decisions, invoices, contacts."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from vaultcrm.facts.book import Book, by_note, day_of, path_of
from vaultcrm.facts.contact import Contact
from vaultcrm.facts.lines import days_late, is_cancelled, is_done, is_sent
from vaultcrm.facts.measures import number_of, totals
from vaultcrm.facts.promises import is_waiting
from vaultcrm.facts.scope import granted_for_nothing
from vaultcrm.facts.titles import (
    meeting_title,
    meetings_by_path,
    relinked,
    said_on,
    text_of,
)
from vaultcrm.model import Money, Record, Ref, Value, is_open
from vaultcrm.reading.links import stem
from vaultcrm.reports import Entry, Feed, Row, Table, Tone
from vaultcrm.reports._parts import FAR, about, many, owner_of, table, when

_APPROVED, _REFUSED, _UNDECIDED = "approved", "refused", "undecided"
_MOODS: Mapping[Value, Tone] = {"great": "good", "tense": "warn", "bad": "bad"}


def records_of(book: Book, collection: str, field: str, path: str) -> list[Record]:
    """The records of a collection of which a link field leads to a note."""
    return [*book.once(_by_note(collection, field, False)).get(path, ())]


def open_lines_of(book: Book, kind: str, field: str, path: str) -> list[Record]:
    """The same of the lines that are still to be done."""
    return [*book.once(_by_note(kind, field, True)).get(path, ())]


@cache  # a book keeps what a function gives, so that each question is one function
def _by_note(
    collection: str, field: str, only_open: bool
) -> Callable[[Book], Mapping[str, Sequence[Record]]]:
    def found(book: Book) -> Mapping[str, Sequence[Record]]:
        records = book.open_lines(collection) if only_open else book.records(collection)
        return by_note(records, field)

    return found


def due_of(record: Record) -> date:
    """The day that a line is due, the last of all days without one."""
    return day_of(record.fields.get("due")) or FAR


def by_due(records: Iterable[Record]) -> list[Record]:
    """Lines by the day that they are due, those without one last."""
    return sorted(records, key=lambda record: (due_of(record), record.place))


def due_words(record: Record, today: date) -> str:
    """When a line is due, as seen from today."""
    if record.fields.get("status") == "on hold":
        return "on hold"
    day = day_of(record.fields.get("due"))
    return when(day, today) if day else ""


# --- where something was said


def said(book: Book, record: Record) -> str:
    """The occasion of a line and its day: `visit, 2026-05-20`, or the note that it stands in."""
    meeting = meetings_by_path(book).get(record.path)
    if meeting:
        place = str(meeting.fields.get("kind") or "meeting")
    elif record.path in (path_of(record.fields.get(name)) for name in ("client", "project")):
        place = "their note" if record.path == path_of(record.fields.get("client")) else "project"
    else:
        place = stem(record.path)
    day = said_on(book, record)
    return f"{place}, {day.isoformat()}" if day and day.isoformat() not in place else place


def meeting_of(book: Book, record: Record) -> Record | None:
    """The meeting's note that a record is, or stands in."""
    return meetings_by_path(book).get(record.path)


# --- promises


def promise_rows(
    book: Book, records: Iterable[Record], who: bool = True, for_whom: bool = True
) -> list[Row]:
    """Due, when, what, who if wished (unless it is the client), for whom if wished, and where it
    was said."""
    rows = []
    for record in records:
        subject, owner = about(book, record), owner_of(record)
        if isinstance(subject, Ref) and owner in (subject.target, subject.display):
            owner = None
        cells = (
            day_of(record.fields.get("due")),
            due_words(record, book.today) or None,
            text_of(record),
            *((owner,) if who else ()),
            *((subject,) if for_whom else ()),
            said(book, record),
        )
        rows.append(Row(cells, (record.place,), "bad" if days_late(record, book.today) else ""))
    return rows


def promise_columns(who: bool = True, for_whom: bool = True) -> tuple[str, ...]:
    """The columns of `promise_rows`."""
    return (
        "Due",
        "When",
        "What",
        *(("Who",) if who else ()),
        *(("For",) if for_whom else ()),
        "Said",
    )


def late(book: Book, records: Iterable[Record]) -> int:
    """How many lines are past their due date."""
    return sum(days_late(record, book.today) > 0 for record in records)


# --- decisions


def is_tentative(decision: Record) -> bool:
    """Whether a decision still waits to be confirmed."""
    return decision.fields.get("state") == "tentative" and not decision.fields.get("confirmed")


def decisions_table(
    book: Book, decisions: Iterable[Record], limit: int, command: str, project: bool = True
) -> Table:
    """Those that are not confirmed first, then the latest first."""
    dated = [(said_on(book, each), each) for each in decisions]
    dated.sort(key=lambda pair: pair[1].place)
    dated.sort(key=lambda pair: pair[0] or date.min, reverse=True)
    dated.sort(key=lambda pair: not is_tentative(pair[1]))
    columns = ("Day", "Decision", "State", "By", "Confirmed", *(("Project",) if project else ()))
    rows = []
    for day, record in dated:
        fields = record.fields
        state = "tentative" if is_tentative(record) else fields.get("state")
        of = (_named(book, fields.get("project")),) if project else ()
        cells = (
            day,
            text_of(record),
            state,
            _named(book, fields.get("by")),
            fields.get("confirmed"),
            *of,
        )
        rows.append(Row(cells, (record.place,), "warn" if is_tentative(record) else ""))
    return table(columns, rows, limit, command)


def _named(book: Book, value: Value) -> Value:
    return relinked(book, value)


# --- scope changes


def state_of_change(change: Record, today: date) -> str:
    """Approved, refused or undecided."""
    if is_cancelled(change):
        return _REFUSED
    return _UNDECIDED if is_open(change.fields) else _APPROVED


def changes_table(
    book: Book, changes: Iterable[Record], limit: int, command: str, project: bool
) -> Table:
    """Those that nobody has decided first, then the latest first."""
    free = granted(book)
    ordered = sorted(changes, key=lambda each: each.place)
    ordered.sort(key=lambda each: said_on(book, each) or date.min, reverse=True)
    ordered.sort(key=lambda each: not is_open(each.fields))
    columns = ("Asked", "Change", "State", "Cost", "Hours", "Days", "By", "Decided")
    rows = []
    for change in ordered:
        fields = change.fields
        state = state_of_change(change, book.today)
        nothing = change.place in free
        cells = (
            said_on(book, change),
            text_of(change),
            f"{state}, for nothing" if nothing else state,
            fields.get("cost"),
            fields.get("hours"),
            fields.get("days"),
            _named(book, fields.get("by")),
            fields.get("done") or fields.get("cancelled"),
            *((_named(book, fields.get("project")),) if project else ()),
        )
        tone: Tone = "warn" if nothing or state == _UNDECIDED else ""
        rows.append(Row(cells, (change.place,), tone))
    return table((*columns, "Project") if project else columns, rows, limit, command)


def change_totals(book: Book, changes: Sequence[Record]) -> Table:
    """What changes add up to by their state, amounts by currency."""
    rows = []
    for state in (_UNDECIDED, _APPROVED, _REFUSED):
        found = [each for each in changes if state_of_change(each, book.today) == state]
        if found:
            fields = [each.fields for each in found]
            costs = [cost for each in fields if isinstance(cost := each.get("cost"), Money)]
            sums = (_sum(each.get(name) for each in fields) for name in ("hours", "days"))
            places = tuple(each.place for each in found)
            rows.append(Row((state, len(found), totals(costs) or None, *sums), places))
    return Table(("State", "Requests", "Cost", "Hours", "Days"), tuple(rows))


def granted(book: Book) -> Container[str]:
    """The places of the changes that were approved at no cost."""
    return {place for known in granted_for_nothing(book).values() for place in known.evidence}


def _sum(values: Iterable[Value]) -> Value:
    known = [number for value in values if (number := number_of(value)) is not None]
    return sum(known[1:], known[0]) if known else None


# --- invoices


def invoice_state(invoice: Record, today: date) -> tuple[str, Tone]:
    """How an invoice stands, in a few words."""
    if is_cancelled(invoice):
        return "cancelled", ""
    if is_done(invoice, today):
        return "paid", "good"
    if not is_open(invoice.fields):
        return "marked as paid on a day to come", "warn"
    if not is_sent(invoice, today):
        return "not sent yet", ""
    if not is_waiting(invoice):
        return "on hold", ""
    days = days_late(invoice, today)
    return (f"{many(days, 'day')} late", "bad") if days else ("sent", "")


def invoices_table(
    book: Book, invoices: Iterable[Record], limit: int, command: str, project: bool
) -> Table:
    """Those that are not paid first, by the day that they are due; then the latest first."""

    def day(invoice: Record) -> date:
        fields = invoice.fields
        return day_of(fields.get("sent")) or day_of(fields.get("date")) or date.min

    ordered = sorted(invoices, key=lambda each: each.place)
    ordered.sort(key=day, reverse=True)
    ordered.sort(key=lambda each: due_of(each) if is_open(each.fields) else FAR)
    ordered.sort(key=lambda each: not is_open(each.fields))
    columns = ("Date", "Invoice", "Amount", "State", "Due", "Paid")
    rows = []
    for invoice in ordered:
        fields = invoice.fields
        state, tone = invoice_state(invoice, book.today)
        sent = day(invoice)
        cells = (
            sent if sent > date.min else None,
            text_of(invoice),
            fields.get("amount"),
            state,
            fields.get("due"),
            fields.get("done"),
            *((_named(book, fields.get("project")),) if project else ()),
        )
        rows.append(Row(cells, (invoice.place,), tone))
    return table((*columns, "Project") if project else columns, rows, limit, command)


# --- contacts


def feed(book: Book, contacts: Sequence[Contact], limit: int, command: str) -> Feed:
    """The latest contacts, the latest first."""
    shown = [_entry(book, each) for each in reversed(contacts[-limit:])]
    more = len(contacts) - len(shown)
    return Feed(tuple(shown), more, command if more else "")


def _entry(book: Book, contact: Contact) -> Entry:
    record = contact.record
    fields = record.fields
    channel, direction = str(fields.get("channel") or "contact"), fields.get("direction")
    kind = f"{channel} {direction}" if direction else channel
    people = fields.get("person")
    if record.line is not None:
        return Entry(
            contact.day, kind, relinked(book, people), text_of(record), evidence=(record.place,)
        )
    meeting = meetings_by_path(book).get(record.path, record)
    mood = meeting.fields.get("mood")
    names = people if isinstance(people, tuple) and not hasattr(people, "_fields") else (people,)
    shown = [str(getattr(each, "target", each)) for each in names if each]
    words = [f"with {', '.join(shown)}"] if shown else []
    words += [f"mood: {mood}"] if mood else []
    title = book.link(record.path, meeting_title(meeting))
    text = "; ".join(words)
    return Entry(contact.day, kind, title, text, (record.place,), _MOODS.get(mood, ""))
