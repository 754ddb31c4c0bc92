"""Facts of money against cases computed by hand; today is 2026-11-23."""

from decimal import Decimal
from pathlib import Path

import pytest
from vaults import book_of

from vaultcrm.facts import facts_about
from vaultcrm.model import Fact, Money

SITE, ACME = "projects/Site.md", "clients/Acme.md"
NOTES = {
    ACME: """
        ---
        type: client
        status: active
        ---
        ## Invoices
        - [x] 2026-01-10 A-1 [amount:: 50 EUR] ✅ 2026-01-20
        - [ ] 2026-11-01 A-2 [amount:: 7.50 CHF] 📅 2026-11-15
        """,
    SITE: """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        ---
        ## Invoices
        - [x] 2026-02-01 S-1 [amount:: 1000 EUR] 📅 2026-03-01 ✅ 2026-02-20
        - [x] 2026-03-01 S-2 [amount:: 200.25 USD] ✅ 2026-03-20
        - [ ] 2026-10-01 S-3 [amount:: 300 EUR] 📅 2026-10-31
        - [h] 2026-10-02 S-4 [amount:: 40 EUR] 📅 2026-10-31
        - [ ] 2026-12-01 S-5 [amount:: 5 EUR] 📅 2026-11-01
        - [-] 2026-10-01 S-6 [amount:: 9999 EUR] 📅 2026-10-31
        - [ ] 2026-10-01 S-7 [amount:: 1.000 EUR] 📅 2026-10-31
        - [ ] 2026-11-20 S-8 [amount:: 0.50 EUR] 📅 2026-11-23
        - [x] S-9 [amount:: 8]
        - [x] 2026-10-05 S-10 credit note [amount:: -100 EUR] ✅ 2026-10-05
        - [x] 2026-11-01 S-11 to be paid [amount:: 70 EUR] ✅ 2026-11-24
        - [x] 2026-12-01 S-12 to be written [amount:: 71 EUR]
        - [x] 2026-11-01 S-13 paid, but what? ✅ 2026-11-02
        - [ ] 2026-12-01 S-14 not out [amount:: soon]
        """,
    "projects/Quiet.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        ---
        """,
    "projects/Adrift.md": """
        ---
        type: project
        client: "[[Nobody]]"
        status: active
        ---
        ## Invoices
        - [x] 2026-10-05 X-1 [amount:: 1 EUR] 📅 2026-10-06 ✅ 2026-10-05
        - [ ] 2026-10-05 X-2 [amount:: 2 EUR] 📅 2026-10-06
        """,
}


def money(*amounts: str) -> tuple[Money, ...]:
    pairs = (amount.split(" ") for amount in amounts)
    return tuple(Money(Decimal(number), currency) for number, currency in pairs)


def lines(path: str, *numbers: int) -> tuple[str, ...]:
    return tuple(f"{path}:{number}" for number in numbers)


# Lines: A-1 is line 6 of Acme.md, S-1 is line 7 of Site.md.
EXPECTED = {
    (ACME, "revenue"): Fact(
        # no currency: S-9's 8; EUR: 50 + 1000 - 100
        money("8 ", "950 EUR", "200.25 USD"),
        (*lines(ACME, 6), *lines(SITE, 7, 8, 15, 16)),
        lines(SITE, 19),
    ),
    (ACME, "outstanding"): Fact(
        # EUR: 300 + 40 + 0.50; S-5 is not out, S-6 cancelled, S-7 cannot be read
        money("7.50 CHF", "340.50 EUR"),
        (*lines(ACME, 7), *lines(SITE, 9, 10, 14)),
        lines(SITE, 13),
    ),
    # A-2, S-3 and S-7; S-4 is on hold, S-5 not out, S-8 due today
    (ACME, "overdue_invoices"): Fact(3, (*lines(ACME, 7), *lines(SITE, 9, 13))),
    (SITE, "paid"): Fact(
        # S-11 and S-12 are not paid yet
        money("8 ", "900 EUR", "200.25 USD"),
        lines(SITE, 7, 8, 15, 16),
        lines(SITE, 19),
    ),
    (SITE, "outstanding"): Fact(money("340.50 EUR"), lines(SITE, 9, 10, 14), lines(SITE, 13)),
    (SITE, "invoiced"): Fact(  # EUR: 1000 + 300 + 40 + 0.50 - 100
        money("8 ", "1240.50 EUR", "200.25 USD"),
        lines(SITE, 7, 8, 9, 10, 14, 15, 16),
        lines(SITE, 13, 19),
    ),
}
NAMES = {name for _, name in EXPECTED}


def test_invoices(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        found = {
            (path, name): fact
            for path, kind in (
                (ACME, "clients"),
                (SITE, "projects"),
                ("projects/Quiet.md", "projects"),
            )
            for name, fact in facts_about(book, kind, path).items()
            if name in NAMES
        }
    assert found == EXPECTED


def test_a_project_without_a_client_that_is_there_has_its_own_sums(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        found = facts_about(book, "projects", "projects/Adrift.md")
    assert found["invoiced"].value == money("3 EUR")
    assert found["paid"].value == money("1 EUR")
    assert found["outstanding"].value == money("2 EUR")


def project(fields: str, *hours: str) -> dict[str, str]:
    lines = "\n".join(["## Hours", *hours])
    return {SITE: f"---\ntype: project\n{fields}\n---\n{lines}\n"}


def fact_of(tmp_path: Path, notes: dict[str, str], name: str) -> Fact | None:
    with book_of(tmp_path, notes) as book:
        return facts_about(book, "projects", SITE).get(name)


@pytest.mark.parametrize(
    ("fee", "hours", "expected"),
    [
        ("3500 EUR", (20, 25), "77.78 EUR"),  # metrics.md: 3500 / 45 = 77.777…
        ("3500 EUR", (20, 25, 14), "59.32 EUR"),  # 3500 / 59 = 59.322…
        ("5000 CHF", (51.5, 0.5), "96.15 CHF"),  # 5000 / 52 = 96.153…
        ("100.25 EUR", (10,), "10.03 EUR"),  # 10.025, half up
        ("3500", (50,), "70.00 "),
        ("0 EUR", (50,), "0.00 EUR"),
        ("3500 EUR", (), None),
        ("3500 EUR", (0,), None),
        ("3500 EUR", (-5,), None),
        ("3500 EUR", ("many",), None),
        ("3.500 EUR", (50,), None),
        ("plenty", (50,), None),
        ("999999999999999999 EUR", ("0.000000000000000001",), None),  # 0.00 hours to two places
    ],
)
def test_effective_rate(
    tmp_path: Path, fee: str, hours: tuple[object, ...], expected: str | None
) -> None:
    notes = project(
        f"fee: {fee}", *(f"- 2026-11-0{n + 1} w [hours:: {h}]" for n, h in enumerate(hours))
    )
    found = fact_of(tmp_path, notes, "effective_rate")
    if expected is None:
        assert found is None
        return
    assert found == Fact(money(expected)[0], (SITE, *lines(SITE, *range(6, 6 + len(hours)))))
    assert str(found.value.amount) == expected.split(" ")[0]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("status: proposed\nfee: 12000 EUR\nprobability: 35", "4200 EUR"),
        ("status: lead\nfee: 99.99 CHF\nprobability: 12.5", "12.50 CHF"),  # 12.49875
        ("status: lead\nfee: 500 EUR\nprobability: 0", "0 EUR"),
        ("status: lead\nfee: 500 EUR\nprobability: 100", "500 EUR"),
        ("status: lead\nfee: 500\nprobability: 10", "50 "),
        ("status: lead\nfee: 500 EUR", None),
        ("status: lead\nprobability: 50", None),
        ("status: lead\nfee: 500 EUR\nprobability: 101", None),
        ("status: lead\nfee: 500 EUR\nprobability: -1", None),
        ("status: lead\nfee: 500 EUR\nprobability: likely", None),
        ("status: lead\nfee: about 500\nprobability: 50", None),
        ("status: agreed\nfee: 500 EUR\nprobability: 50", None),
        ("status: lost\nfee: 500 EUR\nprobability: 50", None),
        ("fee: 500 EUR\nprobability: 50", None),
    ],
)
def test_weighted_value(tmp_path: Path, fields: str, expected: str | None) -> None:
    found = fact_of(tmp_path, project(fields), "weighted_value")
    assert found == (Fact(money(expected)[0], (SITE,)) if expected else None)
