"""Small pieces of reports about one note: facts as figures, words of its own, and tables without
empty columns."""

import shlex
from datetime import date

from vaultcrm.facts.book import Book
from vaultcrm.facts.measures import number_of
from vaultcrm.model import Fact, Money, Value
from vaultcrm.reports import Bar, Cell, Figure, Places, Section, Table, Tone, Words, is_empty
from vaultcrm.reports._parts import NONE, many


def figure(
    label: str,
    known: Fact | None,
    hint: str = "",
    tone: Tone = "",
    none: Cell = None,
    evidence: Places = (),
) -> Figure:
    """A fact as a figure; without it `none`, and where that is None too the hint says why. Its
    evidence is the fact's unless the fact has none."""
    fact = known or NONE
    value = none if fact.value is None else fact.value
    return Figure(label, value, hint, tone, fact.evidence or evidence, fact.left_out)


def bar(value: Value) -> Bar | None:
    """A percentage as a bar."""
    number = number_of(value)
    return None if number is None else Bar(number)


def money_in(known: Fact | None) -> tuple[Money, ...]:
    """The amounts of a fact of money."""
    value = known.value if known else None
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(each for each in value if isinstance(each, Money))
    return ()


def ago(day: date, today: date) -> str:
    """A day in the past, as seen from today."""
    days = (today - day).days
    return "today" if days == 0 else f"{many(days, 'day')} ago"


def trimmed(section: Section) -> Section:
    """A section without the blocks that show nothing."""
    return section._replace(blocks=tuple(each for each in section.blocks if not is_empty(each)))


def folded(*sections: Section) -> tuple[Section, ...]:
    """The sections in which something stands, and the names of the others in one at the end."""
    shown = [trimmed(each) for each in sections]
    full = [each for each in shown if each.blocks]
    empty = [each.title.lower() for each in shown if not each.blocks]
    names = ", ".join(empty)
    rest = Section("Not in the notes", (), empty=f"Nothing is written down about: {names}.")
    return (*full, rest) if empty else tuple(full)


def words_of(book: Book, path: str, title: str = "", longest: int = 0) -> Words:
    """What a note says in words, cut at the end of a paragraph if it is longer than so many
    characters."""
    text, place = book.section(path, title)
    if longest and len(text) > longest:
        cut = text.rfind("\n\n", 0, longest)
        text = f"{text[: cut if cut > 0 else longest].rstrip()}\n\n…"
    return Words(text, (place,) if place else ())


def without_empty(shown: Table) -> Table:
    """A table without the columns, but for the first, in which nothing stands."""
    kept = [
        number
        for number in range(len(shown.columns))
        if not number or any(row.cells[number] not in (None, "") for row in shown.rows)
    ]
    rows = tuple(
        row._replace(cells=tuple(row.cells[number] for number in kept)) for row in shown.rows
    )
    return shown._replace(columns=tuple(shown.columns[number] for number in kept), rows=rows)


def ask(book: Book, collection: str, field: str, path: str, sort: str) -> str:
    """The command that lists all records of a collection that lead to a note."""
    name = book.link(path).target.replace("\\", "\\\\").replace('"', '\\"')
    condition = f'{field} == link("{" ".join(name.split())}")'
    return f"vaultcrm list {collection} --where {shlex.quote(condition)} --sort {sort}"
