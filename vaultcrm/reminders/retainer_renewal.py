"""A retainer runs out unless it is renewed: on its `renews`, else its `ends`, else its `due`.

Shown 30 days before that day, for retainers that are agreed, active or paused. The draft names the
hours of the year before, up to the last month that is over 30 days before that day, from the first
month on that has any; and beside them `hours_budget` for as many months. Moving the day settles it,
and so does ending the retainer, or the end of the client.

`retainer_renewal: {lead: 60d}` shows it earlier. A retainer with `renews: 2026-12-31` is shown from
1 December on, with the hours up to the end of November.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from vaultcrm.facts.book import Book, by_note, day_of, path_of
from vaultcrm.facts.measures import number_of, product, rounded
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.facts.projects import RUNNING
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration, Money, Record
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._letters import in_words
from vaultcrm.reminders._mails import greeted

RULE = Rule(
    settled="It was renewed, its day was moved, or it is over.",
    lead=Duration("30d", days=30),
    waits=False,
)
_BEFORE = timedelta(days=30)  # until when the hours count
_MONTHS = 12
_GONE = ("past", "lost")


def due(asked: Asked) -> Iterator[Reminder]:
    hours = asked.book.once(_hours)
    for project in asked.book.records("projects"):
        day, retainer = renewal(asked.book, project), project.fields.get("retainer")
        if day is None or not isinstance(retainer, Money):
            continue
        worked = _worked(project, hours.get(project.path, ()), day)
        yield asked.about_note(
            project,
            day,
            day,
            f"Renew {title_of(project)}",
            f"The retainer of {in_words(retainer)} a month runs until {day}. {worked}",
            draft={
                "name": greeted(asked.book, path_of(project.fields.get("client"))),
                "project": title_of(project),
                "day": day.isoformat(),
                "worked": worked,
                "retainer": in_words(retainer),
            },
        )


def renewal(book: Book, project: Record) -> date | None:
    """The day on which a retainer runs out; None of what is no retainer, or is over."""
    retainer = isinstance(project.fields.get("retainer"), Money)
    if not retainer or not in_hand(book, project):
        return None
    days = (day_of(project.fields.get(name)) for name in ("renews", "ends", "due"))
    return next(filter(None, days), None)


def in_hand(book: Book, project: Record) -> bool:
    """Whether a project is agreed and not delivered, and its client neither past nor lost."""
    client = clients_by_path(book).get(path_of(project.fields.get("client")))
    gone = client and client.fields.get("status") in _GONE
    return project.fields.get("status") in RUNNING and not gone


def _hours(book: Book) -> Mapping[str, Sequence[Record]]:
    return by_note(book.records("hours"), "project")


def _worked(project: Record, lines: Sequence[Record], day: date) -> str:
    """The hours that were worked for a retainer, in a sentence; '' where none are known."""
    end = max(day, date.min + _BEFORE) - _BEFORE
    until = _month(end + timedelta(days=1)) - 1
    by_month: dict[int, Decimal] = {}
    for line in lines:
        on, hours = day_of(line.fields.get("date")), number_of(line.fields.get("hours"))
        if on and hours is not None and until - _MONTHS < _month(on) <= until:
            by_month[_month(on)] = by_month.get(_month(on), Decimal()) + hours
    if not by_month:
        return ""
    first = min(by_month)
    spent = f"{rounded(sum(by_month.values(), Decimal()), 2).normalize():f}"
    period = f"From {_name(first)} to {_name(until)}" if first < until else f"In {_name(until)}"
    budget = number_of(project.fields.get("hours_budget"))
    if not budget:
        return f"{period} we worked {spent} hours."
    agreed = f"{product(budget, Decimal(until - first + 1)).normalize():f}"
    return f"{period} we worked {spent} hours of the {agreed} agreed."


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _name(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
