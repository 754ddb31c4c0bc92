"""A person's birthday is near.

It is shown 3 days before (`lead`), each year once, for people with a `birthday`, but not for those
of past and lost clients. Who was born on 29 February has it on the 28th in other years; the year of
birth does not matter. It settles itself when the day is over by 14 days (a week after the days off
that it falls into, if that is later), or when contact with that person is logged on the day or
later.

For example, `birthday: 1984-11-26` is shown on 23 November. `birthday: {lead: 1w}` in the settings
gives time for a card, `birthday off` in a client's `reminders` lets them be.
"""

from collections.abc import Iterator
from datetime import date

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.patience import clients_by_path
from vaultcrm.facts.people import last_contact
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of
from vaultcrm.reminders._late import stays_until
from vaultcrm.reminders._mails import first_of

RULE = Rule(
    settled="You were in touch, or the day was two weeks ago, or the person or the client is not "
    "with us.",
    lead=Duration("3d", days=3),
)
_GONE = ("past", "lost")  # clients


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for person in book.records("people"):
        born, client = day_of(person.fields.get("birthday")), client_of(person)
        company = clients_by_path(book).get(client)
        day = _next(book, born) if born else None
        if not day or (company and company.fields.get("status") in _GONE):
            continue
        fact = last_contact(book).get(person.path)
        last = day_of(fact.value) if fact else None
        if last and last >= day:
            continue
        name = title_of(person)
        whose = f"{name} ({title_of(company)})" if company else name
        yield asked.about_note(
            person,
            str(day.year),
            day,
            f"Wish {whose} a happy birthday",
            f"The birthday is on {day}.",
            draft={"name": first_of(name)},
        )


def _next(book: Book, born: date) -> date | None:
    """The next birthday, or the last one while it is not too late for good wishes."""
    for year in range(book.today.year - 1, book.today.year + 2):
        try:
            day = born.replace(year=year)
        except ValueError:
            if not 1 <= year <= 9999:
                continue
            day = date(year, 2, 28)
        if book.today <= stays_until(book, day):
            return day
    return None
