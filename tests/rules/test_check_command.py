"""`check` and `explain` as people and programs run them."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from markdown_vaults import write_files
from running import ROOT, Outcome, Run, on_terminal

from vaultcrm import cli
from vaultcrm.rules.catalogue import rule_names

Golden = Callable[[str, str], None]
NOTHING: Mapping[str, str] = {}


@pytest.fixture
def vaultcrm(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """The command line within this process, because a new one takes half a second."""

    def run(*arguments: str, cwd: Path = tmp_path, env: Mapping[str, str] = NOTHING) -> Outcome:
        monkeypatch.chdir(cwd)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        status = cli.run(arguments)
        return Outcome(*capfd.readouterr(), status)

    return run


NOTES = {
    ".vaultcrm/config.yaml": "curency: EUR\n",
    "clients/Acme.md": "---\ntype: client\nstatus: actve\ncadence: 14d\n---\nSee [[Nowhere]].\n",
    "clients/株式会社ミライ.md": '---\ntype: client\nstatus: lead\n社長: "x"\nowner: NO\n---\n',
    "projects/Shop.md": '---\ntype: project\nclient: "[[Akme]]"\nstatus: agreed\n---\n',
    "projects/a:b.md": "---\ntags: [odd-name]\n---\n",
    "Ideas.md": f"{'Call Kim. ' * 20}Call \x1b[31mDana.{' Call Kim.' * 20}\n",
}
CLEAN = "---\ntype: client\nstatus: lead\n---\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    root.mkdir()
    write_files(root, {path: text.encode() for path, text in NOTES.items()})
    return root


def test_piped(vault: Path, vaultcrm: Run, golden: Golden) -> None:
    outcome = vaultcrm("check", cwd=vault)
    golden("check.txt", outcome.stdout)
    assert outcome.stderr == "advice not shown: 3 (vaultcrm check --advice)\n"
    assert outcome.status == 1


def test_on_a_terminal(vault: Path, golden: Golden) -> None:
    command = [sys.executable, "-m", "vaultcrm", "--vault", str(vault), "check", "--exit-zero"]
    shown = on_terminal(command, {"COLUMNS": "60"}).decode()
    assert "\x1b[31mDana" not in shown
    golden("check-terminal.txt", shown.replace("\x1b", "ESC"))


def test_on_a_terminal_without_colour(vault: Path) -> None:
    command = [sys.executable, "-m", "vaultcrm", "--vault", str(vault), "check", "--exit-zero"]
    assert b"\x1b" not in on_terminal(command, {"NO_COLOR": "1"})


def test_json(vault: Path, vaultcrm: Run, golden: Golden) -> None:
    outcome = vaultcrm("check", "--json", cwd=vault)
    golden("check.json", outcome.stdout)
    assert len(outcome.json()) == 9
    assert (outcome.stderr, outcome.status) == ("", 1)


def test_github(vault: Path, vaultcrm: Run, golden: Golden) -> None:
    env = {"GITHUB_WORKSPACE": str(vault.parent)}
    outcome = vaultcrm("check", "--output-format", "github", "--advice", cwd=vault, env=env)
    golden("check-github.txt", outcome.stdout)
    assert outcome.status == 1


def test_statistics(vault: Path, vaultcrm: Run, golden: Golden) -> None:
    golden("check-statistics.txt", vaultcrm("check", "--statistics", cwd=vault).stdout)
    rows = vaultcrm("check", "--statistics", "--json", cwd=vault).json()
    assert sum(row["count"] for row in rows) == 9


def test_a_rule_over_records_points_at_the_value_or_the_text(vaultcrm: Run, tmp_path: Path) -> None:
    project = "---\ntype: project\nclient: '[[Acme]]'\nstatus: active\nfee: 5\n---\n"
    notes = {
        "Acme.md": CLEAN.replace("lead", "active") + "- [ ] Send it 🛫 2026-12-02 📅 2026-12-01\n",
        "Shop.md": f"{project}1. [ ] Text ⛔ q \n",
    }
    write_files(tmp_path, {path: text.encode() for path, text in notes.items()})
    wanted = [f"--select={each}" for each in ("line", "field", "practice/no-channel")]
    found = vaultcrm("check", "--json", *wanted).json()
    places = [(each["rule"], each["line"], each["column"], each["end_column"]) for each in found]
    assert places == [
        ("practice/no-channel", 3, 9, 15),
        ("line/backwards", 5, 7, 40),
        ("field/currency", 5, 6, 7),
        ("line/dependency", 7, 8, 16),
    ]


def rules_of(output: str) -> list[str]:
    return [line.split(": ", 1)[1].split(" ")[0] for line in output.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--select", "field"], ["field/choice"]),
        (["--select", "field/choice", "--select", "config"], ["config/settings", "field/choice"]),
        (["--select", "field", "--ignore", "field/choice"], []),
        (["--ignore=field", "--ignore=config", "--ignore=link", "--ignore=file"],
         ["yaml/ambiguous"]),
        (["--select", "link/unresolved"], ["link/unresolved"]),  # advice that is named is wanted
        (["--select", "link/", "--advice"], ["link/unresolved", "link/broken"]),
        (["clients"], ["field/choice", "yaml/ambiguous"]),
        (["clients/Acme.md", "Ideas.md"], ["file/control-character", "field/choice"]),
        (["client"], 'there is no client'),
        ([".vaultcrm"], ["config/settings"]),
        (["."], 6),
        (["/"], "/ is not in the vault"),
        (["--select", "yaml/duplicatekey"],
         "there is no rule or group 'yaml/duplicatekey'. Did you mean 'yaml/duplicate-key'?"),
    ],
)  # fmt: skip
def test_what_is_checked(
    arguments: list[str], expected: list[str] | int | str, vault: Path, vaultcrm: Run
) -> None:
    outcome = vaultcrm("check", *arguments, cwd=vault)
    if isinstance(expected, str):
        assert expected in outcome.stderr
        assert (outcome.stdout, outcome.status) == ("", 2)
    elif isinstance(expected, int):
        assert len(rules_of(outcome.stdout)) == expected
    else:
        assert rules_of(outcome.stdout) == expected


def test_paths_from_here_from_the_root_and_through_links(
    vault: Path, tmp_path: Path, vaultcrm: Run
) -> None:
    expected = ["field/choice", "yaml/ambiguous"]
    (tmp_path / "other").symlink_to(vault)
    (vault / "projects" / "linked.md").symlink_to("../../gone.md")
    for arguments, here, found in (
        (["check", "../clients"], vault / "projects", expected),
        (["check", "clients"], vault / "projects", expected),
        (["--vault", str(vault), "check", "clients"], tmp_path, expected),
        (["--vault", str(vault), "check", "vault/clients"], tmp_path, expected),
        (["check", str(tmp_path / "other" / "clients")], vault, expected),
        (["--vault", str(tmp_path / "other"), "check", "other/clients"], tmp_path, expected),
        (["check", str(tmp_path / "other"), "--select", "yaml"], vault, ["yaml/ambiguous"]),
        (["check", "projects/linked.md"], vault, ["file/symlink"]),
    ):
        assert rules_of(vaultcrm(*arguments, cwd=here).stdout) == found


@pytest.mark.parametrize(
    ("notes", "arguments", "status", "stderr"),
    [
        ({"a.md": CLEAN}, [], 0, ""),
        ({}, [], 0, ""),
        ({"a.md": "text"}, [], 0, "advice not shown: 1 (vaultcrm check --advice)\n"),
        ({"a.md": "text"}, ["--advice"], 0, ""),
        ({"a.md": "text"}, ["--select", "file/no-front-matter"], 0, ""),
        ({"a.md": CLEAN.replace("lead", "x")}, [], 1, ""),
        ({"a.md": CLEAN + "\x07"}, [], 1, ""),  # a warning
        ({"a.md": CLEAN.replace("lead", "x")}, ["--exit-zero"], 0, ""),
        ({"a.md": CLEAN.replace("lead", "x")}, ["--ignore", "field"], 0, ""),
        ({"a.md": CLEAN.replace("lead", "x")}, ["--statistics"], 1, ""),
        ({"a.md": CLEAN, "b.md": CLEAN + "\x07"}, ["a.md"], 0, ""),
    ],
)
def test_status(
    notes: dict[str, str],
    arguments: list[str],
    status: int,
    stderr: str,
    tmp_path: Path,
    vaultcrm: Run,
) -> None:
    write_files(tmp_path, {path: text.encode() for path, text in notes.items()})
    outcome = vaultcrm("check", *arguments)
    assert (outcome.status, outcome.stderr) == (status, stderr)


# --- explain --------------------------------------------------------------------------------------


def test_explain(vaultcrm: Run, golden: Golden) -> None:
    outcome = vaultcrm("explain", "field/unknown")
    golden("explain.md", outcome.stdout)
    assert (outcome.stderr, outcome.status) == ("", 0)


def test_explain_on_a_terminal(golden: Golden) -> None:
    command = [sys.executable, "-m", "vaultcrm", "explain", "field/unknown"]
    shown = on_terminal(command, {"COLUMNS": "60"}).decode()
    golden("explain-terminal.txt", shown.replace("\x1b", "ESC"))


def test_explain_as_json(vaultcrm: Run) -> None:
    page = vaultcrm("explain", "yaml/duplicate-key", "--json").json()
    assert (page["rule"], page["severity"]) == ("yaml/duplicate-key", "error")
    assert page["summary"] == "A property is there twice."
    assert page["page"].startswith("# yaml/duplicate-key\n\nA property is there twice.\n\n")


@pytest.mark.parametrize(
    ("argument", "expected"),
    [([], rule_names()), (["link"], [each for each in rule_names() if each.startswith("link/")])],
)
def test_explain_lists_rules(argument: list[str], expected: list[str], vaultcrm: Run) -> None:
    header, *lines = vaultcrm("explain", *argument).stdout.splitlines()
    assert header.split() == ["rule", "severity", "summary"]
    assert [line.split()[0] for line in lines] == [*expected]
    assert [row["rule"] for row in vaultcrm("explain", *argument, "--json").json()] == [*expected]


def test_explain_what_is_unknown(vaultcrm: Run) -> None:
    outcome = vaultcrm("explain", "duplicate-key")
    assert (outcome.stdout, outcome.status) == ("", 2)
    assert "Did you mean 'yaml/duplicate-key'?" in outcome.stderr


# --- completion -----------------------------------------------------------------------------------


OWN = {
    "a.yaml": b"# ours\nname: billing/no-terms  # yes\nfor: projects\n",
    "b.yml": b"for: clients\nname: 'silent'\r\n",
    "c.yaml": b"name: own/\x1b[31m\n",
    "d.yaml": b"\xff\n",
    "e.txt": b"name: own/other\n",
}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("vaultcrm explain yaml/d", ["yaml/duplicate-key"]),
        ("vaultcrm explain y", ["yaml"]),
        ("vaultcrm check --select file/e", ["file/empty", "file/empty-front-matter"]),
        ("vaultcrm check --ignore con", ["config"]),
        ("vaultcrm check --select billing/", ["billing/no-terms"]),
        ("vaultcrm check --select bill", ["billing", "billing/no-terms"]),
        ("vaultcrm explain own", ["own", "own/silent"]),
        ("vaultcrm --vault {vault} explain own", ["own", "own/silent"]),
        ("vaultcrm --vault / explain own", []),
    ],
)
def test_completion_is_light(words: str, expected: list[str], tmp_path: Path) -> None:
    write_files(tmp_path, {f".vaultcrm/rules/{name}": data for name, data in OWN.items()})
    (tmp_path / "clients").mkdir()
    env = {"_VAULTCRM_COMPLETE": "bash_complete", "COMP_WORDS": words.format(vault=tmp_path)}
    env["COMP_CWORD"] = str(len(words.split()) - 1)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "vaultcrm"],
        cwd=tmp_path / "clients",
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
    )
    given = [line.removeprefix("plain,") for line in done.stdout.split()]
    assert given[: len(expected)] == expected and bool(given) == bool(expected)
    assert all(line.startswith(words.split()[-1]) for line in given)
    assert " yaml" not in done.stderr
    assert "sqlite3" not in done.stderr
