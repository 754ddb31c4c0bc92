"""What tests of reports ask of any report as JSON."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from running import ROOT

from vaultcrm.facts.book import Book
from vaultcrm.rendering.report_json import as_json
from vaultcrm.reports import Asked, Report

EXAMPLE = ROOT / "example-vault"
TODAY = ("--today", "2026-11-23")


def blocks(report: Mapping[str, Any], title: str = "") -> Iterator[Mapping[str, Any]]:
    """The blocks of a section, or of all."""
    for section in report["sections"]:
        if title in ("", section["title"]):
            yield from section["blocks"]


def rows(report: Mapping[str, Any], title: str) -> list[Mapping[str, Any]]:
    """The rows of a section's tables."""
    return [row for block in blocks(report, title) for row in block.get("rows", ())]


def figures(report: Mapping[str, Any]) -> dict[str, Any]:
    """The value and the hint of each figure by its label."""
    return {
        each["label"]: (each["value"], each["hint"])
        for block in blocks(report)
        for each in block.get("figures", ())
    }


def places(value: Any) -> Iterator[str]:
    """All evidence in a report."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from each if name in ("evidence", "left_out") and _flat(each) else places(each)
    elif isinstance(value, list):
        for each in value:
            yield from places(each)


def _flat(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def check_places(report: Mapping[str, Any], root: Path) -> None:
    """Fails unless there is evidence, all of it lines that are there."""
    found = [
        place for each in places(report) for place in ([each] if isinstance(each, str) else each)
    ]
    assert found
    for place in found:
        path, _, line = place.rpartition(":") if ".md:" in place else (place, "", "1")
        lines = (root / path).read_text(encoding="utf-8").split("\n")
        assert 1 <= int(line) <= len(lines), place


def data_of(module: ModuleType, book: Book, path: str = "") -> Any:
    """A report as other programs read it."""
    return json.loads(as_json(report_of(module, book, path)))


def report_of(module: ModuleType, book: Book, path: str = "") -> Report:
    """A report, made of a book."""
    about = None
    if path:
        about = next(each for each in book.records(module.ABOUT) if each.path == path)
    report: Report = module.make(book, Asked(about))
    return report
