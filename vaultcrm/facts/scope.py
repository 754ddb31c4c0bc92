"""What was agreed for a project, and how it has grown since.

A change request is approved when it is ticked (or has a day for that), refused when it is
cancelled, and undecided until then. The agreed baseline is the project's `hours_budget` and `fee`.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.facts.book import Book, Facts, by_note, counts, day_of, fact, path_of, places_of
from vaultcrm.facts.lines import is_cancelled, is_done
from vaultcrm.facts.measures import number_of, percent
from vaultcrm.facts.projects import OPEN
from vaultcrm.model import Fact, Money, Record, Value

_DAYS = ("created", "asked", "date", "done")  # when a change was asked for, or approved


class Growth(NamedTuple):
    """What was agreed for a project (hours, or an amount in the fee's currency), and what approved
    changes added to it: None where none of them says so much. `changes` are their places, and
    `left_out` those of the changes that say it in a way that cannot be used."""

    baseline: Decimal
    added: Decimal | None
    changes: tuple[str, ...]
    left_out: tuple[str, ...]


def growth_in_hours(book: Book) -> Mapping[str, Growth]:
    """By the path of each project with a budget of hours: how these have grown."""
    return book.once(_by_hours)


def growth_in_cost(book: Book) -> Mapping[str, Growth]:
    """By the path of each project with a fee: how that has grown."""
    return book.once(_by_cost)


def free_changes(book: Book) -> Mapping[str, Sequence[Record]]:
    """By the project's path: the changes that were approved at no cost (see
    `granted_for_nothing`)."""
    return by_note(filter(_is_free, _approved(book)), "project")


@fact("projects")
def scope_growth_hours(book: Book) -> Facts:
    """By how much approved changes have grown the agreed hours, in percent: the hours of approved
    changes / `hours_budget`; those granted for nothing count. None without a budget, or when no
    approved change says its hours. Rests on the project and those changes; left out are approved
    changes whose hours cannot be read, and those that say days and no hours."""
    return _facts(growth_in_hours(book))


@fact("projects")
def scope_growth_cost(book: Book) -> Facts:
    """By how much approved changes have grown the agreed fee, in percent: the cost of approved
    changes / `fee`. None without a fee, or when no approved change says its cost in the fee's
    currency. Rests on the project and those changes; left out are approved changes whose cost
    cannot be read, or is in another currency."""
    return _facts(growth_in_cost(book))


@fact("projects")
def scope_growth(book: Book) -> Facts:
    """By how much approved changes have grown what was agreed, in percent: the larger of
    `scope_growth_hours` and `scope_growth_cost`, with what that one rests on. Left out are the
    approved changes that either leaves out, even if the other one counts them."""
    by_hours, by_cost = growth_in_hours(book), growth_in_cost(book)
    in_hours, in_cost = scope_growth_hours(book), scope_growth_cost(book)
    found = {}
    for project in book.records("projects"):
        path = project.path
        facts = [facts[path] for facts in (in_hours, in_cost) if path in facts]
        if facts:
            grown = [parts[path] for parts in (by_hours, by_cost) if path in parts]
            left_out = dict.fromkeys(place for each in grown for place in each.left_out)
            found[path] = max(facts, key=_percent)._replace(left_out=tuple(left_out))
    return found


@fact("projects", default=0)
def granted_for_nothing(book: Book) -> Facts:
    """How many changes of a project were approved at no cost: those whose cost is 0 or less, and
    those that say none. A cost that cannot be read is not taken for nothing. 0 without any.
    Rests on the changes."""
    return counts(free_changes(book))


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


def _by_hours(book: Book) -> Mapping[str, Growth]:
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
            found[project.path] = _growth(budget, said)
    return found


def _by_cost(book: Book) -> Mapping[str, Growth]:
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
            found[project.path] = _growth(fee.amount, said)
    return found


def _amount(value: Value, currency: str) -> Decimal | None:
    if isinstance(value, Money) and value.currency == currency:
        return value.amount
    return None


def _growth(baseline: Decimal, changes: Sequence[tuple[Record, Decimal | None]]) -> Growth:
    known = [(change.place, amount) for change, amount in changes if amount is not None]
    return Growth(
        baseline,
        sum((amount for _, amount in known), Decimal()) if known else None,
        tuple(place for place, _ in known),
        places_of(change for change, amount in changes if amount is None),
    )


def _facts(grown: Mapping[str, Growth]) -> Facts:
    """By how much projects have grown, in percent."""
    return {
        path: Fact(percent(each.added, each.baseline), (path, *each.changes), each.left_out)
        for path, each in grown.items()
        if each.added is not None
    }


def _percent(growth: Fact) -> Decimal:
    return number_of(growth.value) or Decimal()
