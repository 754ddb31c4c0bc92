"""A project has used up most of its hours, or all of them.

A running project with an `hours_budget`, at 80 and at 100 percent of it (`at`); only the highest
that was reached. It is due on the day of the line of hours that reached it. With a `retainer` the
budget is that of a month, and each month may have its own. From 100 percent on the note holds a
mail. A larger budget settles it, and has percentages of its own; so does the end of the project or
of the month.

With `hours_budget: 10`, a line of 5 hours on the 2nd and one of 4 on the 9th make one on the 9th.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.measures import number_of, percent
from vaultcrm.facts.projects import burn
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Record
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._work import running, whom

RULE = Rule(
    settled="The budget was raised or the hours corrected, more of it is used now, the month is"
    " over, or the project does not run any more.",
    at=(Decimal(80), Decimal(100)),
)


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for path, project in running(book).items():
        fact = burn(book).get(path)
        used = number_of(fact.value) if fact else None
        budget = number_of(project.fields.get("hours_budget"))
        if fact is None or used is None or not budget:
            continue
        client = client_of(project)
        reached = max((each for each in asked.at(client) if each <= used), default=None)
        lines = [book.once(_hours)[place] for place in fact.evidence[1:]]
        if reached is None or not (found := _reached(project, lines, budget, reached)):
            continue
        day, hours, line = found
        month = day.isoformat()[:7] if project.fields.get("retainer") else ""
        full, over = reached >= 100, "over " if percent(hours, budget) > reached else ""
        share = f"{reached.normalize():f}"
        what = f"the hours of {title_of(project)}: {over}{share} % are used"
        title = f"Tell {whom(book, project)} about {what}" if full else f"Look at {what}"
        of = f" of {month}" if month else ""
        why = f"On {day} it had used {_plain(hours)} of its {_plain(budget)} hours{of}."
        draft = {
            "full": full,
            "name": greeted(book, client),
            "project": title_of(project),
            "budget": _plain(budget),
            "day": day,
            "month": month,
        }
        period, evidence = f"{month} {share}% of {_plain(budget)}".strip(), (path, line.path)
        yield asked.about_note(project, period, day, title, why, evidence, draft=draft)


def _reached(
    project: Record, lines: Iterable[Record], budget: Decimal, share: Decimal
) -> tuple[date, Decimal, Record] | None:
    """The line that reached a share of the budget, its day, and the hours until then; None if no
    day is known. Lines without one come last, on the day of those before, or the project's."""
    total, last = Decimal(), day_of(project.fields.get("start"))
    found = None
    for line in sorted(lines, key=_order):
        last = day_of(line.fields.get("date")) or last
        total += number_of(line.fields.get("hours")) or Decimal()
        found = (last, total, line) if last else None
        if percent(total, budget) >= share:
            break
    return found


def _order(line: Record) -> tuple[date, str, int]:
    return day_of(line.fields.get("date")) or date.max, line.path, line.line or 0


def _hours(book: Book) -> Mapping[str, Record]:
    return {line.place: line for line in book.records("hours")}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
