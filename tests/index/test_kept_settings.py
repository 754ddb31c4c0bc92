"""Settings that are not read again are what they would be."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.errors import VaultError
from vaultcrm.index import kept, settings
from vaultcrm.index.settings import open_kept
from vaultcrm.reading.vault import Settings, open_vault
from vaultcrm.reading.yaml import read_document

CONFIG = "currency: CHF\nwe: [Mara, 'Jo \\ud83d']\nnonsense: 1\nfilters:\n  a: due < today()\n"
TYPE = "# ä\ntype: site\nfields:\n  url: &t {type: text}\n  also: *t\n  url: {type: x}\n"


@given(
    st.lists(st.sampled_from(("a", "a: ", "- ", "[", "]", "{", "}", ", ", "'", "\n", "  ", "ä")))
)
def test_any_document_is_unpacked_as_it_was(parts: list[str]) -> None:
    document = read_document("a.yaml", "".join(parts))
    for each in (Settings(document, [], ()), Settings(None, [document], ())):
        assert settings._unpacked(*json.loads(json.dumps(settings._packed(each)))) == each


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    (root / ".vaultcrm" / "types").mkdir(parents=True)
    (root / ".vaultcrm" / "config.yaml").write_text(CONFIG)
    (root / ".vaultcrm" / "types" / "site.yaml").write_text(TYPE)
    return root


def test_kept_is_read(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "index"
    read = open_vault(root)
    assert read.problems
    assert open_kept(root, place, "1") == read
    with monkeypatch.context() as patched:
        patched.setattr(settings, "read_all", lambda _: pytest.fail("was read"))
        assert open_kept(root, place, "1") == read
    (root / ".vaultcrm" / "config.yaml").write_text("currency: USD\n")
    for around in ("", "2"):  # changed just now, and then known by another text
        assert open_kept(root, place, around).config.currency == "USD"
    place.with_name("index.settings").write_text("broken")
    assert open_kept(root, place, "2").config.currency == "USD"


def test_settings_that_cannot_be_read_are_not_kept(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "index"
    (root / ".vaultcrm" / "types" / "folder.yaml").mkdir()
    assert open_kept(root, place, "1").problems
    (root / ".vaultcrm" / "config.yaml").write_text("a: [\n")
    with pytest.raises(VaultError):
        open_kept(root, place, "1")
    assert not place.with_name("index.settings").exists()


def test_a_folder_in_the_place_of_a_file_counts(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "RECENT", -(10**12))
    before = kept.around(root)
    (root / ".vaultcrm" / "types" / "folder.yaml").mkdir()
    assert before != kept.around(root) != ""
