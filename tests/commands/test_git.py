"""`git setup` and the hook: what is staged is checked, and not what lies in the work tree."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from running import ROOT, Outcome, Run
from vaults import write_vault

GOOD = '---\ntype: project\nclient: "[[Acme]]"\nstatus: lead\n---\n'
BAD = GOOD.replace("lead", "bogus")
CLIENT = "---\ntype: client\nstatus: past\nexit_reason: done\n---\n"
PROJECT = "projects/Site.md"
HOOKS = ".pre-commit-hooks.yaml"


class Repository:
    """A repository with a vault in it, and git without anybody's settings."""

    def __init__(self, top: Path, vault: Path) -> None:
        self.top, self.vault = top, vault

    def git(self, *arguments: str, path: str = os.environ["PATH"]) -> Outcome:
        done = subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments],
            cwd=self.vault,
            env={
                **os.environ,
                "PATH": path,
                "PYTHONPATH": str(ROOT),
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_NOSYSTEM": "1",
            },
            capture_output=True,
            timeout=60,
        )
        return Outcome(done.stdout.decode(), done.stderr.decode(), done.returncode)

    def write(self, path: str, text: str) -> None:
        file = self.vault / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def commit(self, *arguments: str, **settings: str) -> Outcome:
        return self.git("commit", "-m", "x", *arguments, **settings)


in_a_folder = pytest.mark.parametrize("repository", ["notes/my crm"], indirect=True)


@pytest.fixture(params=["", "notes/my crm"])
def repository(tmp_path: Path, request: pytest.FixtureRequest) -> Repository:
    top = tmp_path / "repo"
    vault = top / request.param
    vault.mkdir(parents=True)
    write_vault(vault, {"clients/Acme.md": CLIENT, PROJECT: GOOD})
    found = Repository(top, vault)
    assert found.git("init", "-q", str(top)).status == 0
    return found


def set_up(repository: Repository, vaultcrm: Run, *arguments: str) -> Outcome:
    return vaultcrm("git", "setup", *arguments, cwd=repository.vault)


def test_what_is_staged_is_checked(repository: Repository, vaultcrm: Run) -> None:
    assert set_up(repository, vaultcrm).status == 0
    repository.git("add", "-A")
    first = repository.commit()
    assert first.status == 0, first.stderr

    repository.write(PROJECT, BAD)  # staged bad, mended in the work tree alone
    repository.git("add", "-A")
    repository.write(PROJECT, GOOD)
    refused = repository.commit()
    assert refused.status == 1
    assert f"{PROJECT}:4:9: field/choice" in refused.stderr  # where git puts a hook's output
    assert repository.commit("--no-verify").status == 0

    repository.write(PROJECT, GOOD + "x\n")  # staged good, spoilt in the work tree alone
    repository.git("add", "-A")
    repository.write(PROJECT, BAD)
    before = {path: path.read_bytes() for path in repository.vault.rglob("*.md")}
    assert repository.commit().status == 0
    assert {path: path.read_bytes() for path in repository.vault.rglob("*.md")} == before


def test_the_rest_of_the_vault_is_that_of_the_index(repository: Repository, vaultcrm: Run) -> None:
    def hook() -> str:
        found: Outcome = vaultcrm("git", "hook", repository.vault, cwd=repository.top)
        return found.stdout

    cache = Path(os.environ["VAULTCRM_CACHE_DIR"])
    project = GOOD.replace("Acme", "Wyss")
    repository.write("clients/Wyss.md", CLIENT)
    repository.write("sign.png", "png")
    repository.write(PROJECT, project)
    repository.git("add", PROJECT, "clients/Acme.md")
    assert "'Wyss' leads to no note" in hook()
    assert not [*cache.rglob("sign.png")]
    repository.git("add", "-A")
    assert hook() == ""
    assert [path.read_bytes() for path in cache.rglob("sign.png")] == [b""]
    assert repository.commit().status == 0

    repository.write(PROJECT, project + "x\n")
    repository.git("mv", "clients/Wyss.md", "clients/Was")  # a file without ending
    repository.git("add", "-A")
    assert "'Wyss' leads to no note" in hook()
    repository.git("rm", "-qf", "clients/Was")
    repository.write("clients/Was/Wyss.md", CLIENT)  # and then a folder
    repository.git("add", "-A")
    assert hook() == ""
    repository.git("rm", "-qrf", "clients/Was")
    assert "'Wyss' leads to no note" in hook()
    assert sorted(path.name for path in cache.rglob("clients/*")) == ["Acme.md"]


def test_settings_that_are_not_in_git_count(repository: Repository, vaultcrm: Run) -> None:
    repository.write(".vaultcrm/config.yaml", "ignore: [old]\n")
    repository.write("old/Site.md", BAD)
    repository.git("add", "old")
    assert vaultcrm("git", "hook", cwd=repository.vault).stdout == ""
    repository.write(".vaultcrm/config.yaml", "")
    assert "field/choice" in vaultcrm("git", "hook", cwd=repository.vault).stdout


def test_other_files_of_the_repository_do_not_matter(repository: Repository, vaultcrm: Run) -> None:
    repository.write(PROJECT, BAD)
    repository.git("add", "-A")
    assert repository.commit("--no-verify").status == 0
    repository.write("clients/Acme.md", CLIENT + "x\n")
    repository.git("add", "-A")
    hook = vaultcrm("git", "hook", cwd=repository.vault)
    assert (hook.stdout, hook.status) == ("", 0)


def test_setup_respects_what_is_there(repository: Repository, vaultcrm: Run) -> None:
    hook = repository.top / ".git" / "hooks" / "pre-commit"
    assert set_up(repository, vaultcrm, "-n").stdout == f"would write {hook}\n"
    assert not hook.exists()
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nmake\n")
    for force in ((), ("--force",)):
        refused = set_up(repository, vaultcrm, *force)
        assert refused.status == 2 and "hook: vaultcrm git hook" in refused.stderr
    assert hook.read_text() == "#!/bin/sh\nmake\n"
    hook.unlink()
    assert set_up(repository, vaultcrm).stdout == f"wrote {hook}\n"
    assert set_up(repository, vaultcrm).stdout == f"unchanged {hook}\n"
    ours = hook.read_text()
    hook.write_text(ours + "make\n")
    assert "--force" in set_up(repository, vaultcrm).stderr
    assert set_up(repository, vaultcrm, "--force").status == 0
    assert hook.read_text() == ours and os.access(hook, os.X_OK)


def test_setup_knows_hooks_elsewhere(repository: Repository, vaultcrm: Run, tmp_path: Path) -> None:
    repository.git("config", "core.hooksPath", str(tmp_path / "everybodys"))
    refused = set_up(repository, vaultcrm)
    assert refused.status == 2 and "core.hooksPath" in refused.stderr
    assert not (tmp_path / "everybodys").exists()
    repository.git("config", "core.hooksPath", ".githooks")  # relative to the top
    assert set_up(repository, vaultcrm).status == 0
    assert (repository.top / ".githooks" / "pre-commit").is_file()


def test_no_repository(tmp_path: Path, vaultcrm: Run) -> None:
    write_vault(tmp_path, {})
    done = vaultcrm("git", "setup", env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert done.status == 2 and "`git init`" in done.stderr


# --- notes that the commit leaves alone -----------------------------------------------------------


BROKEN = f"{PROJECT}:3:10: link/broken"


def committed(repository: Repository, vaultcrm: Run) -> None:
    """All is in git, errors too, and the hook is set up."""
    assert set_up(repository, vaultcrm).status == 0
    repository.git("add", "-A")
    assert repository.commit("--no-verify").status == 0


@in_a_folder
@pytest.mark.parametrize(
    "change", [("rm", "-q", "clients/Acme.md"), ("mv", "clients/Acme.md", "clients/Wyss.md")]
)
def test_errors_in_notes_left_alone_count_if_the_commit_makes_them(
    repository: Repository, vaultcrm: Run, change: tuple[str, ...]
) -> None:
    repository.write("projects/Old.md", BAD.replace("Acme", "Nobody"))
    committed(repository, vaultcrm)
    repository.write("clients/Other.md", CLIENT)
    repository.git("add", "-A")
    repository.git("mv", "clients/Other.md", "clients/Another.md")
    assert repository.commit().status == 0  # nothing links to it, and Old.md was wrong before
    repository.git("rm", "-q", "clients/Another.md")
    assert repository.commit().status == 0
    repository.git(*change)
    refused = repository.commit()
    assert refused.status == 1 and BROKEN in refused.stderr
    assert "in other notes: 1\n" in refused.stderr and "Old.md" not in refused.stderr
    repository.git("reset", "-q", "--hard")
    repository.git("rm", "-q", "clients/Acme.md", PROJECT)
    assert repository.commit().status == 0


@in_a_folder
def test_a_changed_setting_counts_for_all_notes(repository: Repository, vaultcrm: Run) -> None:
    repository.write("projects/Old.md", BAD)
    repository.write("clients/Acme.md", CLIENT.replace("---\ntype", "---\nlevel: b\ntype"))
    committed(repository, vaultcrm)
    repository.write(".vaultcrm/types/project.yaml", "type: project\nfields:\n  stage: text\n")
    repository.git("add", "-A")
    assert repository.commit().status == 0  # Old.md was as wrong before
    level = "fields:\n  level: {type: choice, choices: [a]}\n"
    repository.write(".vaultcrm/types/client.yaml", f"type: client\n{level}")
    repository.git("add", "-A")
    refused = repository.commit()
    assert refused.status == 1 and "clients/Acme.md:2:8: field/choice" in refused.stderr
    assert "Old.md" not in refused.stderr


@in_a_folder
def test_settings_that_could_not_be_read_before(repository: Repository, vaultcrm: Run) -> None:
    repository.write(PROJECT, BAD)
    repository.write(".vaultcrm/config.yaml", "{")
    committed(repository, vaultcrm)
    repository.write("clients/Acme.md", CLIENT + "x\n")
    repository.git("add", "-A")
    refused = repository.commit()
    assert refused.status == 1 and "vaultcrm's commit hook: .vaultcrm/config" in refused.stderr
    assert "--no-verify" in refused.stderr
    repository.write(".vaultcrm/config.yaml", "")
    repository.git("add", "-A")
    assert repository.commit().status == 0


# --- no vault where the hook looks for it ---------------------------------------------------------


def test_a_branch_without_the_vault(repository: Repository, vaultcrm: Run) -> None:
    committed(repository, vaultcrm)
    repository.git("checkout", "-q", "--orphan", "pages")
    top = Repository(repository.top, repository.top)
    top.git("rm", "-rqf", ".")
    top.write("index.md", "---\ntype: x\n---\n")
    top.git("add", "-A")
    done = top.commit()
    assert done.status == 0 and "vault" not in done.stderr


def test_a_vault_that_is_removed_or_moved(repository: Repository, vaultcrm: Run) -> None:
    committed(repository, vaultcrm)
    top = Repository(repository.top, repository.top)
    names = sorted(path.name for path in repository.vault.iterdir() if path.name != ".git")
    (top.top / "moved").mkdir()
    for name in names:
        top.git("mv", str(repository.vault / name), "moved/")
    refused = top.commit()
    assert refused.status == 1
    assert "vaultcrm --vault moved/ git setup" in refused.stderr
    assert "vaultcrm's commit hook" in refused.stderr and "--no-verify" in refused.stderr
    assert vaultcrm("--vault", "moved", "git", "setup", cwd=top.top).stdout.startswith("wrote ")
    assert top.commit().status == 0
    top.write("moved/" + PROJECT, BAD)
    top.git("add", "-A")
    assert "field/choice" in top.commit().stderr

    top.git("rm", "-rqf", "moved")
    removed = top.commit("--allow-empty")
    assert removed.status == 0 and "no vault in moved/ any more" in removed.stderr


@in_a_folder
def test_a_vault_that_git_alone_has(repository: Repository, vaultcrm: Run) -> None:
    committed(repository, vaultcrm)
    repository.write(PROJECT, BAD)
    repository.git("add", "-A")
    (repository.vault / ".vaultcrm" / "config.yaml").unlink()
    (repository.vault / ".vaultcrm").rmdir()
    assert "field/choice" in repository.commit().stderr


# --- by hand, and other hooks ---------------------------------------------------------------------


@in_a_folder
def test_by_hand_all_notes_are_checked_where_nothing_is_staged(
    repository: Repository, vaultcrm: Run
) -> None:
    repository.write(PROJECT, BAD)
    committed(repository, vaultcrm)
    repository.write(PROJECT, GOOD)  # in the work tree alone
    hook = vaultcrm("git", "hook", repository.vault, cwd=repository.top)
    assert hook.status == 1 and f"{PROJECT}:4:9: field/choice" in hook.stdout
    amended = repository.git("commit", "--amend", "-m", "another message")
    assert amended.status == 0, amended.stderr
    gone = vaultcrm("git", "hook", "nowhere", cwd=repository.top)
    assert gone.status == 2 and "nowhere is no folder" in gone.stderr


@in_a_folder
def test_the_hook_serves_merges_too(repository: Repository, vaultcrm: Run) -> None:
    committed(repository, vaultcrm)
    hooks = repository.top / ".git" / "hooks"
    (hooks / "pre-merge-commit").symlink_to("pre-commit")  # as docs/ci.md says
    repository.git("checkout", "-q", "-b", "side")
    repository.git("rm", "-q", "clients/Acme.md", PROJECT)
    assert repository.commit().status == 0
    repository.git("checkout", "-q", "-")
    repository.write("projects/New.md", GOOD)
    repository.git("add", "-A")
    assert repository.commit().status == 0
    merged = repository.git("merge", "--no-edit", "side")
    assert merged.status != 0 and "projects/New.md:3:10: link/broken" in merged.stderr
    assert repository.git("merge", "--abort").status == 0
    (hooks / "pre-merge-commit").unlink()
    assert repository.git("merge", "--no-edit", "side").status == 0


@in_a_folder
def test_hooks_that_are_not_ours(repository: Repository, vaultcrm: Run, tmp_path: Path) -> None:
    hook = repository.top / ".git" / "hooks" / "pre-commit"
    script = tmp_path / "script"
    script.write_text("#!/bin/sh\n")
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to(script)
    refused = set_up(repository, vaultcrm, "--force").stderr
    assert "a hook of somebody else's" in refused and "|| exit 1" in refused
    hook.unlink()
    hook.write_text("#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n")
    refused = set_up(repository, vaultcrm, "--force").stderr
    assert "add to .pre-commit-config.yaml" in refused and "vaultcrm git hook" in refused


@in_a_folder
def test_a_hook_for_another_vault(repository: Repository, vaultcrm: Run) -> None:
    assert set_up(repository, vaultcrm).status == 0
    other = write_vault(repository.top / "other", {})
    refused = vaultcrm("git", "setup", cwd=other)
    assert refused.status == 2 and "is for the vault in" in refused.stderr
    assert vaultcrm("git", "setup", "--force", cwd=other).status == 0
    (other / ".vaultcrm" / "config.yaml").unlink()
    (other / ".vaultcrm").rmdir()
    assert set_up(repository, vaultcrm).stdout.startswith("wrote ")


@in_a_folder
def test_a_hook_without_vaultcrm(repository: Repository, vaultcrm: Run) -> None:
    assert set_up(repository, vaultcrm).status == 0
    hook = repository.top / ".git" / "hooks" / "pre-commit"
    hook.write_text(hook.read_text().replace(sys.executable, "/gone/python"))
    repository.git("add", "-A")
    refused = repository.commit("--quiet", path="/usr/bin:/bin")
    assert refused.status == 1
    assert "pre-commit: vaultcrm is not installed" in refused.stderr
    assert "--no-verify" in refused.stderr


@in_a_folder
def test_the_frameworks_hooks(repository: Repository, vaultcrm: Run) -> None:
    """What pre-commit does with .pre-commit-hooks.yaml: entry, then args."""
    hooks = {each["id"]: each for each in yaml.safe_load((ROOT / HOOKS).read_text())}
    repository.write(PROJECT, BAD)
    committed(repository, vaultcrm)
    folder = str(repository.vault.relative_to(repository.top))
    for name, arguments in (
        ("vaultcrm", [folder]),
        ("vaultcrm-check", ["--vault", folder, "check"]),
    ):
        program, *entry = hooks[name]["entry"].split()
        done = vaultcrm(*entry, *arguments, cwd=repository.top)
        assert program == "vaultcrm" and done.status == 1
        assert f"{PROJECT}:4:9: field/choice" in done.stdout
    assert hooks["vaultcrm-check"]["args"] == ["check"]
    # Otherwise it is not asked about commits that only remove notes.
    assert hooks["vaultcrm"]["always_run"] is True


@in_a_folder
@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_paths_in_a_workspace_that_is_a_link(
    variable: str, repository: Repository, vaultcrm: Run, tmp_path: Path
) -> None:
    repository.write(PROJECT, BAD)
    link = tmp_path / "workspace"
    link.symlink_to(repository.top)
    place = repository.vault.relative_to(repository.top)
    env = {"GITHUB_WORKSPACE": "", variable: str(link)}
    check = ("check", "--select", "field/choice", "--output-format", "github")
    done = vaultcrm("--vault", link / place, *check, cwd=tmp_path, env=env)
    assert f"file={(place / PROJECT).as_posix()}," in done.stdout
