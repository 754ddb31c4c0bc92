"""`vaultcrm backtest`, from the command line to its report."""

from pathlib import Path

import pytest
from running import ROOT, Run
from vaults import write_vault

EXAMPLE = ROOT / "example-vault"
TODAY = ("--today", "2026-11-23")


def test_the_example_was_warned_of_the_client_that_it_lost(vaultcrm: Run) -> None:
    done = vaultcrm("--vault", EXAMPLE, *TODAY, "backtest", "--json")
    assert done.status == 0, done.stderr
    sections = {section["title"]: section["blocks"][0] for section in done.json()["sections"]}
    lost = {row["client"]["path"]: row for row in sections["Clients lost"]["rows"]}
    warned = lost["clients/Vitalis Apotheken.md"]
    assert "our answers slipping" in warned["warned_by"]
    assert warned["days_of_notice"] > 30
    assert lost["clients/Estúdio Maré.md"]["warned_by"] is None  # moved to the Azores
    figures = sections["In short"]["figures"]
    assert figures[0]["value"] == 3
    assert all(each["value"] is None for each in figures[1:])
    assert all("too little data: 3 losses" in each["hint"] for each in figures[1:])
    left = {row["client"]["path"] for row in sections["Left out"]["rows"]}
    assert "clients/Maison Oreille.md" in left


def test_the_same_vault_and_day_give_the_same_bytes(vaultcrm: Run) -> None:
    first, second = (vaultcrm("--vault", EXAMPLE, *TODAY, "backtest") for _ in range(2))
    assert first.stdout == second.stdout
    assert "## How each alarm did" in first.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--step", "0d"], "--step: '0d' is not a number of days such as 7d or 2w"),
        (["--step", "1bd"], "--step: '1bd' is not a number of days"),
        (["--within", "soon"], "--within: 'soon' is not a number of days"),
        (["--from", "2026-12-01"], "--from 2026-12-01 is after --to 2026-11-23"),
        (["--to", "2026-12-01"], "--to 2026-12-01 is still to come"),
    ],
)
def test_misuse(options: list[str], said: str, vaultcrm: Run, tmp_path: Path) -> None:
    done = vaultcrm(*TODAY, "backtest", *options, cwd=write_vault(tmp_path, {}))
    assert (done.status, done.stdout) == (2, "")
    assert said in done.stderr


def test_an_empty_vault(vaultcrm: Run, tmp_path: Path) -> None:
    done = vaultcrm(*TODAY, "backtest", cwd=write_vault(tmp_path, {}))
    assert done.status == 0
    assert "0 clients lost" in done.stdout
    assert "No client was lost in this time." in done.stdout
