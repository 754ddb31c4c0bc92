"""It was decided what to do about feedback, and nobody has done it.

Feedback of the last year with something in `decided`, and no day in `acted` or `told`. The day of
the decision is not written down: it is due twice `feedback_within` (in the settings' `practice:`,
or the client's note) after it was given, 14 days to decide and 14 to act. The day in `acted`
settles it; after a no, the day in `told`.

`- 2026-11-02 The search is slow [decided:: a new index]` is to be done by 2026-11-30.
"""

from collections.abc import Iterator

from vaultcrm.facts.feedback import days_of, undone
from vaultcrm.facts.patience import allowed, until
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of
from vaultcrm.reminders._work import is_over, short, whom

RULE = Rule(settled="It was acted on, they were told, it is over a year old, or they have left.")


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for record in undone(book):
        said, within = (
            days_of(book)[record.place],
            allowed(book, client_of(record), "feedback_within"),
        )
        decide = until(book, said, within)
        act = until(book, decide, within) if decide else None
        if act and not is_over(book, record):
            title = f"Do what was decided for {whom(book, record)}: {short(record)}"
            why = f"It was said on {said}. What was decided: {record.fields['decided']}"
            yield asked.about_line(record, said, act, title, why)
