"""Something was done about feedback, and they have not been told.

Feedback of the last year with a day in `acted`, and none in `told`. It is due `told_within` (in the
settings' `practice:`, or the client's note) after that day: one business day. The note holds a
mail. The day in `told` settles it.

`- 2026-11-02 The search is slow [acted:: 2026-11-20]`, a Friday, is to be told on Monday.
"""

from collections.abc import Iterator

from vaultcrm.facts.feedback import days_of
from vaultcrm.facts.owed import feedback_to_tell
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._work import is_over, said_in, short, whom

RULE = Rule(settled="They were told, it is over a year old, or the client is paused or has left.")


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for acted, day, record, client in feedback_to_tell(book):
        if is_over(book, record):
            continue
        title = f"Tell {whom(book, record)} what came of it: {short(record)}"
        why = f"It was acted on, on {acted}, and they have not been told."
        draft = {
            "name": greeted(book, client),
            "said": said_in(record),
            "day": days_of(book)[record.place],
            "acted": acted,
            "decided": str(record.fields.get("decided") or ""),
        }
        yield asked.about_line(record, acted, day, title, why, draft=draft)
