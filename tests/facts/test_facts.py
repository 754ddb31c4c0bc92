"""Facts against cases computed by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from vaults import book_of

from vaultcrm.facts import facts_about, facts_of
from vaultcrm.facts.calendar import later
from vaultcrm.model import Duration, Money

CLIENT = """
    ---
    type: client
    status: {status}
    since: 2026-01-05
    cadence: 14d
    ---
    ## Log
    {log}
"""


def client(log: str = "", status: str = "active") -> str:
    return CLIENT.format(status=status, log=log)


def facts(tmp_path: Path, notes: dict[str, str], path: str, **more: object) -> dict[str, object]:
    with book_of(tmp_path, notes, **more) as book:  # type: ignore[arg-type]
        kind = "projects" if path.startswith("projects") else "clients"
        return {name: fact.value for name, fact in facts_about(book, kind, path).items()}


def test_last_contact_is_the_latest_of_log_and_meetings_that_is_not_in_the_future(
    tmp_path: Path,
) -> None:
    notes = {
        "clients/Acme.md": client("- 2026-11-02 09:30 email in: asks for the invoice"),
        "meetings/Acme review.md": """
            ---
            type: meeting
            client: "[[Acme]]"
            date: 2026-11-10
            ---
        """,
        "meetings/Acme next.md": """
            ---
            type: meeting
            client: "[[Acme]]"
            date: 2026-12-01
            ---
        """,
    }
    with book_of(tmp_path, notes) as book:
        found = facts_about(book, "clients", "clients/Acme.md")
    assert found["last_contact"].value == date(2026, 11, 10)
    assert found["last_contact"].evidence == ("meetings/Acme review.md",)
    assert found["days_since_contact"].value == 13
    assert found["contact_due"].value == date(2026, 11, 24)


def test_a_persons_log_counts_for_their_client(tmp_path: Path) -> None:
    notes = {
        "clients/Acme.md": client(),
        "people/Dana.md": """
            ---
            type: person
            client: "[[Acme]]"
            ---
            ## Log
            - 2026-11-20 call out: said hello
        """,
    }
    with book_of(tmp_path, notes) as book:
        found = facts_about(book, "clients", "clients/Acme.md")
    assert found["last_contact"].value == date(2026, 11, 20)
    assert found["last_contact"].evidence == ("people/Dana.md:6",)


def test_without_contact_the_cadence_runs_from_since(tmp_path: Path) -> None:
    found = facts(tmp_path, {"clients/Acme.md": client()}, "clients/Acme.md")
    assert found == {"contact_due": date(2026, 1, 19)}


@pytest.mark.parametrize("status", ["lead", "paused", "past", "lost"])
def test_only_an_active_client_is_due_a_check_in(tmp_path: Path, status: str) -> None:
    notes = {"clients/Acme.md": client("- 2026-01-20 call out: hello", status)}
    assert "contact_due" not in facts(tmp_path, notes, "clients/Acme.md")


def test_promises_are_ours_unless_they_name_somebody_else(tmp_path: Path) -> None:
    notes = {
        "clients/Acme.md": client().replace("## Log", "## Todo")
        + """
    - [ ] Send the draft
    - [ ] Pay the deposit [owner:: Acme]
    - [ ] Ring @Dana
    - [ ] Book the room @Ana
    - [ ] Sign it [owner:: Ana Lopez]
    - [x] Old one
    - [-] Never mind
    """
    }
    found = facts(tmp_path, notes, "clients/Acme.md", config="we: [Ana Lopez]\n")
    assert found["open_actions"] == 3
    assert found["open_actions_theirs"] == 2


def test_outstanding_is_summed_by_currency_and_never_across(tmp_path: Path) -> None:
    notes = {
        "clients/Acme.md": client(),
        "projects/Site.md": """
            ---
            type: project
            client: "[[Acme]]"
            status: active
            ---
            ## Invoices
            - [ ] INV-1 [amount:: 6000 EUR] 📅 2026-10-15
            - [ ] INV-2 [amount:: 99.50 EUR]
            - [ ] INV-3 [amount:: 100 CHF]
            - [x] INV-4 [amount:: 5000 EUR] ✅ 2026-10-20
            - [-] INV-5 [amount:: 1 EUR]
            - [ ] 2026-12-01 INV-6 [amount:: 1 EUR]
        """,
    }
    found = facts(tmp_path, notes, "clients/Acme.md")
    assert found["outstanding"] == (
        Money(Decimal("100"), "CHF"),
        Money(Decimal("6099.50"), "EUR"),
    )


def test_a_projects_next_date_and_progress(tmp_path: Path) -> None:
    notes = {
        "clients/Acme.md": client(),
        "projects/Site.md": """
            ---
            type: project
            client: "[[Acme]]"
            status: active
            due: 2027-01-15
            ---
            ## Deliverables
            - [x] Wireframes 📅 2026-10-01 ✅ 2026-09-30
            - [ ] Design system 📅 2026-12-01
            - [ ] Texts 📅 2026-12-20
            - [-] Animation
        """,
    }
    found = facts(tmp_path, notes, "projects/Site.md")
    assert found["next_due"] == date(2026, 12, 1)
    assert found["progress"] == 33


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        (date(2026, 1, 31), Duration("1M", months=1), date(2026, 2, 28)),
        (date(2028, 2, 29), Duration("1y", months=12), date(2029, 2, 28)),
        (date(2026, 11, 20), Duration("1bd", business_days=1), date(2026, 11, 23)),
        (date(2026, 11, 21), Duration("1bd", business_days=1), date(2026, 11, 23)),
        (date(2026, 11, 20), Duration("14d", days=14), date(2026, 12, 4)),
        (date(2026, 11, 20), Duration("1h", seconds=3600), date(2026, 11, 21)),
        (date(9999, 12, 30), Duration("90d", days=90), None),
    ],
)
def test_a_duration_after_a_day(day: date, duration: Duration, expected: date | None) -> None:
    assert later(day, duration, (0, 1, 2, 3, 4)) == expected


def test_every_fact_says_what_it_means() -> None:
    for collection in ("clients", "projects", "actions", "invoices"):
        known = facts_of(collection)
        assert known
        for name, compute in known.items():
            assert compute.__doc__, name
