"""Charts and time lines that several reports draw."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from vaultcrm.facts.book import Book, day_of, places_of
from vaultcrm.facts.contact import Contact
from vaultcrm.facts.feedback import Scores
from vaultcrm.facts.lines import is_cancelled, is_done
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.money import Payment
from vaultcrm.facts.projects import RUNNING, progress
from vaultcrm.facts.titles import link_to, text_of
from vaultcrm.model import Record
from vaultcrm.reports import Calendar, Chart, Mark, Series, Span, Timeline, Tone
from vaultcrm.reports._lines import records_of
from vaultcrm.reports._parts import NONE, days_from, many, months_back

MONTHS = 12
_YEAR = 365  # days


def month_of(day: date) -> str:
    """`2026-11`."""
    return day.isoformat()[:7]


def contacts_by_month(found: Sequence[Contact], today: date) -> Chart:
    """Contacts of the last 12 months by who wrote or spoke."""
    months = tuple(map(month_of, months_back(today, MONTHS)))
    kinds = {
        "both spoke": (True, True),
        "they did": (True, False),
        "we did": (False, True),
        "not said": (False, False),
    }
    by_kind = {spoke: {month: list[Contact]() for month in months} for spoke in kinds.values()}
    counts = Counter[str]()
    for each in found:
        if (month := month_of(each.day)) in by_kind[True, True]:
            by_kind[each.they_spoke, each.we_spoke][month].append(each)
            counts[month] += 1
    series = tuple(
        Series(
            name,
            tuple(len(by_month[month]) for month in months),
            tuple(places_of(each.record for each in by_month[month]) for month in months),
        )
        for name, spoke in kinds.items()
        if any((by_month := by_kind[spoke]).values())
    )
    most = max(counts, key=lambda month: (counts[month], month), default="")
    description = f"{many(counts.total(), 'contact')} in {MONTHS} months"
    description += f", the most in {most} ({counts[most]})." if most else "."
    return Chart("stacked", "Contacts by month", months, series, description)


def contact_days(found: Sequence[Contact], today: date) -> Calendar:
    """The days of the last year on which there was contact."""
    start = days_from(today, 1 - _YEAR)
    days = Counter(each.day for each in found if start <= each.day <= today)
    description = f"Contact on {many(len(days), 'day')} of the last {_YEAR}."
    ordered = dict(sorted(days.items()))
    return Calendar("Days with contact", start, today, ordered, description, "contacts")


def paid_by_month(book: Book, paid: Iterable[Payment]) -> Iterator[Chart]:
    """What was paid in the last 12 months: a chart for each currency, by the day of payment."""
    months = tuple(month_of(day) for day in months_back(book.today, MONTHS))
    found: dict[str, dict[str, list[tuple[Record, Decimal]]]] = {}
    for each in paid:
        if each.amount and each.day and month_of(each.day) in months:
            by_month = found.setdefault(each.amount.currency, {})
            here = (each.record, each.amount.amount)
            by_month.setdefault(month_of(each.day), []).append(here)
    for currency, by_month in sorted(found.items()):
        sums = {month: sum(paid for _, paid in each) for month, each in by_month.items()}
        best = max(sums, key=lambda month: (sums[month], month))
        description = f"{sum(sums.values()):,f} {currency} in {MONTHS} months, the most in {best}."
        values = tuple(sums.get(month, 0) for month in months)
        places = tuple(places_of(each for each, _ in by_month.get(month, ())) for month in months)
        name = f"Paid by month, {currency}".rstrip(", ")
        yield Chart("bars", name, months, (Series("paid", values, places),), description, currency)


def scores_over_time(scores: Scores | None) -> Chart | None:
    """The scores of the kind of the latest one, from two on."""
    given = scores.given if scores else ()
    if len(given) < 2:
        return None
    kind = str(given[-1].record.fields.get("kind"))
    days = tuple(str(number + 1) for number in range(len(given)))
    dated = tuple(
        day.isoformat() if (day := day_of(each.record.fields.get("date"))) else f"no. {number}"
        for each, number in zip(given, days, strict=True)
    )
    values = tuple(each.number for each in given)
    places = tuple((each.record.place,) for each in given)
    description = f"The latest of {len(given)} is {given[-1].number}, the first was "
    description += f"{given[0].number}."
    return Chart("lines", f"Scores ({kind})", dated, (Series(kind, values, places),), description)


def projects_timeline(book: Book, projects: Sequence[Record]) -> Timeline:
    """Projects with their deliverables as marks."""
    spans = tuple(
        project_span(book, each, records_of(book, "deliverables", "project", each.path))
        for each in projects
    )
    spans = tuple(span for span in spans if span.start or span.end or span.marks)
    running = sum(each.fields.get("status") in RUNNING for each in projects)
    description = f"{many(len(projects), 'project')}, {running} in hand."
    return Timeline("Projects", book.today, spans, description)


def project_span(book: Book, project: Record, deliverables: Sequence[Record]) -> Span:
    """A project from its start to its delivery, else until it is due."""
    fields = project.fields
    due, delivered = day_of(fields.get("due")), day_of(fields.get("delivered"))
    done = number_of(progress(book).get(project.path, NONE).value)
    late = due is not None and due < book.today and fields.get("status") in RUNNING
    tone: Tone = "bad" if late else "good" if delivered else ""
    return Span(
        link_to(book, project),
        day_of(fields.get("start")) or day_of(fields.get("agreed_on")),
        delivered or due,
        done,
        tuple(marks(book, deliverables)),
        tone,
        (project.path,),
    )


def marks(book: Book, deliverables: Iterable[Record]) -> Iterator[Mark]:
    """Deliverables on a time line: on the day that they were done, else on which they are due."""
    found = []
    for record in deliverables:
        if is_cancelled(record):
            continue
        done = is_done(record, book.today)
        day = (day_of(record.fields.get("done")) if done else None) or day_of(
            record.fields.get("due")
        )
        if day:
            found.append(Mark(day, text_of(record), done))
    return iter(sorted(found, key=lambda mark: mark.day))
