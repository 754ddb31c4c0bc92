"""What `backtest` does: which days it looks at, and the run over them."""

from datetime import date, timedelta

from vaultcrm.commands._output import progress
from vaultcrm.errors import VaultError
from vaultcrm.facts.backtest import Period, backtest, first_day
from vaultcrm.facts.book import Book
from vaultcrm.reports import Report
from vaultcrm.reports._backtest import report_of
from vaultcrm.schema.practice import read_threshold

_LONGEST = timedelta(days=3 * 365)  # unless somebody asks for more


def period(book: Book, start: date | None, end: date | None, step: str, within: str) -> Period:
    """The days that are asked for; without a first one, from the vault's first on, but no more than
    three years. Raises VaultError for days that cannot be looked at."""
    end = end or book.today
    if end > book.today:
        raise VaultError(f"--to {end.isoformat()} is still to come")
    if start is None:
        begun = first_day(book) or end
        start = min(max(begun, date.fromordinal(max(end.toordinal() - _LONGEST.days, 1))), end)
    if start > end:
        raise VaultError(f"--from {start.isoformat()} is after --to {end.isoformat()}")
    return Period(start, end, _days("--step", step), _days("--within", within))


def run(book: Book, asked: Period) -> Report:
    with progress("replaying") as advance:
        return report_of(book, backtest(book, asked, advance))


def _days(option: str, text: str) -> int:
    length = read_threshold("feedback_within", text)
    days = getattr(length, "days", 0)
    if not days:
        raise VaultError(f"{option}: {text!r} is not a number of days such as 7d or 2w")
    return int(days)
