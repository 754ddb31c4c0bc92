"""A vault as it would be if some of its notes held other bytes."""

from pathlib import Path

from vaultcrm.index.index import open_index
from vaultcrm.index.preview import Preview
from vaultcrm.reading.vault import open_vault

NOTES = {
    "Acme.md": b"---\ntype: client\nstatus: active\n---\n",
    "Shop.md": b"---\ntype: project\nstatus: active\nclient: '[[Akme]]'\n---\n",
}
OTHER = NOTES["Shop.md"].replace(b"Akme", b"Acme")


def test_answers_are_about_the_other_bytes_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / ".vaultcrm").mkdir()
    for name, data in NOTES.items():
        (tmp_path / name).write_bytes(data)
    with open_index(open_vault(tmp_path)) as index:
        index.refresh()
        preview = Preview(index)
        preview.put("Shop.md", OTHER)
        changes = preview.refresh()
        assert (changes.added, changes.changed, changes.unchanged) == (0, 1, 1)
        assert preview.broken_links() == []
        assert preview.read("Shop.md") == OTHER and preview.holds("Shop.md", OTHER)
        assert preview.read("Acme.md") == NOTES["Acme.md"]
        assert not preview.holds("Shop.md", NOTES["Shop.md"])
        assert (preview.refresh().changed, preview.broken_links()) == (0, [])
        preview.put("Shop.md", b"")
        assert preview.refresh().changed == 1
        assert preview.read("Shop.md") == b""
        preview.close()
        assert index.refresh().unchanged == 2
        assert [each.source for each in index.broken_links()] == ["Shop.md"]
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.md")} == NOTES
