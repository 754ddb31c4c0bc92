"""What several reports are made of: names and links, days as seen from today, amounts in words, and
tables that are not too long."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from vaultcrm.facts.book import Book, path_of
from vaultcrm.facts.measures import totals
from vaultcrm.facts.titles import relinked
from vaultcrm.model import Fact, Money, Record, Value
from vaultcrm.reports import Row, Table

FAR = date.max  # sorts what has no day last
NONE = Fact(None)
_LARGE = Decimal(10) ** 20


def owner_of(record: Record) -> Value:
    """Who a line says has to act, without the sign."""
    owner = record.fields.get("owner")
    return owner.removeprefix("@") if isinstance(owner, str) else owner


def about(book: Book, record: Record) -> Value:
    """Whom or what a line is about: its client, else its project; None where it is for us."""
    for name in ("client", "project"):
        if path_of(record.fields.get(name)):
            return relinked(book, record.fields.get(name))
    return None


def is_for_somebody(promise: Record) -> bool:
    """Whether what is ours to do is for a client or a project, not for ourselves."""
    return any(path_of(promise.fields.get(name)) for name in ("client", "project"))


def when(day: date, today: date) -> str:
    """A day that something is due on, as seen from today."""
    days = (day - today).days
    if days == 0:
        return "today"
    if days in (1, -1):
        return "tomorrow" if days > 0 else "1 day late"
    return f"in {days} days" if days > 0 else f"{-days} days late"


def days_from(day: date, days: int) -> date:
    """The day so many days later (or earlier), within what a calendar has."""
    ordinal = day.toordinal() + days
    return date.fromordinal(max(1, min(ordinal, date.max.toordinal())))


def months_back(today: date, count: int) -> tuple[date, ...]:
    """The first days of the last `count` months, the earliest first, this month last."""
    months = range(today.year * 12 + today.month - count, today.year * 12 + today.month)
    return tuple(date(month // 12, month % 12 + 1, 1) for month in months if month >= 12)


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))


def amounts(money: Iterable[Money]) -> str:
    """The sums by currency, largest first, in words; '' without any."""
    return ", ".join(map(amount_in_words, sorted(totals(money), key=lambda total: -total.amount)))


def amount_in_words(money: Money) -> str:
    """An amount with its thousands parted, without decimal places where it is whole."""
    amount = money.amount
    if abs(amount) < _LARGE and amount == amount.to_integral_value():
        amount = amount.quantize(Decimal(1))  # 8,880 EUR, though 0.6 × 14,800 is 8880.00
    return f"{amount:,} {money.currency}".rstrip()


def many(count: int, noun: str, plural: str = "") -> str:
    """So many of something: `1 thing`, `2 things`."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def table(
    columns: tuple[str, ...],
    rows: Sequence[Row],
    limit: int | None = None,
    ask: str = "",
    title: str = "",
    count: int | None = None,
) -> Table:
    """A table of the first `limit` rows (all where there is none); `ask` is the command that shows
    all of them. `count` is how many there are where `rows` has but the first."""
    shown = tuple(rows if limit is None else rows[:limit])
    more = (len(rows) if count is None else count) - len(shown)
    return Table(columns, shown, more, ask if more else "", title)
