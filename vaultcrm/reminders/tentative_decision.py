"""A decision is still tentative, and wants to be confirmed.

It is due when a decision that is marked `[state:: tentative]` has waited for `tentative_for` (in
`practice:`, 7 days, or as the client's note says), counted from the day of its line, else from that
of its meeting. Noting the day of the yes settles it: `[state:: final] [confirmed:: 2026-11-24]`.
Decisions of over a year ago are let be, and so are those of projects that are closed or lost.

For example, what was noted in a meeting on 17 November is due on the 24th.
`practice: {tentative_for: 14d}` gives more time, `tentative_decision: {lead: 2d}` shows it earlier.
"""

from collections.abc import Iterator
from datetime import timedelta

from vaultcrm.facts.book import Book, path_of
from vaultcrm.facts.lines import beginning, beginnings
from vaultcrm.facts.patience import allowed, clients_by_path, until
from vaultcrm.facts.titles import title_of
from vaultcrm.model import Record, is_open
from vaultcrm.reminders import Reminder, Rule
from vaultcrm.reminders._asked import Asked
from vaultcrm.reminders._mails import greeted, in_brief, words_of

RULE = Rule(
    settled="It was confirmed, changed or dropped, or it is over a year old, or the project or the "
    "work for the client is over."
)
_HISTORY = timedelta(days=365)
_GONE = ("past", "lost")  # clients
_OVER = ("closed", "lost")  # projects


def due(asked: Asked) -> Iterator[Reminder]:
    book = asked.book
    over = {each.path for each in book.records("projects") if each.fields.get("status") in _OVER}
    for decision in book.lines_with("decisions", "state"):  # which no other question is about
        fields, client = decision.fields, _client(book, decision)
        if fields["state"] != "tentative" or fields.get("confirmed") or not is_open(fields):
            continue
        if not client:
            continue
        noted, _ = beginning(decision, beginnings(book))
        day = until(book, noted, allowed(book, client.path, "tentative_for")) if noted else None
        if not noted or not day or book.today - noted > _HISTORY:
            continue
        if path_of(fields.get("project")) in over:
            continue
        said = words_of(decision)
        yield asked.about_line(
            decision,
            noted,
            day,
            f"Have {title_of(client)} confirm: {in_brief(said) or 'a decision without words'}",
            f"It was noted on {noted} as tentative, and nobody has confirmed it.",
            draft={
                "name": greeted(book, client.path, fields.get("by")),
                "noted": noted,
                "said": said,
            },
        )


def _client(book: Book, decision: Record) -> Record | None:
    """The client of a decision, who still expects something of us."""
    client = clients_by_path(book).get(path_of(decision.fields.get("client")))
    return client if client and client.fields.get("status") not in _GONE else None
