"""How fast we answer."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from vaultcrm.facts.book import Book, Facts, fact
from vaultcrm.facts.calendar import business_hours
from vaultcrm.facts.contact import MESSAGES, Contact, closed_days, contacts
from vaultcrm.facts.measures import median, rounded
from vaultcrm.model import Fact
from vaultcrm.reading.values import time_zone

LONGEST = timedelta(days=366)  # what comes later than that answers nothing


class Answer(NamedTuple):
    received: datetime
    replied: datetime
    places: tuple[str, str]


@fact("clients")
def response_time(book: Book) -> Facts:
    """Business hours until we answer, as the median, to 2 decimal places: from each inbound email
    or message to the first outbound interaction after it, by whatever channel, that comes within a
    year. Inbound messages without an answer in between are one, which starts at the earliest.

    Counted are the hours in which our office is open by the settings, public holidays excepted; an
    answer on a closed day took 0. A message and its answer are left out if one of them has no time,
    and so is a message without an answer yet. Times are ours, as written; those with an offset are
    shown on the clock of the client's `timezone` if there is one. Rests on the messages and their
    answers, two places for each."""
    zones = {client.path: client.fields.get("timezone") for client in book.records("clients")}
    times: dict[str, Fact] = {}
    for client, found in contacts(book).items():
        answers = list(_answers(found))
        if not answers:
            continue
        name = zones.get(client)
        zone = time_zone(name) if isinstance(name, str) else None
        office, holidays = book.config.office_hours, closed_days(book)
        hours = [
            business_hours(each.received, each.replied, office, holidays, zone) for each in answers
        ]
        places = tuple(place for each in answers for place in each.places)
        times[client] = Fact(rounded(median(hours), 2), places)
    return times


def _answers(found: Sequence[Contact]) -> Iterator[Answer]:
    waiting: Contact | None = None
    for contact in found:
        if waiting and contact.day - waiting.day > LONGEST:
            waiting = None
        direction = contact.record.fields.get("direction")
        if direction == "in" and contact.record.fields.get("channel") in MESSAGES:
            waiting = waiting or contact
        elif direction == "out" and waiting:
            if waiting.moment and contact.moment:
                places = (waiting.record.place, contact.record.place)
                yield Answer(waiting.moment, contact.moment, places)
            waiting = None
