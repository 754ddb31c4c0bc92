"""How projects grow, against cases computed by hand; today is 2026-11-23."""

from decimal import Decimal
from pathlib import Path

import pytest
from project_notes import ACME, SITE, facts_of_site, lines, project
from vaults import book_of

from vaultcrm.facts import facts_about
from vaultcrm.model import Fact

CHANGES = """
    ## Change requests
    - [x] Extra page [hours:: 6] [cost:: 0 EUR] [asked:: 2026-10-01] ✅ 2026-11-05
    - [x] Shop [hours:: 13.5] [cost:: 1450 EUR] ✅ 2026-08-20
    - [x] Talk [asked:: 2026-08-01] ✅ 2026-08-02
    - [x] Abroad [cost:: 500 CHF]
    - [-] Refused [hours:: 40] [cost:: 4000 EUR] [asked:: 2026-11-01] ❌ 2026-11-02
    - [ ] French [hours:: 10] [cost:: 900 EUR] [asked:: 2026-11-02]
    - [h] Dutch [cost:: 900 EUR]
    - [x] Unclear [hours:: some] [cost:: 1.000 EUR]
    """
BASELINE = "status: active\nfee: 12000 EUR\nhours_budget: 120\nagreed_on: 2026-09-01"


def test_scope(tmp_path: Path) -> None:
    # Four fields and the heading on line 9: Extra page 10, Shop 11, Talk 12, Abroad 13, Refused 14,
    # French 15, Dutch 16, Unclear 17.
    found = facts_of_site(tmp_path, project(BASELINE, CHANGES))
    # (6 + 13.5) / 120 = 16.25 %, half up
    hours = Fact(Decimal("16.3"), (SITE, *lines(10, 11)), lines(17))
    assert found["scope_growth_hours"] == hours
    # (0 + 1450) / 12000 = 12.083… %; the francs are left out
    cost = Fact(Decimal("12.1"), (SITE, *lines(10, 11)), lines(13, 17))
    assert found["scope_growth_cost"] == cost
    assert found["scope_growth"] == hours._replace(left_out=lines(17, 13))
    assert found["granted_for_nothing"] == Fact(2, lines(10, 12))
    assert found["undecided_changes"] == Fact(2, lines(15, 16))
    # Asked or approved after 1 September and not refused: Extra page and French.
    assert found["agreement"] == Fact("changed since", (SITE, *lines(10, 15)))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        # Hours, cost and both together: what each leaves out of 10 hours and 100 EUR.
        ("[hours:: 1] [cost:: 20 CHF]", ((), None, (8,))),
        ("[hours:: some] [cost:: 20 EUR]", (None, (), (8,))),
        ("[days:: 2] [cost:: 20 EUR]", (None, (), (8,))),
        ("[days:: 2] [hours:: 16]", ((), None, ())),
        ("[cost:: plenty] [days:: 2]", (None, None, None)),
        ("nothing said", (None, None, None)),
    ],
)
def test_what_scope_growth_leaves_out(
    tmp_path: Path, change: str, found: tuple[tuple[int, ...] | None, ...]
) -> None:
    body = f"## Change requests\n- [x] A {change}"
    facts = facts_of_site(tmp_path, project("hours_budget: 10\nfee: 100 EUR", body))
    names = ("scope_growth_hours", "scope_growth_cost", "scope_growth")
    assert tuple(facts[name].left_out if name in facts else None for name in names) == tuple(
        None if each is None else lines(*each) for each in found
    )


@pytest.mark.parametrize(
    ("status", "count"),
    [
        *dict.fromkeys(("lead", "proposed", "agreed", "active", "paused"), 2).items(),
        *dict.fromkeys(("delivered", "closed", "lost", "unheard of"), None).items(),
    ],
)
def test_changes_are_undecided_only_while_their_project_is_open(
    tmp_path: Path, status: str, count: int | None
) -> None:
    notes = project(f"status: {status}", CHANGES)
    with book_of(tmp_path, notes) as book:
        found = [
            facts_about(book, kind, path).get("undecided_changes", Fact(None)).value
            for kind, path in (("projects", SITE), ("clients", ACME))
        ]
    assert found == [count, count]


def test_a_clients_undecided_changes_are_those_of_all_projects(tmp_path: Path) -> None:
    notes = project(BASELINE, CHANGES)
    notes["projects/Shop.md"] = notes[SITE]
    notes["projects/Over.md"] = notes[SITE].replace("status: active", "status: closed")
    notes["projects/Other.md"] = notes[SITE].replace("[[Acme]]", "[[Nobody]]")
    with book_of(tmp_path, notes) as book:
        found = facts_about(book, "clients", ACME)["undecided_changes"]
    assert found == Fact(4, ("projects/Shop.md:15", "projects/Shop.md:16", *lines(15, 16)))


@pytest.mark.parametrize(
    ("fields", "change", "growth"),
    [
        ("hours_budget: 10\nfee: 100 EUR", "[x] A [hours:: 1] [cost:: 20 EUR]", (10, 20, 20)),
        ("hours_budget: 10\nfee: 100 EUR", "[x] A [hours:: 3] [cost:: 20 EUR]", (30, 20, 30)),
        ("hours_budget: 10\nfee: 100 CHF", "[x] A [hours:: 1] [cost:: 20 EUR]", (10, None, 10)),
        ("hours_budget: 10", "[x] A [hours:: 1] [cost:: 20 EUR]", (10, None, 10)),
        ("fee: 100 EUR", "[x] A [hours:: 1] [cost:: 20 EUR]", (None, 20, 20)),
        ("fee: 100", "[x] A [cost:: 20]", (None, 20, 20)),  # no currency on either side
        ("hours_budget: 10", "[x] A [hours:: 0]", (0, None, 0)),
        ("hours_budget: 10", "[x] A [hours:: -2]", (-20, None, -20)),
        ("hours_budget: 10", "[ ] A [hours:: 1] ✅ 2026-11-01", (10, None, 10)),
        ("hours_budget: 10", "[ ] A [hours:: 1]", (None, None, None)),
        ("hours_budget: 10", "[x] A [hours:: 1] ✅ 2026-11-24", (None, None, None)),
        ("hours_budget: 10", "[-] A [hours:: 1]", (None, None, None)),
        ("hours_budget: 0\nfee: 0 EUR", "[x] A [hours:: 1] [cost:: 1 EUR]", (None, None, None)),
        ("hours_budget: -9\nfee: -9 EUR", "[x] A [hours:: 1] [cost:: 1 EUR]", (None, None, None)),
        ("hours_budget: ten\nfee: dear", "[x] A [hours:: 1] [cost:: 1 EUR]", (None, None, None)),
        ("status: active", "[x] A [hours:: 1] [cost:: 20 EUR]", (None, None, None)),
    ],
)
def test_scope_growth(
    tmp_path: Path, fields: str, change: str, growth: tuple[int | None, ...]
) -> None:
    found = facts_of_site(tmp_path, project(fields, f"## Change requests\n- {change}"))
    names = ("scope_growth_hours", "scope_growth_cost", "scope_growth")
    assert tuple(found[name].value if name in found else None for name in names) == growth


@pytest.mark.parametrize(
    ("fields", "change", "expected"),
    [
        ("agreed_on: 2026-09-01", "[x] A ✅ 2026-09-01", "agreed"),
        ("agreed_on: 2026-09-01", "[x] A ✅ 2026-09-02", "changed since"),
        ("agreed_on: 2026-09-01", "[x] A [asked:: 2026-08-01] ✅ 2026-09-02", "changed since"),
        ("agreed_on: 2026-09-01", "[ ] A [asked:: 2026-09-02]", "changed since"),
        ("agreed_on: 2026-09-01", "[ ] 2026-09-02 A", "changed since"),
        ("agreed_on: 2026-09-01", "[ ] A ➕ 2026-09-02", "changed since"),
        ("agreed_on: 2026-09-01", "[ ] A [asked:: 2026-08-31]", "agreed"),
        ("agreed_on: 2026-09-01", "[ ] A", "agreed"),  # nobody knows when it was asked
        ("agreed_on: 2026-09-01", "[ ] A [asked:: later]", "agreed"),
        ("agreed_on: 2026-09-01", "[ ] A [asked:: 2026-11-23]", "changed since"),
        ("agreed_on: 2026-09-01", "[ ] A [asked:: 2026-11-24]", "agreed"),  # still to come
        ("agreed_on: 2026-09-01", "[x] A [asked:: 2026-08-01] ✅ 2026-11-24", "agreed"),
        ("agreed_on: 2026-09-01", "[-] A [asked:: 2026-09-02]", "agreed"),
        ("agreed_on: 2026-11-23", "[ ] A", "agreed"),
        ("agreed_on: 2026-11-24", "[ ] A", "none"),
        ("agreed_on: by word of mouth", "[ ] A [asked:: 2026-09-02]", "none"),
        ("status: active", "[ ] A [asked:: 2026-09-02]", "none"),
    ],
)
def test_agreement(tmp_path: Path, fields: str, change: str, expected: str) -> None:
    found = facts_of_site(tmp_path, project(fields, f"## Change requests\n- {change}"))
    evidence = lines(7) if expected == "changed since" else ()
    assert found["agreement"] == Fact(expected, (SITE, *evidence))


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ("[x] A [cost:: 0 EUR]", 1),
        ("[x] A", 1),
        ("[x] A [cost:: -5 EUR]", 1),
        ("[x] A [cost:: 0.01 EUR]", None),
        ("[x] A [cost:: a little]", None),
        ("[ ] A [cost:: 0 EUR]", None),
        ("[-] A [cost:: 0 EUR]", None),
    ],
)
def test_granted_for_nothing(tmp_path: Path, change: str, count: int | None) -> None:
    found = facts_of_site(tmp_path, project("fee: 1 EUR", f"## Change requests\n- {change}"))
    assert found.get("granted_for_nothing") == (Fact(count, lines(7)) if count else None)
