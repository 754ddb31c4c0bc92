"""Full text: any text may be asked for, and the best comes first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_vaults import index, vault, write

from vaultcrm.index.index import Index
from vaultcrm.index.search import Hit

LONG = "word " * 60
NOTES = {
    "Invoice guide.md": "How to write one.\n",
    "a.md": "---\ntype: client\nemail: dana@acme.example\naliases: [Umbrella]\n---\n"
    "first line\nThe invoices of Müller are late, the invoice too.\n",
    "b.md": "One invoice.\n" + "Other words of no importance here.\n" * 30,
    "c.md": 'O\'Brien knows c++ and C#, and 50% of AT&T.\r\nAn (odd) "line": NEAR AND OR *.\r\n',
    "d.md": f"{LONG} needle {LONG}\n",
    "Déjà vu.md": "\ufeffCafé ÉCOLE straße\n",
    "e.md": "日本 語 text\nrunning late\n",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("text")
    write(folder / "vault", NOTES)
    with index(vault(folder / "vault"), folder / "cache") as opened:
        yield opened


@pytest.mark.parametrize(
    "text, paths",
    [
        ("invoice", ["Invoice guide.md", "a.md", "b.md"]),
        ("INVOICES", ["Invoice guide.md", "a.md", "b.md"]),
        ("invoice late", ["a.md"]),
        ("late inv", ["a.md"]),
        ("inv late", []),  # only the last word may be a beginning
        ("umbrella", ["a.md"]),
        ("dana@acme.example", ["a.md"]),
        ("muller", ["a.md"]),
        ("Müller", ["a.md"]),
        ("o'brien", ["c.md"]),
        ("c++", ["c.md", "Déjà vu.md", "a.md"]),
        ("c++ knows", ["c.md"]),
        ("c# obrien", []),
        ("50%", ["c.md"]),
        ("at&t", ["c.md"]),
        ('"odd" NEAR(', ["c.md"]),
        (
            "knows AND",
            [
                "c.md",
            ],
        ),
        ("body : knows", []),
        ("-knows", ["c.md"]),
        ("deja", ["Déjà vu.md"]),
        ("ecole cafe", ["Déjà vu.md"]),
        ("run", ["e.md"]),
        ("日本", ["e.md"]),
        ("needle", ["d.md"]),
        ("nothinglikeit", []),
        ("", []),
        ("  ", []),
        ("++", []),
        ("\0", []),
        ('"', []),
        ("needle " * 5000, ["d.md"]),
    ],
)
def test_search(opened: Index, text: str, paths: list[str]) -> None:
    assert [hit.path for hit in opened.search(text)] == paths


@given(st.text(st.characters(), max_size=20))
def test_any_text_may_be_asked_for(opened: Index, text: str) -> None:
    for hit in (*opened.search(text), *opened.search(f"invoice {text}")):
        assert hit.path in NOTES and len(hit.excerpt) <= 162


def test_line_and_excerpt(opened: Index) -> None:
    assert opened.search("invoices müller") == [
        Hit("a.md", "a", 7, "The invoices of Müller are late, the invoice too.")
    ]
    assert opened.search("odd line")[0][2:] == (2, 'An (odd) "line": NEAR AND OR *.')
    assert opened.search("dana")[0][2:] == (3, "email: dana@acme.example")
    assert opened.search("cafe ecole")[0][1:] == ("Déjà vu", 1, "Café ÉCOLE straße")
    assert opened.search("guide")[0] == Hit("Invoice guide.md", "Invoice guide", 1, "")
    (long,) = opened.search("needle")
    assert long.excerpt.startswith("…") and long.excerpt.endswith("…")
    assert "needle" in long.excerpt and len(long.excerpt) <= 162


def test_limit(opened: Index) -> None:
    assert [hit.path for hit in opened.search("invoice", 2)] == ["Invoice guide.md", "a.md"]
    assert opened.search("invoice", 0) == []


def test_order_does_not_depend_on_the_past(tmp_path: Path) -> None:
    """Texts that are no more count for nothing, though SQLite still has them."""
    root = tmp_path / "v"
    texts = [f"{'beta ' * number}{'alpha ' * (12 - number)}" for number in range(13)]
    for text in (*texts, "beta " * 500, "beta"):
        write(root, {f"{number}.md": text for number in range(20)})
        with index(vault(root), tmp_path / "kept") as opened:
            opened.refresh()
    write(root, {f"{number}.md": text for number, text in enumerate(texts)})
    with index(vault(root), tmp_path / "kept") as opened:
        kept = [opened.search(text) for text in ("alpha", "beta", "alpha beta", "alp")]
    with index(vault(root), tmp_path / "fresh") as fresh:
        assert kept == [fresh.search(text) for text in ("alpha", "beta", "alpha beta", "alp")]


def test_a_note_that_vanished_is_no_error(tmp_path: Path) -> None:
    write(tmp_path / "v", {"a.md": "alpha"})
    with index(vault(tmp_path / "v"), tmp_path / "cache") as opened:
        opened.refresh()
        (tmp_path / "v/a.md").unlink()
        assert opened.search("alpha") == [Hit("a.md", "a", 1, "")]
