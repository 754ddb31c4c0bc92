"""The hours of a project: how they add up, against its budget and against time."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from vaultcrm.facts.book import Book, day_of, is_past, places_of
from vaultcrm.facts.measures import number_of, percent
from vaultcrm.facts.money import invoiced, paid
from vaultcrm.facts.projects import POSSIBLE, burn, elapsed, hours_spent, progress
from vaultcrm.model import Money, Record
from vaultcrm.reports import Bar, Block, Chart, Row, Section, Series, Table, Tone
from vaultcrm.reports._lines import records_of
from vaultcrm.reports._parts import NONE, amounts, many, monday
from vaultcrm.reports._pictures import month_of
from vaultcrm.reports._pieces import bar, money_in, without_empty

_WEEKS = 30  # of which hours are shown each for itself
_MONTHS = 36  # shown at the most
_Sum = tuple[Decimal, tuple[str, ...]]


def burn_section(book: Book, project: Record) -> Section:
    """Time, hours, work and money side by side; the hours added up; and who worked them."""
    lines = [
        line
        for line in records_of(book, "hours", "project", project.path)
        if is_past(line.fields.get("date"), book.today)
    ]
    left_out = hours_spent(book).get(project.path, NONE).left_out
    notes = [f"{many(len(left_out), 'line')} of hours that cannot be read left out"]
    undated = sum(day_of(line.fields.get("date")) is None for line in lines)
    notes = [
        *(notes if left_out else ()),
        *((f"{undated} without a date not in the chart",) if undated else ()),
    ]
    blocks: tuple[Block, ...] = (
        without_empty(_shares(book, project)),
        *_chart(book, project, lines),
        *_by_person(lines),
    )
    note = f"{'; '.join(notes)}." if notes else ""
    return Section("Burn", blocks, note, "No budget, no dates and no hours to compare.")


def _shares(book: Book, project: Record) -> Table:
    """How much of each is used up."""
    fields, path = project.fields, project.path
    rows = []
    for name, fact, words in (
        ("Time", elapsed(book).get(path), _time(project)),
        ("Hours", burn(book).get(path), hours_words(book, project)),
        ("Work", progress(book).get(path), "deliverables done"),
    ):
        if fact:
            over = name != "Work" and (number_of(fact.value) or 0) > 100
            tone: Tone = "bad" if over and not fields.get("delivered") else ""
            rows.append(Row((name, bar(fact.value), words), fact.evidence, tone))
    fee, never = fields.get("fee"), fields.get("status") in (*POSSIBLE, "lost")
    if isinstance(fee, Money) and fee.amount > 0 and not (never and path not in invoiced(book)):
        for name, fact in (("Invoiced", invoiced(book).get(path)), ("Paid", paid(book).get(path))):
            same = [each for each in money_in(fact) if each.currency == fee.currency]
            share = percent(same[0].amount, fee.amount) if same else 0
            words = f"{amounts(money_in(fact)) or 'nothing'} of {amounts([fee])}"
            rows.append(Row((name, Bar(share), words), (path, *(fact.evidence if fact else ()))))
    return Table(("", "Used", "What"), tuple(rows))


def hours_words(book: Book, project: Record) -> str:
    """`249 of 430 hours`, as far as they are known; '' if neither is."""
    spent = hours_spent(book).get(project.path, NONE).value
    budget = number_of(project.fields.get("hours_budget"))
    if budget is not None:
        return f"{_plain(number_of(spent) or Decimal())} of {_plain(budget)} hours"
    return f"{_plain(number_of(spent) or Decimal())} hours" if spent is not None else ""


def _time(project: Record) -> str:
    days = (day_of(project.fields.get(name)) for name in ("start", "due"))
    return " to ".join(day.isoformat() for day in days if day)


def _chart(book: Book, project: Record, lines: Sequence[Record]) -> Iterator[Chart]:
    """The hours added up by week, or by month where it is long."""
    dated = [
        (day, hours, line)
        for line in lines
        if (day := day_of(line.fields.get("date")))
        and (hours := number_of(line.fields.get("hours"))) is not None
    ]
    if not dated:
        return
    first, last = min(day for day, _, _ in dated), _end(book, project)
    weeks = (monday(last) - monday(first)).days // 7 + 1
    by_week = 0 < weeks <= _WEEKS
    sums: dict[str, _Sum] = {}
    names = list(_weeks(first, last) if by_week else _months(first, last))
    for day, hours, line in dated:
        name = _week(day) if by_week else max(month_of(day), names[0])
        total, places = sums.get(name, (Decimal(), ()))
        sums[name] = (total + hours, (*places, line.place))
    total, values, evidence = Decimal(), [], []
    for name in names:
        hours, places = sums.get(name, (Decimal(), ()))
        total += hours
        values.append(total)
        evidence.append(places)
    budget = number_of(project.fields.get("hours_budget"))
    series = Series("hours", tuple(values), tuple(evidence))
    yield Chart(
        "lines",
        f"Hours added up by {'week' if by_week else 'month'}",
        tuple(names),
        (series,),
        f"{_plain(total)} hours{f' of {_plain(budget)}' if budget else ''} by {names[-1]}.",
        "h",
        budget if budget and budget > 0 else None,
        "hours_budget" if budget and budget > 0 else "",
    )


def _end(book: Book, project: Record) -> date:
    """Until when hours may have been worked."""
    delivered = day_of(project.fields.get("delivered"))
    worked = [
        day
        for line in records_of(book, "hours", "project", project.path)
        if (day := day_of(line.fields.get("date"))) and day <= book.today
    ]
    return max([*worked, delivered]) if delivered and delivered <= book.today else book.today


def _weeks(first: date, last: date) -> Iterator[str]:
    day = monday(first)
    while day <= last:
        yield _week(day)
        day += timedelta(days=7)


def _week(day: date) -> str:
    return monday(day).isoformat()


def _months(first: date, last: date) -> Iterator[str]:
    until = last.year * 12 + last.month
    for month in range(max(first.year * 12 + first.month, until - _MONTHS + 1), until + 1):
        yield month_of(date((month - 1) // 12, (month - 1) % 12 + 1, 1))


def _by_person(lines: Sequence[Record]) -> Iterator[Table]:
    """Who worked how many hours, if more than one did."""
    found: dict[str, list[Record]] = {}
    for line in lines:
        person = line.fields.get("person")
        name = getattr(person, "target", person)
        found.setdefault(str(name) if name else "not said", []).append(line)
    if len(found) < 2:
        return
    sums = {
        name: sum((number_of(line.fields.get("hours")) or Decimal() for line in each), Decimal())
        for name, each in found.items()
    }
    rows = (
        Row((name, sums[name], len(found[name])), places_of(found[name]))
        for name in sorted(sums, key=lambda name: (-sums[name], name))
    )
    yield Table(("Who", "Hours", "Lines"), tuple(rows))


def _plain(number: Decimal) -> str:
    """A number without the zeros at its end."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
