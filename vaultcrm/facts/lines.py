"""What holds of single lines: how late and how old they are, and who has to act.

The kinds are those of lines that wait for somebody: actions, steps, deliverables, invoices and
change requests."""

from collections.abc import Callable, Mapping
from datetime import date

from vaultcrm.facts.book import Book, Facts, day_of, fact_of_each, is_past
from vaultcrm.facts.promises import is_ours, is_waiting
from vaultcrm.model import Fact, Money, Record, is_open

KINDS = ("actions", "steps", "deliverables", "invoices", "changes")
_BEGINNINGS = ("created", "asked", "sent", "date")  # the fields that say when a line came to be
_ENDS = ("cancelled", "done")
_NOTES = {"meetings": "date", "projects": "start"}  # and those of the notes that lines stand in


def is_cancelled(record: Record) -> bool:
    """Whether a line was cancelled: by its checkbox, or by a day for it."""
    return record.fields.get("status") == "cancelled" or bool(record.fields.get("cancelled"))


def is_done(record: Record, today: date) -> bool:
    """Whether a line was done: ticked or with a day for it, and not cancelled. Not if that day, or
    without one the day on which the line came to be, is still to come."""
    if is_open(record.fields) or is_cancelled(record):
        return False
    return is_past(counted_on(record), today)


def counted_on(record: Record) -> date | None:
    """The day on which a line that is done counts as done: the day for that, or without one the
    day on which it came to be; None where neither is known."""
    return _first_day(record, ("done", *_BEGINNINGS))


def is_sent(record: Record, today: date) -> bool:
    """Whether an invoice is out: its `sent`, or else its date, is not in the future."""
    sent = day_of(record.fields.get("sent")) or day_of(record.fields.get("date"))
    return sent is None or sent <= today


def days_late(record: Record, today: date) -> int:
    """Days that a line is past its due date; 0 if it is not, has none, is done, cancelled or on
    hold, or is an invoice that is not out yet."""
    due = day_of(record.fields.get("due"))
    if due is None or due >= today or not is_waiting(record):
        return 0
    if record.collection == "invoices" and not is_sent(record, today):
        return 0
    return (today - due).days


@fact_of_each(*KINDS, name="open", default=False)
def still_open(book: Book, kind: str) -> Facts:
    """True while a line is neither done nor cancelled (also when it is in progress or on hold),
    else false.
    Rests on the line."""
    return {record.place: Fact(True, (record.place,)) for record in book.open_lines(kind)}


@fact_of_each(*KINDS)
def overdue(book: Book, kind: str) -> Facts:
    """Days that a line is past its due date, while it is neither done nor cancelled nor on hold;
    an invoice only when it is out. A line that is not late has none, and so has one without a due
    date that can be read. Rests on the line."""
    return {
        record.place: Fact(days, (record.place,))
        for record in book.open_lines(kind)
        if (days := days_late(record, book.today))
    }


@fact_of_each(*KINDS)
def age(book: Book, kind: str) -> Facts:
    """Days since a line came to be: from the first of `created`, `asked`, `sent` and its date that
    it has, else from the date of the meeting's note or the start of the project's note that it
    stands in; to today, or to the day on which it was done or cancelled. None where the beginning
    is not known or still to come, or the end is not known. Rests on the line, and on the note if
    that gave the beginning."""
    today, notes = book.today, beginnings(book)
    ages = {}
    for record in book.records(kind):
        begun, evidence = beginning(record, notes)
        ended = today if is_open(record.fields) else _first_day(record, _ENDS)
        if begun and ended and begun <= (until := min(ended, today)):
            ages[evidence[0]] = Fact((until - begun).days, evidence)
    return ages


@fact_of_each(*KINDS)
def owner(book: Book, kind: str) -> Facts:
    """Who has to act, `ours` or `theirs`. Of an action, a step and a deliverable: ours unless it
    names somebody who is not us. Of an invoice: ours until it is out, then theirs. Of a change
    request: ours until it has a cost, then theirs, who decide. An invoice and a change request that
    are done or cancelled have none. Whoever is named on the line goes before all that. Rests on the
    line."""
    judge = _JUDGES.get(kind)
    owners = {}
    for record in book.records(kind):
        if judge is None or record.fields.get("owner"):
            ours = is_ours(record, book)
        elif is_open(record.fields):
            ours = judge(record, book.today)
        else:
            continue
        place = record.place
        owners[place] = Fact("ours" if ours else "theirs", (place,))
    return owners


def beginning(record: Record, notes: Mapping[str, date]) -> tuple[date | None, tuple[str, ...]]:
    """The day on which a line came to be, None if not known, and the places that say so: the line,
    and its note where it is one of `notes` (see `beginnings`) that gave the day."""
    day = _first_day(record, _BEGINNINGS)
    return (day, (record.place,)) if day else (notes.get(record.path), (record.place, record.path))


def beginnings(book: Book) -> Mapping[str, date]:
    """The days that lines without one of their own have from the notes that they stand in."""
    return book.once(_beginnings)


def _first_day(record: Record, names: tuple[str, ...]) -> date | None:
    """The first of these fields' days that can be read."""
    for name in names:
        value = record.fields.get(name)
        if value is not None and (day := day_of(value)):
            return day
    return None


def _beginnings(book: Book) -> Mapping[str, date]:
    return {
        note.path: day
        for collection, name in _NOTES.items()
        for note in book.records(collection)
        if (day := day_of(note.fields.get(name)))
    }


# Whether an open line that names nobody is ours, for the kinds that have no owner of their own.
_JUDGES: dict[str, Callable[[Record, date], bool]] = {
    "invoices": lambda record, today: not is_sent(record, today),
    "changes": lambda record, today: not isinstance(record.fields.get("cost"), Money),
}
