"""`check --fix`, `--unsafe-fixes` and `--diff` as people run them."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from markdown_vaults import NOW, write_files
from running import Outcome, Run

from vaultcrm import cli
from vaultcrm.errors import VaultError
from vaultcrm.index.index import open_index
from vaultcrm.reading.vault import open_vault
from vaultcrm.rules.catalogue import chosen
from vaultcrm.rules.run import findings
from vaultcrm.watching.mending import change_of

NOTES = {
    "clients/Acme.md": "---\ntype: client\nstatus: Active\nowner: NO # yet\n---\nBody\n",
    "clients/Bloom.md": "---\r\ntype: client\r\nstatus: actve\r\n---\r\nBody",
    "projects/Shop.md": '---\ntype: project\nclient: "[[Akme]]"\nstatus: agreed\n---\n',
    "Ideas.md": "Call Kim.\n",
}
IGNORE = ("--ignore", "practice")
FIXED = NOTES["clients/Acme.md"].replace("Active", "active").replace("NO", '"NO"')
GUESSED = NOTES["clients/Bloom.md"].replace("actve", "active")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    root.mkdir()
    write_files(root, {path: text.encode() for path, text in NOTES.items()})
    return root


@pytest.fixture
def check(
    vault: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    def run(*arguments: str) -> Outcome:
        monkeypatch.chdir(vault)
        status = cli.run(("check", *IGNORE, *arguments))
        return Outcome(*capfd.readouterr(), status)

    return run


def contents(vault: Path) -> Mapping[str, str]:
    return {path: (vault / path).read_bytes().decode() for path in NOTES}


def test_fix_then_what_is_left(vault: Path, check: Run) -> None:
    outcome = check("--fix")
    assert outcome.stderr.startswith("fixed: 2 problems in 1 note\n")
    assert outcome.stdout.splitlines() == [
        "clients/Bloom.md:3:9: field/choice status: 'actve' is none of: lead, active, paused, past,"
        " lost. Did you mean 'active'?",
        "projects/Shop.md:3:10: link/broken 'Akme' leads to no note. Did you mean 'Acme'?",
    ]
    assert outcome.status == 1
    assert contents(vault) == {**NOTES, "clients/Acme.md": FIXED}
    again = check("--fix")
    assert again.stderr.startswith("fixed: 0 problems in 0 notes\n")
    assert contents(vault) == {**NOTES, "clients/Acme.md": FIXED}


def test_unsafe_fixes_leave_nothing(vault: Path, check: Run) -> None:
    outcome = check("--unsafe-fixes")
    assert (outcome.stdout, outcome.status) == ("", 0)
    assert outcome.stderr.startswith("fixed: 4 problems in 3 notes\n")
    assert contents(vault) == {
        **NOTES,
        "clients/Acme.md": FIXED,
        "clients/Bloom.md": GUESSED,
        "projects/Shop.md": NOTES["projects/Shop.md"].replace("Akme", "Acme"),
    }


def test_diff_writes_nothing(vault: Path, check: Run) -> None:
    outcome = check("--diff")
    assert outcome.stdout == (
        "--- a/clients/Acme.md\n+++ b/clients/Acme.md\n@@ -1,6 +1,6 @@\n ---\n type: client\n"
        '-status: Active\n-owner: NO # yet\n+status: active\n+owner: "NO" # yet\n ---\n Body\n'
    )
    assert (outcome.stderr, outcome.status) == ("to fix: 2 problems in 1 note\n", 1)
    assert "+status: active\n ---\n Body\n" in check("--diff", "--unsafe-fixes").stdout
    assert check("--diff", "--fix", "--exit-zero").status == 0
    assert contents(vault) == NOTES
    check("--unsafe-fixes")
    assert check("--diff", "--unsafe-fixes") == Outcome("", "to fix: 0 problems in 0 notes\n", 0)


def test_only_what_is_chosen(vault: Path, check: Run) -> None:
    check("--unsafe-fixes", "--select", "yaml", "projects", "clients/Acme.md")
    chosen = NOTES["clients/Acme.md"].replace("NO", '"NO"')
    assert contents(vault) == {**NOTES, "clients/Acme.md": chosen}
    check("--unsafe-fixes", "projects")
    assert contents(vault)["clients/Bloom.md"] == NOTES["clients/Bloom.md"]
    assert "[[Acme]]" in contents(vault)["projects/Shop.md"]


def test_what_is_ignored_is_not_mended(vault: Path, check: Run) -> None:
    silent = NOTES["clients/Acme.md"].replace("owner", "vaultcrm_ignore: yaml/ambiguous\nowner")
    (vault / "clients/Acme.md").write_text(silent)
    check("--fix")
    assert contents(vault)["clients/Acme.md"] == silent.replace("Active", "active")


def test_json_has_the_fixes(vault: Path, check: Run) -> None:
    fixes = {each["rule"]: each["fix"] for each in check("--json", "--fix").json()}
    assert fixes["link/broken"] == {
        "safe": False,
        "edits": [{"start": 29, "end": 33, "text": "Acme"}],
    }


def test_a_note_that_cannot_be_written_does_not_stop_the_others(vault: Path, check: Run) -> None:
    other = NOTES["clients/Acme.md"]
    (vault / "clients/Linked.md").write_text(other)
    os.link(vault / "clients/Linked.md", vault / "clients/Twin.md")
    outcome = check("--fix")
    assert outcome.status == 2
    assert "error: clients/Linked.md: has a second name (a hard link)" in outcome.stderr
    assert "\nhint: Replace the hard link" in outcome.stderr
    assert (vault / "clients/Twin.md").read_text() == other
    assert contents(vault)["clients/Acme.md"] == FIXED


def test_a_mended_link_changes_what_is_managed_elsewhere(vault: Path, check: Run) -> None:
    types = vault / ".vaultcrm/types"
    types.mkdir()
    (types / "client.yaml").write_text(
        "type: client\nfields:\n  last_contact: {type: date, managed: last_contact}\n"
    )
    (vault / "Met.md").write_text("---\ntype: meeting\ndate: 2026-03-02\nclient: '[[Akme]]'\n---\n")
    before = {**contents(vault), "Met.md": (vault / "Met.md").read_text()}
    shown = check("--diff", "--unsafe-fixes")
    assert "\n+last_contact: 2026-03-02\n" in shown.stdout
    assert {**contents(vault), "Met.md": (vault / "Met.md").read_text()} == before
    outcome = check("--unsafe-fixes")
    assert outcome.status == 0, outcome
    assert outcome.stderr.splitlines()[0] == shown.stderr.replace("to fix", "fixed").rstrip()
    assert "last_contact: 2026-03-02\n---\n" in contents(vault)["clients/Acme.md"]
    assert check("--diff", "--unsafe-fixes").status == 0


def test_a_note_saved_after_it_was_checked_is_left_alone(vault: Path) -> None:
    """What its findings say of it may not be true any more."""
    with open_index(open_vault(vault)) as index:
        index.refresh()
        found = findings(index, chosen((), (), index.vault), NOW)
        acme = [each for each in found if each.path == "clients/Acme.md"]
        data = NOTES["clients/Acme.md"].encode()
        assert change_of(index, "clients/Acme.md", data, acme, unsafe=False).new == FIXED
        data = data.replace(b"Body", b"Bodies")
        with pytest.raises(VaultError, match="has changed since it was read"):
            change_of(index, "clients/Acme.md", data, acme, unsafe=False)
