"""What is to come with one client, and what has gone wrong: dates and sore points."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.contact import contact_due
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.projects import OPEN, RUNNING
from vaultcrm.facts.promises import is_ours, is_waiting
from vaultcrm.facts.titles import meeting_title, said_on, text_of, title_of
from vaultcrm.model import Record, Value, is_open
from vaultcrm.reports import Places, Row, Table, Tone
from vaultcrm.reports._client import next_birthday, unanswered
from vaultcrm.reports._lines import open_lines_of, records_of
from vaultcrm.reports._parts import days_from, many, table, when

_RECENT = 365  # days
_LOW = {"csat": 2, "nps": 6, "ces": 3}  # scores up to these are no good ones
_HIGH = "high"


class Event(NamedTuple):
    """Something on a day; `kind` is a word or two."""

    day: date | None
    kind: str
    what: Value
    words: str
    evidence: Places
    tone: Tone = ""


# --- dates


def dates(
    book: Book, client: Record, people: Iterable[Record], projects: Iterable[Record], ahead: int
) -> list[Event]:
    """What is due or planned from today on for so many days, on both sides, the earliest first."""
    found = [
        *_lines(book, client),
        *_meetings(book, client),
        *_projects(book, projects),
        *_birthdays(book, people),
    ]
    known = contact_due(book).get(client.path)
    if known and (due := day_of(known.value)):
        found.append(Event(due, "check-in", "Check in with them", "", known.evidence))
    until = days_from(book.today, ahead)
    shown = [each for each in found if each.day and book.today <= each.day <= until]
    return sorted(shown, key=lambda each: (each.day, each.kind, each.evidence))


def dates_table(book: Book, events: Sequence[Event], limit: int) -> Table:
    """The dates as a table; what is today is marked."""
    rows = [
        Row(
            (each.day, when(each.day, book.today) if each.day else None, each.kind, each.what),
            each.evidence,
            "warn" if each.day == book.today else "",
        )
        for each in events
    ]
    return table(("Day", "When", "Kind", "What"), rows, limit)


def _lines(book: Book, client: Record) -> Iterator[Event]:
    kinds = {"actions": "action", "steps": "onboarding", "deliverables": "deliverable"}
    for collection, kind in kinds.items():
        for record in filter(is_waiting, open_lines_of(book, collection, "client", client.path)):
            whose = kind if is_ours(record, book) else f"{kind}, theirs"
            yield _due(record, whose)
    for record in filter(is_waiting, open_lines_of(book, "invoices", "client", client.path)):
        yield _due(record, "invoice due")


def _due(record: Record, kind: str) -> Event:
    return Event(day_of(record.fields.get("due")), kind, text_of(record), "", (record.place,))


def _meetings(book: Book, client: Record) -> Iterator[Event]:
    for meeting in records_of(book, "meetings", "client", client.path):
        day, following = (day_of(meeting.fields.get(name)) for name in ("date", "next"))
        link = book.link(meeting.path, meeting_title(meeting))
        if day and day >= book.today:
            kind = str(meeting.fields.get("kind") or "meeting")
            yield Event(day, kind, link, "", (meeting.path,))
        if following:
            yield Event(following, "next meeting after", link, "", (meeting.path,))


def _projects(book: Book, projects: Iterable[Record]) -> Iterator[Event]:
    for project in projects:
        fields, link = project.fields, book.link(project.path, title_of(project))
        status = fields.get("status")
        if status in RUNNING:
            for name, kind in (("start", "project starts"), ("due", "project due")):
                yield Event(day_of(fields.get(name)), kind, link, "", (project.path,))
        elif status in OPEN:
            close = day_of(fields.get("expected_close"))
            yield Event(close, "decision expected", link, "", (project.path,))


def _birthdays(book: Book, people: Iterable[Record]) -> Iterator[Event]:
    for person in people:
        if born := day_of(person.fields.get("birthday")):
            link = book.link(person.path, title_of(person))
            day = next_birthday(born, book.today)
            yield Event(day, "birthday", link, "", (person.path,))


# --- sore points


def sore_points(book: Book, client: Record, running: Sequence[Record]) -> list[Event]:
    """What has gone wrong or may, what is worst first and then the latest first."""
    found = [
        *_silent(book, client),
        *_late(book, client),
        *_complaints(book, client),
        *_tense(book, client),
        *_risks(book, running),
    ]
    found.sort(key=lambda each: each.evidence)
    found.sort(key=lambda each: each.day or date.min, reverse=True)
    return sorted(found, key=lambda each: each.tone != "bad")


def sore_table(events: Sequence[Event], limit: int) -> Table:
    """The sore points as a table."""
    rows = [
        Row((each.day, each.kind, each.what, each.words or None), each.evidence, each.tone)
        for each in events
    ]
    return table(("Day", "Kind", "What", "Since then"), rows, limit)


def _silent(book: Book, client: Record) -> Iterator[Event]:
    if waiting := unanswered(book, client):
        record = waiting.record
        kind = f"{record.fields.get('channel')} without an answer"
        yield Event(waiting.day, kind, text_of(record), "", (record.place,), "bad")


def _late(book: Book, client: Record) -> Iterator[Event]:
    for collection, kind in (
        ("actions", "overdue promise"),
        ("steps", "overdue step"),
        ("deliverables", "overdue deliverable"),
        ("invoices", "overdue invoice"),
    ):
        for record in open_lines_of(book, collection, "client", client.path):
            days = days_late(record, book.today)
            if days:
                ours = collection != "invoices" and is_ours(record, book)
                words = f"{many(days, 'day')} late"
                yield _due(record, kind if ours else f"{kind}, theirs")._replace(
                    words=words, tone="bad" if ours else "warn"
                )


def _complaints(book: Book, client: Record) -> Iterator[Event]:
    for record in records_of(book, "feedback", "client", client.path):
        fields, day = record.fields, said_on(book, record)
        kind, score = str(fields.get("kind") or ""), number_of(fields.get("score"))
        low = score is not None and kind in _LOW and score <= _LOW[kind]
        if (kind != "complaint" and not low) or not _is_recent(book, day):
            continue
        label = f"{kind} {score}" if low else kind
        done = [
            f"{name}: {day.isoformat() if (day := day_of(value)) else value}"
            for name in ("decided", "acted", "told")
            if (value := fields.get(name)) is not None
        ]
        words = "; ".join(done) or "nothing decided yet"
        tone: Tone = "warn" if done else "bad"
        yield Event(said_on(book, record), label, text_of(record), words, (record.place,), tone)


def _tense(book: Book, client: Record) -> Iterator[Event]:
    for meeting in records_of(book, "meetings", "client", client.path):
        day, mood = day_of(meeting.fields.get("date")), meeting.fields.get("mood")
        if mood in ("tense", "bad") and _is_recent(book, day):
            kind = f"{mood} {meeting.fields.get('kind') or 'meeting'}"
            link = book.link(meeting.path, meeting_title(meeting))
            yield Event(day, kind, link, "", (meeting.path,), "warn")


def _risks(book: Book, running: Sequence[Record]) -> Iterator[Event]:
    projects = {project.path for project in running}
    for risk in book.open_lines("risks"):
        fields = risk.fields
        if path_of(fields.get("project")) not in projects or not is_open(fields):
            continue
        if _HIGH in (fields.get("likelihood"), fields.get("impact")):
            told = day_of(fields.get("told"))
            theirs = fields.get("raised_by") == "them"
            words = f"told {told.isoformat()}" if told else "raised by them" if theirs else ""
            day = day_of(fields.get("raised")) or day_of(fields.get("date"))
            yield Event(
                day, "risk", text_of(risk), words or "they do not know of it", (risk.place,), "warn"
            )


def _is_recent(book: Book, day: date | None) -> bool:
    return day is not None and days_from(book.today, -_RECENT) <= day <= book.today
