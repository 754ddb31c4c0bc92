"""The summary of the example vault, to the letter, and of vaults with next to nothing in them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from report_data import EXAMPLE, TODAY, blocks, check_places, data_of, figures, rows
from running import Run
from vaults import book_of, write_vault

from vaultcrm.reports import summary


@pytest.mark.parametrize("form", ["md", "json"])
def test_summary_of_the_example(
    vaultcrm: Run, golden: Callable[[str, str], None], form: str
) -> None:
    done = vaultcrm("--vault", EXAMPLE, *TODAY, "report", "summary", "--format", form)
    assert done.status == 0, done.stderr
    golden(f"report-summary.{form}", done.stdout)


def test_every_row_says_where_it_comes_from(vaultcrm: Run) -> None:
    report = vaultcrm("--vault", EXAMPLE, *TODAY, "report", "summary", "--json").json()
    check_places(report, EXAMPLE)
    for block in blocks(report):
        for row in block.get("rows", ()):
            assert row["evidence"], row


def test_summary_of_an_empty_vault(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {})
    done = vaultcrm(*TODAY, "report", "summary", cwd=root)
    assert done.status == 0
    assert "0 things to see to by 2026-11-30. 0 active clients. Nothing owed to us." in done.stdout
    assert "No clients yet" in done.stdout
    assert "Nobody owes us anything, and nothing was paid" in done.stdout
    assert "No project is a lead or proposed." in done.stdout


MONEY = """
    ---
    type: project
    client: "[[Acme]]"
    status: active
    ---
    ## Invoices
    - [ ] INV-1 [amount:: 6000 EUR]
    - [ ] INV-2 [amount:: 100.50 CHF]
    - [ ] INV-3 [amount:: 0.50 EUR]
    - [x] INV-4 [amount:: 10 EUR] ✅ 2026-11-02
    - [x] INV-5 [amount:: 30 USD] ✅ 2026-11-03
    - [x] INV-6 [amount:: 90000 JPY] ✅ 2026-10-03
    - [x] INV-7 [amount:: 5 EUR] ✅ 2025-11-30
"""
LEAD = """
    ---
    type: project
    client: "[[Acme]]"
    status: lead
    fee: 200 USD
    probability: 50
    ---
"""
OF_MONEY = {
    "projects/Site.md": MONEY,
    "projects/Next.md": LEAD,
    "clients/Acme.md": "---\ntype: client\nstatus: active\n---\n",
}


def test_money_is_never_summed_across_currencies(tmp_path: Path) -> None:
    with book_of(tmp_path, OF_MONEY, "currency: EUR\n") as book:
        data = data_of(summary, book)
    assert "6,000.50 EUR, 100.50 CHF owed to us." in data["lead"]
    found = figures(data)
    # What was paid before 2025-12-01 is over 12 months old.
    assert _amounts(found["Paid to us"]) == ["10 EUR", "90000 JPY", "30 USD"]
    assert _amounts(found["Owed to us"]) == ["100.50 CHF", "6000.50 EUR"]
    assert _amounts(found["Pipeline"]) == ["100.00 USD"]
    (paid,) = _figures(data, "Paid to us")
    # The line is of our own currency, though there are more yen.
    assert paid["note"] == "Invoices paid since 2025-12-01. The line shows EUR."
    assert [float(each) for each in paid["trend"]] == [*[0] * 11, 10]
    assert "Converted" not in json.dumps(data)


def test_with_rates_it_is_and_says_so(tmp_path: Path) -> None:
    config = "currency: EUR\nrates: {USD: 0.5, JPY: 0.001}\n"
    with book_of(tmp_path, OF_MONEY, config) as book:
        data = data_of(summary, book)
    found = figures(data)
    # 10 + 30 × 0.5 + 90,000 × 0.001
    assert _amounts(found["Paid to us"]) == ["115.00 EUR"]
    assert _amounts(found["Owed to us"]) == ["100.50 CHF", "6000.50 EUR"]
    assert _amounts(found["Pipeline"]) == ["50.00 EUR"]
    notes = {label: _figures(data, label)[0]["note"] for label in found}
    said = "Converted at the rates of the settings: "
    assert notes["Paid to us"].endswith(f"{said}1 JPY = 0.001 EUR, 1 USD = 0.5 EUR.")
    assert notes["Pipeline"].endswith(f"{said}1 USD = 0.5 EUR.")
    assert said not in notes["Owed to us"]
    (paid,) = _figures(data, "Paid to us")
    assert [float(each) for each in paid["trend"]] == [*[0] * 10, 90, 25]
    (chart,) = [block for block in blocks(data, "Money") if block["block"] == "chart"]
    assert (chart["unit"], [float(each) for each in chart["series"][0]["values"]][-2:]) == (
        "EUR",
        [90, 25],
    )
    # What notes say stays as it is.
    owed = [row["amount"]["currency"] for row in rows(data, "Money")]
    assert sorted(owed) == ["CHF", "EUR", "EUR"]


def _amounts(figure: Any) -> list[str]:
    return [f"{each['amount']} {each['currency']}" for each in figure[0]]


def _figures(data: Any, label: str) -> list[Any]:
    return [
        each
        for block in blocks(data)
        for each in block.get("figures", ())
        if each["label"] == label
    ]


def test_a_name_cannot_break_out_of_the_table(vaultcrm: Run, tmp_path: Path) -> None:
    notes = {"A.md": '---\ntype: client\nstatus: active\nname: "a | b\\n# Owned\\n- x"\n---\n'}
    done = vaultcrm(*TODAY, "report", "summary", cwd=write_vault(tmp_path, notes))
    assert "\n# Owned" not in done.stdout
    table = [line for line in done.stdout.split("\n") if line.startswith("| ")]
    row = next(line for line in table if "Owned" in line)
    heads = next(line for line in table if line.startswith("| Client "))
    assert row.replace("\\|", "").count("|") == heads.count("|")


def test_writing_a_report_twice_changes_nothing_and_keeps_what_is_yours(
    vaultcrm: Run, tmp_path: Path
) -> None:
    root = write_vault(tmp_path, {})
    write = (*TODAY, "report", "summary", "--write")
    assert vaultcrm(*write, "-n", cwd=root).stdout == "would write reports/Summary 2026-11-23.md\n"
    assert vaultcrm(*write, cwd=root).stdout == "written reports/Summary 2026-11-23.md\n"
    assert vaultcrm(*write, cwd=root).stdout == "unchanged reports/Summary 2026-11-23.md\n"
    file = root / "reports" / "Summary 2026-11-23.md"
    file.write_text(file.read_text(encoding="utf-8") + "mine\n", encoding="utf-8")
    assert vaultcrm(*write, cwd=root).stdout == "kept reports/Summary 2026-11-23.md\n"
    assert file.read_text(encoding="utf-8").endswith("mine\n")


def test_an_unknown_report_names_the_nearest(vaultcrm: Run, tmp_path: Path) -> None:
    done = vaultcrm("report", "sumary", cwd=write_vault(tmp_path, {}))
    assert done.status == 2
    assert "Did you mean 'summary'?" in done.stderr
