"""Two years with reminders (see simulation.py); `make soak` has more of them."""

import os
import sys
from datetime import date
from pathlib import Path

import pytest
from running import ROOT
from simulation import Years

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uses fork")


SEEDS = [20261123 + more for more in range(int(os.environ.get("VAULTCRM_LIVES", "1")))]


@pytest.mark.parametrize("seed", SEEDS)
def test_two_years(tmp_path: Path, seed: int) -> None:
    years = Years(tmp_path, ROOT / "example-vault", seed=seed, start=date(2026, 11, 23))
    years.live(730)
    years.end()
    assert years.faults == []
    assert years.runs > 200
    assert min(years.kills, len(years.words), len(years.closed)) > 10
    assert years.jumps > 3
