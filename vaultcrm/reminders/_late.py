"""Until when something stays that its day alone would end, so that nothing is missed because nobody
was there."""

from datetime import date, timedelta

from vaultcrm.facts.book import Book

_TWO_WEEKS = timedelta(days=14)
_BACK = timedelta(days=7)  # after days off, to see what there is


def stays_until(book: Book, day: date) -> date:
    """Two weeks after a day, or a week after the days off (`away`) that it falls into, whichever is
    later."""
    ends = [each.last for each in book.config.reminders.away if each.first <= day <= each.last]
    return max([_after(day, _TWO_WEEKS), *(_after(end, _BACK) for end in ends)])


def _after(day: date, length: timedelta) -> date:
    return day + min(length, date.max - day)
