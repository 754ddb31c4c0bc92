"""How many clients stay, come back, and come by somebody's word. See `metrics`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from vaultcrm.facts.book import Book, day_of
from vaultcrm.facts.contact import touches
from vaultcrm.facts.metrics import LeftOut, Measure, Period, left_out, share
from vaultcrm.facts.money import payments
from vaultcrm.facts.origins import first_project, senders
from vaultcrm.model import Record

_OVER = ("past", "lost")  # the statuses of those who are clients no more


class Lifetime(NamedTuple):
    """Somebody who is or was a client: from which day, and until which, None if they still are."""

    path: str
    begun: date
    ended: date | None

    def at_end_of(self, day: date) -> bool:
        return self.begun <= day and (self.ended is None or self.ended > day)


class Clientele(NamedTuple):
    lifetimes: Sequence[Lifetime]
    left_out: LeftOut


class Turnover(NamedTuple):
    """Who was a client at the start of a period and at its end; those new at its end, those of the
    start who were lost, and how many came and went in between."""

    start: Sequence[str]
    end: Sequence[str]
    new: Sequence[str]
    lost: Sequence[str]
    passing: int
    left_out: LeftOut


def begun(book: Book) -> Mapping[str, date]:
    """When each client began, by path: `since`, else the day of the first project or contact,
    whichever was earlier; without any, they are left out. Leads too."""
    return book.once(_begun)


def _begun(book: Book) -> Mapping[str, date]:
    talks, works = touches(book), first_project(book)
    found = {}
    for client in book.records("clients"):
        path = client.path
        since = day_of(client.fields.get("since"))
        work = day_of(works[path].value) if path in works else None
        talk = talks[path][0].day if path in talks else None
        known = [since] if since else [day for day in (work, talk) if day]
        if known:
            found[path] = min(known)
    return found


def clientele(book: Book) -> Clientele:
    """Those who are or were clients. A lead is none yet, and neither is somebody who was lost
    before there was a project for them or an invoice that they paid."""
    return book.once(_clientele)


def _clientele(book: Book) -> Clientele:
    since = begun(book)
    served = {each.client for each in payments(book)} | first_project(book).keys()
    lifetimes, reasons = [], []
    for client in book.records("clients"):
        status = client.fields.get("status")
        if status == "lead" or (status == "lost" and client.path not in served):
            continue
        begins, ends = since.get(client.path), day_of(client.fields.get("ended"))
        if why := _unusable(client, begins, ends, book.today):
            reasons.append((why, client.path))
        elif begins:
            lifetimes.append(Lifetime(client.path, begins, ends))
    return Clientele(lifetimes, left_out(reasons))


def _unusable(client: Record, begins: date | None, ends: date | None, today: date) -> str:
    """Why it is not known when somebody was a client, '' if it is."""
    status = client.fields.get("status")
    if begins is None:
        return "without a day on which they began"
    if status in _OVER and ends is None:
        return f"{status} without the day on which they ended"
    if ends and ends < begins:
        return "ended before they began"
    if ends and ends <= today and status not in _OVER:
        return "ended, and yet not past or lost"
    return ""


def turnover(book: Book, period: Period) -> Turnover:
    """Who was a client at the start of the period (on the evening before it) and at its end, from
    the day they began until the day they ended."""
    found, left = clientele(book)
    eve = date.fromordinal(max(period.start.toordinal() - 1, 1))
    start = [each.path for each in found if each.at_end_of(eve)]
    end = [each.path for each in found if each.at_end_of(period.end)]
    came = {each.path for each in found if period.has(each.begun)}
    gone = {each.path for each in found if period.has(each.ended)}
    return Turnover(
        start=start,
        end=end,
        new=[path for path in end if path in came],
        lost=[path for path in start if path in gone],
        passing=len(came & gone),
        left_out=left,
    )


def retention(book: Book, period: Period) -> Measure:
    """Of the clients at the start of the period, how many percent still were at its end:
    (clients at the end − those of them who are new) / clients at the start. Somebody is a client
    from `since` (else the first project or contact) until `ended`; leads, and those lost before any
    work for them, never were."""
    found = turnover(book, period)
    stayed = len(found.end) - len(found.new)
    return share(stayed, len(found.start), tuple(found.start), found.left_out)


def churn(book: Book, period: Period) -> Measure:
    """Clients lost in the period / clients at its start, in percent. Who came and went within it
    was not there at the start, and is not counted."""
    found = turnover(book, period)
    return share(len(found.lost), len(found.start), tuple(found.start), found.left_out)


def repeat_rate(book: Book, period: Period) -> Measure:
    """Clients with two or more paid projects / clients who ever paid, in percent, both until the
    period's end. A project is paid once an invoice in its note is; invoices in the client's own
    note make a paying client, and no project."""
    projects: dict[str, set[str]] = {}
    places = []
    reasons = []
    for payment in payments(book):
        place = payment.record.place
        if payment.day and payment.day > period.end:
            continue
        if why := _not_counted(payment.client, payment.day, payment.amount is None):
            reasons.append((why, place))
        elif payment.amount and payment.amount.amount > 0:
            places.append(place)
            projects.setdefault(payment.client, set()).update(filter(None, [payment.project]))
    again = sum(len(paid) > 1 for paid in projects.values())
    return share(again, len(projects), tuple(places), left_out(reasons))


def _not_counted(client: str, day: date | None, unread: bool) -> str:
    if not client:
        return "invoices of no client"
    if day is None:
        return "invoices paid on a day that is not known"
    return "invoices with an amount that cannot be read" if unread else ""


def referrals(book: Book, period: Period) -> Measure:
    """How many of those who came in the period (clients and leads, by the day they began) came by
    somebody's word: their `referred_by` names somebody."""
    sent = senders(book)
    came = [path for path, day in begun(book).items() if period.has(day)]
    nowhere = tuple(
        client.path for client in book.records("clients") if client.path not in begun(book)
    )
    why = (("without a day on which they began", nowhere),) if nowhere else ()
    return Measure(sum(path in sent for path in came), len(came), tuple(came), why)
