"""Everything that has a day, each thing once: what a calendar shows.

A promise, a deliverable, an onboarding step or an invoice that is open is shown on its day while
that is to come; what the reminder rules say of it for later days is not. Once the day has passed,
the last thing that the rules say of it takes its place. A deliverable of ours stands for its
project where both are due on one day, as the renewal of a retainer does. What is turned off,
dismissed, done or on hold is not shown, nor what is private (as for pages that are made for a
client), nor what rests on a note that says nothing certain.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.facts.projects import RUNNING
from vaultcrm.facts.promises import is_ours, is_waiting
from vaultcrm.facts.titles import meeting_title, said_of, text_of, title_of
from vaultcrm.index.index import Index
from vaultcrm.model import Record, Value
from vaultcrm.positions import LineIndex
from vaultcrm.reading.privacy import PRIVATE, folded, hidden, is_private
from vaultcrm.reading.source import decode
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._causes import causes, own_rules
from vaultcrm.reminders._log import PATH, read_log
from vaultcrm.reminders._plan import OPEN, paths_of
from vaultcrm.reminders._work import deliverables
from vaultcrm.reminders.retainer_renewal import renewal

BIRTHDAY = "birthday"
_DUE = "due"
_GONE = ("past", "lost")  # clients
_NOTES = ("clients", "people", "projects", "meetings")
_LINES = {"actions": "action", "deliverables": "deliverable", "steps": "step"}
_HELD = tuple(status for status in RUNNING if status != "paused")
# A property of a project → its statuses in which that means something, what is to be said of it,
# and the parts of the names of those rules that say the same.
_PROJECTS = {
    _DUE: (_HELD, "Deliver {}", "It is due.", ("due", "late", "deliver")),
    "renews": (RUNNING, "Renewal: {}", "It runs out unless it is renewed.", ("renew",)),
    "ends": (RUNNING, "The contract ends: {}", "The contract ends on this day.", ("end", "renew")),
}


class Dated(NamedTuple):
    """Something on `reminder.due`, known by `reminder.key`. `moment` is when, where that is known;
    with `yearly` the day is that of the first year. It `happens`, or else is to be done."""

    reminder: Reminder
    moment: datetime | None = None
    yearly: bool = False
    happens: bool = False
    line: int | None = None
    said_by: tuple[str, ...] = ()  # parts of the names of rules that may say the same of a note


def dates(index: Index, book: Book, client: str = "") -> list[Dated]:
    """Everything with a day, or what of it is about a client (a path), the earliest first."""
    own = [*_lines(book), *_projects(book), *_meetings(book), *_birthdays(book)]
    privacy, uncertain = _Privacy(index, book), index.uncertain()
    delivered = {
        (each.project.path, each.day)
        for each in deliverables(book)
        if not privacy.hides_at(each.record.path, each.record.line)
    }
    concealed = {each.reminder.subject for each in own if privacy.hides_line(each)}
    said, waiting = _said(index, book)
    days: dict[str, set[date]] = {}
    for each in own:
        days.setdefault(each.reminder.subject, set()).add(each.reminder.due)
    shown: list[Dated] = []
    for each in own:
        subject = each.reminder.subject
        about = said.get(subject, [])
        if each.line is not None:
            found = _of_line(each, about, days[subject] - {each.reminder.due}, book.today)
            shown += [] if subject in waiting else [found]
        else:
            found = _of_note(each, about)
            shown += [] if _stands_aside(each, delivered) else [found]
    shown += (Dated(each) for found in said.values() for each in found)
    shown = [
        each
        for each in shown
        if each.reminder.subject not in concealed
        and uncertain.isdisjoint(paths_of(each.reminder))
        and not privacy.hides(each.reminder)
        and (not client or client in paths_of(each.reminder))
    ]
    return sorted(shown, key=lambda each: (each.reminder.due, each.reminder.key))


def _said(index: Index, book: Book) -> tuple[dict[str, list[Reminder]], frozenset[str]]:
    """What the rules say, by subject, but for what somebody has answered; and the subjects of what
    waits for the end of a pause."""
    answered = _answered(index, book)
    found: dict[str, list[Reminder]] = {}
    waiting = set()
    for cause in causes(book, own_rules(index, book)):
        reminder = cause.reminder
        if cause.waits_for:
            waiting.add(reminder.subject)
        elif not cause.off and reminder.key not in answered:
            found.setdefault(reminder.subject, []).append(reminder)
    return found, frozenset(waiting)


def _answered(index: Index, book: Book) -> frozenset[str]:
    """The keys of reminders that somebody has ticked, dismissed or deleted."""
    data = index.read(PATH)
    log = read_log(decode(data).text if isinstance(data, bytes) else "")
    status = {
        str(note.fields.get("source_key")): note.fields.get("status") or OPEN
        for note in book.records("reminders")
    }
    keys = {key for key, said in status.items() if said != OPEN} | log.closed.keys()
    keys |= log.made - status.keys()
    return frozenset(key for key in keys if not log.closed_itself(key))


# --- each thing once ------------------------------------------------------------------------------


def _of_line(own: Dated, said: list[Reminder], others: set[date], today: date) -> Dated:
    """A line on its own day, or on the last that the rules say of it. Takes out of `said` what is
    the same; `others` are the days of other lines with the same words."""
    day = own.reminder.due
    same = [each for each in said if each.due >= day and each.due not in others]
    said[:] = [each for each in said if each not in same]
    last = max(same, key=lambda each: each.due, default=None)
    if last and last.due > day and day < today:
        return Dated(last)
    on_day = next((each for each in same if each.due == day), None)
    return _joined(own, on_day) if on_day else own


def _of_note(own: Dated, said: list[Reminder]) -> Dated:
    """A day of a note, in the words of the rule that says the same of it."""
    for each in said:
        is_named = any(part in each.rule for part in own.said_by)
        if is_named and (own.yearly or each.due == own.reminder.due):
            said.remove(each)
            return own if own.yearly else _joined(own, each)
    return own


def _stands_aside(own: Dated, delivered: Collection[tuple[str, date]]) -> bool:
    """Whether a project's day is that of a deliverable (a project's path and a day), which says
    more."""
    project, day = own.reminder.project, own.reminder.due
    is_due = own.reminder.period == _DUE and not own.happens
    return bool(is_due and project and (project.path, day) in delivered)


def _joined(own: Dated, said: Reminder) -> Dated:
    """The line or note with the words of a rule: it stays the same thing."""
    words = said._replace(
        rule=own.reminder.rule, subject=own.reminder.subject, period=own.reminder.period
    )
    return own._replace(reminder=words)


# --- what has a day of its own --------------------------------------------------------------------


def _asked(kind: str, book: Book) -> Asked:
    return Asked(f"calendar {kind}", Rule(""), book)  # a name that no rule can have


def _moment(value: Value) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _lines(book: Book) -> Iterator[Dated]:
    for collection, kind in _LINES.items():
        yield from _of_kind(book, collection, kind)
    yield from _of_kind(book, "invoices", "invoice")


def _of_kind(book: Book, collection: str, kind: str) -> Iterator[Dated]:
    seen: Counter[tuple[str, date]] = Counter()
    keys: Counter[str] = Counter()
    asked = _asked(kind, book)
    for line in book.open_lines(collection):
        value = line.fields.get("due")
        day = day_of(value)
        if not day or not is_waiting(line):
            continue
        title, why = _words(book, kind, line)
        found = asked.about_line(line, "", day, title, why)
        # Numbered as the causes are: the same words for the same day are two promises.
        seen[found.subject, day] += 1
        if (number := seen[found.subject, day]) > 1:
            found = found._replace(subject=f"{found.subject} ({number})")
        keys[found.key] += 1
        if (number := keys[found.key]) > 1:
            found = found._replace(period=str(number))
        yield Dated(found, _moment(value), line=line.line)


def _words(book: Book, kind: str, line: Record) -> tuple[str, str]:
    text = said_of(line) or f"{kind.capitalize()} without words"
    if kind == "invoice":
        return f"Payment due: {text}", "It is to be paid by this day."
    if not is_ours(line, book):
        return f"Theirs: {text}", "They promised it."
    return (f"Deliver: {text}" if kind == "deliverable" else text), "It is due."


def _projects(book: Book) -> Iterator[Dated]:
    for project in book.records("projects"):
        for name, (statuses, title, why, rules) in _PROJECTS.items():
            value = project.fields.get(name)
            day = day_of(value)
            if not day or project.fields.get("status") not in statuses:
                continue
            if name == "ends" and day == day_of(project.fields.get("renews")):
                continue
            if name == _DUE and day == renewal(book, project):
                continue
            said = title.format(title_of(project))
            found = _asked("project", book).about_note(project, name, day, said, why)
            yield Dated(found, _moment(value), said_by=rules)


def _meetings(book: Book) -> Iterator[Dated]:
    """The meetings that have a note, and those that another one says are next."""
    asked = _asked("meeting", book)
    noted = set()
    planned = []
    for meeting in book.records("meetings"):
        value, client = meeting.fields.get("date"), path_of(meeting.fields.get("client"))
        day = day_of(value)
        noted.add((client, day))
        if day and day >= book.today:
            kind = str(meeting.fields.get("kind") or "meeting")
            why = f"A {kind} that is planned."
            found = asked.about_note(meeting, "date", day, meeting_title(meeting), why)
            yield Dated(found, _moment(value), happens=True)
        following = meeting.fields.get("next")
        if (day := day_of(following)) and day >= book.today:
            planned.append((client, day, following, meeting))
    for client, day, value, meeting in planned:
        if (client, day) not in noted:
            noted.add((client, day))
            title = f"Meet again after {meeting_title(meeting)}"
            found = asked.about_note(meeting, "next", day, title, "The note of that says so.")
            yield Dated(found, _moment(value), happens=True)


def _birthdays(book: Book) -> Iterator[Dated]:
    """The birthdays of people whose client is still one."""
    for person in book.records("people"):
        client = clients_by_path(book).get(path_of(person.fields.get("client")))
        born = day_of(person.fields.get("birthday"))
        if born and not (client and client.fields.get("status") in _GONE):
            found = _asked(BIRTHDAY, book).about_note(
                person, "", born, f"Birthday of {title_of(person)}", "Every year."
            )
            yield Dated(found, yearly=True, happens=True, said_by=(BIRTHDAY,))


# --- what is private ------------------------------------------------------------------------------


class _Privacy:
    """What of the vault's notes is private; each note is read once."""

    def __init__(self, index: Index, book: Book) -> None:
        self._index = index
        # To ask for each note by itself takes three times as long as the book has taken for all.
        self._notes = {each.path: each for kind in _NOTES for each in book.records(kind)}
        self._lines: dict[str, frozenset[int] | None] = {}
        self._texts: dict[str, tuple[str, ...]] = {}

    def hides_line(self, own: Dated) -> bool:
        """Whether the line that something stands on is private."""
        return own.line is not None and self.hides_at(own.reminder.evidence[0].path, own.line)

    def hides_at(self, path: str, line: int | None) -> bool:
        """Whether a line of a note is private."""
        lines = self._private_lines(path)
        return lines is None or line in lines

    def hides(self, reminder: Reminder) -> bool:
        """Whether one of the notes that it rests on is private, or it repeats a line that is."""
        for path in dict.fromkeys(paths_of(reminder)):
            if self._private_lines(path) is None:
                return True
            texts: Iterable[str] = (reminder.title, reminder.why, *reminder.quotes)
            if any(hidden in text for hidden in self._private_texts(path) for text in texts):
                return True
        return False

    def _private_lines(self, path: str) -> frozenset[int] | None:
        """The numbers of a note's private lines; None where all of it is private."""
        if path not in self._lines:
            note = self._notes.get(path) or self._index.record(path)
            self._lines[path] = _private_lines(self._index, path, note)
        return self._lines[path]

    def _private_texts(self, path: str) -> tuple[str, ...]:
        """What is said by those of a note's lines that are records, and private."""
        if path not in self._texts:
            lines = self._private_lines(path)
            records = self._index.lines_of(path) if lines else ()
            found = (text_of(each) for each in records if lines and each.line in lines)
            self._texts[path] = tuple(filter(None, found))
        return self._texts[path]


def _private_lines(index: Index, path: str, note: Record | None) -> frozenset[int] | None:
    fields: Mapping[str, Value] = note.fields if note else {}
    if is_private(fields):
        return None
    data = index.read(path)
    text = decode(data).text if isinstance(data, bytes) else ""
    if PRIVATE not in folded(text):
        return frozenset()
    places = LineIndex(text)
    found: set[int] = set()
    for part in hidden(text):
        if PRIVATE in part.why:
            if "note" in part.why:  # that has the tag `private`
                return None
            last = places.position(max(part.start, part.end - 1))[0]
            found.update(range(places.position(part.start)[0], last + 1))
    return frozenset(found)
