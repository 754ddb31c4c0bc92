"""The dashboard: what needs you this week, clients by health, promises, projects, money, pipeline.

This week: what is to be done by us in the next seven days or should have been done before
(actions, deliverables, onboarding steps, check-ins, projects; answers to messages and feedback,
change requests to decide and recaps to send, by the lengths of time under `practice:` in the
settings; invoices of ours that are late), and what is planned (meetings).
Clients: the active ones by health, the worst first, with their early warnings; how health is scored
stands in the report `health`. Promises: open actions and onboarding steps, ours for a client or
a project that are not yet listed under this week, and theirs.
Projects: those that are agreed and not yet delivered, by the next day that they have to meet.
Money: invoices that are paid, by month, and those that are out and not paid, never summed across
currencies unless the settings have `rates` for them. Trends: by calendar month, the present one so
far.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from vaultcrm.facts.book import Book, day_of, places_of
from vaultcrm.facts.contact import IN_TOUCH, contact_due, days_since_contact, last_contact, touches
from vaultcrm.facts.exchange import together
from vaultcrm.facts.health import health, health_band
from vaultcrm.facts.lines import days_late
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.money import unpaid
from vaultcrm.facts.pipeline import opportunities
from vaultcrm.facts.projects import of_running
from vaultcrm.facts.promises import is_waiting
from vaultcrm.facts.titles import link_to, relinked
from vaultcrm.facts.waiting import open_promises
from vaultcrm.facts.warnings import early_warnings
from vaultcrm.model import Record
from vaultcrm.reports import (
    Asked,
    Bar,
    Block,
    Figure,
    Figures,
    Report,
    Row,
    Section,
    Tone,
)
from vaultcrm.reports._due import due_table, due_until
from vaultcrm.reports._lines import by_due, due_of, promise_columns, promise_rows
from vaultcrm.reports._owed import Due
from vaultcrm.reports._parts import (
    NONE,
    amounts,
    days_from,
    is_for_somebody,
    many,
    months_back,
    table,
    when,
)
from vaultcrm.reports._pictures import MONTHS, contacts_by_month, projects_timeline
from vaultcrm.reports._projects import in_hand, ordered, projects_table
from vaultcrm.reports._summary_money import money, money_figures, rates

AHEAD = 7  # days
_MOST = 40  # things of this week
_ROWS = 15  # of a table about clients or projects
_FEW = 8  # of any other
_MOST_SPANS = 15  # of the time line
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
            money(book),
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
    lead += f", {_unsaid(book)} without a status" if _unsaid(book) else ""
    warned = len(early_warnings(book))
    lead += f", early warnings of {warned}" if warned else ""
    owed = amounts(together((amount for _, amount in unpaid(book)), book.config))
    return f"{lead}. {owed or 'Nothing'} owed to us."


def _active(book: Book) -> list[Record]:
    return [each for each in book.records("clients") if each.fields.get("status") in IN_TOUCH]


def _unsaid(book: Book) -> int:
    """How many clients' notes say no status."""
    return sum(not each.fields.get("status") for each in book.records("clients"))


def _glance(book: Book, due: Sequence[Due]) -> Section:
    late = [each for each in due if each.day < book.today]
    ours, theirs = open_promises(book)
    own = sum(not is_for_somebody(each) for each in ours)
    promised = [each for each in ours if is_for_somebody(each)]
    aside = f"{own} more for ourselves" if own else ""
    calm: Tone = "good" if due else ""
    return Section(
        "At a glance",
        (
            Figures(
                (
                    Figure(
                        "This week",
                        len(due),
                        f"{len(late)} late" if late else "none late" if due else "",
                        "bad" if late else calm,
                        tuple(place for each in due for place in each.evidence),
                        note="Ours to do, late or due within seven days, and planned meetings.",
                    ),
                    _health_figure(book),
                    _promised(book, "We promised", promised, "bad", aside),
                    _promised(book, "They promised", theirs, "warn"),
                    *money_figures(book),
                    _pipeline_figure(book),
                )
            ),
        ),
    )


def _health_figure(book: Book) -> Figure:
    active = _active(book)
    bands = Counter(str(fact.value) for fact in health_band(book).values())
    said = ", ".join(f"{bands[each]} {each}" for each in _TONES if bands[each])
    if _unsaid(book):
        said = ", ".join(filter(None, (said, f"{_unsaid(book)} without a status")))
    tone: Tone = "bad" if bands["red"] else "warn" if bands["yellow"] else ""
    return Figure(
        "Active clients",
        len(active),
        said,
        tone,
        places_of(active),
        note="By health: red up to 50, yellow up to 75, green above.",
    )


def _promised(
    book: Book, label: str, records: Sequence[Record], tone: Tone, aside: str = ""
) -> Figure:
    late = sum(days_late(each, book.today) > 0 for each in records)
    hint = f"{late} late" if late else "none late" if records else ""
    hint = ", ".join(filter(None, (hint, aside)))
    return Figure(label, len(records), hint, tone if late else "", places_of(records))


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
            ("Fee × probability of the projects that are a lead or proposed.", *rates(book, worth))
        ),
    )


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
    active = _active(book)
    for client in sorted(active, key=order)[:_ROWS]:
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
    counts = Counter(
        str(each.fields.get("status") or "without one") for each in book.records("clients")
    )
    others = ", ".join(
        f"{count} {status}" for status, count in sorted(counts.items()) if status not in IN_TOUCH
    )
    return Section(
        "Clients",
        (table(columns, rows, _ROWS, "vaultcrm report health", count=len(active)),),
        note="Active clients, the worst health first; `vaultcrm report health` says why."
        + (f" Others by status: {others}." if others else ""),
        empty=f"No active clients. By status: {others}."
        if book.records("clients")
        else 'No clients yet: vaultcrm new client "Their name"',
    )


def _promises(book: Book) -> Section:
    ours, theirs = open_promises(book)
    until = days_from(book.today, AHEAD)
    later = [
        each
        for each in ours
        if is_for_somebody(each) and not (is_waiting(each) and due_of(each) <= until)
    ]
    tables = (
        table(
            promise_columns(who),
            promise_rows(book, by_due(records)[:_FEW], who),
            _FEW,
            "vaultcrm report promises",
            title,
            len(records),
        )
        for title, records, who in (
            ("We promised, later", later, False),
            ("They promised", theirs, True),
        )
    )
    return Section(
        "Promises",
        tuple(tables),
        note="Open actions and onboarding steps; theirs name somebody who is not us. What of ours "
        "is late or due within seven days stands above.",
        empty="No open promises, but for what stands above." if ours else "No open promises.",
    )


def _projects(book: Book) -> Section:
    running = of_running(book)
    projects = ordered(running, in_hand(book.records("projects")))
    shown = projects[:_MOST_SPANS]
    blocks: tuple[Block, ...] = (
        projects_timeline(running, shown),
        projects_table(running, projects, _ROWS, "vaultcrm list projects"),
    )
    return Section(
        "Projects",
        blocks if projects else (),
        note="Agreed and not yet delivered, by the next day that they have to meet: the earliest "
        "due date of an open deliverable or of the project. Done is the share of deliverables.",
        empty="No projects in hand.",
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
        (table(columns, rows, _FEW, "vaultcrm report pipeline"),),
        note="Projects that are a lead or proposed; weighted by their probability.",
        empty="No project is a lead or proposed.",
    )


def _trends(book: Book) -> Section:
    start = min(months_back(book.today, MONTHS), default=book.today)
    recent = [each for found in touches(book).values() for each in found if each.day >= start]
    return Section(
        "Trends",
        (contacts_by_month(sorted(recent, key=attrgetter("day")), book.today),),
        empty="No contact in the last twelve months.",
    )
