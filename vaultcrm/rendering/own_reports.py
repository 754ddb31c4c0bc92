"""Reports of the vault's own: `.vaultcrm/reports/NAME.md.j2`, `NAME.html.j2` or `NAME.base`."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.reports import report_names

REPORTS = ".vaultcrm/reports"
_ENDINGS = {"md": ".md.j2", "html": ".html.j2", "base": ".base"}


class Own(NamedTuple):
    """A report of the vault's own: the paths of its forms (md, html or base) in the vault, and what
    it is about, in a line."""

    name: str
    forms: Mapping[str, str]
    summary: str


def own_reports(root: Path) -> dict[str, Own]:
    """The vault's own reports by name, without those that may not be: ours cannot be replaced."""
    return {
        name: _own(root, name, without_doubles(forms))
        for name, forms in report_files(root).items()
        if name not in report_names()
    }


def report_files(root: Path) -> dict[str, dict[str, str]]:
    """By name, the form and the path of each file that should be a report."""
    found: dict[str, dict[str, str]] = {}
    for name, form, path in _files(root):
        found.setdefault(name, {})[form] = path
    return found


def _own(root: Path, name: str, forms: Mapping[str, str]) -> Own:
    return Own(name, forms, _summary(root, next(iter(forms.values()))))


def _files(root: Path) -> Iterator[tuple[str, str, str]]:
    """(name, form, path) of each file that should be a report."""
    names: list[str] = []
    if lies_inside(root, REPORTS):
        with suppress(OSError):
            names = sorted(os.listdir(root / REPORTS))
    for name in names:
        for form, ending in _ENDINGS.items():
            if name.endswith(ending) and name != ending and name[0] not in ".~":
                yield name.removesuffix(ending), form, f"{REPORTS}/{name}"


def lies_inside(root: Path, path: str) -> bool:
    """Whether a path of the vault leads to nothing outside of it, through a linked folder."""
    real = os.path.realpath(root)
    return os.path.commonpath((real, os.path.realpath(root / path))) == real


def without_doubles(forms: Mapping[str, str]) -> Mapping[str, str]:
    """The forms, Markdown first; a base of the same name as a template does not count."""
    return {
        form: forms[form]
        for form in _ENDINGS
        if form in forms and (form != "base" or len(forms) == 1)
    }


def _summary(root: Path, path: str) -> str:
    """The comment that a template begins with: its first line."""
    data = read_bytes(root, path)
    text = "" if isinstance(data, Problem) else data.decode(errors="replace").lstrip("\ufeff\n ")
    if text.startswith("{#"):
        return " ".join(text[2:].partition("#}")[0].strip("- \n").partition("\n")[0].split())
    return path
