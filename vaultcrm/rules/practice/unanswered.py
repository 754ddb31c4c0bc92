"""A message of theirs has waited for too long.

## What it finds

The first email or message of a client in the last 60 days after which we have neither written nor
spoken with them, when it has waited for longer than the client's `reply_within`, or 2 business days
without one. A business day is as long as the office is open; hours count while it is. A message
without a time counts from the end of its day.

## Why it matters

Nothing says "you do not matter" as clearly as no answer. A line that names the day of the real one
is an answer.

## Example

```markdown clients/Acme.md
---
type: client
status: active
---
## Log
- 2026-11-18 09:20 email in Dana: what would it cost?
```

## What to do

Answer, and log it.

```markdown
---
type: client
status: active
---
## Log
- 2026-11-18 09:20 email in Dana: what would it cost?
- 2026-11-20 10:00 email out Dana: the price comes on Tuesday
```

No program answers in your name.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from vaultcrm.facts.calendar import business_hours
from vaultcrm.facts.contact import MESSAGES, Contact, closed_days, contacts
from vaultcrm.facts.titles import spelled_out
from vaultcrm.model import Duration, Problem
from vaultcrm.rules.places import at_line
from vaultcrm.rules.practice._current import (
    RECENT,
    allowed,
    current_clients,
    is_over,
    quoted,
)
from vaultcrm.rules.survey import Survey
from vaultcrm.schema.config import time_zone

SEVERITY = "warning"


def check(survey: Survey) -> Iterator[tuple[str, Problem]]:
    found = contacts(survey.book)
    for client in current_clients(survey):
        asked = _waiting(found.get(client.path, ()))
        if asked and survey.book.today - asked.day <= RECENT:
            patience = allowed(survey, client.path, "reply_within")
            if _has_waited(survey, asked, patience):
                theirs = isinstance(client.fields.get("reply_within"), Duration)
                whose = "they expect a reply" if theirs else "we mean to reply"
                message = f"{quoted(asked.record)}: unanswered since {asked.day}; {whose} within"
                message = f"{message} {spelled_out(patience)}"
                yield at_line("practice/unanswered", message, asked.record)


def _waiting(found: Sequence[Contact]) -> Contact | None:
    """The first message since we last wrote or spoke with them."""
    waiting: Contact | None = None
    for contact in found:
        fields = contact.record.fields
        if contact.we_spoke or fields.get("channel") not in MESSAGES:
            waiting = None
        elif contact.they_spoke:
            waiting = waiting or contact
    return waiting


def _has_waited(survey: Survey, asked: Contact, patience: Duration) -> bool:
    config = survey.vault.config
    if patience.months or patience.days:
        return is_over(survey, asked.day, patience)
    office = config.office_hours
    day_length = datetime.combine(asked.day, office.closes) - datetime.combine(
        asked.day, office.opens
    )
    start = asked.moment or datetime.combine(asked.day, office.closes)
    seconds = patience.business_days * day_length.total_seconds() + patience.seconds
    holidays, zone = closed_days(survey.book), time_zone(config.timezone)

    def has_waited(moment: datetime) -> bool:
        waited = business_hours(start, moment, office, holidays, zone)
        return float(waited) * 3600 > seconds

    if has_waited(survey.now):
        return True
    survey.holds_until(_first(has_waited, survey.now, survey.until, zone))
    return False


def _first(
    has_waited: Callable[[datetime], bool], now: datetime, end: datetime, zone: tzinfo | None
) -> datetime:
    """The last second before that becomes true, which it is not yet; `end` where it stays so."""
    if zone and now.replace(tzinfo=zone).utcoffset() != end.replace(tzinfo=zone).utcoffset():
        return now  # a clock that is put back shows the same times twice
    if not has_waited(end):
        return end
    while end - now > timedelta(seconds=1):
        middle = now + (end - now) / 2
        now, end = (now, middle) if has_waited(middle) else (middle, end)
    return now
