"""Promised work by week against what a week holds, and by project.

Our open deliverables and actions with `hours` on their lines, in the week that they are due; what
is overdue counts in the present week. Each counts wholly in that week, however long it takes. What
is open in projects that are paused is in none of the weeks. The capacity is `weekly_capacity` under
`practice:` in the settings. Lines that say no hours are counted apart.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from vaultcrm.facts.book import Book, path_of, places_of
from vaultcrm.facts.projects import hours_spent
from vaultcrm.facts.titles import relinked, text_of, titles
from vaultcrm.facts.workload import Promised, work
from vaultcrm.model import Value
from vaultcrm.reports import (
    Asked,
    Bar,
    Chart,
    Figure,
    Figures,
    Report,
    Row,
    Section,
    Series,
    Tone,
)
from vaultcrm.reports._parts import NONE, about, many, monday, table

WEEKS = 8
_MOST_PROJECTS = 6  # that have a colour of their own
_OTHER = "other work"


def make(book: Book, asked: Asked) -> Report:
    """The report as of the book's day."""
    found = work(book)
    first = monday(book.today)
    ahead = min(WEEKS, (date.max - first).days // 7 + 1)  # the calendar ends
    weeks = [first + timedelta(days=7 * number) for number in range(ahead)]
    hours = {week: _sum(lines) for week, lines in found.weeks.items()}
    capacity = book.config.practice.weekly_capacity
    over = [week for week in weeks if capacity is not None and hours.get(week, 0) > capacity]
    total = sum(hours.values(), Decimal())
    lead = f"{_hours(total)} of promised work with a date"
    beyond = total - sum((hours.get(week, Decimal()) for week in weeks), Decimal())
    lead += f", {_hours(beyond)} of it after the next {WEEKS} weeks" if beyond else ""
    if capacity is None:
        lead += ". What a week holds is not known: weekly_capacity under practice: in the settings."
    elif over:
        lead += (
            f". {many(len(over), 'week')} of the next {WEEKS} {'is' if len(over) == 1 else 'are'}"
        )
        lead += f" over the {_hours(capacity)} that a week holds."
    else:
        lead += f". No week of the next {WEEKS} is over the {_hours(capacity)} that it holds."
    return Report(
        name="workload",
        title=f"Workload {book.today.isoformat()}",
        lead=lead,
        sections=(
            _figures(book),
            _chart(book, weeks),
            _weeks(book, weeks, capacity),
            _projects(book),
            _unmeasured(book),
        ),
        today=book.today,
    )


def _figures(book: Book) -> Section:
    found = work(book)
    this = found.weeks.get(monday(book.today), ())
    late = [each for each in this if each.record.fields.get("due") != each.day]
    late = [each for each in late if each.day == book.today]
    return Section(
        "At a glance",
        (
            Figures(
                (
                    _figure("This week", this, "with what is overdue"),
                    _figure("Overdue", late, "counted in this week", bad=True),
                    _figure("Without a date", found.undated, "in no week"),
                    *(
                        [_figure("Paused", found.paused, "of paused projects, in no week")]
                        if found.paused
                        else []
                    ),
                    Figure(
                        "Without hours",
                        len(found.unmeasured),
                        "dated lines that say no hours",
                        evidence=places_of(found.unmeasured),
                    ),
                )
            ),
        ),
    )


def _figure(label: str, lines: Sequence[Promised], hint: str, bad: bool = False) -> Figure:
    hours = _sum(lines)
    tone: Tone = "bad" if bad and hours else ""
    return Figure(label, _hours(hours), hint, tone, places_of(each.record for each in lines))


def _chart(book: Book, weeks: list[date]) -> Section:
    found = work(book)
    by_project: dict[str, Decimal] = {}
    for week in weeks:
        for each in found.weeks.get(week, ()):
            key = path_of(each.record.fields.get("project"))
            by_project[key] = by_project.get(key, Decimal()) + each.hours
    largest = sorted(by_project, key=lambda path: (-by_project[path], path))
    named = [path for path in largest if path][:_MOST_PROJECTS]
    names = titles(book, "projects")
    rest = any(path not in named for path in largest)
    series = []
    for path in [*named, *([_OTHER] if rest else [])]:
        values, evidence = [], []
        for week in weeks:
            lines = [
                each
                for each in found.weeks.get(week, ())
                if (key := path_of(each.record.fields.get("project"))) == path
                or (path == _OTHER and key not in named)
            ]
            values.append(_sum(lines))
            evidence.append(places_of(each.record for each in lines))
        series.append(Series(names.get(path, path), tuple(values), tuple(evidence)))
    chart = Chart(
        "stacked",
        f"Hours promised in the next {WEEKS} weeks",
        tuple(_week(week) for week in weeks),
        tuple(series),
        "Hours of open deliverables and actions of ours by project; each falls wholly into the "
        "week that it is due in, however long it takes.",
        "h",
        book.config.practice.weekly_capacity,
        "a week holds",
    )
    return Section("By week", (chart,), empty="No open line of ours has hours and a date.")


def _weeks(book: Book, weeks: list[date], capacity: Decimal | None) -> Section:
    found = work(book)
    rows = []
    for week in weeks:
        for each in found.weeks.get(week, ()):
            record = each.record
            rows.append(
                Row(
                    (
                        _week(week),
                        record.fields.get("due"),
                        text_of(record),
                        each.hours,
                        relinked(book, record.fields.get("project")) or about(book, record),
                    ),
                    (record.place,),
                    "bad" if record.fields.get("due") != each.day else "",
                )
            )
    return Section(
        "What it is",
        (table(("Week", "Due", "What", "Hours", "For"), rows, 60, "vaultcrm list deliverables"),),
        empty="Nothing.",
    )


def _projects(book: Book) -> Section:
    found = work(book)
    left: dict[str, list[Promised]] = {}
    for lines in (*found.weeks.values(), found.undated):
        for each in lines:
            left.setdefault(path_of(each.record.fields.get("project")), []).append(each)
    left.pop("", None)
    spent = hours_spent(book)
    rows = []
    for project in book.records("projects"):
        lines = left.get(project.path, [])
        if not lines:
            continue
        to_do = _sum(lines)
        budget, used = project.fields.get("hours_budget"), spent.get(project.path, NONE).value
        rows.append(
            Row(
                (
                    book.link(project.path, str(project.fields.get("title") or "")),
                    relinked(book, project.fields.get("client")),
                    to_do,
                    used,
                    budget,
                    _share(used, budget),
                ),
                places_of(each.record for each in lines),
                "bad" if _over(used, to_do, budget) else "",
            )
        )
    rows.sort(key=lambda row: (-_number(row.cells[2]), row.evidence))
    return Section(
        "By project",
        (table(("Project", "Client", "Hours to do", "Worked", "Budget", "Used"), rows, 40),),
        note="Marked where what was worked and what is still promised is over the budget of hours.",
        empty="No project has open work with hours.",
    )


def _unmeasured(book: Book) -> Section:
    rows = [
        Row(
            (record.fields.get("due"), text_of(record), about(book, record)),
            (record.place,),
        )
        for record in sorted(
            work(book).unmeasured,
            key=lambda record: (str(record.fields.get("due")), record.place),
        )
    ]
    return Section(
        "Without hours",
        (table(("Due", "What", "For"), rows, 20),),
        note="These have a date and no [hours:: …]; they are in no figure above.",
        empty="Every dated line says its hours.",
    )


def _week(week: date) -> str:
    return f"{week.isocalendar().year}-W{week.isocalendar().week:02d}"


def _hours(hours: Decimal) -> str:
    return f"{hours.normalize():,f} h"


def _sum(lines: Sequence[Promised]) -> Decimal:
    return sum((each.hours for each in lines), Decimal())


def _number(value: object) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal()


def _share(used: Value, budget: Value) -> Bar | None:
    if not _number(budget):
        return None
    return Bar(round(100 * _number(used) / _number(budget)))


def _over(used: Value, to_do: Decimal, budget: Value) -> bool:
    return bool(_number(budget)) and _number(used) + to_do > _number(budget)
