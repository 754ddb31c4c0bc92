"""What we owe and what they owe, by date, with the words and the place they were said.

A promise is an open action, or an open step of a client's onboarding, wherever it is written down;
it is ours unless it names somebody who is not us. Overdue: its due date has passed and it is not on
hold. This week: due within seven days. Without a date: those on hold too. Said is the occasion that
it comes from, the meeting or the note that it stands in, with its day. What is ours and for no
client is not promised to anybody, and in a part of its own. Deliverables are in the reports about
projects.
"""

from collections.abc import Sequence

from vaultcrm.facts.book import Book, places_of
from vaultcrm.facts.promises import is_waiting
from vaultcrm.facts.waiting import open_promises
from vaultcrm.model import Record
from vaultcrm.reports import Asked, Figure, Figures, Report, Section, Table, Tone
from vaultcrm.reports._lines import by_due, due_of, promise_columns, promise_rows
from vaultcrm.reports._parts import FAR, days_from, is_for_somebody, many, table, when

_AHEAD = 7  # days
_SHOWN = 50  # lines of each table
_GROUPS = ("Overdue", "This week", "Later", "Without a date")
_EMPTY = (
    "Nothing is overdue.",
    "Nothing is due within seven days.",
    "Nothing is due later.",
    "Every promise has a date.",
)
_CONDITIONS = (
    "crm.overdue > 0",
    'due >= today() && due <= today() + "7d"',
    'due > today() + "7d"',
    "!due",
)


def make(book: Book, asked: Asked) -> Report:
    """The report as of the book's day."""
    ours, theirs = open_promises(book)
    promised = [each for each in ours if is_for_somebody(each)]
    own = [each for each in ours if not is_for_somebody(each)]
    we, they = _grouped(book, promised), _grouped(book, theirs)
    return Report(
        name="promises",
        title=f"Promises {book.today.isoformat()}",
        lead=_lead(book, we, they),
        sections=(
            Section("Both ways", (_figures(we, they),)),
            *(_section(book, number, we[number], they[number]) for number in range(len(_GROUPS))),
            _own(book, own),
        ),
        today=book.today,
    )


def _grouped(book: Book, promises: Sequence[Record]) -> tuple[Sequence[Record], ...]:
    """Promises by _GROUPS, each by the day that it is due."""
    groups: tuple[list[Record], ...] = ([], [], [], [])
    for promise in by_due(promises):
        day = due_of(promise)
        if day == FAR or not is_waiting(promise):
            groups[3].append(promise)
        elif day < book.today:
            groups[0].append(promise)
        else:
            groups[1 if day <= days_from(book.today, _AHEAD) else 2].append(promise)
    return groups


def _lead(book: Book, we: tuple[Sequence[Record], ...], they: tuple[Sequence[Record], ...]) -> str:
    """How much is promised and late, and what has waited longest."""
    ours, theirs = sum(map(len, we)), sum(map(len, they))
    if not ours and not theirs:
        return "No open promises, neither ours nor theirs."
    lead = f"We owe {many(ours, 'promise')}, {len(we[0])} of them overdue. "
    lead += f"They owe us {many(theirs, 'promise')}, {len(they[0])} of them overdue."
    if we[0]:
        lead += f" Our oldest is {when(due_of(we[0][0]), book.today)}."
    return lead


def _figures(we: tuple[Sequence[Record], ...], they: tuple[Sequence[Record], ...]) -> Figures:
    figures = []
    for number, name in enumerate(_GROUPS[:2]):
        for who, groups in (("ours", we), ("theirs", they)):
            found = groups[number]
            bad: Tone = "bad" if who == "ours" else "warn"
            tone: Tone = bad if found and not number else ""
            label = f"{name}, {who}"
            figures.append(Figure(label, len(found), tone=tone, evidence=places_of(found)))
    return Figures(tuple(figures))


def _section(book: Book, number: int, we: Sequence[Record], they: Sequence[Record]) -> Section:
    return Section(
        _GROUPS[number],
        (_table(book, number, we, "We owe"), _table(book, number, they, "They owe us")),
        empty=_EMPTY[number],
    )


def _table(book: Book, number: int, promises: Sequence[Record], title: str) -> Table:
    who = "ours" if title == "We owe" else "theirs"
    condition = f'crm.open && crm.owner == "{who}" && {_CONDITIONS[number]}'
    rows = promise_rows(book, promises)
    ask = f"vaultcrm list actions --where '{condition}' --sort due"
    return table(promise_columns(), rows, _SHOWN, ask, title)


def _own(book: Book, own: Sequence[Record]) -> Section:
    """What is ours to do and for no client."""
    rows = promise_rows(book, by_due(own), for_whom=False)
    ask = "vaultcrm list actions --where 'crm.open && crm.owner == \"ours\" && !client' --sort due"
    return Section(
        "For ourselves",
        (table(promise_columns(for_whom=False), rows, _SHOWN, ask),),
        note="Ours, and for no client.",
        empty="Nothing.",
    )
