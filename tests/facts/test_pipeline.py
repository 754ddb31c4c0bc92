"""Work that may come, against cases computed by hand. Today is 2026-11-23, a Monday."""

from decimal import Decimal
from pathlib import Path

import pytest
from client_notes import client, log, meeting, project
from vaults import book_of

from vaultcrm.facts.pipeline import Opportunity, opportunities, won_and_lost

ACME = "clients/Acme.md"


def found(root: Path, notes: dict[str, str]) -> list[Opportunity]:
    with book_of(root, notes) as book:
        return list(opportunities(book))


def lead(*lines: str, more: str = "") -> dict[str, str]:
    """A lead of Acme's, whose log has these lines."""
    return {
        ACME: client(log(*lines), status="lead"),
        "projects/Site.md": project(more=more, status="lead"),
    }


@pytest.mark.parametrize(
    ("close", "rots"),
    [
        ("2026-11-22", "was to close on 2026-11-22"),
        ("2026-11-23", ""),
        ("2026-11-24", ""),
        ("soon", ""),
    ],
)
def test_the_day_of_the_close_is_still_in_time(tmp_path: Path, close: str, rots: str) -> None:
    notes = lead("- 2026-11-20 09:00 call in: hello", more=f"expected_close: {close}")
    assert [each.rots for each in found(tmp_path, notes)] == [rots]


@pytest.mark.parametrize(
    ("day", "rots"), [("2026-10-24", ""), ("2026-10-23", "nothing for 31 days")]
)
def test_thirty_days_of_silence_are_not_too_many(tmp_path: Path, day: str, rots: str) -> None:
    (one,) = found(tmp_path, lead(f"- {day} 09:00 call in: hello"))
    assert (one.rots, one.last and one.last.isoformat(), one.place) == (rots, day, f"{ACME}:7")
    assert one.first is None  # no contact names the project


def test_without_a_contact_it_is_as_old_as_its_start(tmp_path: Path) -> None:
    (old,) = found(tmp_path / "old", lead(more="start: 2026-10-01"))
    assert (old.rots, old.last, old.place) == ("nothing for 53 days", None, "")
    assert str(old.first) == "2026-10-01"
    (coming,) = found(tmp_path / "coming", lead(more="start: 2026-12-01"))
    assert (coming.rots, coming.first) == ("", None)
    (proposed,) = found(tmp_path / "proposed", lead(more="proposed_on: 2026-10-01"))
    assert (proposed.rots, str(proposed.first)) == ("nothing for 53 days", "2026-10-01")
    (unknown,) = found(tmp_path / "unknown", lead())
    assert (unknown.rots, unknown.first, unknown.last) == ("", None, None)


def test_a_contact_about_the_project_counts_and_one_to_come_does_not(tmp_path: Path) -> None:
    notes = {
        **lead(more="start: 2026-09-10"),
        "Talk.md": meeting("2026-09-01", more='project: "[[Site]]"'),
        "Other.md": meeting("2026-11-02"),
        "Next.md": meeting("2026-11-24", more='project: "[[Site]]"'),
    }
    (one,) = found(tmp_path, notes)
    assert (str(one.first), str(one.last), one.place) == ("2026-09-01", "2026-11-02", "Other.md")


def test_the_order_and_the_values(tmp_path: Path) -> None:
    def offer(status: str, more: str) -> str:
        return project(more=more, status=status)

    notes = {
        ACME: client(),
        "A.md": offer("lead", "expected_close: 2026-12-01\nfee: 100 EUR\nprobability: 30"),
        "B.md": offer("proposed", "fee: 100 EUR"),
        "C.md": offer("proposed", "expected_close: 2026-12-02\nfee: 33.33 CHF\nprobability: 50"),
        "D.md": offer("proposed", "expected_close: 2026-12-01\nprobability: 120\nfee: 1 EUR"),
        "E.md": offer("active", "fee: 5 EUR\nprobability: 50"),
    }
    table = [
        (each.project.path, each.weighted and str(each.weighted.amount), each.probability)
        for each in found(tmp_path, notes)
    ]
    assert table == [
        ("D.md", None, Decimal(120)),
        ("C.md", "16.67", Decimal(50)),
        ("B.md", None, None),
        ("A.md", "30.00", Decimal(30)),
    ]


def test_won_and_lost(tmp_path: Path) -> None:
    states = ["lead", "proposed", "agreed", "active", "paused", "delivered", "closed", "lost", ""]
    notes = {f"{number}.md": project(status=state) for number, state in enumerate(states)}
    with book_of(tmp_path, notes) as book:
        won, lost = won_and_lost(book)
    assert [each.path for each in won] == ["2.md", "3.md", "4.md", "5.md", "6.md"]
    assert [each.path for each in lost] == ["7.md"]
