"""Small vaults made of text, for tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from textwrap import dedent

from vaultcrm.facts.book import Book
from vaultcrm.index.index import Index, open_index
from vaultcrm.reading.vault import open_vault

TODAY = date(2026, 11, 23)


def write_vault(root: Path, notes: Mapping[str, str], config: str = "") -> Path:
    """A vault of these notes (path → text, dedented)."""
    (root / ".vaultcrm").mkdir(parents=True, exist_ok=True)
    (root / ".vaultcrm" / "config.yaml").write_text(config, encoding="utf-8")
    for path, text in notes.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return root


@contextmanager
def opened(root: Path) -> Iterator[Index]:
    with open_index(open_vault(root)) as index:
        index.refresh()
        yield index


@contextmanager
def book_of(
    root: Path, notes: Mapping[str, str], config: str = "", today: date = TODAY
) -> Iterator[Book]:
    with opened(write_vault(root, notes, config)) as index:
        yield Book.of(index, today)
