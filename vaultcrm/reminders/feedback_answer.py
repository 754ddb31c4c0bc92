"""Feedback was given, and nobody has decided what to do about it.

Feedback of the last year that asks for something (praise and good scores do not) and has neither
`decided` nor `acted`. It is due `feedback_within` (in the settings' `practice:`, or the client's
note) after it was given: 14 days. It is shown three business days before (`lead`). The note holds
a mail. Writing down what was decided, even if it is a no, or the day it was acted on, settles it.

`- 2026-11-10 The search is slow [kind:: complaint]` wants an answer by 2026-11-24.
"""

from collections.abc import Iterator

from vaultcrm.facts.feedback import SCALES
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.owed import feedback_to_answer
from vaultcrm.model import Duration, Record
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._work import is_over, said_in, short, whom

RULE = Rule(
    settled="It was decided or acted on, is over a year old, or the client is paused or has left.",
    lead=Duration("3bd", business_days=3),
)


def due(asked: Asked) -> Iterator[Reminder]:
    for said, day, record, client in feedback_to_answer(asked.book):
        if is_over(asked.book, record):
            continue
        title = f"Answer {whom(asked.book, record)}: {short(record)}"
        why = f"It was said on {said}; nothing has been decided, and nothing done."
        draft = {
            "name": greeted(asked.book, client),
            "said": said_in(record),
            "day": said,
            "score": _score(record),
        }
        yield asked.about_line(record, said, day, title, why, draft=draft)


def _score(record: Record) -> str:
    """`3 of 5`; '' without one."""
    kind, score = record.fields.get("kind"), number_of(record.fields.get("score"))
    scale = SCALES.get(kind) if isinstance(kind, str) else None
    return f"{score.normalize():f} of {scale[1]}" if scale and score is not None else ""
