"""The example vault keeps its word: what it holds for Obsidian is what vaultcrm derives."""

from datetime import date

import pytest
from running import ROOT
from vaults import opened

from vaultcrm.facts import facts_of
from vaultcrm.facts.book import Book
from vaultcrm.rendering.text import cell

BASES = sorted(file.stem for file in (ROOT / "example-vault" / "views").glob("*.base"))


def test_managed_fields_are_their_facts() -> None:
    """On the day of the example, as anybody who opens it in Obsidian sees them."""
    with opened(ROOT / "example-vault") as index:
        book = Book.of(index, date(2026, 11, 23))
        compared = 0
        for note_type in index.vault.schema.types.values():
            for field in note_type.fields.values():
                if not field.managed:
                    continue
                facts = facts_of(note_type.collection)[field.managed](book)
                for record in book.records(note_type.collection):
                    fact = facts.get(record.path)
                    written = cell(record.fields.get(field.name))
                    assert written == (cell(fact.value) if fact else ""), record.path
                    compared += fact is not None
    assert compared > 40


@pytest.mark.parametrize("name", BASES)
def test_bases_use_what_obsidian_knows(name: str) -> None:
    from vaultcrm.reading.yaml import read_document
    from vaultcrm.views.base_file import read_base

    file = ROOT / "example-vault" / "views" / f"{name}.base"
    base = read_base(read_document(name, file.read_text(encoding="utf-8")))
    assert base.problems == ()
    names = {root for formula in base.formulas.values() for root, _ in formula.names}
    assert names <= {"", "note", "file", "formula"}
