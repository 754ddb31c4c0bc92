"""What was agreed for a project, and how it has grown since.

A change request is approved when it is ticked (or has a day for that), refused when it is
cancelled, and undecided until then. The agreed baseline is the project's `hours_budget` and `fee`.
"""

from decimal import Decimal

from vaultcrm.facts.book import Book, Facts, by_note, counts, day_of, fact, places_of
from vaultcrm.facts.lines import is_cancelled, is_done
from vaultcrm.facts.measures import number_of, percent
from vaultcrm.model import Fact, Money, Record

_DAYS = ("created", "asked", "date", "done")  # when a change was asked for, or approved


@fact("projects")
def scope_growth_hours(book: Book) -> Facts:
    """By how much approved changes have grown the agreed hours, in percent: the hours of approved
    changes / `hours_budget`; those granted for nothing count. None without a budget, or when no
    approved change says its hours. Rests on the project and those changes."""
    approved = _approved(book)
    found = {}
    for project in book.records("projects"):
        budget = number_of(project.fields.get("hours_budget"))
        changes = [
            (hours, change.place)
            for change in approved.get(project.path, ())
            if (hours := number_of(change.fields.get("hours"))) is not None
        ]
        if budget and budget > 0 and changes:
            found[project.path] = _growth(project, budget, changes)
    return found


@fact("projects")
def scope_growth_cost(book: Book) -> Facts:
    """By how much approved changes have grown the agreed fee, in percent: the cost of approved
    changes / `fee`. A cost in another currency than the fee's is left out. None without a fee, or
    when no approved change says its cost. Rests on the project and those changes."""
    approved = _approved(book)
    found = {}
    for project in book.records("projects"):
        fee = project.fields.get("fee")
        if not isinstance(fee, Money) or fee.amount <= 0:
            continue
        changes = [
            (cost.amount, change.place)
            for change in approved.get(project.path, ())
            if isinstance(cost := change.fields.get("cost"), Money)
            and cost.currency == fee.currency
        ]
        if changes:
            found[project.path] = _growth(project, fee.amount, changes)
    return found


@fact("projects")
def scope_growth(book: Book) -> Facts:
    """By how much approved changes have grown what was agreed, in percent: the larger of
    `scope_growth_hours` and `scope_growth_cost`, with what that one rests on."""
    found = dict(scope_growth_hours(book))
    for path, cost in scope_growth_cost(book).items():
        hours = found.get(path)
        if hours is None or _percent(cost) > _percent(hours):
            found[path] = cost
    return found


@fact("projects")
def granted_for_nothing(book: Book) -> Facts:
    """How many changes of a project were approved at no cost: those whose cost is 0 or less, and
    those that say none. A cost that cannot be read is not taken for nothing. None without any.
    Rests on the changes."""
    free = (change for change in book.records("changes") if is_done(change) and _is_free(change))
    return counts(by_note(free, "project"))


@fact("projects", name="undecided_changes")
def undecided_changes_of_projects(book: Book) -> Facts:
    """How many change requests of a project are neither approved nor refused; none without any.
    Rests on the changes."""
    return counts(by_note(book.open_lines("changes"), "project"))


@fact("clients", name="undecided_changes")
def undecided_changes_of_clients(book: Book) -> Facts:
    """How many change requests in a client's projects are neither approved nor refused; none
    without any. Rests on the changes."""
    return counts(by_note(book.open_lines("changes"), "client"))


@fact("projects")
def agreement(book: Book) -> Facts:
    """Whether what was agreed still holds: `none` without `agreed_on`, or before that day;
    `changed since` if a change that was not refused was asked for or approved after it (a change
    without any date is left out); else `agreed`. Rests on the project and those changes."""
    changes = by_note(
        (change for change in book.records("changes") if not is_cancelled(change)), "project"
    )
    found = {}
    for project in book.records("projects"):
        agreed = day_of(project.fields.get("agreed_on"))
        if agreed is None or agreed > book.today:
            found[project.path] = Fact("none", (project.path,))
            continue
        later = [
            change
            for change in changes.get(project.path, ())
            if any((day := day_of(change.fields.get(name))) and day > agreed for name in _DAYS)
        ]
        state = "changed since" if later else "agreed"
        found[project.path] = Fact(state, (project.path, *places_of(later)))
    return found


def _approved(book: Book) -> dict[str, list[Record]]:
    return by_note(filter(is_done, book.records("changes")), "project")


def _is_free(change: Record) -> bool:
    cost = change.fields.get("cost")
    return cost.amount <= 0 if isinstance(cost, Money) else cost is None


def _growth(project: Record, baseline: Decimal, changes: list[tuple[Decimal, str]]) -> Fact:
    total = sum((amount for amount, _ in changes), Decimal())
    return Fact(percent(total, baseline), (project.path, *(place for _, place in changes)))


def _percent(growth: Fact) -> Decimal:
    return number_of(growth.value) or Decimal()
