"""Where a project stands, in figures."""

import shlex
from collections.abc import Iterator
from datetime import date

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.money import effective_rate, invoiced, outstanding_of_projects, paid
from vaultcrm.facts.projects import (
    POSSIBLE,
    RUNNING,
    burn,
    deliverables_overdue,
    elapsed,
    hours_spent,
    last_meeting,
    progress,
    recap_owed,
)
from vaultcrm.facts.scope import (
    agreement,
    granted_for_nothing,
    scope_growth,
    undecided_changes_of_projects,
)
from vaultcrm.model import Money, Record
from vaultcrm.reading.agreement import SEAL
from vaultcrm.reports import Figure, Figures, Section, Tone
from vaultcrm.reports._burn import hours_words
from vaultcrm.reports._parts import amounts, many, when
from vaultcrm.reports._pieces import ago, bar, figure, words_of


def standing(book: Book, project: Record) -> Section:
    """What the project's note says of it first, and its facts as figures."""
    figures = (
        *_state(book, project),
        *_agreed(book, project),
        *_worth(book, project),
        *_meetings(book, project),
    )
    return Section("At a glance", (words_of(book, project.path), Figures(figures)))


def _state(book: Book, project: Record) -> Iterator[Figure]:
    fields, path = project.fields, project.path
    start, due, delivered = (day_of(fields.get(name)) for name in ("start", "due", "delivered"))
    place = (book.place_of(path, "status"),)
    hint = f"since {start.isoformat()}" if start and start <= book.today else ""
    hint = f"starts {start.isoformat()}" if start and start > book.today else hint
    yield Figure("Status", fields.get("status") or "not said", hint, evidence=place)
    if delivered:
        state = f"due {due.isoformat()}{against(delivered, due)}" if due else ""
        yield Figure("Delivered", delivered, state, evidence=(book.place_of(path, "delivered"),))
    elif due:
        late: Tone = "bad" if due < book.today and fields.get("status") in RUNNING else ""
        place = (book.place_of(path, "due"),)
        yield Figure("Due", due, when(due, book.today), late, place)
    done, overdue = progress(book).get(path), deliverables_overdue(book).get(path)
    behind = f"{many(len(overdue.evidence), 'deliverable')} overdue" if overdue else ""
    if done:
        tone: Tone = "bad" if overdue else ""
        yield Figure("Done", bar(done.value), behind or "of deliverables", tone, done.evidence)
    passed, used, spent = (facts(book).get(path) for facts in (elapsed, burn, hours_spent))
    if passed:
        yield Figure("Time passed", bar(passed.value), "", "", passed.evidence)
    if used:
        over: Tone = "bad" if (number_of(used.value) or 0) > 100 else ""
        words = hours_words(book, project)
        yield Figure("Hours used", bar(used.value), words, over, used.evidence, used.left_out)
    elif spent:
        yield figure("Hours worked", spent, "no hours_budget to compare with")


def _agreed(book: Book, project: Record) -> Iterator[Figure]:
    fields, path = project.fields, project.path
    day = day_of(fields.get("agreed_on"))
    by = fields.get("agreed_by")
    state = agreement(book).get(path)
    if day and state:
        hint = f"on {day.isoformat()}" + (f" by {getattr(by, 'target', by)}" if by else "")
        yield figure("Agreement", state, hint, "warn" if state.value == "changed since" else "")
    elif fields.get("status") in RUNNING:
        yield Figure("Agreement", "none", "agreed_on has no date", "warn", (path,))
    seal = fields.get(SEAL)
    if isinstance(seal, str):
        place = book.place_of(path, seal)
        holds = place != path
        hint = f"vaultcrm agree {shlex.quote(book.link(path).target)} --diff shows how"
        hint = "" if holds else hint
        text = "as it was sealed" if holds else "changed since it was sealed"
        yield Figure("Scope and deliverables", text, hint, "" if holds else "warn", (place,))
    growth, free = scope_growth(book).get(path), granted_for_nothing(book).get(path)
    if growth:
        hint = f"{many(len(free.evidence), 'change')} for nothing" if free else ""
        yield figure("Grown by (%)", growth, hint, "warn" if free else "")
    elif free:
        yield figure("Changes for nothing", free, "", "warn")
    if undecided := undecided_changes_of_projects(book).get(path):
        yield figure("Undecided changes", undecided, "", "warn")


def _worth(book: Book, project: Record) -> Iterator[Figure]:
    fields, path = project.fields, project.path
    so_far = " so far" if fields.get("status") in RUNNING else ""
    for name, label in (("fee", "Fee"), ("retainer", "A month")):
        if fields.get(name) is not None:
            rate = effective_rate(book).get(path) if name == "fee" else None
            earned = rate.value if rate else None
            hint = f"{amounts([earned])} an hour{so_far}" if isinstance(earned, Money) else ""
            yield Figure(label, fields[name], hint, evidence=(book.place_of(path, name),))
    chance = number_of(fields.get("probability"))
    if chance is not None and fields.get("status") in POSSIBLE:
        close = day_of(fields.get("expected_close"))
        hint = f"decision expected {close.isoformat()}" if close else ""
        yield Figure(
            "Probability", bar(chance), hint, evidence=(book.place_of(path, "probability"),)
        )
    if billed := invoiced(book).get(path):
        yield figure("Invoiced", billed)
        yield figure("Paid", paid(book).get(path), none="nothing")
        yield figure("Outstanding", outstanding_of_projects(book).get(path), none="nothing")


def _meetings(book: Book, project: Record) -> Iterator[Figure]:
    last, recap = last_meeting(book).get(project.path), recap_owed(book).get(project.path)
    day = day_of(last.value) if last else None
    if day:
        yield figure("Last meeting", last, ago(day, book.today))
    if recap and project.fields.get("status") in RUNNING:
        yield figure("Recap owed since", recap, "", "warn")


def against(done: date, due: date | None) -> str:
    """How a day compares with the one that was promised."""
    if due is None:
        return ""
    days = (done - due).days
    return f", {many(days, 'day')} late" if days > 0 else ", on time"
