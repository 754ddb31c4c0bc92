"""What clients said in marks, and how fast we answered. See `metrics`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.facts.book import Book
from vaultcrm.facts.contact import touches
from vaultcrm.facts.feedback import Given, all_scores
from vaultcrm.facts.measures import median, rounded
from vaultcrm.facts.metrics import LeftOut, Measure, Period, left_out, middle, share
from vaultcrm.facts.response import Answer, answers, hours_of, places, untimed

FEWEST_A_MONTH = 3  # answers, below which a month's median is left out of a chart


class Month(NamedTuple):
    """A month's median in business hours, None with too few answers; and what it rests on."""

    hours: Decimal | None
    evidence: tuple[str, ...]


def csat(book: Book, period: Period) -> Measure:
    """Satisfied clients: scores of 4 or 5 / all scores of the kind csat (1 to 5) in the period, in
    percent."""
    return _good(book, period, "csat", lambda score: score >= 4)


def ces(book: Book, period: Period) -> Measure:
    """Easy to work with: scores of 5 or more / all scores of the kind ces (1 to 7) in the period,
    in percent."""
    return _good(book, period, "ces", lambda score: score >= 5)


def nps(book: Book, period: Period) -> Measure:
    """Would recommend us: percent of 9 and 10 less percent of 0 to 6, of all scores of the kind nps
    (0 to 10) in the period; from −100 to 100."""
    found, left = _scores(book, period, "nps")
    balance = sum((each.score.number >= 9) - (each.score.number <= 6) for each in found)
    evidence = tuple(each.score.record.place for each in found)
    return share(balance, len(found), evidence, left)


def _good(book: Book, period: Period, kind: str, good: Callable[[Decimal], bool]) -> Measure:
    found, left = _scores(book, period, kind)
    evidence = tuple(each.score.record.place for each in found)
    return share(sum(good(each.score.number) for each in found), len(found), evidence, left)


def _scores(book: Book, period: Period, kind: str) -> tuple[Sequence[Given], LeftOut]:
    """The scores of a kind in the period. Left out are those of that kind, and those of none, that
    cannot be used."""
    given = [each for each in book.once(_by_kind).get(kind, ()) if period.has(each.day)]
    unusable = [
        ("without a day, or no number on its scale", each.place)
        for each in all_scores(book).left_out
        if period.may_have(each.day) and each.kind in (kind, "")
    ]
    return given, left_out(unusable)


def _by_kind(book: Book) -> Mapping[str, Sequence[Given]]:
    found: dict[str, list[Given]] = {}
    for each in all_scores(book).given:
        found.setdefault(each.kind, []).append(each)
    return found


def response_time(book: Book, period: Period) -> Measure:
    """Business hours from a message that came in in the period to our first word after it: the
    median of all clients' messages. Messages without an answer in between are one, which starts at
    the earliest; only hours in which the office is open count; an answer on a closed day took 0. A
    message that was not answered within a year is not counted."""
    timed, hours, reasons = [], [], []
    for each, took in book.once(_all_answers):
        if not period.has(each.asked.day):
            continue
        if took is not None:
            timed.append(each)
            hours.append(took)
        elif each.answer:
            reasons += [("without a time", place) for place in untimed(each)]
        else:
            reasons.append(("not answered", each.asked.record.place))
    return middle(
        hours, tuple(place for each in timed for place in places(each)), left_out(reasons)
    )


def response_by_month(book: Book) -> Mapping[date, Month]:
    """The response time of the messages of each month, by its first day."""
    found: dict[date, list[tuple[Answer, Decimal]]] = {}
    for each, hours in book.once(_all_answers):
        if hours is not None:
            found.setdefault(each.asked.day.replace(day=1), []).append((each, hours))
    return {month: _month(timed) for month, timed in found.items()}


def _month(timed: Sequence[tuple[Answer, Decimal]]) -> Month:
    hours = [took for _, took in timed]
    return Month(
        rounded(median(hours), 2) if len(hours) >= FEWEST_A_MONTH else None,
        tuple(place for each, _ in timed for place in places(each)),
    )


def _all_answers(book: Book) -> Sequence[tuple[Answer, Decimal | None]]:
    """With the business hours that each took."""
    return [(each, hours_of(book, each)) for found in answers(book).values() for each in found]


def contacts_by_month(book: Book) -> Mapping[date, Sequence[str]]:
    """Where the contacts with clients stand, by the first day of their month."""
    found: dict[date, list[str]] = {}
    for several in touches(book).values():
        for contact in several:
            found.setdefault(contact.day.replace(day=1), []).append(contact.record.place)
    return found
