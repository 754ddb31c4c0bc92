"""The dashboard: what needs you this week, clients by health, promises, projects, money, pipeline.

This week: what is to be done by us in the next seven days or should have been done before
(actions, deliverables, onboarding steps, check-ins, projects), and what is planned (meetings).
Clients: the active ones by health, the worst first, with their early warnings; how health is scored
stands in the report `health`. Promises: open actions and onboarding steps, ours and theirs.
Projects: those that are agreed and not yet delivered, by the next day that they have to meet.
Money: invoices that are paid, by month, and those that are out and not paid, never summed across
currencies unless the settings have `rates` for them. Trends: by calendar month, the present one so
far.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from vaultcrm.facts.book import Book, day_of, places_of
from vaultcrm.facts.contact import IN_TOUCH, contact_due, contacts, days_since_contact, last_contact
from vaultcrm.facts.exchange import exchanged, rates_used, together
from vaultcrm.facts.health import health, health_band
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.money import Payment, payments, unpaid
from vaultcrm.facts.pipeline import opportunities
from vaultcrm.facts.waiting import open_promises
from vaultcrm.facts.warnings import early_warnings
from vaultcrm.model import Money, Record, Value
from vaultcrm.reports import (
    Asked,
    Bar,
    Block,
    Chart,
    Figure,
    Figures,
    Report,
    Row,
    Section,
    Table,
    Tone,
)
from vaultcrm.reports._due import Due, due_table, due_until
from vaultcrm.reports._lines import by_due, invoices_table, promise_columns, promise_rows
from vaultcrm.reports._parts import (
    NONE,
    amounts,
    days_from,
    link_to,
    many,
    months_back,
    relinked,
    table,
    when,
)
from vaultcrm.reports._pictures import contacts_by_month, month_of, paid_by_month, projects_timeline
from vaultcrm.reports._projects import in_hand, ordered, projects_table

AHEAD = 7  # days
_MONTHS = 12
_MOST = 40  # rows of a table
_MOST_SPANS = 25  # of the time line
_TONES: dict[str, Tone] = {"red": "bad", "yellow": "warn", "green": "good"}


def make(book: Book, asked: Asked) -> Report:
    """The report as of the book's day."""
    due = due_until(book, days_from(book.today, AHEAD))
    return Report(
        name="summary",
        title=f"Summary {book.today.isoformat()}",
        lead=_lead(book, due),
        sections=(
            _glance(book, due),
            _this_week(book, due),
            _clients(book),
            _promises(book),
            _projects(book),
            _money(book),
            _pipeline(book),
            _trends(book),
        ),
        today=book.today,
    )


def _lead(book: Book, due: Sequence[Due]) -> str:
    late = sum(each.day < book.today for each in due)
    until = days_from(book.today, AHEAD).isoformat()
    lead = f"{many(len(due), 'thing')} to see to by {until}"
    lead += f", {late} of them late" if late else ""
    lead += f". {many(len(_active(book)), 'active client')}"
    warned = len(early_warnings(book))
    lead += f", early warnings of {warned}" if warned else ""
    owed = amounts(together((amount for _, amount in unpaid(book)), book.config))
    return f"{lead}. {owed or 'Nothing'} owed to us."


def _active(book: Book) -> list[Record]:
    return [each for each in book.records("clients") if each.fields.get("status") in IN_TOUCH]


def _glance(book: Book, due: Sequence[Due]) -> Section:
    late = [each for each in due if each.day < book.today]
    ours, theirs = open_promises(book)
    return Section(
        "At a glance",
        (
            Figures(
                (
                    Figure(
                        "This week",
                        len(due),
                        f"{len(late)} late" if late else "none late",
                        "bad" if late else "good",
                        tuple(place for each in due for place in each.evidence),
                        note="Ours to do, late or due within seven days, and planned meetings.",
                    ),
                    _health_figure(book),
                    _promised(book, "We promised", ours, "bad"),
                    _promised(book, "They promised", theirs, "warn"),
                    *_money_figures(book),
                    _pipeline_figure(book),
                )
            ),
        ),
    )


def _health_figure(book: Book) -> Figure:
    active = _active(book)
    bands = Counter(str(fact.value) for fact in health_band(book).values())
    said = ", ".join(f"{bands[each]} {each}" for each in _TONES if bands[each])
    tone: Tone = "bad" if bands["red"] else "warn" if bands["yellow"] else ""
    return Figure(
        "Active clients",
        len(active),
        said,
        tone,
        places_of(active),
        note="By health: red up to 50, yellow up to 75, green above.",
    )


def _promised(book: Book, label: str, records: Sequence[Record], tone: Tone) -> Figure:
    late = sum(days_late(each, book.today) > 0 for each in records)
    hint = f"{late} late" if late else "none late" if records else ""
    return Figure(label, len(records), hint, tone if late else "", places_of(records))


def _money_figures(book: Book) -> Iterator[Figure]:
    months = months_back(book.today, _MONTHS)
    paid = [
        (each, each.amount)
        for each in _converted(book)
        if each.amount and each.day and months and each.day >= months[0]
    ]
    sums = together((amount for _, amount in paid), book.config)
    most = Counter(amount.currency for _, amount in paid).most_common(1)
    home = book.config.currency
    drawn = home if any(each.currency == home for each in sums) else most[0][0] if most else ""
    trend = [
        sum(
            amount.amount
            for each, amount in paid
            if amount.currency == drawn and each.day and month_of(each.day) == month
        )
        for month in map(month_of, months)
    ]
    yield Figure(
        "Paid to us",
        sums or 0,
        f"in {_MONTHS} months",
        evidence=places_of(each.record for each, _ in paid),
        trend=tuple(trend) if sums else (),
        note=" ".join(
            (
                f"Invoices paid since {months[0].isoformat()}.",
                *([f"The line shows {drawn}."] if len(sums) > 1 else []),
                *_rates(book, (each.record.fields.get("amount") for each, _ in paid)),
            )
        )
        if months
        else "",
    )
    owed = list(unpaid(book))
    late = [record for record, _ in owed if days_late(record, book.today)]
    yield Figure(
        "Owed to us",
        together((amount for _, amount in owed), book.config) or 0,
        f"{many(len(late), 'invoice')} late" if late else "none late" if owed else "",
        "bad" if late else "",
        places_of(record for record, _ in owed),
        note=" ".join(
            ("Invoices that are out and not paid.", *_rates(book, (amount for _, amount in owed)))
        ),
    )


def _pipeline_figure(book: Book) -> Figure:
    found = opportunities(book)
    rots = sum(bool(each.rots) for each in found)
    worth = [each.weighted for each in found if each.weighted]
    return Figure(
        "Pipeline",
        together(worth, book.config) or 0,
        f"{len(found)} open" + (f", {many(rots, 'rots', 'rot')}" if rots else ""),
        "warn" if rots else "",
        tuple(each.project.path for each in found),
        tuple(each.project.path for each in found if each.weighted is None),
        note=" ".join(
            ("Fee × probability of the projects that are a lead or proposed.", *_rates(book, worth))
        ),
    )


def _converted(book: Book) -> list[Payment]:
    """What was paid, in our own currency where there are rates."""
    return [
        each._replace(amount=exchanged(each.amount, book.config)) if each.amount else each
        for each in payments(book)
    ]


def _rates(book: Book, found: Iterable[Value]) -> Iterator[str]:
    """The rates at which amounts were converted, if any were."""
    if rates := rates_used((each for each in found if isinstance(each, Money)), book.config):
        yield rates


def _this_week(book: Book, due: list[Due]) -> Section:
    return Section(
        "This week",
        (due_table(book, due, _MOST, "vaultcrm report promises"),),
        note="Ours to do, late or due within seven days, and the meetings of those days.",
        empty="Nothing is due within seven days.",
    )


def _clients(book: Book) -> Section:
    score, bands, warned = health(book), health_band(book), early_warnings(book)
    last, days, due = last_contact(book), days_since_contact(book), contact_due(book)

    def order(client: Record) -> tuple[bool, int, date, str]:
        known = number_of(score.get(client.path, NONE).value)
        check_in = day_of(due.get(client.path, NONE).value)
        return (known is None, int(known or 0), check_in or date.max, client.path)

    rows = []
    for client in sorted(_active(book), key=order):
        known, band = (fact.get(client.path, NONE).value for fact in (score, bands))
        number, day = number_of(known), day_of(due.get(client.path, NONE).value)
        warnings = warned.get(client.path, ())
        cells = (
            link_to(book, client),
            Bar(number, unit="") if number is not None else "too little data",
            band,
            ", ".join(each.name for each in warnings) or None,
            last.get(client.path, NONE).value,
            days.get(client.path, NONE).value,
            when(day, book.today) if day else None,
        )
        places = (client.path, *last.get(client.path, NONE).evidence)
        places = (*places, *(place for each in warnings for place in each.evidence))
        rows.append(Row(cells, tuple(dict.fromkeys(places)), _TONES.get(str(band), "")))
    columns = (
        "Client",
        "Health",
        "Band",
        "Early warnings",
        "Last contact",
        "Days ago",
        "Check-in",
    )
    counts = Counter(str(each.fields.get("status") or "none") for each in book.records("clients"))
    others = ", ".join(
        f"{count} {status}" for status, count in sorted(counts.items()) if status not in IN_TOUCH
    )
    return Section(
        "Clients",
        (table(columns, rows, _MOST, "vaultcrm report health"),),
        note="Active clients, the worst health first; `vaultcrm report health` says why."
        + (f" Others by status: {others}." if others else ""),
        empty="No active clients."
        if book.records("clients")
        else 'No clients yet: vaultcrm new client "Their name"',
    )


def _promises(book: Book) -> Section:
    ours, theirs = open_promises(book)
    tables = (
        table(
            promise_columns(who),
            promise_rows(book, by_due(records), who),
            _MOST // 2,
            "vaultcrm report promises",
            title,
        )
        for title, records, who in (("We promised", ours, False), ("They promised", theirs, True))
    )
    return Section(
        "Promises",
        tuple(tables),
        note="Open actions and onboarding steps; theirs name somebody who is not us.",
        empty="No open promises.",
    )


def _projects(book: Book) -> Section:
    projects = ordered(book, in_hand(book.records("projects")))
    shown = projects[:_MOST_SPANS]
    blocks: tuple[Block, ...] = (
        projects_timeline(book, shown),
        projects_table(book, projects, _MOST, "vaultcrm list projects"),
    )
    return Section(
        "Projects",
        blocks if projects else (),
        note="Agreed and not yet delivered, by the next day that they have to meet: the earliest "
        "due date of an open deliverable or of the project. Done is the share of deliverables.",
        empty="No projects in hand.",
    )


def _money(book: Book) -> Section:
    invoices = [record for record, _ in unpaid(book)]
    owed = invoices_table(book, invoices, _MOST, "vaultcrm list invoices", project=True)
    charts = tuple(paid_by_month(book, _converted(book)))
    paid = (each.record.fields.get("amount") for each in payments(book))
    home = [each for each in charts if each.unit == book.config.currency] or list(charts[:1])
    others = [each for each in charts if each not in home]
    return Section(
        "Money",
        (*home, _by_month(others), owed._replace(title="Owed to us")),
        note="Paid by the day of payment. "
        + next(_rates(book, paid), "Amounts are never summed across currencies."),
        empty="Nobody owes us anything, and nothing was paid in the last twelve months.",
    )


def _by_month(charts: Sequence[Chart]) -> Table:
    """Charts of the same months as one table, of the months in which there was something."""
    if not charts:
        return Table((), ())
    rows = []
    for number, month in enumerate(charts[0].categories):
        values = tuple(chart.series[0].values[number] or None for chart in charts)
        if any(values):
            places = (chart.series[0].evidence[number] for chart in charts)
            rows.append(Row((month, *values), tuple(place for each in places for place in each)))
    return Table(
        ("Month", *(chart.unit for chart in charts)), tuple(rows), title="In other currencies"
    )


def _pipeline(book: Book) -> Section:
    rows = [
        Row(
            (
                link_to(book, each.project),
                relinked(book, each.project.fields.get("client")),
                each.stage,
                each.fee,
                each.weighted,
                each.project.fields.get("expected_close"),
                each.rots or None,
            ),
            tuple(filter(None, (each.project.path, each.place))),
            "warn" if each.rots else "",
        )
        for each in opportunities(book)
    ]
    columns = ("Project", "Client", "Stage", "Fee", "Weighted", "Closes", "Rots")
    return Section(
        "Pipeline",
        (table(columns, rows, 15, "vaultcrm report pipeline"),),
        note="Projects that are a lead or proposed; weighted by their probability.",
        empty="No project is a lead or proposed.",
    )


def _trends(book: Book) -> Section:
    every = [contact for found in contacts(book).values() for contact in found]
    return Section(
        "Trends",
        (contacts_by_month(sorted(every, key=lambda each: each.day), book.today),),
        empty="No contact in the last twelve months.",
    )
