"""How fast we answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from vaultcrm.facts.book import Book, Facts, fact, places_of
from vaultcrm.facts.calendar import business_hours
from vaultcrm.facts.contact import MESSAGES, Contact, closed_days, touches
from vaultcrm.facts.measures import median, rounded
from vaultcrm.model import Fact
from vaultcrm.schema.config import time_zone

LONGEST = timedelta(days=366)  # what comes later than that answers nothing


class Answer(NamedTuple):
    """A message (the earliest of those that waited) and our answer, None where there is none."""

    asked: Contact
    answer: Contact | None


def answers(book: Book) -> Mapping[str, Sequence[Answer]]:
    """By the client's path: what came of the messages that came in, in order of time; measured as
    `response_time` is."""
    return book.once(_answers)


def hours_of(book: Book, each: Answer) -> Decimal | None:
    """The business hours in between, None without the time of both."""
    asked, answer = each.asked.moment, each.answer.moment if each.answer else None
    if asked is None or answer is None:
        return None
    office, zone = book.config.office_hours, time_zone(book.config.timezone)
    return business_hours(asked, answer, office, closed_days(book), zone)


@fact("clients")
def response_time(book: Book) -> Facts:
    """Business hours until we answer, as the median, to 2 decimal places: from each inbound email
    or message to the first interaction after it in which we spoke, within a year. That is whatever
    went out, by any channel, and any call, meeting or visit. Inbound messages
    without an answer in between are one, which starts at the earliest.

    Counted are the hours in which our office is open by the settings, public holidays excepted; an
    answer on a closed day took 0. The office goes by the clock of the settings' `timezone`, and so
    do times without an offset; without that setting, by the clock of the times as written. The
    client's own time zone does not matter. Rests on the messages and their answers, two places for
    each. A message without an answer yet is not counted; left out are messages and answers that
    have no time, so that their pair is not counted either."""
    times: dict[str, Fact] = {}
    for client, found in answers(book).items():
        timed = [(each, hours_of(book, each)) for each in found]
        known = [(each, hours) for each, hours in timed if hours is not None]
        if known:
            times[client] = Fact(
                rounded(median([hours for _, hours in known]), 2),
                tuple(place for each, _ in known for place in places(each)),
                tuple(place for each in found if each.answer for place in untimed(each)),
            )
    return times


def places(answer: Answer) -> tuple[str, ...]:
    """Where a message and its answer stand."""
    return places_of(contact.record for contact in answer if contact)


def untimed(answer: Answer) -> tuple[str, ...]:
    """Where a message or its answer stands that has no time."""
    return places_of(each.record for each in answer if each and not each.moment)


def _answers(book: Book) -> Mapping[str, Sequence[Answer]]:
    return {client: list(_pairs(found)) for client, found in touches(book).items()}


def _pairs(found: Sequence[Contact]) -> Iterator[Answer]:
    """Each message that waited for an answer, and that answer."""
    waiting: Contact | None = None
    for contact in found:
        if waiting and contact.day - waiting.day > LONGEST:
            yield Answer(waiting, None)
            waiting = None
        fields = contact.record.fields
        if fields.get("direction") == "in" and fields.get("channel") in MESSAGES:
            waiting = waiting or contact
        elif contact.we_spoke and waiting:
            yield Answer(waiting, contact)
            waiting = None
    if waiting:
        yield Answer(waiting, None)
