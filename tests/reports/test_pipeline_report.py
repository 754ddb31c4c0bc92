"""The pipeline, computed by hand. Today is 2026-11-23."""

from decimal import Decimal
from pathlib import Path

import pytest
from report_data import blocks, data_of, figures, report_of, rows
from vaults import book_of

from vaultcrm.reports import Figures, pipeline

CLIENT = "---\ntype: client\nstatus: lead\n---\n## Log\n- 2026-11-20 09:00 call in: hello\n"
RATES = "currency: EUR\nrates: {USD: 0.5, JPY: 0.01}\n"


def project(status: str, more: str = "") -> str:
    return f'---\ntype: project\nclient: "[[Acme]]"\nstatus: {status}\n{more}\n---\n'


NOTES = {
    "clients/Acme.md": CLIENT,
    "A.md": project("lead", "fee: 100 EUR\nprobability: 50"),
    "B.md": project("lead", "fee: 30 USD\nprobability: 10\nexpected_close: 2026-11-01"),
    "C.md": project("proposed", "fee: 200 EUR\nprobability: 25"),
    "D.md": project("proposed", "fee: 7 CHF"),
    "E.md": project("proposed", "probability: 25"),
    "F.md": project("active", "fee: 999 EUR"),
}


def charts(data: object) -> dict[str, dict[str, list[object]]]:
    return {
        block["unit"]: {
            series["name"]: list(zip(block["categories"], series["values"], strict=True))
            for series in block["series"]
        }
        for block in blocks(data, "By stage")  # type: ignore[arg-type]
    }


def money(*amounts: str) -> list[dict[str, str]]:
    pairs = (amount.split() for amount in amounts)
    return [{"amount": amount, "currency": currency} for amount, currency in pairs]


def test_without_rates_currencies_stay_apart(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        data = data_of(pipeline, book)
    assert data["lead"] == (
        "5 open opportunities, worth 100 EUR, 3 USD by their probability. 1 rots."
    )
    found = figures(data)
    assert found["Weighted value"] == (
        money("100.00 EUR", "3.00 USD"),
        "2 projects without a fee or a probability",
    )
    assert found["Full value"][0] == money("7 CHF", "300 EUR", "30 USD")
    assert charts(data)["EUR"] == {
        "full": [("lead", 100), ("proposed", 200)],
        "weighted": [("lead", 50), ("proposed", 50)],
    }
    assert sorted(charts(data)) == ["CHF", "EUR", "USD"]
    assert "Converted" not in str(data)


def test_with_rates_they_are_one_and_the_report_says_so(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES, RATES) as book:
        data = data_of(pipeline, book)
        notes = {
            each.label: each.note
            for block in report_of(pipeline, book).sections[0].blocks
            if isinstance(block, Figures)
            for each in block.figures
        }
    # 100 + 200 + 30 × 0.5; 50 + 50 + 3 × 0.5.
    found = figures(data)
    assert found["Full value"][0] == money("7 CHF", "315.00 EUR")
    assert found["Weighted value"][0] == money("101.50 EUR")
    assert "worth 101.50 EUR by their probability" in data["lead"]
    said = "Converted at the rates of the settings: 1 USD = 0.5 EUR."
    assert notes["Full value"].endswith(said) and notes["Weighted value"].endswith(said)
    assert charts(data)["EUR"]["full"] == [("lead", 115), ("proposed", 200)]
    assert sorted(charts(data)) == ["CHF", "EUR"]
    (section,) = [each for each in data["sections"] if each["title"] == "By stage"]
    assert section["note"] == said
    # What a project's note says stays as it is.
    fees = {row["project"]["path"]: row["fee"] for row in rows(data, "Open")}
    assert [fees["B.md"]] == money("30 USD")


@pytest.mark.parametrize(("lost", "rate"), [(1, Decimal(80)), (0, None)])
def test_a_win_rate_needs_five(tmp_path: Path, lost: int, rate: Decimal | None) -> None:
    notes = {f"W{number}.md": project("closed") for number in range(4)}
    notes |= {f"L{number}.md": project("lost") for number in range(lost)}
    with book_of(tmp_path, {"clients/Acme.md": CLIENT, **notes}) as book:
        value, hint = figures(data_of(pipeline, book))["Win rate"]
    assert (value and value["value"]) == rate
    assert ("too few" in hint) == (rate is None)


def test_why_they_rot(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        data = data_of(pipeline, book)
    (row,) = rows(data, "Rotting")
    assert (row["project"]["path"], row["why"]) == ("B.md", "was to close on 2026-11-01")
    assert row["evidence"] == ["B.md", "clients/Acme.md:6"]
