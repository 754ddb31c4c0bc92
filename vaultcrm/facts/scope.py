"""What was agreed for a project, and how it has grown since.

A change request is approved when it is ticked (or has a day for that), refused when it is
cancelled, and undecided until then. The agreed baseline is the project's `hours_budget` and `fee`.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from vaultcrm.facts.book import Book, Facts, by_note, counts, day_of, fact, path_of, places_of
from vaultcrm.facts.lines import is_cancelled, is_done
from vaultcrm.facts.measures import number_of, percent
from vaultcrm.facts.projects import OPEN
from vaultcrm.model import Fact, Money, Record, Value

_DAYS = ("created", "asked", "date", "done")  # when a change was asked for, or approved

# By the project's path: its growth, and the places of the changes that are left out.
_Grown: TypeAlias = Mapping[str, tuple[Fact | None, tuple[str, ...]]]


@fact("projects")
def scope_growth_hours(book: Book) -> Facts:
    """By how much approved changes have grown the agreed hours, in percent: the hours of approved
    changes / `hours_budget`; those granted for nothing count. None without a budget, or when no
    approved change says its hours. Rests on the project and those changes; left out are approved
    changes whose hours cannot be read, and those that say days and no hours."""
    return {path: fact for path, (fact, _) in book.once(_by_hours).items() if fact}


@fact("projects")
def scope_growth_cost(book: Book) -> Facts:
    """By how much approved changes have grown the agreed fee, in percent: the cost of approved
    changes / `fee`. None without a fee, or when no approved change says its cost in the fee's
    currency. Rests on the project and those changes; left out are approved changes whose cost
    cannot be read, or is in another currency."""
    return {path: fact for path, (fact, _) in book.once(_by_cost).items() if fact}


@fact("projects")
def scope_growth(book: Book) -> Facts:
    """By how much approved changes have grown what was agreed, in percent: the larger of
    `scope_growth_hours` and `scope_growth_cost`, with what that one rests on. Left out are the
    approved changes that either leaves out, even if the other one counts them."""
    by_hours, by_cost = book.once(_by_hours), book.once(_by_cost)
    found = {}
    for project in book.records("projects"):
        grown = [parts[project.path] for parts in (by_hours, by_cost) if project.path in parts]
        facts = [fact for fact, _ in grown if fact]
        if facts:
            left_out = dict.fromkeys(place for _, places in grown for place in places)
            found[project.path] = max(facts, key=_percent)._replace(left_out=tuple(left_out))
    return found


@fact("projects", default=0)
def granted_for_nothing(book: Book) -> Facts:
    """How many changes of a project were approved at no cost: those whose cost is 0 or less, and
    those that say none. A cost that cannot be read is not taken for nothing. 0 without any.
    Rests on the changes."""
    return counts(by_note(filter(_is_free, _approved(book)), "project"))


@fact("projects", name="undecided_changes", default=0)
def undecided_changes_of_projects(book: Book) -> Facts:
    """How many change requests of a project that is not yet delivered, closed or lost are neither
    approved nor refused; 0 without any. Rests on the changes."""
    return counts(by_note(_undecided(book), "project"))


@fact("clients", name="undecided_changes", default=0)
def undecided_changes_of_clients(book: Book) -> Facts:
    """How many change requests in those projects of a client that are not yet delivered, closed or
    lost are neither approved nor refused; 0 without any. Rests on the changes."""
    return counts(by_note(_undecided(book), "client"))


@fact("projects")
def agreement(book: Book) -> Facts:
    """Whether what was agreed still holds: `none` without `agreed_on`, or before that day;
    `changed since` if a change that was not refused was asked for or approved after it and not
    after today (a change without any date changes nothing); else `agreed`. Rests on the project and
    those changes."""
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
            if any(
                (day := day_of(change.fields.get(name))) and agreed < day <= book.today
                for name in _DAYS
            )
        ]
        state = "changed since" if later else "agreed"
        found[project.path] = Fact(state, (project.path, *places_of(later)))
    return found


def _undecided(book: Book) -> Iterator[Record]:
    """The changes of projects not yet delivered that are neither approved nor refused."""
    projects = {each.path for each in book.records("projects") if each.fields.get("status") in OPEN}
    return (
        change
        for change in book.open_lines("changes")
        if path_of(change.fields.get("project")) in projects
    )


def _approved(book: Book) -> Iterator[Record]:
    return (change for change in book.records("changes") if is_done(change, book.today))


def _is_free(change: Record) -> bool:
    cost = change.fields.get("cost")
    return cost.amount <= 0 if isinstance(cost, Money) else cost is None


def _by_hours(book: Book) -> _Grown:
    changes = by_note(_approved(book), "project")
    found = {}
    for project in book.records("projects"):
        budget = number_of(project.fields.get("hours_budget"))
        if budget and budget > 0:
            said = [
                (change, number_of(change.fields.get("hours")))
                for change in changes.get(project.path, ())
                if any(change.fields.get(name) is not None for name in ("hours", "days"))
            ]
            found[project.path] = _growth(project, budget, said)
    return found


def _by_cost(book: Book) -> _Grown:
    changes = by_note(_approved(book), "project")
    found = {}
    for project in book.records("projects"):
        fee = project.fields.get("fee")
        if isinstance(fee, Money) and fee.amount > 0:
            said = [
                (change, _amount(cost, fee.currency))
                for change in changes.get(project.path, ())
                if (cost := change.fields.get("cost")) is not None
            ]
            found[project.path] = _growth(project, fee.amount, said)
    return found


def _amount(value: Value, currency: str) -> Decimal | None:
    if isinstance(value, Money) and value.currency == currency:
        return value.amount
    return None


def _growth(
    project: Record, baseline: Decimal, changes: Sequence[tuple[Record, Decimal | None]]
) -> tuple[Fact | None, tuple[str, ...]]:
    """By how much changes have grown a baseline, None where no change says an amount that can be
    used; and the places of those that say one that cannot."""
    known = [(change.place, amount) for change, amount in changes if amount is not None]
    left_out = places_of(change for change, amount in changes if amount is None)
    if not known:
        return None, left_out
    total = sum((amount for _, amount in known), Decimal())
    evidence = (project.path, *(place for place, _ in known))
    return Fact(percent(total, baseline), evidence, left_out), left_out


def _percent(growth: Fact) -> Decimal:
    return number_of(growth.value) or Decimal()
