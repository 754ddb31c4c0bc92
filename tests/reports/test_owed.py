"""What waits for us without a due date on its line, and the days until when we mean to act."""

from datetime import date
from pathlib import Path

import pytest
from report_data import data_of, figures, report_of, rows
from vaults import book_of, opened, write_vault

from vaultcrm.facts.book import Book
from vaultcrm.reports import summary, week, workload
from vaultcrm.reports._due import due_until

CLIENT = """
    ---
    type: client
    status: {status}
    reply_within: 1bd
    ---
    ## Log
    - 2026-11-19 10:00 email in: can you?
    ## Feedback
    - 2026-11-10 Too slow [kind:: complaint]
    - 2026-11-03 Late [kind:: complaint] [acted:: 2026-11-18]
"""
SITE = """
    ---
    type: project
    client: "[[Acme]]"
    status: active
    ---
    ## Change requests
    - [ ] More [cost:: 5 EUR] [asked:: 2026-11-17]
    - [ ] Other [asked:: 2026-11-18]
    ## Invoices
    - [ ] INV-1 [amount:: 10 EUR] [sent:: 2026-11-01] 📅 2026-11-22
    - [ ] INV-2 [amount:: 10 EUR] [sent:: 2026-11-01] 📅 2026-11-24
"""
CALL = """
    ---
    type: meeting
    client: "[[Acme]]"
    project: "[[Site]]"
    date: 2026-11-16
    next: {next}
    kind: call
    ---
"""
PLANNED = '---\ntype: meeting\nclient: "[[Acme]]"\ndate: 2026-11-27\n---\n'


def _notes(status: str = "active", following: str = "2026-11-26") -> dict[str, str]:
    return {
        "clients/Acme.md": CLIENT.format(status=status),
        "projects/Site.md": SITE,
        "Call.md": CALL.format(next=following),
        "Planned.md": PLANNED,
    }


def test_what_waits_for_us(tmp_path: Path) -> None:
    with book_of(tmp_path, _notes()) as book:
        found = due_until(book, date(2026, 11, 30))
    assert [(each.day.isoformat(), each.kind, each.what) for each in found] == [
        ("2026-11-17", "recap", "Send the recap of Call"),
        ("2026-11-19", "feedback", "Tell them what we did about: Late"),
        ("2026-11-20", "change", "Ask for a decision: More, 5 EUR"),
        ("2026-11-20", "message", "Answer their email: can you?"),
        ("2026-11-21", "change", "Say what it costs: Other"),
        ("2026-11-22", "invoice", "Ask for the payment of INV-1"),
        ("2026-11-24", "feedback", "Decide what to do about: Too slow"),
        ("2026-11-26", "next meeting", "Meet again after Call"),
        ("2026-11-27", "meeting", "Planned"),
    ]


def test_a_quiet_client_only_owes_money_and_meets(tmp_path: Path) -> None:
    with book_of(tmp_path, _notes("past", "2026-11-27")) as book:
        found = due_until(book, date(2026, 11, 30))
    assert [each.kind for each in found] == ["invoice", "meeting"]


def test_what_is_for_ourselves_and_what_has_no_status_is_said(tmp_path: Path) -> None:
    notes = {
        "Acme.md": "---\ntype: client\n---\n",
        "Talk.md": '---\ntype: meeting\nclient: "[[Acme]]"\ndate: 2026-11-01\n---\n'
        "## Actions\n- [ ] soon 📅 2026-11-30\n- [ ] later 📅 2026-12-01\n",
        "Inbox.md": "- [ ] own 📅 2026-11-25\n",
    }
    with book_of(tmp_path, notes) as book:
        data = data_of(summary, book)
        sections = report_of(week, book).sections
    assert figures(data)["We promised"] == (2, "none late, 1 more for ourselves")
    assert figures(data)["Active clients"] == (0, "1 without a status")
    assert [row["what"] for row in rows(data, "Promises")] == ["later"]
    assert [(row["what"], row["for"] is None) for row in rows(data, "This week")] == [
        ("own", True),
        ("soon", False),
    ]
    empty = {each.title: each.empty for each in sections}
    assert empty["Gone quiet"] == "No active client has a cadence."
    assert empty["Feedback not answered"] == "No feedback yet."


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar(tmp_path: Path, day: date) -> None:
    with opened(write_vault(tmp_path, _notes())) as index:
        book = Book.of(index, day)
        for module in (summary, week, workload):
            assert report_of(module, book).today == day
