"""Two years with reminders (see simulation.py); `make soak` has more of them."""

import sys
from datetime import date
from pathlib import Path

import pytest
from running import ROOT
from simulation import Years

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uses fork")


def test_two_years(tmp_path: Path) -> None:
    years = Years(tmp_path, ROOT / "example-vault", seed=20261123, start=date(2026, 11, 23))
    years.live(730)
    years.end()
    assert years.faults == []
    assert years.runs > 200
    assert min(years.kills, len(years.words), len(years.closed)) > 10
    assert years.jumps > 3
