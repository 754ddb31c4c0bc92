"""How the business did in a period, beside the one before: clients, money, work and words.

The period is that of --from and --to, both ends included, and without them the last 365 days; what
is after today is not known and not counted. It is compared with the equally long period that ends
the day before it begins. Every figure says how it is defined, of how many it is made, and what was
left out. A share or a median of fewer than 5 is too little data. Money is never summed across
currencies, each has figures and charts of its own, unless the settings have `rates`: then what can
be is converted, and the report says so.

Charts show the 12 months up to the end of the period. Whether clients are still active is asked as
of today: from 40 paying clients up by the BG/NBD model, below that by the days since the last
contact ÷ the usual gap.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import Book
from vaultcrm.facts.contact import contacts
from vaultcrm.facts.metrics import FEWEST, LeftOut
from vaultcrm.facts.metrics_clients import churn, referrals, repeat_rate, retention, turnover
from vaultcrm.facts.metrics_money import revenue_per_client, total
from vaultcrm.facts.metrics_voice import ces, csat, nps, response_time
from vaultcrm.facts.metrics_work import (
    RED,
    Grown,
    deliverables_days_late,
    deliverables_on_time,
    granted_for_nothing,
    hours_against_budget,
    projects_days_late,
    projects_on_time,
    promises_kept,
    scope_growth_cost,
    scope_growth_hours,
)
from vaultcrm.model import Money
from vaultcrm.reports import Asked, Figure, Figures, Report, Section
from vaultcrm.reports._metrics_activity import activity_section
from vaultcrm.reports._metrics_charts import response_chart
from vaultcrm.reports._metrics_figures import (
    Times,
    against,
    cell,
    figure,
    in_words,
    named,
    note,
    places_in,
    times_asked,
)
from vaultcrm.reports._metrics_money import brought, money_section, rate_figures, senders_table
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
            _scope(book, times),
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
    paid = amounts(Money(total(income), income.currency) for income in incomes)
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


def _scope(book: Book, times: Times) -> Section:
    return Section(
        title="Hours, scope and what an hour earned",
        blocks=(
            Figures(
                (
                    figure(
                        "Hours against budget",
                        hours_against_budget,
                        book,
                        times,
                        "project with both",
                    ),
                    _growth_in_hours(book, times),
                    *_growth_in_cost(book, times),
                    _granted(book, times),
                    *rate_figures(book, times),
                )
            ),
        ),
        note="Of the projects delivered in the period, over their whole life.",
    )


def _growth_in_hours(book: Book, times: Times) -> Figure:
    now, left_out = scope_growth_hours(book, times.now)
    past = scope_growth_hours(book, times.past)[0] if times.past else None
    return _growth("Scope growth, hours", now, past, "h", left_out)


def _growth_in_cost(book: Book, times: Times) -> Iterator[Figure]:
    now, left_out = scope_growth_cost(book, times.now)
    past = scope_growth_cost(book, times.past)[0] if times.past else {}
    for currency in sorted({*now, *past}):
        label = named("Scope growth", currency)
        yield _growth(label, now.get(currency), past.get(currency), currency, left_out)


def _growth(
    label: str, now: Grown | None, past: Grown | None, unit: str, left_out: LeftOut
) -> Figure:
    """By how much scope has grown; `unit` is `h`, or a currency."""
    compute = scope_growth_hours if unit == "h" else scope_growth_cost
    before = f"{past.percent} % of {past.projects}" if past and past.projects else ""
    hint = "no project delivered with a budget"
    if now and now.projects:
        sums = f"{in_words(now.added, unit)} on {in_words(now.baseline, unit)}"
        hint = f"{sums}, {many(now.projects, 'project')}"
    return Figure(
        label=label,
        value=cell(now.percent) if now else None,
        hint=hint + against(before),
        evidence=now.evidence if now else (),
        left_out=places_in(left_out),
        note=note(compute, left_out),
    )


def _granted(book: Book, times: Times) -> Figure:
    now, hours = granted_for_nothing(book, times.now)
    past = granted_for_nothing(book, times.past)[0].value if times.past else 0
    return Figure(
        label="Granted for nothing",
        value=now.value,
        hint=f"{in_words(hours, 'h')} of work{against(str(past or ''))}",
        evidence=now.evidence,
        note=note(granted_for_nothing),
    )


def _words(book: Book, times: Times) -> Section:
    found = [contact for several in contacts(book).values() for contact in several]
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
        note="Scores are never mixed across kinds. Hours are business hours, and medians.",
    )
