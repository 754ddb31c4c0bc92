"""What settings, notes, comments and options make of the same findings, from end to end."""

from pathlib import Path

import pytest
from markdown_vaults import findings_in, write_files

from vaultcrm import cli
from vaultcrm.index.index import open_index
from vaultcrm.model import Problem
from vaultcrm.reading.vault import open_vault, read_settings
from vaultcrm.schema.documents import Document
from vaultcrm.views import own_files

ACME = "---\ntype: client\nstatus: actve\nowner: NO\n{more}---\n{body}"
QUIET = "rules: {practice: off}\n"
BOTH = ["field/choice", "yaml/ambiguous"]
OWN = (
    "name: {name}\nfor: clients\nwhen: owner\nmessage: '{{{{ title }}}} is of {{{{ owner }}}}'\n"
    "at: owner\ndoc: Has an owner.\n"
)


def vault(root: Path, config: str = "", more: str = "", body: str = "") -> Path:
    note = ACME.format(more=more, body=body)
    files = {".vaultcrm/config.yaml": config or QUIET, "old/clients/Acme.md": note}
    write_files(root, {path: text.encode() for path, text in files.items()})
    return root


def run(capfd: pytest.CaptureFixture[str], root: Path, *arguments: str) -> tuple[list[str], int]:
    """The rules of the findings, and the status."""
    status = cli.run(["--vault", str(root), "check", *arguments])
    lines = capfd.readouterr().out.splitlines()
    return [line.split(": ", 1)[1].split(" ")[0] for line in lines], status


@pytest.mark.parametrize(
    ("levels", "arguments", "expected", "status"),
    [
        ("", [], BOTH, 1),
        ("field: off", [], ["yaml/ambiguous"], 1),
        ("field/choice: off, yaml: off", [], [], 0),
        ("field: advice, yaml: advice", [], [], 0),
        ("field: advice, yaml: advice", ["--advice"], BOTH, 0),
        ("field: off, field/choice: error", [], BOTH, 1),
        # What is asked for on the command line wins.
        ("field: off", ["--select", "field"], ["field/choice"], 1),
        ("field: off", ["--select", "field/choice"], ["field/choice"], 1),
        ("field: error", ["--ignore", "field"], ["yaml/ambiguous"], 1),
        ("field: advice", ["--select", "field/choice"], ["field/choice"], 0),
    ],
)
def test_levels(
    levels: str,
    arguments: list[str],
    expected: list[str],
    status: int,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    root = vault(tmp_path, f"rules: {{practice: off, {levels}}}\n")
    assert run(capfd, root, *arguments) == (expected, status)


@pytest.mark.parametrize(
    ("pattern", "names", "expected"),
    [
        ("old/**", "field", ["yaml/ambiguous"]),
        ("old/", "[field/choice, yaml]", []),
        ("Acme.md", "yaml/", ["field/choice"]),
        ("new/**", "[field, yaml]", BOTH),
        ("old/*.md", "[field, yaml]", BOTH),
        ("", "[field, yaml]", BOTH),
    ],
)
def test_patterns(
    pattern: str,
    names: str,
    expected: list[str],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    root = vault(tmp_path, f'{QUIET}ignore_rules: {{"{pattern}": {names}}}\n')
    assert run(capfd, root)[0] == expected


@pytest.mark.parametrize(
    ("more", "body", "expected"),
    [
        ("vaultcrm_ignore: field\n", "", ["yaml/ambiguous"]),
        ("vaultcrm_ignore: [field, yaml/ambiguous]\n", "", []),
        ("", "%% vaultcrm: ignore field/choice, yaml %%\n", []),
        ("", "Text.\n<!-- vaultcrm: ignore field -->\n", [*BOTH, "config/unused-ignore"]),
    ],
)
def test_in_the_note(
    more: str, body: str, expected: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = vault(tmp_path, more=more, body=body)
    assert run(capfd, root)[0] == expected
    assert run(capfd, root)[0] == expected  # from the index


def test_unused_is_said_only_when_all_that_is_meant_ran(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = vault(tmp_path, more="vaultcrm_ignore: link\n")
    unused = ["config/unused-ignore"]
    assert run(capfd, root, "--select", "config")[0] == []
    assert run(capfd, root, "--select", "config", "--select", "link")[0] == unused
    assert run(capfd, root, "--select", "link/broken", "--select", "config")[0] == []
    assert run(capfd, root, "--ignore", "link/broken")[0] == BOTH
    assert run(capfd, root)[0] == [*BOTH, *unused]


def test_notes_are_not_read_again_for_what_they_want_ignored(tmp_path: Path) -> None:
    root = vault(tmp_path, more="vaultcrm_ignore: field\n")
    with open_index(open_vault(root)) as index:
        index.refresh()
    with open_index(open_vault(root)) as index:
        changes = index.refresh()
        assert [each.rule for each in index.ignores()["old/clients/Acme.md"]] == ["field"]
        assert (changes.added, changes.changed) == (0, 0)


# --- rules of one's own ---------------------------------------------------------------------------


def own(root: Path, name: str = "billing/owner", config: str = QUIET) -> Path:
    vault(root, config)
    rule = {".vaultcrm/rules/owner.yaml": OWN.format(name=name).encode()}
    write_files(root, rule)
    return root


@pytest.mark.parametrize(
    ("config", "arguments", "expected"),
    [
        (QUIET, ["--ignore", "field", "--ignore", "yaml"], ["billing/owner"]),
        (QUIET, ["--select", "billing"], ["billing/owner"]),
        (QUIET, ["--select", "billing/owner"], ["billing/owner"]),
        (QUIET, ["--ignore", "billing"], BOTH),
        ("rules: {practice: off, billing: off}\n", [], BOTH),
        (f'{QUIET}ignore_rules: {{"old/**": [billing, field]}}\n', [], ["yaml/ambiguous"]),
    ],
)
def test_own_rules_are_chosen_like_ours(
    config: str,
    arguments: list[str],
    expected: list[str],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(capfd, own(tmp_path, config=config), *arguments)[0] == expected


def test_own_rules_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for them: which rules run, what they find, which names there are."""
    root = own(tmp_path)
    note = root / "old/clients/Acme.md"
    note.write_text(note.read_text().replace("NO", "NO\nvaultcrm_ignore: nonsense"))
    reads: list[str] = []

    def counted(root: Path, path: str) -> Document | Problem:
        reads.append(path)
        return read_settings(root, path)

    monkeypatch.setattr(own_files, "read_settings", counted)
    for more in ([], ["--diff"], ["--fix"], ["--unsafe-fixes", "--advice"]):
        assert cli.run(["--vault", str(root), "check", *more]) == 1
        assert reads == [".vaultcrm/rules/owner.yaml"], more
        reads.clear()


def test_an_own_rule_in_full(tmp_path: Path) -> None:
    (found,) = findings_in(own(tmp_path), "billing")
    assert (found.path, found.severity) == ("old/clients/Acme.md", "warning")
    problem = found.problem
    assert (problem.rule, problem.line, problem.message) == ("billing/owner", 4, "Acme is of NO")


def test_an_own_rule_is_explained(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = own(tmp_path, "owner")
    assert cli.run(["--vault", str(root), "explain", "own/owner"]) == 0
    page = capfd.readouterr().out
    assert page.startswith("# own/owner\n\nHas an owner.\n\nSeverity: warning.\n")
    assert "`.vaultcrm/rules/owner.yaml`" in page
    assert cli.run(["--vault", str(root), "explain"]) == 0
    assert "\nown/owner " in capfd.readouterr().out
    assert cli.run(["--vault", str(tmp_path / "none"), "explain", "own/owner"]) == 2
    assert cli.run(["--vault", str(tmp_path / "none"), "explain", "link/broken"]) == 0
