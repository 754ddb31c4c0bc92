"""What a rule is asked: the book, how the rule is tuned for each client, and a form for its
answers."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from vaultcrm.facts.book import Book, path_of
from vaultcrm.facts.calendar import earlier
from vaultcrm.facts.contact import closed_days
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.facts.titles import said_of, text_of, title_of
from vaultcrm.model import Duration, Record, Ref
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.schema.reminding import Tuning, read_tuning

_LONG = 120  # characters of a line's text in a subject
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Asked(NamedTuple):
    """A rule's name, what holds of it, and the book that it is asked about."""

    name: str
    rule: Rule
    book: Book

    @property
    def today(self) -> date:
        return self.book.today

    def tuning(self, client: str = "") -> Tuning:
        """How the rule is tuned for a client (a path; '' for none): as its note says, else the
        settings, else as the rule has it."""
        usual = Tuning(True, self.rule.lead, self.rule.after, self.rule.at, self.rule.priority)
        said = self.book.config.reminders.rules.get(self.name, Tuning()).over(usual)
        for name in ("", self.name):
            own = self.book.once(_tunings).get((client, name))
            said = own.over(said) if own else said
        return said

    def after(self, client: str = "") -> tuple[Duration, ...]:
        return self.tuning(client).after or self.rule.after

    def at(self, client: str = "") -> tuple[Decimal, ...]:
        return self.tuning(client).at or self.rule.at

    def shown_on(self, due: date, client: str = "") -> date:
        """The last day of the office at or before the day that lies the lead before the due date:
        what is due on a Sunday is shown on Friday."""
        lead = self.tuning(client).lead or self.rule.lead
        return earlier(due, lead, self.book.config.office_hours.days, closed_days(self.book))

    def about_note(
        self,
        note: Record,
        period: date | str,
        due: date,
        title: str,
        why: str,
        evidence: Iterable[str] = (),
        quotes: Iterable[Record] = (),
        priority: str = "",
        draft: Mapping[str, Any] = _NOTHING,
    ) -> Reminder:
        """A reminder about a note. `evidence` are the paths of the notes that say so, `quotes` the
        lines that it quotes (their notes are evidence as well); without either, the note is."""
        subject = self.book.link(note.path).target
        return self._reminder(
            note, subject, period, due, title, why, evidence, quotes, priority, draft
        )

    def about_line(
        self,
        line: Record,
        period: date | str,
        due: date,
        title: str,
        why: str,
        evidence: Iterable[str] = (),
        quotes: Iterable[Record] = (),
        priority: str = "",
        draft: Mapping[str, Any] = _NOTHING,
    ) -> Reminder:
        """A reminder about a line, which it quotes; known by its note and its 🆔, else its text."""
        text = str(line.fields.get("id") or text_of(line))
        if len(text) > _LONG:
            digest = hashlib.sha256(text.encode()).hexdigest()[:8]
            text = f"{text[:_LONG]}… {digest}"
        subject = f"{self.book.link(line.path).target}: {text}"
        said = priority or str(line.fields.get("priority") or "")
        quoted = (line, *quotes)
        return self._reminder(line, subject, period, due, title, why, evidence, quoted, said, draft)

    def _reminder(
        self,
        record: Record,
        subject: str,
        period: date | str,
        due: date,
        title: str,
        why: str,
        evidence: Iterable[str],
        quotes: Iterable[Record],
        priority: str,
        draft: Mapping[str, Any],
    ) -> Reminder:
        client, project = client_of(record), path_of(record.fields.get("project"))
        if record.collection == "projects":
            project = record.path
        quotes, title = tuple(quotes), " ".join(title.split())
        said = (each for each in map(said_of, quotes) if each and each != title)
        paths = [*evidence, *(each.path for each in quotes)] or [record.path]
        return Reminder(
            rule=self.name,
            subject=" ".join(subject.split()),
            period=period.isoformat() if isinstance(period, date) else period,
            due=due,
            title=title,
            why=why,
            evidence=tuple(self._link(path) for path in dict.fromkeys(paths)),
            quotes=tuple(said),
            client=self._link(client) if client else None,
            project=self._link(project) if project else None,
            priority=self.tuning(client).priority or priority,
            draft=draft,
            about=self.book.link(record.path),
        )

    def _link(self, path: str) -> Ref:
        note = clients_by_path(self.book).get(path)
        return self.book.link(path, title_of(note) if note else "")


def client_of(record: Record) -> str:
    """The path of the client that a record is about, its own if it is one; '' without."""
    return record.path if record.collection == "clients" else path_of(record.fields.get("client"))


def client_title(book: Book, path: str) -> str:
    """What a client is called, '' for none."""
    client = clients_by_path(book).get(path)
    return title_of(client) if client else ""


def _tunings(book: Book) -> Mapping[tuple[str, str], Tuning]:
    """What the notes of clients say, by the client and the rule, '' for all of them. Entries that
    say nothing are findings of rule field/reminders."""
    found: dict[tuple[str, str], Tuning] = {}
    for path, client in clients_by_path(book).items():
        entries = client.fields.get("reminders")
        for entry in entries if isinstance(entries, tuple) else ():
            read = read_tuning(entry) if isinstance(entry, str) else None
            if read:
                name, tuning = read
                found[path, name] = tuning.over(found.get((path, name), Tuning()))
    return found
