"""Facts → report data. One file a report, found by being there; its docstring is its manual page.

A report is data only: a title, sections, tables of values, and for each row the places that it was
computed from. How it looks is decided in rendering/, for all reports at once.
"""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book
from vaultcrm.model import Value
from vaultcrm.resources import modules
from vaultcrm.words import suggestion


class Row(NamedTuple):
    cells: tuple[Value, ...]
    evidence: tuple[str, ...] = ()  # path:line


class Section(NamedTuple):
    """A part of a report. `note` says how its figures are defined; `empty` what it means that
    there are no rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    empty: str = "Nothing."


class Report(NamedTuple):
    name: str
    title: str
    lead: str  # what it says, in a sentence
    sections: tuple[Section, ...]


def report_names() -> list[str]:
    """The reports that there are."""
    return modules("reports")


def find_report(name: str) -> Callable[[Book], Report]:
    """The function that makes this report. Raises VaultError where there is none such."""
    if name not in report_names():
        known = report_names()
        raise VaultError(
            f"there is no report {name!r}.{suggestion(name, known)}", f"reports: {', '.join(known)}"
        )
    make: Callable[[Book], Report] = import_module(f"{__name__}.{name}").make
    return make
