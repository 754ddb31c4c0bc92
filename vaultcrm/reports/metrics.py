"""How the business did in a period, beside the one before: clients, money, work and words.

The period is that of --from and --to, both ends included, and without them the last 365 days; what
is after today is not known and not counted. It is compared with the equally long period that ends
the day before it begins. Every figure says how it is defined, of how many it is made, and what was
left out. A share or a median of fewer than 5 is too little data.

Money is never summed across currencies, unless the settings have `rates`: then what can be is
converted, and the report says so. The vault's currency (where nothing was paid in it, that of most
payments) has figures and charts; the others have a row each, defined as those figures are.

What is shown by month is the 12 months up to the end of the period, however long it is. Whether
clients are still active is asked as of today: from 40 paying clients up by the BG/NBD model, below
that by the days since the last contact ÷ the usual gap.
"""

from vaultcrm.facts.book import Book
from vaultcrm.facts.contact import touches
from vaultcrm.facts.metrics import FEWEST
from vaultcrm.facts.metrics_clients import churn, referrals, repeat_rate, retention, turnover
from vaultcrm.facts.metrics_money import revenue_per_client, total
from vaultcrm.facts.metrics_voice import ces, csat, nps, response_time
from vaultcrm.facts.metrics_work import (
    RED,
    deliverables_days_late,
    deliverables_on_time,
    projects_days_late,
    projects_on_time,
    promises_kept,
)
from vaultcrm.model import Money
from vaultcrm.reports import Asked, Figures, Report, Section
from vaultcrm.reports._metrics_activity import activity_section
from vaultcrm.reports._metrics_charts import months_shown, response_chart
from vaultcrm.reports._metrics_figures import (
    Times,
    figure,
    times_asked,
)
from vaultcrm.reports._metrics_money import brought, main_currency, money_section, senders_table
from vaultcrm.reports._metrics_scope import scope_section
from vaultcrm.reports._parts import amounts, many
from vaultcrm.reports._pictures import contacts_by_month

PERIOD = True


def make(book: Book, asked: Asked) -> Report:
    times = times_asked(book, asked)
    start, end = (day.isoformat() for day in times.now)
    return Report(
        name="metrics",
        title=f"Metrics {start} to {end}",
        lead=_lead(book, times),
        sections=(
            _clients(book, times),
            money_section(book, times),
            _in_time(book, times),
            scope_section(book, times),
            _words(book, times),
            activity_section(book),
        ),
        today=book.today,
    )


def _lead(book: Book, times: Times) -> str:
    now, past = times.now, times.past
    length = many(now.days, "day")
    lead = f"{now.start.isoformat()} to {now.end.isoformat()}, "
    lead += f"the last {length}" if times.usual else length
    if past:
        lead += f", beside the {length} before, from {past.start.isoformat()}"
    sentences = [lead]
    stayed, in_time = retention(book, now), deliverables_on_time(book, now)
    if stayed.value is not None:
        sentences.append(f"{stayed.value} % of {many(stayed.of, 'client')} stayed")
    if in_time.value is not None:
        few = f", under {RED} %" if in_time.value < RED else ""
        done = many(in_time.of, "deliverable")
        sentences.append(f"{in_time.value} % of {done} came in time{few}")
    incomes, _ = revenue_per_client(book, now)
    own = main_currency(book, incomes)
    paid = ", ".join(
        amounts((Money(total(income), income.currency),))
        for income in sorted(incomes, key=lambda income: income.currency != own)
    )
    sentences.append(f"{paid or 'Nothing'} was paid to us")
    return ". ".join(sentences) + "."


def _clients(book: Book, times: Times) -> Section:
    found = turnover(book, times.now)
    return Section(
        title="Clients",
        blocks=(
            Figures(
                (
                    figure("Retention", retention, book, times, "client at the start"),
                    figure("Churn", churn, book, times, "client at the start"),
                    figure("Repeat rate", repeat_rate, book, times, "client who ever paid"),
                    figure("Came by referral", referrals, book, times, "client who came", unit=""),
                    brought(book, times),
                )
            ),
            senders_table(book, times.now),
        ),
        note=f"{many(len(found.start), 'client')} at the start, {len(found.new)} new, "
        f"{len(found.lost)} lost, {found.passing} came and went, {len(found.end)} at the end. "
        f"Shares of fewer than {FEWEST} are too little data.",
    )


def _in_time(book: Book, times: Times) -> Section:
    on_time, late = deliverables_on_time, deliverables_days_late
    return Section(
        title="What we promised, and when it came",
        blocks=(
            Figures(
                (
                    figure("Promises kept", promises_kept, book, times, "action due"),
                    figure("Deliverables on time", on_time, book, times, "deliverable", red=RED),
                    figure("Deliverables, days late", late, book, times, "deliverable", unit=""),
                    figure("Projects on time", projects_on_time, book, times, "project", red=RED),
                    figure(
                        "Projects, days late", projects_days_late, book, times, "project", unit=""
                    ),
                )
            ),
        ),
        note="Only what had a due date can be late; days late are medians, and below 0 early. "
        f"Under {RED} % is red.",
    )


def _words(book: Book, times: Times) -> Section:
    found = [contact for several in touches(book).values() for contact in several]
    return Section(
        title="What clients said, and how fast we answered",
        blocks=(
            Figures(
                (
                    figure("CSAT", csat, book, times, "score"),
                    figure("NPS", nps, book, times, "score", unit=""),
                    figure("CES", ces, book, times, "score"),
                    figure("Response time, hours", response_time, book, times, "message", unit=""),
                )
            ),
            response_chart(book, times.now),
            contacts_by_month(found, times.now.end),
        ),
        note="Scores are never mixed across kinds. Hours are business hours, and medians. "
        + months_shown(times.now),
    )
