"""Proposals that wait for an answer, and when it is that an opportunity rots."""

from datetime import date, timedelta
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of, path_of
from vaultcrm.facts.contact import Contact, contacts
from vaultcrm.facts.patience import clients_by_path, until
from vaultcrm.facts.pipeline import STALE, Opportunity
from vaultcrm.model import Duration, Record
from vaultcrm.reading.values import FIRST_YEAR

PATIENT = timedelta(days=STALE + 1)  # after it, what nobody has moved rots
_GONE = ("past", "lost")


class Waiting(NamedTuple):
    """A proposal without an answer: `since` when, and the contact that says so, None where the
    project's note does."""

    since: date
    contact: Contact | None


def expects_us(book: Book, project: Record) -> bool:
    """Whether the client is neither past nor lost."""
    client = clients_by_path(book).get(path_of(project.fields.get("client")))
    return not client or client.fields.get("status") not in _GONE


def waiting(book: Book, project: Record) -> Waiting | None:
    """Since when a proposed project waits for an answer: since `proposed_on`, else since the first
    time that we wrote after they last spoke to us; None where they have answered. What is about
    another project of theirs counts for neither."""
    if project.fields.get("status") != "proposed" or not expects_us(book, project):
        return None
    client = path_of(project.fields.get("client"))
    about = [
        each
        for each in contacts(book).get(client, ())
        if path_of(each.record.fields.get("project")) in ("", project.path)
    ]
    proposed = day_of(project.fields.get("proposed_on"))
    if proposed:
        answered = any(each.they_spoke and each.day > proposed for each in about)
        known = proposed.year >= FIRST_YEAR and proposed <= book.today
        return Waiting(proposed, None) if known and not answered else None
    since = None
    for each in reversed(about):
        if each.they_spoke:
            break
        since = each if each.we_spoke else since
    return Waiting(since.day, since) if since else None


def rots_on(each: Opportunity, today: date) -> date | None:
    """The day from which on an opportunity rots: that after its expected close once that has come,
    else the first by which there was no contact for over 30 days, or that after its close."""
    close = day_of(each.project.fields.get("expected_close"))
    since = each.last or each.first
    passed = _after(close, timedelta(days=1)) if close else None
    stale = _after(since, PATIENT) if since else None
    if passed is None or stale is None:
        return passed or stale
    return passed if passed <= today else min(passed, stale)


def given_up_on(book: Book, since: date, after: tuple[Duration, ...]) -> date | None:
    """The day from which on a proposal is not asked about any more: 31 days after the last time."""
    days = [day for each in after if (day := until(book, since, each))]
    return _after(max(days), PATIENT) if days else None


def _after(day: date, length: timedelta) -> date | None:
    return day + length if day <= date.max - length else None
