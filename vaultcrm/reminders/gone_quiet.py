"""A client has gone quiet: there has been no contact for longer than is usual with this client.

What is usual is the client's own (`crm.warnings`: gone quiet, no word): the days between one
contact and the next, of which there must be four. The reminder is due on the first day on which the
silence is unusual, and a week after the last contact at the earliest. Where the last to write were
we, it is their own silence that counts, from the day on which they last spoke, and it is due 7 days
(`after`) after our last message at the earliest. In a call, meeting or visit both spoke, whoever
called: log a call that nobody took as a message.

It leaves it to others to speak of the same silence: to the check-in (`check_in`) once that is due,
or within a week of it; to `unanswered_message` where they wrote and we have not answered. Contact
settles it, and with it the next silence is another one.

For example, with somebody to whom we talk every week, it is due after two or three weeks, long
before a cadence of 60 days is over. `gone_quiet: {after: [14d]}` gives them more time to answer.
"""

from collections.abc import Container, Iterator, Sequence
from datetime import date, timedelta
from itertools import dropwhile
from typing import NamedTuple

from vaultcrm.facts.book import day_of
from vaultcrm.facts.calendar import later
from vaultcrm.facts.contact import Contact, contact_due, contacts, usual_gap
from vaultcrm.facts.histories import active_clients
from vaultcrm.facts.owed import HISTORY, messages
from vaultcrm.facts.patience import until
from vaultcrm.facts.titles import title_of
from vaultcrm.facts.warnings import alarming_after
from vaultcrm.model import Duration, Record
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._mails import greeted

RULE = Rule(
    settled="There has been contact since, or a check-in or an answer that is due speaks of the "
    "same silence now, or the client is not active any more.",
    after=(Duration("7d", days=7),),
)
_SOON = timedelta(days=7)


class _Silence(NamedTuple):
    """`since` is when it began, `alarms` the first day on which it is unusual, `wrote` when we
    last wrote after it began, where it is theirs alone."""

    since: date
    alarms: date
    wrote: date | None
    records: tuple[Record, ...]


def due(asked: Asked) -> Iterator[Reminder]:
    book, waiting = asked.book, _whom_we_owe(asked)
    for client in active_clients(book):
        found, name = contacts(book).get(client.path), title_of(client)
        if not found or client.path in waiting:
            continue
        known = filter(None, (_between_us(found), _theirs(asked, client.path, found)))
        silence = min(known, key=lambda each: each.alarms, default=None)
        if silence is None or _speaks_of_it(asked, client, silence.alarms):
            continue
        since, wrote, period = silence.since, silence.wrote, silence.since.isoformat()
        if wrote:
            period = f"{wrote} no word"  # not the silence that we broke when we wrote
            title = f"Try another way to reach {name}"
            why = f"We last wrote on {wrote}, and they have not said a word since {since}: longer "
            why += "than is usual with them."
        else:
            usual = usual_gap(book)[client.path].value
            title = f"Get in touch with {name}, who has gone quiet"
            why = f"The last contact was on {since}, and the usual time between two contacts is "
            why += "1 day." if usual == 1 else f"{usual} days."
        draft = {"name": greeted(book, client.path), "since": since, "wrote": wrote or ""}
        yield asked.about_note(
            client, period, silence.alarms, title, why, quotes=silence.records, draft=draft
        )


def _between_us(found: Sequence[Contact]) -> _Silence | None:
    """The silence between us and them."""
    last, after = found[-1], alarming_after([each.day for each in found])
    alarms = _days_after(last.day, max(after, _SOON.days) if after else after)
    return _Silence(last.day, alarms, None, (last.record,)) if alarms else None


def _theirs(asked: Asked, client: str, found: Sequence[Contact]) -> _Silence | None:
    """Their silence after we wrote."""
    spoke = [each for each in found if each.they_spoke]
    if not spoke or found[-1].they_spoke:
        return None
    last = found[-1]
    since = list(dropwhile(lambda each: each is not spoke[-1], found))[1:]
    wrote = next((each for each in reversed(since) if each.we_spoke), None)
    alarms = _days_after(spoke[-1].day, alarming_after([each.day for each in spoke]))
    if not wrote or not alarms:
        return None
    waited = until(asked.book, max(wrote.day, last.day), asked.after(client)[0])
    records = (spoke[-1].record, wrote.record)
    return _Silence(spoke[-1].day, max(alarms, waited), wrote.day, records) if waited else None


def _days_after(day: date, days: int | None) -> date | None:
    return None if days is None else later(day, Duration("", days=days), ())


def _speaks_of_it(asked: Asked, client: Record, alarms: date) -> bool:
    """Whether a check-in speaks of the silence, now or soon after it would."""
    fact = contact_due(asked.book).get(client.path)
    check_in = day_of(fact.value) if fact else None
    if check_in is None or not _is_on(asked, "check_in", client.path):
        return False
    return check_in <= asked.today or check_in - alarms < _SOON


def _whom_we_owe(asked: Asked) -> Container[str]:
    """The clients whom another rule reminds us to answer."""
    owed = {each.client for each in messages(asked.book, HISTORY)}
    return {client for client in owed if _is_on(asked, "unanswered_message", client)}


def _is_on(asked: Asked, rule: str, client: str) -> bool:
    return bool(asked._replace(name=rule).tuning(client).on)
