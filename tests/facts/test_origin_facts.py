"""Where clients come from, against cases computed by hand. Today is 2026-11-23, a
Monday."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from client_notes import ACME, about, client, project

from vaultcrm.model import Fact, Money


@pytest.mark.parametrize(
    ("projects", "expected"),
    [
        (
            {
                "p/a.md": project(more="start: 2026-03-01\nagreed_on: 2026-02-10"),
                "p/b.md": project(more="start: 2026-02-20"),
                "p/c.md": project(more="start: 2025-01-01", status="lead"),
                "p/d.md": project(more="start: 2025-01-01", status="lost"),
                "p/e.md": project(more="start: 2025-01-01", whose="Other"),
            },
            Fact(date(2026, 2, 10), ("p/a.md",)),
        ),
        (
            {"p/a.md": project(more="start: 2026-03-01", status="closed")},
            Fact(date(2026, 3, 1), ("p/a.md",)),
        ),
        ({"p/a.md": project(more="start: some day")}, None),
        ({"p/a.md": project(more="start: 2026-11-24\nagreed_on: 2026-12-01")}, None),
        (
            {"p/a.md": project(more="start: 2026-11-24\nagreed_on: 2026-11-23")},
            Fact(date(2026, 11, 23), ("p/a.md",)),
        ),
    ],
)
def test_first_project(tmp_path: Path, projects: dict[str, str], expected: Fact | None) -> None:
    assert about(tmp_path, {ACME: client(), **projects}).get("first_project") == expected


INVOICES = """
    ## Invoices
    - [x] 1 [amount:: 1000 EUR]
    - [x] 2 [amount:: 50.50 CHF]
    - [ ] 3 [amount:: 7 EUR]
    - [x] 4 [amount:: 1.000 EUR]
"""


def test_referrals_and_what_they_have_paid(tmp_path: Path) -> None:
    by_acme = 'referred_by: "[[Acme]]"'
    by_dana = 'referred_by: "[[Dana Fox]]"'
    notes = {
        ACME: client(INVOICES, by_acme),  # nobody sends themselves
        "people/Dana Fox.md": '---\ntype: person\nclient: "[[Acme]]"\n---\n',
        "clients/B.md": client(INVOICES, by_acme),
        "clients/C.md": client("", by_dana),  # one of Acme's people
        "clients/D.md": client(INVOICES, 'referred_by: "[[B]]"'),  # not Acme's
        "clients/E.md": client(INVOICES, 'referred_by: "[[Nobody]]"'),
        "projects/c.md": project("## Invoices\n- [x] 4 [amount:: 200 EUR]", whose="C"),
    }
    facts = about(tmp_path, notes)
    assert facts["referrals"] == Fact(2, ("clients/B.md", "clients/C.md"))
    # B paid 1000 EUR and 50.50 CHF, C 200 EUR.
    assert facts["referred_revenue"] == Fact(
        (Money(Decimal("50.50"), "CHF"), Money(Decimal(1200), "EUR")),
        ("clients/B.md:8", "clients/B.md:9", "projects/c.md:8"),
        ("clients/B.md:11",),
    )
    assert "referrals" not in about(tmp_path, notes, "clients/E.md")
