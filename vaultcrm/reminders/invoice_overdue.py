"""An invoice is overdue: it is out, its due date has passed, and nobody has ticked it.

Asked for is 3, 14 and 30 days after the due date, in a tone that rises: whether it was overlooked,
when it will be paid, and to pay within seven days or to speak. Only the latest of these is
there at a time, and the next one closes it. What has no due date is never overdue, nor is what is
still to be sent (`invoice_to_send`): without `[sent:: ]`, up to 14 days after its date. Money is
owed whatever became of the client. Ticking the invoice settles it, and so does a later due date,
cancelling it, or putting it on hold (`- [h]`).

`invoice_overdue: {after: [7d, 30d]}` asks at other times. Of an invoice that was to be paid by
2 November, the first reminder is due on 5 November.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import day_of, path_of
from vaultcrm.facts.lines import days_late
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_title
from vaultcrm.reminders._letters import amount_of, number_of_invoice
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._steps import latest_step
from vaultcrm.reminders.invoice_to_send import to_be_sent_on

RULE = Rule(
    settled="It was paid, cancelled, put on hold or given another due date, or is asked for anew.",
    after=(Duration("3d", days=3), Duration("14d", days=14), Duration("30d", days=30)),
    priority="high",
    waits=False,
)
_TITLES = {
    "friendly": "Ask {client} about invoice {number}",
    "plain": "Remind {client} of invoice {number}",
    "firm": "Ask {client} firmly to pay invoice {number}",
}


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for invoice in book.open_lines("invoices"):
        owed = day_of(invoice.fields.get("due"))
        if owed is None or not days_late(invoice, book.today) or to_be_sent_on(book, invoice):
            continue
        client = path_of(invoice.fields.get("client"))
        step = latest_step(asked, owed, client)
        if step is None:
            continue
        tone = "friendly" if step.number == 0 else "plain"
        if step.last and step.number > 1:
            tone = "firm"
        name, what = client_title(book, client), number_of_invoice(invoice)
        amount = amount_of(invoice)
        title = _TITLES[tone].format(client=name or "them", number=what)
        yield asked.about_line(
            invoice,
            step.day,
            step.day,
            title,
            f"{amount or 'An amount that cannot be read'} was to be paid by {owed}, and the invoice"
            " is not ticked.",
            draft={
                "tone": tone,
                "name": greeted(book, client),
                "number": what,
                "amount": amount,
                "owed": owed.isoformat(),
            },
        )
