"""A task of ours that repeats was done, and its next line was not written.

The Tasks plugin writes the next line of `- [ ] Send the report 🔁 every month 📅 2026-11-30` when
the task is ticked in Obsidian; another editor does not, and then nothing speaks of it again. This
speaks on the day of the next occurrence, counted as the plugin does from the last that was done,
and gives the line to paste. An open task of the same words, for the same client and project,
settles it, in whatever note; a task of a client of the past, or of a project that is over, is at
its end. What the plugin cannot read is found by `check` (line/recurrence). `lead: 2d` shows it
before the day.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import NamedTuple, TypeAlias

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.lines import is_done
from vaultcrm.facts.next_line import next_line
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.facts.projects import OPEN
from vaultcrm.facts.promises import PROMISES, is_ours
from vaultcrm.facts.recurrence import REFERENCES, Recurrence, next_days
from vaultcrm.facts.recurrence_texts import as_text, read_recurrence
from vaultcrm.facts.titles import text_of
from vaultcrm.model import Record, is_open
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of

RULE = Rule(
    settled="Its next line is there, it does not repeat any more, or the client or project is over."
)
_OVER = ("past", "lost")
_Family: TypeAlias = tuple[str, str, str]  # words, client, project; '' for any


class _Closed(NamedTuple):
    """A closed line that repeats; they are in the order in which they took place."""

    base: date  # what the next occurrence is counted from
    path: str
    line: int
    record: Record
    recurrence: Recurrence
    days: Mapping[str, date]


def due(asked: Asked) -> Iterator[Reminder]:
    last = _last_ones(asked.book)
    alive = {
        family
        for kind in (PROMISES if last else ())
        for line in asked.book.open_lines(kind)
        for family in _families(line)
    }
    for family, closed in last.items():
        line = closed.record
        if family != _own(line) or family in alive or not is_done(line, asked.today):
            continue
        if _is_over(asked.book, line) or not is_ours(line, asked.book):
            continue
        done = day_of(line.fields.get("done"))
        days = next_days(closed.recurrence, closed.days, done)
        if days:
            day = next(days[name] for name in REFERENCES if name in days)
            repeats = f"It repeats {as_text(closed.recurrence)}"
            why = (
                f"{repeats} and was done{f' on {done}' if done else ''}; its next line is missing."
            )
            pasted = next_line(asked.book.text(line.path), closed.line, days)
            title = f"Repeat: {text_of(line) or 'a task without words'}"
            yield asked.about_line(line, day, day, title, why, draft={"line": pasted})


def _last_ones(book: Book) -> Mapping[_Family, _Closed]:
    """The last line of each family that repeats and is closed."""
    last: dict[_Family, _Closed] = {}
    for kind in PROMISES:
        for line in book.lines_with(kind, "repeat"):
            closed = None if is_open(line.fields) else _closed(line)
            for family in _families(line) if closed else ():
                known = last.get(family)
                if closed and (known is None or closed[:3] > known[:3]):
                    last[family] = closed
    return last


def _closed(line: Record) -> _Closed | None:
    recurrence = read_recurrence(str(line.fields["repeat"]))
    read = {name: day_of(line.fields.get(name)) for name in REFERENCES}
    days = {name: day for name, day in read.items() if day}
    if not days or not isinstance(recurrence, Recurrence) or line.line is None:
        return None
    done = day_of(line.fields.get("done")) if recurrence.when_done else None
    base = done or next(iter(days.values()))
    return _Closed(base, line.path, line.line, line, recurrence, days)


def _own(line: Record) -> _Family:
    words = " ".join(text_of(line).casefold().split())
    return words, client_of(line), path_of(line.fields.get("project"))


def _families(line: Record) -> Iterator[_Family]:
    """Those that a line belongs to: one that was moved to an archive has lost what its old note
    lent it, and is still the same task."""
    words, client, project = _own(line)
    return product((words,), {client, ""}, {project, ""})


def _is_over(book: Book, line: Record) -> bool:
    client = clients_by_path(book).get(client_of(line))
    project = path_of(line.fields.get("project"))
    if client and client.fields.get("status") in _OVER:
        return True
    return project in book.once(_projects_over)


def _projects_over(book: Book) -> frozenset[str]:
    projects = book.records("projects")
    return frozenset(each.path for each in projects if each.fields.get("status") not in OPEN)
