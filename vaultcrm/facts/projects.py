"""Where a project stands."""

from datetime import date

from vaultcrm.facts.book import Book, Facts, day_of, fact, path_of
from vaultcrm.facts.promises import is_waiting
from vaultcrm.model import Fact

RUNNING = ("agreed", "active", "paused")  # agreed and not yet delivered
POSSIBLE = ("lead", "proposed")  # not yet agreed
OPEN = (*POSSIBLE, *RUNNING)


@fact("projects")
def next_due(book: Book) -> Facts:
    """The next day that a project in hand has to meet, even one that has passed: the earliest of
    its own due date and those of its deliverables that are open and not on hold; before it is
    agreed, `expected_close`."""
    days: dict[str, list[tuple[date, str]]] = {}
    for record in book.records("deliverables"):
        due = day_of(record.fields.get("due"))
        if due and is_waiting(record):
            days.setdefault(path_of(record.fields.get("project")), []).append((due, record.place))
    found: dict[str, Fact] = {}
    for project in book.records("projects"):
        status = project.fields.get("status")
        if status not in OPEN:
            continue
        own = "expected_close" if status in POSSIBLE else "due"
        due = day_of(project.fields.get(own))
        dates = [*days.get(project.path, ()), *([(due, project.path)] if due else [])]
        if dates:
            day, place = min(dates)
            found[project.path] = Fact(day, (place,))
    return found


@fact("projects")
def progress(book: Book) -> Facts:
    """Deliverables done, in percent of those that were not cancelled; none without any."""
    done: dict[str, int] = {}
    places: dict[str, list[str]] = {}
    for record in book.records("deliverables"):
        path = path_of(record.fields.get("project"))
        if not path or record.fields.get("status") == "cancelled":
            continue
        places.setdefault(path, []).append(record.place)
        done[path] = done.get(path, 0) + (record.fields.get("status") == "done")
    return {
        path: Fact(round(100 * done[path] / len(found)), tuple(found))
        for path, found in places.items()
    }
