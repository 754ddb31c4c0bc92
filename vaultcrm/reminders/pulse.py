"""Half of a project's time is over, and the client was not asked how it goes.

It is due on the day on which 50 percent of the time from `start` to `due` have passed (`pulse_at`
in `practice:`, or as the client's note says), for projects that are agreed or active. Any feedback
of the client since the project began settles it: a line under `## Feedback`, of the client's note
or of a meeting's, such as `- 2026-11-24 goes well [score:: 4] [kind:: csat]`.

For example, a project from 1 September to 31 December is asked about on 1 November.
`practice: {pulse_at: 40}` asks earlier, `pulse: {lead: 3d}` shows it earlier.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.calendar import later
from vaultcrm.facts.feedback import days_of
from vaultcrm.facts.measures import ratio
from vaultcrm.facts.patience import clients_by_path, threshold
from vaultcrm.facts.projects import RUNNING
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._mails import greeted

RULE = Rule(
    settled="They have said how it goes, or the project was delivered, stopped or given other "
    "dates."
)
_GONE = ("past", "lost")  # clients


def due(asked: Asked) -> Iterator[Reminder]:
    book, said = asked.book, asked.book.once(_last_said)
    for project in book.records("projects"):
        client = clients_by_path(book).get(path_of(project.fields.get("client")))
        start, end = (day_of(project.fields.get(name)) for name in ("start", "due"))
        if project.fields.get("status") not in RUNNING or not start or not end or end <= start:
            continue
        if not client or client.fields.get("status") in _GONE:
            continue
        share = threshold(book, client.path, "pulse_at")
        day = _reached(start, end, share) if isinstance(share, Decimal) else None
        if day is None or said.get(client.path, date.min) >= start:
            continue
        yield asked.about_note(
            project,
            f"{share:f}%",
            day,
            f"Ask {title_of(client)} how {title_of(project)} is going",
            f"It runs from {start} to {end}, so {share:f} % of its time is over on {day}, and the "
            "client has not said yet how it goes.",
            draft={"name": greeted(book, client.path), "project": title_of(project)},
        )


def _reached(start: date, end: date, share: Decimal) -> date | None:
    """The day on which so many percent of the time have passed."""
    days = ratio(share * (end - start).days, 100).to_integral_value(ROUND_CEILING)
    return later(start, Duration("", days=int(days)), ())


def _last_said(book: Book) -> Mapping[str, date]:
    """The day of the latest feedback of each client that is not in the future."""
    days, last = days_of(book), dict[str, date]()
    for each in book.records("feedback"):
        client, day = path_of(each.fields.get("client")), days.get(each.place)
        if client and day and day <= book.today:
            last[client] = max(last.get(client, day), day)
    return last
