"""Something is to be invoiced: a planned invoice, the rest of a delivered project, or a retainer's
month.

- An invoice that has a day, as its date, is to be sent on that day. It stays until `[sent:: ]` is
  written, or it is ticked; after 14 days (a week after the days off that it falls into, if that is
  later) it is taken as sent, and only then can it be overdue (`invoice_overdue`). Whoever writes
  invoices down as they go out writes `[sent:: ]` with them. One with `[sent:: ]` on a day to come
  is to be sent on that day. One that has ⏳ alone waits until either of them is written.
- A project with the status `delivered` whose invoices, planned ones among them, do not add up to
  its fee and the approved changes: due 3 days after `delivered`. Not where an invoice has another
  currency or no amount that can be read, nor in a vault without invoices.
- A retainer that has been invoiced monthly, by the last of at least three months: each of the next
  three months that has no invoice, and each that was left out in the year before. Due on the day of
  the month that is usual. Not for past and lost clients, and not beyond `ends`.

A dated task of the project that speaks of its invoice (`- [ ] Send the invoice 📅 2026-12-01`)
reminds already, and so does a repeated one. Sending the invoice and writing it down settles it, as
does ticking it, cancelling it or putting it on hold. `invoice_to_send: {after: 7d, lead: 1d}`
changes the time after delivery, and how long before it is shown. A project that was delivered on
30 October with a third still to be invoiced is due on 2 November.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from vaultcrm.facts.book import Book, by_note, day_of, path_of
from vaultcrm.facts.lines import is_cancelled
from vaultcrm.facts.measures import median, totals
from vaultcrm.facts.patience import clients_by_path, until
from vaultcrm.facts.promises import is_waiting
from vaultcrm.facts.scope import growth_in_cost
from vaultcrm.facts.titles import text_of, title_of
from vaultcrm.model import Duration, Money, Record
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_title
from vaultcrm.reminders._late import stays_until
from vaultcrm.reminders._letters import amount_of, in_words, number_of_invoice
from vaultcrm.reminders._mails import greeted

RULE = Rule(
    settled="It was sent or ticked, is planned for another day, is not to be sent, or its day is "
    "two weeks ago, after which it is taken as sent.",
    lead=Duration("1bd", business_days=1),
    after=(Duration("3d", days=3),),
    waits=False,
)
_GONE = ("past", "lost")
_SPOKEN_OF = re.compile(r"invoic|\bbill\b|rechnung|factur|fattura|faktur", re.IGNORECASE)
_FEWEST = 3  # months with an invoice, from which on a retainer is one that is invoiced monthly
_AHEAD, _BACK = 3, 12  # months after the last invoice, and before it


def due(asked: Asked) -> Iterator[Reminder]:
    written = by_note(filter(_counts, asked.book.records("invoices")), "project")
    tasked = _tasked(asked.book)
    yield from _planned(asked)
    for project in asked.book.records("projects"):
        if project.path not in tasked:
            yield from _rest(asked, project, written.get(project.path, ()))
            yield from _months(asked, project, written.get(project.path, ()))


def to_be_sent_on(book: Book, invoice: Record) -> date | None:
    """The day on which an open invoice is to be sent; None where it is out, or has no day."""
    if not is_waiting(invoice):
        return None
    names = ("sent", "date", "scheduled")
    sent, day, planned = (day_of(invoice.fields.get(name)) for name in names)
    if sent or invoice.fields.get("sent"):
        return sent if sent and sent > book.today else None
    if day:
        return day if book.today <= stays_until(book, day) else None
    return planned


def _planned(asked: Asked) -> Iterator[Reminder]:
    for invoice in asked.book.open_lines("invoices"):
        day = to_be_sent_on(asked.book, invoice)
        if day is None:
            continue
        client, amount = path_of(invoice.fields.get("client")), amount_of(invoice)
        number, name = number_of_invoice(invoice), client_title(asked.book, client)
        pay = day_of(invoice.fields.get("due"))
        payable = f" It is to be paid by {pay}." if pay else ""
        over = f" over {amount}" if amount else ""
        dated = day == day_of(invoice.fields.get("date"))
        said = f"dated {day}, and nothing says that it was sent" if dated else f"planned for {day}"
        yield asked.about_line(
            invoice,
            day,
            day,
            f"Send invoice {number}{f' to {name}' if name else ''}",
            f"An invoice{over} is {said}.{payable}",
            draft={
                "name": greeted(asked.book, client),
                "number": number,
                "amount": amount,
                "pay": pay.isoformat() if pay else "",
            },
        )


def _rest(asked: Asked, project: Record, invoices: Sequence[Record]) -> Iterator[Reminder]:
    delivered, fee = day_of(project.fields.get("delivered")), project.fields.get("fee")
    if project.fields.get("status") != "delivered" or not delivered or not isinstance(fee, Money):
        return
    amounts = [each.fields.get("amount") for each in invoices]
    known = [each for each in amounts if isinstance(each, Money) and each.currency == fee.currency]
    if len(known) < len(amounts) or not asked.book.records("invoices"):
        return
    growth = growth_in_cost(asked.book).get(project.path)
    added = Money(growth.added if growth and growth.added else fee.amount * 0, fee.currency)
    done = totals((Money(fee.amount * 0, fee.currency), *known))[0]
    left = totals((fee, added, done._replace(amount=-done.amount)))[0]
    after = asked.after(path_of(project.fields.get("client")))
    day = min(filter(None, (until(asked.book, delivered, each) for each in after)), default=None)
    if day is None or left.amount <= 0:
        return
    changes = f" and {in_words(added)} for approved changes" if added.amount else ""
    invoiced = f"{in_words(done)} is invoiced" if known else "none of it is invoiced"
    yield asked.about_note(
        project,
        delivered,
        day,
        f"Invoice {'the rest of ' if known else ''}{title_of(project)}",
        f"It was delivered on {delivered}. Agreed was a fee of {in_words(fee)}{changes};"
        f" {invoiced}{f', {in_words(left)} is left' if known else ''}.",
    )


def _months(asked: Asked, project: Record, invoices: Sequence[Record]) -> Iterator[Reminder]:
    client = clients_by_path(asked.book).get(path_of(project.fields.get("client")))
    running = project.fields.get("status") in ("agreed", "active")
    retainer = project.fields.get("retainer")
    if not running or not isinstance(retainer, Money):
        return
    if client and client.fields.get("status") in _GONE:
        return
    days = sorted(day for each in invoices if (day := _out_on(each)))
    months = _filled([day.year * 12 + day.month - 1 for day in days])
    latest = max(months, default=0)
    gaps = [after - before for before, after in pairwise(sorted(months)[-2 * _FEWEST :])]
    if len(months) < _FEWEST or median(gaps) != 1:
        return
    usual = int(median([day.day for day in days[-_FEWEST:]]))
    ends = day_of(project.fields.get("ends"))
    for month in range(max(min(months), latest - _BACK) + 1, latest + _AHEAD + 1):
        day = _day(month, usual)
        if month in months or day is None or (ends and day > ends):
            continue
        name = day.isoformat()[:7]
        yield asked.about_note(
            project,
            name,
            day,
            f"Invoice {title_of(project)} for {name}",
            f"The retainer of {in_words(retainer)} is invoiced every month, and {name} has no"
            " invoice yet.",
        )


def _filled(invoiced: Sequence[int]) -> frozenset[int]:
    """The months that have an invoice. Of two in one month, one is for the month before or the one
    after, where that has none."""
    months = set(invoiced)
    for month in sorted(months):
        if invoiced.count(month) > 1:
            free = next((each for each in (month - 1, month + 1) if each not in months), None)
            if free and min(invoiced) < free < max(invoiced):
                months.add(free)
    return frozenset(months)


def _day(month: int, day: int) -> date | None:
    year, number = divmod(month, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, number + 1, min(day, monthrange(year, number + 1)[1]))


def _out_on(invoice: Record) -> date | None:
    days = (day_of(invoice.fields.get(name)) for name in ("date", "sent", "scheduled", "done"))
    return next(filter(None, days), None)


def _counts(invoice: Record) -> bool:
    return not is_cancelled(invoice)


def _tasked(book: Book) -> frozenset[str]:
    """The projects with a task of their own that reminds of the invoice."""
    return frozenset(
        path
        for kind in ("actions", "steps", "deliverables")
        for task in book.open_lines(kind)
        if (path := path_of(task.fields.get("project")))
        and day_of(task.fields.get("due"))
        and is_waiting(task)
        and _SPOKEN_OF.search(text_of(task))
    )
