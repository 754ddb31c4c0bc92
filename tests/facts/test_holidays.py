import sys
from datetime import date
from pathlib import Path

import pytest

from vaultcrm.facts import holidays
from vaultcrm.facts.holidays import public_holidays
from vaultcrm.index import kept

UNITY, NO_HOLIDAY = date(2026, 10, 3), date(2026, 10, 4)


def test_public_holidays_of_a_country() -> None:
    found = public_holidays("DE")
    assert UNITY in found
    assert NO_HOLIDAY not in found
    for country in ("", "XX"):
        assert UNITY not in public_holidays(country)


def test_without_the_library_there_are_no_holidays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)  # as if it was not there
    assert UNITY not in public_holidays("DE", tmp_path / "index")
    assert not list(tmp_path.iterdir())


def test_each_year_is_what_the_library_says_of_all_of_them() -> None:
    from holidays import country_holidays

    for country in ("DE", "GB", "US", "JP"):
        library, found = country_holidays(country), public_holidays(country)
        first = date(2020, 1, 1).toordinal()
        days = [date.fromordinal(first + number) for number in range(5 * 366)]
        assert [day in found for day in days] == [day in library for day in days]


def test_what_the_library_said_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    index, asked = tmp_path / "index", list[tuple[str, int]]()
    ask = holidays._holidays_of

    def noted(country: str, year: int) -> frozenset[int]:
        asked.append((country, year))
        return ask(country, year)

    monkeypatch.setattr(holidays, "_holidays_of", noted)
    installed = ["one"]
    monkeypatch.setattr(kept, "installed", lambda: installed[0])
    for _ in range(2):
        found = public_holidays("DE", index)
        assert [day in found for day in (UNITY, NO_HOLIDAY)] == [True, False]
    assert asked == [("DE", 2026)]
    assert date(2025, 10, 3) in public_holidays("DE", index)
    assert UNITY in public_holidays("DE", index)
    assert asked == [("DE", 2026), ("DE", 2025)]
    assert UNITY not in public_holidays("GB", index)
    assert asked[2:] == [("GB", 2026)]
    installed[0] = "another"
    assert UNITY not in public_holidays("GB", index)
    assert asked[3:] == [("GB", 2026)]
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert UNITY not in public_holidays("GB", index)
    installed[0] = ""  # nobody can tell what is installed
    file.unlink()
    assert UNITY in public_holidays("DE", index)
    assert not list(tmp_path.iterdir())
