"""Where a project stands: its dates, its work and its meetings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from vaultcrm.facts.book import (
    Book,
    Facts,
    by_note,
    counts,
    day_of,
    fact,
    is_past,
    path_of,
    places_of,
)
from vaultcrm.facts.lines import days_late, is_cancelled, is_done
from vaultcrm.facts.measures import number_of, percent, ratio, rounded
from vaultcrm.facts.promises import is_waiting
from vaultcrm.model import Fact, Record

RUNNING = ("agreed", "active", "paused")  # agreed and not yet delivered
POSSIBLE = ("lead", "proposed")  # not yet agreed
OPEN = (*POSSIBLE, *RUNNING)
RECAPPED = ("meeting", "call", "visit")  # the kinds of meetings that want a recap


def of_running(book: Book) -> Book:
    """The book for what is asked of projects in hand (`RUNNING`): the lines of all others, of which
    an old vault has most, are not read."""
    return book.once(_of_running)


def _of_running(book: Book) -> Book:
    projects = book.records("projects")
    return book.but({each.path for each in projects if each.fields.get("status") not in RUNNING})


# --- dates


@fact("projects")
def next_due(book: Book) -> Facts:
    """The next day that a project in hand has to meet, even one that has passed: the earliest of
    its own due date and those of its deliverables that are open and not on hold; before it is
    agreed, `expected_close`. Rests on the project or the deliverable."""
    waiting = by_note(filter(is_waiting, book.open_lines("deliverables")), "project")
    found: dict[str, Fact] = {}
    for project in book.records("projects"):
        status = project.fields.get("status")
        if status not in OPEN:
            continue
        own = "expected_close" if status in POSSIBLE else "due"
        dates = [(day_of(project.fields.get(own)), project.path)]
        for record in waiting.get(project.path, ()):
            dates.append((day_of(record.fields.get("due")), record.place))
        known = [(day, place) for day, place in dates if day]
        if known:
            day, place = min(known)
            found[project.path] = Fact(day, (place,))
    return found


@fact("projects")
def days_left(book: Book) -> Facts:
    """Days from today to the due date of a project that is agreed and not yet delivered; negative
    when it has passed. None without a due date. Rests on the project."""
    return {
        project.path: Fact((due - book.today).days, (project.path,))
        for project in book.records("projects")
        if project.fields.get("status") in RUNNING and (due := day_of(project.fields.get("due")))
    }


@fact("projects")
def elapsed(book: Book) -> Facts:
    """How much of the time that was planned for a project, from `start` to `due`, has passed, in
    percent: 0 before it begins, over 100 when it is late; until today, or until it was delivered.
    None before it is agreed, without both dates (the second after the first), and for one that is
    over without a day of delivery. Rests on the project."""
    found = {}
    for project in book.records("projects"):
        start, due, delivered = (
            day_of(project.fields.get(name)) for name in ("start", "due", "delivered")
        )
        status = project.fields.get("status")
        if not start or not due or due <= start or status in POSSIBLE:
            continue
        if delivered or status in RUNNING:
            until = min(delivered, book.today) if delivered else book.today
            share = percent(max((until - start).days, 0), (due - start).days)
            found[project.path] = Fact(share, (project.path,))
    return found


# --- deliverables and hours


@fact("projects")
def progress(book: Book) -> Facts:
    """Deliverables done, in whole percent of those that were not cancelled, and 100 only when all
    are done; none without any. Rests on those deliverables."""
    wanted = (record for record in book.records("deliverables") if not is_cancelled(record))
    found = {}
    for path, records in by_note(wanted, "project").items():
        done = sum(is_done(record, book.today) for record in records)
        share = int(rounded(100 * ratio(done, len(records)), 0))
        found[path] = Fact(share if done == len(records) else min(share, 99), places_of(records))
    return found


@fact("projects", default=0)
def deliverables_overdue(book: Book) -> Facts:
    """How many deliverables of a project are past their due date and neither done nor cancelled nor
    on hold; 0 without any. Rests on those deliverables."""
    late = (record for record in book.open_lines("deliverables") if days_late(record, book.today))
    return counts(by_note(late, "project"))


@fact("projects")
def hours_spent(book: Book) -> Facts:
    """Hours worked on a project, to two decimal places: the sum of its lines of hours, without
    those of days to come; of a retainer the hours of all its months. None without any. Rests on
    the lines; left out are those whose hours cannot be read."""
    past = (line for line in book.records("hours") if is_past(line.fields.get("date"), book.today))
    return _summed(by_note(past, "project"))


def hours_on_budget(book: Book) -> Facts:
    """The hours that count against each project's budget: those spent, of a retainer (which has a
    budget for each month) in the present month. Left out are also a retainer's hours without a
    date."""
    return book.once(_hours_on_budget)


def _hours_on_budget(book: Book) -> Facts:
    spent = hours_spent(book)
    retainers = {each.path for each in book.records("projects") if each.fields.get("retainer")}
    if not retainers & spent.keys():
        return spent
    month, undated = defaultdict(list), defaultdict(list)
    for path, lines in by_note(book.records("hours"), "project").items():
        for line in lines if path in retainers else ():
            day = day_of(line.fields.get("date"))
            if not day:
                undated[path].append(line)
            elif book.today.replace(day=1) <= day <= book.today:
                month[path].append(line)
    others = {path: fact for path, fact in spent.items() if path not in retainers}
    of_month = {
        path: each._replace(left_out=(*each.left_out, *places_of(undated[path])))
        for path, each in _summed(month).items()
    }
    return {**others, **of_month}


def _summed(hours: Mapping[str, Sequence[Record]]) -> dict[str, Fact]:
    found = {}
    for path, lines in hours.items():
        worked = [(line, number_of(line.fields.get("hours"))) for line in lines]
        known = [(line, hours) for line, hours in worked if hours is not None]
        if known:
            total = rounded(sum((hours for _, hours in known), Decimal()), 2)
            unread = places_of(line for line, hours in worked if hours is None)
            found[path] = Fact(total, places_of(line for line, _ in known), unread)
    return found


@fact("projects")
def burn(book: Book) -> Facts:
    """Hours spent on a project, in percent of `hours_budget`; over 100 when it is used up. With a
    `retainer` the budget is that of a month, and the hours are those of the present month. None
    without a budget or without such hours. Rests on the project and the lines of its hours; left
    out are those whose hours cannot be read, and of a retainer those without a date."""
    spent = hours_on_budget(book)
    found = {}
    for project in book.records("projects"):
        budget = number_of(project.fields.get("hours_budget"))
        known = spent.get(project.path)
        hours = number_of(known.value) if known else None
        if known and hours is not None and budget and budget > 0:
            evidence = (project.path, *known.evidence)
            found[project.path] = Fact(percent(hours, budget), evidence, known.left_out)
    return found


# --- meetings


@fact("projects")
def last_meeting(book: Book) -> Facts:
    """The day of a project's latest meeting that is not in the future, of any kind. Rests on the
    meeting's note."""
    latest: dict[str, Fact] = {}
    for day, path, meeting in book.once(_meetings):
        if day <= book.today:
            latest[path] = Fact(day, (meeting.path,))
    return latest


@fact("projects")
def recap_owed(book: Book) -> Facts:
    """The day of a project's earliest meeting, call or visit (before today) of which nobody has
    sent a recap; none if there is no such meeting. Rests on the meeting's note."""
    earliest: dict[str, Fact] = {}
    for day, path, meeting in book.once(_meetings):
        kind = meeting.fields.get("kind") or "meeting"
        if day < book.today and kind in RECAPPED and not is_recapped(meeting, book.today):
            earliest.setdefault(path, Fact(day, (meeting.path,)))
    return earliest


def is_recapped(meeting: Record, today: date) -> bool:
    """Whether a recap of a meeting was sent: not if `recap_sent` is a day to come, or says no."""
    sent = meeting.fields.get("recap_sent")
    says_no = isinstance(sent, str) and sent.casefold() in ("no", "false", "n", "0")
    return bool(sent) and not says_no and is_past(sent, today)


def _meetings(book: Book) -> list[tuple[date, str, Record]]:
    """The meetings that have a date and a project, by date and then by path: date, the project's
    path, the meeting."""
    found = [
        (day, path, meeting)
        for meeting in book.records("meetings")
        if (day := day_of(meeting.fields.get("date")))
        and (path := path_of(meeting.fields.get("project")))
    ]
    return sorted(found, key=lambda each: (each[0], each[2].path))
