"""The summary of the example vault, to the letter, and of vaults with next to nothing in them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from running import ROOT, Run
from vaults import write_vault

EXAMPLE = ROOT / "example-vault"
TODAY = ("--today", "2026-11-23")


@pytest.mark.parametrize("form", ["md", "json"])
def test_summary_of_the_example(
    vaultcrm: Run, golden: Callable[[str, str], None], form: str
) -> None:
    done = vaultcrm("--vault", EXAMPLE, *TODAY, "report", "summary", "--format", form)
    assert done.status == 0, done.stderr
    golden(f"report-summary.{form}", done.stdout)


def test_every_row_says_where_it_comes_from(vaultcrm: Run) -> None:
    report = vaultcrm("--vault", EXAMPLE, *TODAY, "report", "summary", "--json").json()
    rows = [row for section in report["sections"] for row in section["rows"]]
    assert rows
    for row in rows:
        assert row["evidence"]
        for place in row["evidence"]:
            path, _, line = place.rpartition(":") if ".md:" in place else (place, "", "1")
            lines = (EXAMPLE / path).read_text(encoding="utf-8").split("\n")
            assert 1 <= int(line) <= len(lines)


def test_summary_of_an_empty_vault(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {})
    done = vaultcrm(*TODAY, "report", "summary", cwd=root)
    assert done.status == 0
    assert "0 things to see to" in done.stdout
    assert "No clients yet" in done.stdout
    assert "Nobody owes us anything." in done.stdout


def test_money_is_never_summed_across_currencies(vaultcrm: Run, tmp_path: Path) -> None:
    project = """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        ---
        ## Invoices
        - [ ] INV-1 [amount:: 6000 EUR]
        - [ ] INV-2 [amount:: 100.50 CHF]
        - [ ] INV-3 [amount:: 0.50 EUR]
    """
    client = "---\ntype: client\nstatus: active\n---\n"
    root = write_vault(tmp_path, {"projects/Site.md": project, "clients/Acme.md": client})
    done = vaultcrm(*TODAY, "report", "summary", cwd=root)
    assert "6,000.50 EUR, 100.50 CHF owed to us." in done.stdout


def test_a_name_cannot_break_out_of_the_table(vaultcrm: Run, tmp_path: Path) -> None:
    notes = {"A.md": '---\ntype: client\nstatus: active\nname: "a | b\\n# Owned\\n- x"\n---\n'}
    done = vaultcrm(*TODAY, "report", "summary", cwd=write_vault(tmp_path, notes))
    assert "\n# Owned" not in done.stdout
    row = next(line for line in done.stdout.split("\n") if "Owned" in line)
    assert row.replace("\\|", "").count("|") == 6


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
