"""How fast we answer."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from vaultcrm.facts.book import Book, Facts, fact, places_of
from vaultcrm.facts.calendar import business_hours
from vaultcrm.facts.contact import MESSAGES, Contact, closed_days, contacts
from vaultcrm.facts.measures import median, rounded
from vaultcrm.model import Fact
from vaultcrm.schema.config import time_zone

LONGEST = timedelta(days=366)  # what comes later than that answers nothing


@fact("clients")
def response_time(book: Book) -> Facts:
    """Business hours until we answer, as the median, to 2 decimal places: from each inbound email
    or message to the first interaction after it in which we spoke, within a year. That is whatever
    went out, by any channel, and a call, meeting or visit without a direction. Inbound messages
    without an answer in between are one, which starts at the earliest.

    Counted are the hours in which our office is open by the settings, public holidays excepted; an
    answer on a closed day took 0. The office goes by the clock of the settings' `timezone`, and so
    do times without an offset; without that setting, by the clock of the times as written. The
    client's own time zone does not matter. Rests on the messages and their answers, two places for
    each. A message without an answer yet is not counted; left out are messages and answers that
    have no time, so that their pair is not counted either."""
    zone = time_zone(book.config.timezone)
    office, holidays = book.config.office_hours, closed_days(book)
    times: dict[str, Fact] = {}
    for client, found in contacts(book).items():
        answers = list(_answers(found))
        hours = [
            business_hours(asked.moment, answer.moment, office, holidays, zone)
            for asked, answer in answers
            if asked.moment and answer.moment
        ]
        if hours:
            timed = (pair for pair in answers if pair[0].moment and pair[1].moment)
            times[client] = Fact(
                rounded(median(hours), 2),
                places_of(contact.record for pair in timed for contact in pair),
                places_of(each.record for pair in answers for each in pair if not each.moment),
            )
    return times


def _answers(found: Sequence[Contact]) -> Iterator[tuple[Contact, Contact]]:
    """Each message that was answered, and its answer."""
    waiting: Contact | None = None
    for contact in found:
        if waiting and contact.day - waiting.day > LONGEST:
            waiting = None
        fields = contact.record.fields
        if fields.get("direction") == "in" and fields.get("channel") in MESSAGES:
            waiting = waiting or contact
        elif contact.we_spoke and waiting:
            yield waiting, contact
            waiting = None
