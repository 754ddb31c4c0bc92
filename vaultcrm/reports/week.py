"""The week in review, on one page: done, slipped, due next, gone quiet, feedback not answered.

The week is the seven days up to today. Done: actions, onboarding steps, deliverables, decided
change requests and paid invoices ticked in it, and the meetings held. Slipped: what was ours to do
by a day of that week and is still open; what has slipped before is counted. Due next: the seven
days from today on. Gone quiet: active clients whom we should have been in touch with by now.
Feedback: what clients said that was neither decided nor acted on, or not told.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from vaultcrm.facts.book import Book, day_of, places_of
from vaultcrm.facts.contact import (
    contact_due,
    days_since_contact,
    interactions,
    last_contact,
    silence,
)
from vaultcrm.facts.feedback import days_of, unanswered, untold
from vaultcrm.facts.lines import is_done
from vaultcrm.facts.promises import PROMISES, is_ours
from vaultcrm.facts.titles import link_to, relinked, text_of, title_of
from vaultcrm.model import Record
from vaultcrm.reports import Asked, Figure, Figures, Report, Row, Section
from vaultcrm.reports._due import due_table, due_until
from vaultcrm.reports._owed import Due
from vaultcrm.reports._parts import NONE, about, days_from, many, table, when

DAYS = 7
_KINDS = {
    "actions": "action",
    "steps": "onboarding",
    "deliverables": "deliverable",
    "changes": "change decided",
    "invoices": "invoice paid",
}
_MOST = 8  # rows of a table: the week has one page
_FEW = 5  # of clients, of feedback
_ASK = "vaultcrm report summary"


def make(book: Book, asked: Asked) -> Report:
    """The report as of the book's day."""
    first = days_from(book.today, 1 - DAYS)
    done = sorted(_done(book, first), key=lambda each: (each[0], each[2].place))
    met = [(day, record) for day, record in interactions(book) if first <= day]
    due = [
        each
        for each in due_until(book, days_from(book.today, DAYS))
        if each.kind != "feedback"  # has a part of its own
    ]
    late = [each for each in due if each.day < book.today]
    slipped = [each for each in late if each.day >= first]
    ahead = [each for each in due if each.day >= book.today]
    quiet = list(_quiet(book))
    open_feedback = [*unanswered(book), *untold(book)]
    lead = f"{len(done)} done, {len(slipped)} slipped, {len(ahead)} due in the next {DAYS} days, "
    lead += f"{many(len(quiet), 'client')} to get back to, "
    lead += f"{many(len(open_feedback), 'piece')} of feedback open."
    return Report(
        name="week",
        title=f"Week to {book.today.isoformat()}",
        lead=lead,
        sections=(
            _figures(done, met, slipped, late, ahead, quiet),
            _done_section(book, done, met),
            _slipped(book, slipped, len(late) - len(slipped)),
            Section(
                "Due next",
                (due_table(book, ahead, _MOST, _ASK),),
                empty=f"Nothing is due in the next {DAYS} days.",
            ),
            _quiet_section(book, quiet),
            _feedback(book),
        ),
        today=book.today,
    )


_Done = tuple[date, str, Record]


def _done(book: Book, first: date) -> Iterator[_Done]:
    for kind, name in _KINDS.items():
        for record in book.records(kind):
            day = day_of(record.fields.get("done"))
            if day and first <= day <= book.today and is_done(record, book.today):
                theirs = kind in PROMISES and not is_ours(record, book)
                yield day, f"{name}, theirs" if theirs else name, record
    for project in book.records("projects"):
        day = day_of(project.fields.get("delivered"))
        if day and first <= day <= book.today:
            yield day, "project delivered", project


def _figures(
    done: list[_Done],
    met: list[tuple[date, Record]],
    slipped: list[Due],
    late: list[Due],
    ahead: list[Due],
    quiet: list[Record],
) -> Section:
    figures = (
        Figure(
            "Done",
            len(done),
            f"and {many(len(met), 'contact')} with clients",
            "good" if done else "",
            places_of(record for _, _, record in done),
        ),
        Figure(
            "Slipped",
            len(slipped),
            f"{len(late)} late in all",
            "bad" if slipped else "good",
            tuple(place for each in slipped for place in each.evidence),
        ),
        Figure(
            "Due next",
            len(ahead),
            f"in {DAYS} days",
            evidence=tuple(place for each in ahead for place in each.evidence),
        ),
        Figure(
            "Gone quiet",
            len(quiet),
            "active clients",
            "warn" if quiet else "good",
            places_of(quiet),
        ),
    )
    return Section("At a glance", (Figures(figures),))


def _done_section(book: Book, done: list[_Done], met: list[tuple[date, Record]]) -> Section:
    rows = [
        Row((day, text_of(record) or title_of(record), kind, about(book, record)), (record.place,))
        for day, kind, record in done
    ]
    kinds = Counter(
        str(record.fields.get("channel") or record.fields.get("kind") or "contact")
        for _, record in met
    )
    said = ", ".join(many(count, kind) for kind, count in sorted(kinds.items()))
    return Section(
        "Done",
        (table(("Day", "What", "Kind", "For"), rows, _MOST),),
        note=f"Contacts in these days: {said}." if said else "",
        empty="Nothing was ticked with a day of this week.",
    )


def _slipped(book: Book, slipped: list[Due], before: int) -> Section:
    earlier = (
        f"{many(before, 'thing')} slipped before and {'is' if before == 1 else 'are'} still open."
    )
    return Section(
        "Slipped",
        (due_table(book, slipped, _MOST, _ASK),),
        note=earlier if before else "",
        empty="Nothing slipped this week." + (f" {earlier}" if before else ""),
    )


def _quiet(book: Book) -> Iterator[Record]:
    """The active clients whose check-in is overdue, those that waited longest first."""
    due = contact_due(book)
    late = [
        (day, client)
        for client in book.records("clients")
        if (day := day_of(due.get(client.path, NONE).value)) and day < book.today
    ]
    for _, client in sorted(late, key=lambda each: (each[0], each[1].path)):
        yield client


def _quiet_section(book: Book, quiet: list[Record]) -> Section:
    last, days, due, gaps = (
        fact(book) for fact in (last_contact, days_since_contact, contact_due, silence)
    )
    rows = [
        Row(
            (
                link_to(book, client),
                *(fact.get(client.path, NONE).value for fact in (last, days)),
                when(day, book.today) if (day := day_of(due[client.path].value)) else None,
                gaps.get(client.path, NONE).value,
            ),
            (client.path, *last.get(client.path, NONE).evidence),
            "bad" if day and book.today - day > timedelta(days=14) else "warn",
        )
        for client in quiet
    ]
    columns = ("Client", "Last contact", "Days ago", "Check-in", "× usual gap")
    return Section(
        "Gone quiet",
        (table(columns, rows, _FEW, _ASK),),
        note="Active clients whose check-in is overdue, by the cadence in their note. The last "
        "column is the silence over their usual gap between contacts.",
        empty="You have been in touch with everybody in time."
        if due
        else "No active client has a cadence.",
    )


def _feedback(book: Book) -> Section:
    days = days_of(book)
    rows = [
        Row(
            (
                days[record.place],
                relinked(book, record.fields.get("client")),
                text_of(record),
                "to decide" if not record.fields.get("acted") else "to tell them",
            ),
            (record.place,),
            "warn",
        )
        for record in (*unanswered(book), *untold(book))
    ]
    return Section(
        "Feedback not answered",
        (
            table(
                ("Day", "Client", "What they said", "Next"), rows, _FEW, "vaultcrm report feedback"
            ),
        ),
        note="Of the last year. Praise and good scores ask for nothing.",
        empty="All feedback was answered." if days else "No feedback yet.",
    )
