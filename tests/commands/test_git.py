"""`git setup` and the hook: what is staged is checked, and not what lies in the work tree."""

import os
import subprocess
from pathlib import Path

import pytest
from running import ROOT, Outcome, Run
from vaults import write_vault

GOOD = '---\ntype: project\nclient: "[[Acme]]"\nstatus: lead\n---\n'
BAD = GOOD.replace("lead", "bogus")
CLIENT = "---\ntype: client\nstatus: past\nexit_reason: done\n---\n"
PROJECT = "projects/Site.md"


class Repository:
    """A repository with a vault in it, and git without anybody's settings."""

    def __init__(self, top: Path, vault: Path) -> None:
        self.top, self.vault = top, vault

    def git(self, *arguments: str) -> Outcome:
        done = subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments],
            cwd=self.vault,
            env={
                **os.environ,
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

    def commit(self, *arguments: str) -> Outcome:
        return self.git("commit", "-m", "x", *arguments)


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
    assert done.status == 2 and "not a git repository" in done.stderr
