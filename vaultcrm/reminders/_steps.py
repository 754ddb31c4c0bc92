"""What is asked for several times, one after the other."""

from datetime import date
from typing import NamedTuple

from vaultcrm.facts.patience import until
from vaultcrm.reminders._asked import Asked


class Step(NamedTuple):
    """`number` from 0 on; `last` if no other follows."""

    day: date
    number: int
    last: bool


def latest_step(asked: Asked, since: date, client: str) -> Step | None:
    """Of the days that lie the rule's times (`after`) after a day, the latest that is shown by now,
    else the first; None past the end of the calendar."""
    found = (until(asked.book, since, each) for each in asked.after(client))
    days = sorted({day for day in found if day})
    shown = sum(asked.shown_on(day, client) <= asked.today for day in days)
    number = max(0, shown - 1)
    return Step(days[number], number, number == len(days) - 1) if days else None
