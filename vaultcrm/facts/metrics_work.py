"""Whether what was promised came in time, and what it took. See `metrics`."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.lines import is_done
from vaultcrm.facts.measures import number_of, percent
from vaultcrm.facts.metrics import LeftOut, Measure, Period, Places, left_out, middle, share
from vaultcrm.facts.projects import hours_spent
from vaultcrm.facts.promises import is_ours
from vaultcrm.facts.scope import Growth, free_changes, growth_in_cost, growth_in_hours
from vaultcrm.model import Money, Record, is_open

RED = 85  # percent in time, below which it is too few
_DELIVERED = ("delivered", "closed")


class Delivery(NamedTuple):
    """Something handed over; None for a day that is not known."""

    due: date | None
    done: date | None
    place: str


class Promise(NamedTuple):
    due: date
    kept: bool | None  # None if it is not known
    place: str


class Grown(NamedTuple):
    """What approved changes added to what was agreed for finished projects, in percent of it (None
    without anything agreed), and both: in hours, or in the amounts of one currency."""

    percent: Decimal | int | None
    added: Decimal
    baseline: Decimal
    projects: int
    evidence: Places


# --- in time


def _deliverables(book: Book) -> Sequence[Delivery]:
    return [
        Delivery(day_of(record.fields.get("due")), day_of(record.fields.get("done")), record.place)
        for record in book.records("deliverables")
        if is_done(record, book.today) and is_ours(record, book)
    ]


def _projects(book: Book) -> Sequence[Delivery]:
    found = []
    for project in book.records("projects"):
        done = day_of(project.fields.get("delivered"))
        if done is None and project.fields.get("status") not in _DELIVERED:
            continue
        if done is None or done <= book.today:
            found.append(Delivery(day_of(project.fields.get("due")), done, project.path))
    return found


def _in_period(
    found: Sequence[Delivery], period: Period
) -> tuple[Sequence[tuple[date, date, str]], LeftOut]:
    """Those delivered in the period that had a due date, as (due, done, place)."""
    usable, reasons = [], []
    for due, done, place in found:
        if done is None:
            reasons.append(("done on a day that is not known", place))
        elif period.has(done):
            if due:
                usable.append((due, done, place))
            else:
                reasons.append(("without a due date", place))
    return usable, left_out(reasons)


def _on_time(found: Sequence[Delivery], period: Period) -> Measure:
    usable, left = _in_period(found, period)
    in_time = sum(done <= due for due, done, _ in usable)
    return share(in_time, len(usable), tuple(place for *_, place in usable), left)


def _days_late(found: Sequence[Delivery], period: Period) -> Measure:
    usable, left = _in_period(found, period)
    days = [(done - due).days for due, done, _ in usable]
    return middle(days, tuple(place for *_, place in usable), left, places=1)


def deliverables_on_time(book: Book, period: Period) -> Measure:
    """Deliverables of ours done by their due date / those done in the period, in percent; below
    85 % is too few."""
    return _on_time(book.once(_deliverables), period)


def projects_on_time(book: Book, period: Period) -> Measure:
    """Projects delivered by their due date / those delivered in the period, in percent; below 85 %
    is too few."""
    return _on_time(book.once(_projects), period)


def deliverables_days_late(book: Book, period: Period) -> Measure:
    """Days from the due date to the day on which a deliverable of ours was done, of those done in
    the period: the median. Below 0 is early."""
    return _days_late(book.once(_deliverables), period)


def projects_days_late(book: Book, period: Period) -> Measure:
    """Days from the due date of a project to its delivery, of those delivered in the period: the
    median. Below 0 is early."""
    return _days_late(book.once(_projects), period)


def promises_kept(book: Book, period: Period) -> Measure:
    """Actions of ours done by their due date / actions of ours due in the period, in percent. One
    that is open and due today can still be kept and is not counted, nor is one that was cancelled
    or put on hold."""
    usable, reasons = [], []
    for promise in book.once(_promises):
        if period.has(promise.due):
            if promise.kept is None:
                reasons.append(("done on a day that is not known", promise.place))
            else:
                usable.append(promise)
    kept = sum(bool(promise.kept) for promise in usable)
    evidence = tuple(promise.place for promise in usable)
    return share(kept, len(usable), evidence, left_out(reasons))


def _promises(book: Book) -> Sequence[Promise]:
    found, last = [], book.today.toordinal()
    for dues in book.dues("actions"):
        path = dues.lent.path
        for line, due_on, done_on in dues.done():
            if due_on <= last:
                kept = Promise(date.fromordinal(due_on), done_on <= due_on, f"{path}:{line}")
                found.append((path, line, kept))
        for action in dues.others:
            if promise := _promise(action, book):
                found.append((action.path, action.line or 0, promise))
    return [promise for *_, promise in sorted(found, key=itemgetter(0, 1))]


def _promise(action: Record, book: Book) -> Promise | None:
    """One of ours that can be judged."""
    fields = action.fields
    due = day_of(fields.get("due"))
    if due is None or due > book.today or not is_ours(action, book):
        return None
    if is_open(fields):
        late = fields.get("status") != "on hold" and due < book.today
        return Promise(due, False, action.place) if late else None
    done = day_of(fields.get("done"))
    return Promise(due, done <= due if done else None, action.place)


# --- hours and scope


def finished(book: Book, period: Period) -> Sequence[Record]:
    """The projects delivered in the period, none of which is in the future."""
    return [
        project
        for project in book.records("projects")
        if (day := day_of(project.fields.get("delivered")))
        and day <= book.today
        and period.has(day)
    ]


def hours_against_budget(book: Book, period: Period) -> Measure:
    """All hours worked on the projects delivered in the period / the hours that they were made for
    (`hours_budget`), in percent: above 100 they took more than was promised."""
    spent = hours_spent(book)
    worked, planned = Decimal(), Decimal()
    evidence: list[str] = []
    reasons, count = [], 0
    for project in finished(book, period):
        budget, known = number_of(project.fields.get("hours_budget")), spent.get(project.path)
        hours = number_of(known.value) if known else None
        if not budget or budget <= 0:
            reasons.append(("without a budget of hours", project.path))
        elif known is None or hours is None:
            reasons.append(("without hours", project.path))
        else:
            worked, planned, count = worked + hours, planned + budget, count + 1
            evidence += (project.path, *known.evidence)
            reasons += [("hours that cannot be read", place) for place in known.left_out]
    value = percent(worked, planned) if count else None
    return Measure(value, count, tuple(evidence), left_out(reasons))


def scope_growth_hours(book: Book, period: Period) -> tuple[Grown, LeftOut]:
    """Hours of approved changes / `hours_budget`, of the projects delivered in the period, in
    percent. What was granted for nothing took its hours too, and counts."""
    grown = growth_in_hours(book)
    projects = finished(book, period)
    without = [
        ("without a budget of hours", each.path) for each in projects if each.path not in grown
    ]
    found = {each.path: grown[each.path] for each in projects if each.path in grown}
    return _sum(found), left_out([*without, *_unused(found)])


def scope_growth_cost(book: Book, period: Period) -> tuple[Mapping[str, Grown], LeftOut]:
    """Cost of approved changes / fee, of the projects delivered in the period, in percent; each
    currency on its own."""
    grown = growth_in_cost(book)
    by_currency: dict[str, dict[str, Growth]] = {}
    reasons = []
    for project in finished(book, period):
        fee = project.fields.get("fee")
        if project.path in grown and isinstance(fee, Money):
            by_currency.setdefault(fee.currency, {})[project.path] = grown[project.path]
        else:
            reasons.append(("without a fee", project.path))
    reasons += [each for found in by_currency.values() for each in _unused(found)]
    return {name: _sum(found) for name, found in by_currency.items()}, left_out(reasons)


def _sum(found: Mapping[str, Growth]) -> Grown:
    added = sum((each.added or Decimal() for each in found.values()), Decimal())
    baseline = sum((each.baseline for each in found.values()), Decimal())
    places = tuple(place for path, each in found.items() for place in (path, *each.changes))
    grown = percent(added, baseline) if found else None
    return Grown(grown, added, baseline, len(found), places)


def _unused(found: Mapping[str, Growth]) -> list[tuple[str, str]]:
    why = "changes whose size cannot be used"
    return [(why, place) for each in found.values() for place in each.left_out]


def granted_for_nothing(book: Book, period: Period) -> tuple[Measure, Decimal]:
    """Changes approved at no cost, or without a word about it, in the projects delivered in the
    period; and the hours that they say they took."""
    free = free_changes(book)
    found = [change for each in finished(book, period) for change in free.get(each.path, ())]
    hours = [number_of(change.fields.get("hours")) for change in found]
    took = sum((each for each in hours if each is not None), Decimal())
    return Measure(len(found), len(found), tuple(change.place for change in found)), took
