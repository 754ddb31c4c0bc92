"""A message is waiting for our answer: an email or message that came in, after which we have not
spoken to that client.

It is due when the time that we allow ourselves is up (`reply_within` in `practice:`, 2 business
days, or as the client's note says), and shown 1 business day before (`lead`). Several messages
without an answer in between are one, from the first on. Logging our answer settles it, by whatever
channel it went out; what is over a year old is let be.

For example, `- 2026-11-20 email in Line: can we move it?` in a client's log is shown on Monday,
23 November, and due the day after. `unanswered_message: {lead: 0d}` shows it on the last day only.
"""

from collections.abc import Iterator

from vaultcrm.facts.owed import HISTORY, messages
from vaultcrm.facts.patience import allowed
from vaultcrm.facts.titles import spelled_out
from vaultcrm.model import Duration
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_title
from vaultcrm.reminders._mails import greeted, words_of

RULE = Rule(
    settled="It was answered, or the client expects nothing of us now, or it is over a year old.",
    lead=Duration("1bd", business_days=1),
)


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for began, day, message, client in messages(book, HISTORY):
        fields = message.fields
        within = spelled_out(allowed(book, client, "reply_within"))
        why = f"They wrote on {began}, and we have not answered."
        why += f" We mean to answer within {within}." if within else ""
        draft = {
            "name": greeted(book, client, fields.get("person")),
            "said": words_of(message),
            "day": began,
        }
        title = f"Answer {client_title(book, client)}"
        yield asked.about_line(message, began, day, title, why, draft=draft)
