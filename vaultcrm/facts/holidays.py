"""Public holidays: days on which no office is open. To load the library that knows them takes
longer than most answers do, so what it says of a year is kept beside the index."""

from collections.abc import Container
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from vaultcrm.facts.calendar import NO_DAYS
from vaultcrm.index import kept

_KIND = "holidays"


def public_holidays(country: str, index: Path | None = None) -> Container[date]:
    """The public holidays of a country (ISO 3166 code), those that hold in all of it; none where
    the country is '' or unknown, or the library `holidays` (an extra) is not installed. `index` is
    the file of the index, if there is one."""
    library = find_spec("holidays") if country else None
    if library is None:
        return NO_DAYS
    return _Holidays(country, index, [country, str(library.origin), kept.installed()])


class _Holidays:
    def __init__(self, country: str, index: Path | None, grounds: list[str]) -> None:
        self._country = country
        self._index = index if all(grounds) else None
        self._grounds = grounds
        self._years: dict[int, frozenset[int]] = {}  # the days as ordinals
        if self._index:
            known, years = kept.read(self._index, _KIND)
            if known == grounds:
                self._years = {int(year): frozenset(days) for year, days in years.items()}

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        if day.year not in self._years:
            self._years[day.year] = _holidays_of(self._country, day.year)
            if self._index:
                years = {year: sorted(days) for year, days in self._years.items()}
                kept.write(self._index, _KIND, self._grounds, years)
        return day.toordinal() in self._years[day.year]


def _holidays_of(country: str, year: int) -> frozenset[int]:
    try:
        from holidays import country_holidays

        days = country_holidays(country, years=year)
    except (ImportError, NotImplementedError):  # a library that it needs; no such country
        return frozenset()
    return frozenset(day.toordinal() for day in days)
