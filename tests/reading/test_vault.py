import os
from pathlib import Path

import pytest
from reading_notes import SHIPPED

from vaultcrm.errors import EXIT_MISUSE, VaultError
from vaultcrm.reading import vault as vaults
from vaultcrm.reading.vault import open_vault, shipped_types
from vaultcrm.reading.whereabouts import find_vault
from vaultcrm.schema.build import build
from vaultcrm.schema.config import Config


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    (root / ".vaultcrm" / "types").mkdir(parents=True)
    (root / "clients" / "old").mkdir(parents=True)
    return root


def refused(*arguments: object) -> str:
    with pytest.raises(VaultError) as caught:
        find_vault(*arguments)  # type: ignore[arg-type]
    assert caught.value.status == EXIT_MISUSE
    return f"{caught.value.message} | {caught.value.hint}"


def test_the_vault_is_the_nearest_folder_upwards(root: Path) -> None:
    for here in (root, root / "clients" / "old"):
        assert find_vault(None, {}, here) == root
    (root / "clients" / ".vaultcrm").mkdir()
    assert find_vault(None, {}, root / "clients" / "old") == root / "clients"


def test_the_one_named_goes_before_the_environments_before_the_nearest(
    root: Path, tmp_path: Path
) -> None:
    other, third = tmp_path / "other", tmp_path / "third"
    for each in (other, third):
        (each / ".vaultcrm").mkdir(parents=True)
    environment = {"VAULTCRM_VAULT": str(other)}
    assert find_vault(None, environment, root) == other
    assert find_vault(third, environment, root) == third
    assert find_vault(Path("../third"), {}, root) == third
    assert find_vault(None, {"VAULTCRM_VAULT": ""}, root) == root


def test_the_home_folder_can_be_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(root.parent))
    assert find_vault(Path("~/vault"), {}, Path("/")) == root
    assert "is no folder" in refused(Path("~nobody-of-that-name/x"), {}, root)


def test_a_link_to_a_vault_leads_to_the_vault(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert find_vault(tmp_path / "link", {}, Path("/")) == root


def test_what_is_no_vault(root: Path, tmp_path: Path) -> None:
    assert "no vault here" in refused(None, {}, tmp_path)
    assert "vaultcrm init" in refused(None, {}, tmp_path)
    assert "is no folder" in refused(tmp_path / "gone", {}, root)
    assert "is no folder" in refused(Path("a\0b"), {}, root)
    assert "is no vault yet | make it one: vaultcrm init" in refused(tmp_path, {}, root)
    (tmp_path / ".vaultcrm").write_text("a file")
    assert "no vault" in refused(None, {}, tmp_path)


def write(root: Path, name: str, text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    (root / ".vaultcrm" / name).write_bytes(data)


def problems(root: Path) -> list[str]:
    return [
        f"{path.removeprefix('.vaultcrm/')}:{each.line}:{each.column} {each.rule}"
        for path, each in open_vault(root).problems
    ]


def test_the_shipped_types_have_no_mistakes() -> None:
    schema, found = build(SHIPPED)
    assert found == ()
    assert {"client", "person", "project", "meeting", "note"} <= {*schema.types}
    assert shipped_types() == SHIPPED


def test_a_vault_without_settings_has_the_defaults(root: Path) -> None:
    vault = open_vault(root)
    assert (vault.config, vault.problems, vault.name) == (Config(), (), "vault")
    assert vault.schema == build(SHIPPED)[0]


def test_settings_and_types_of_its_own(root: Path) -> None:
    write(root, "config.yaml", "\ufeffcurrency: EUR\r\n")
    write(root, "types/book.yaml", "type: book\n")
    write(root, "types/client.yml", "type: client\nfields: {vip: checkbox}\n")
    write(root, "types/.hidden.yaml", "a: [")
    write(root, "types/~book.yaml", "a: [")
    write(root, "types/notes.txt", "a: [")
    vault = open_vault(root)
    assert vault.problems == ()
    assert vault.config.currency == "EUR"
    assert vault.schema.types["book"].collection == "books"
    assert {"vip", "status", "title"} <= {*vault.schema.types["client"].fields}
    assert vault.schema.fingerprint != build(SHIPPED)[0].fingerprint


def test_a_type_file_that_is_wrong_leaves_the_others_alone(root: Path) -> None:
    write(root, "types/a.yaml", "type: a\nfields: [\n")
    write(root, "types/b.yaml", "type: b\ntype: c\nfields: {x: txt, y: date}\n")
    write(root, "types/c.yaml", b"type: c\xff\n")
    write(root, "types/d.yaml", b"\xff\xfet\0")
    write(root, "types/e.yaml", "<<<<<<< a\ntype: e\n=======\ntype: f\n>>>>>>> b\n")
    write(root, "types/f.yaml", "type: f\x07\nx\n")
    write(root, "types/g.yaml", "# nothing yet\n")
    write(root, "types/h.yaml", "")
    (root / ".vaultcrm/types/i.yaml").symlink_to("gone")
    (root / ".vaultcrm/types/z.yaml").mkdir()
    assert sorted(problems(root)) == [
        "types/a.yaml:2:9 yaml/syntax",
        "types/b.yaml:2:1 yaml/duplicate-key",
        "types/b.yaml:3:13 config/type-file",
        "types/c.yaml:1:8 file/not-utf8",
        "types/d.yaml:1:1 file/not-utf8",
        "types/e.yaml:1:1 file/conflict-markers",
        "types/f.yaml:1:8 file/control-character",
        "types/f.yaml:2:1 yaml/syntax",
        "types/i.yaml:1:1 file/symlink",
        "types/z.yaml:1:1 file/not-a-file",
    ]
    types = open_vault(root).schema.types
    assert "y" in types["b"].fields
    assert "x" not in types["b"].fields


def test_a_types_folder_that_cannot_be_listed_is_said(root: Path) -> None:
    (root / ".vaultcrm" / "types").rmdir()
    assert problems(root) == []
    write(root, "types", "a file")
    assert problems(root) == ["types:1:1 file/unreadable"]


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ("currency: [", "config.yaml:1:11: "),
        ("a: b\nc: d: e\n", "config.yaml:2:4: a value with a colon in it must be quoted"),
        (b"\xff\xfea\0", "is UTF-16"),
        (b"we: \xe9\n", "byte 0xe9"),
        ("<<<<<<< a\nwe: a\n=======\nwe: b\n>>>>>>> b\n", "conflict markers"),
    ],
)
def test_settings_that_are_no_yaml_are_misuse(root: Path, settings: str | bytes, part: str) -> None:
    write(root, "config.yaml", settings)
    with pytest.raises(VaultError, match=r"config\.yaml") as caught:
        open_vault(root)
    assert part in caught.value.message


def test_settings_that_are_wrong_in_part_are_a_problem(root: Path) -> None:
    write(root, "config.yaml", "currency: Euros\nwe: [Me]\nwe: [You]\n")
    assert sorted(problems(root)) == [
        "config.yaml:1:11 config/settings",
        "config.yaml:3:1 yaml/duplicate-key",
    ]
    assert open_vault(root).config == Config(we=("Me",))
    write(root, "config.yaml", "- currency: EUR\n")
    assert problems(root) == ["config.yaml:1:1 config/settings"]


def test_settings_that_may_not_be_read_are_misuse(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> os.stat_result:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(vaults.os, "lstat", refuse)
    with pytest.raises(VaultError, match="Permission denied"):
        open_vault(root)
    monkeypatch.undo()
    (root / ".vaultcrm" / "config.yaml").symlink_to("gone")
    with pytest.raises(VaultError, match="symbolic link"):
        open_vault(root)
