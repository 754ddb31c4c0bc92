"""A risk is known to us, and the client has not been told.

A risk of a running project that nobody but us raised and that has no day in `told`, `told_within`
(in the settings' `practice:`, or the client's note) after it was raised: one business day. A risk
without a day is none. The note holds a mail. A day in `told` settles it; what is no business of
theirs belongs into another section.

`- Texts will be late [raised_by:: us] [raised:: 2026-11-20]`, a Friday, is to be told on Monday.
"""

from collections.abc import Iterator

from vaultcrm.facts.book import path_of
from vaultcrm.facts.patience import allowed, until
from vaultcrm.facts.promises import is_us
from vaultcrm.facts.titles import said_on, title_of
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked, client_of
from vaultcrm.reminders._mails import greeted
from vaultcrm.reminders._work import running, said_in, short, whom

RULE = Rule(settled="They were told, the risk is no more, or the project does not run any more.")


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    for risk in book.open_lines("risks"):
        project = running(book).get(path_of(risk.fields.get("project")))
        raised, client = said_on(book, risk), client_of(risk)
        if not project or not raised or not client or risk.fields.get("told"):
            continue
        day = until(book, raised, allowed(book, client, "told_within"))
        if day and is_us(risk.fields.get("raised_by"), book):
            title = f"Tell {whom(book, risk)} about a risk: {short(risk)}"
            why = f"We have known of it since {raised}, and they have not been told."
            draft = {
                "name": greeted(book, client),
                "said": said_in(risk),
                "project": title_of(project),
                "likelihood": str(risk.fields.get("likelihood") or ""),
                "impact": str(risk.fields.get("impact") or ""),
            }
            yield asked.about_line(risk, raised, day, title, why, draft=draft)
