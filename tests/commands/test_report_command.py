"""The command `report`: what it refuses, where it writes, and what a site holds."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from running import ROOT, Run, on_terminal
from vaults import write_vault

from vaultcrm.commands import _sites
from vaultcrm.errors import VaultError
from vaultcrm.reports import find_report, report_names

EXAMPLE = ROOT / "example-vault"
TODAY = ("--today", "2026-11-23")
OURS = '<meta name="generator" content="vaultcrm">'
CLIENT = "---\ntype: client\nstatus: active\n---\n"
NOTES = {
    "clients/Acme Corp.md": CLIENT,
    "clients/Übrig & Söhne.md": CLIENT,
    "projects/Site.md": '---\ntype: project\nclient: "[[Acme Corp]]"\nstatus: active\n---\n',
    "Other.md": "A note.\n",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return write_vault(tmp_path / "vault", NOTES)


def test_without_a_name_it_lists_the_reports(vaultcrm: Run, tmp_path: Path) -> None:
    done = vaultcrm("report", cwd=tmp_path)  # without a vault too
    lines = dict(re.split(r"  +", line, maxsplit=1) for line in done.stdout.splitlines())
    assert [name.split()[0] for name in lines] == report_names()
    assert {"client CLIENT", "project PROJECT", "handover CLIENT", "summary"} <= lines.keys()
    assert lines["summary"] == find_report("summary").summary
    assert all(len(summary) > 20 for summary in lines.values())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sumary",), "Did you mean 'summary'?"),
        (("client",), "which client?"),
        (("project",), "which project?"),
        (("summary", "Acme Corp"), "is about the whole vault, not 'Acme Corp'"),
        (("client", "Acme Crop"), "Did you mean"),
        (("client", "Other"), "Other.md is no client."),
        (("client", "Site"), "projects/Site.md is no client."),
        (("summary", "--from", "2026-01-01"), "is not of a period"),
        (("summary", "--to", "2026-01-01"), "is not of a period"),
        (("metrics", "--from", "2026-02-01", "--to", "2026-01-31"), "is after --to 2026-01-31"),
        (("metrics", "--from", "2026-02-30"), "2026-02-30"),
        (("metrics", "--from", "2026-11-24"), "in the future"),
        (("summary", "--format", "pdf"), "'pdf' is not one of"),
        (("summary", "-n"), "--dry-run goes with --write"),
        (("summary", "--write", "--json"), "--write puts Markdown into the vault"),
        (("summary", "--write", "-o", "x.md"), "--write puts Markdown into the vault"),
        (("--all",), "--all needs a folder: -o DIR"),
        (("--all", "summary", "-o", "x"), "--all is every report as a page"),
        (("--all", "--write", "-o", "x"), "--all is every report as a page"),
        (("--all", "--json", "-o", "x"), "--all is every report as a page"),
        (("--write",), "name a report"),
        (("-o", "x.html"), "name a report"),
        (("summary", "-o", "x.pdf"), "the name does not tell the format"),
        (("summary", "-o", "x"), "the name does not tell the format"),
        (("summary", "-o", "Other.md"), "lies in the vault"),
        (("summary", "-o", "new.md"), "lies in the vault"),
        (("summary", "-o", "views/new.base", "--format", "md"), "lies in the vault"),
    ],
)
def test_what_cannot_be_is_refused(
    vaultcrm: Run, vault: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = sorted(vault.rglob("*"))
    done = vaultcrm(*TODAY, "report", *arguments, cwd=vault)
    assert (done.status, done.stdout) == (2, "")
    assert message in done.stderr
    assert sorted(vault.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.md", "# Summary 2026-11-23\n"),
        ("a.markdown", "# Summary 2026-11-23\n"),
        ("a.HTML", "<!doctype html>"),
        ("a.htm", "<!doctype html>"),
        ("a.json", '{\n  "report": "summary"'),
        ("new/folder/a.html", "<!doctype html>"),
    ],
)
def test_the_name_says_the_form(
    vaultcrm: Run, vault: Path, tmp_path: Path, name: str, start: str
) -> None:
    file = tmp_path / name
    done = vaultcrm(*TODAY, "report", "summary", "-o", file, cwd=vault)
    assert (done.status, done.stdout, done.stderr) == (0, "", f"written {file}\n")
    assert file.read_text(encoding="utf-8").lower().startswith(start.lower())
    if file.suffix == ".json":
        assert file.read_text(encoding="utf-8") == (
            vaultcrm(*TODAY, "report", "summary", "--json", cwd=vault).stdout
        )


def test_a_format_goes_before_the_name(vaultcrm: Run, vault: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    assert vaultcrm(*TODAY, "report", "week", "-o", file, "--json", cwd=vault).status == 0
    assert file.read_text(encoding="utf-8").startswith("{")


def test_into_a_folder_it_is_called_by_its_title(
    vaultcrm: Run, vault: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    ask = (*TODAY, "report", "client", "Acme Corp", "-o", folder)
    assert vaultcrm(*ask, cwd=vault).status == 0
    assert vaultcrm(*ask, "--format", "md", cwd=vault).status == 0
    assert sorted(file.name for file in folder.iterdir()) == [
        "Client Acme Corp 2026-11-23.html",
        "Client Acme Corp 2026-11-23.md",
    ]


def test_an_older_file_is_replaced(vaultcrm: Run, vault: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(OURS + "old " * 100_000, encoding="utf-8")
    assert vaultcrm(*TODAY, "report", "week", "-o", file, cwd=vault).status == 0
    text = file.read_text(encoding="utf-8")
    assert "old old" not in text and text.rstrip().endswith("</html>")


@pytest.mark.parametrize("share", [(), ("--share",)])
def test_a_page_replaces_no_foreign_file(
    vaultcrm: Run, vault: Path, tmp_path: Path, share: tuple[str, ...]
) -> None:
    file = tmp_path / "a.html"
    ask = (*TODAY, "report", "client", "Acme Corp", *share, "-o", file)
    file.write_text("mine", encoding="utf-8")
    done = vaultcrm(*ask, cwd=vault)
    assert done.status == 2 and f"{file} is no page of ours" in done.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    file.write_text("", encoding="utf-8")
    assert vaultcrm(*ask, cwd=vault).status == 0
    assert vaultcrm(*ask, cwd=vault).status == 0


def test_documents_replace_what_is_there(vaultcrm: Run, vault: Path, tmp_path: Path) -> None:
    for name in ("a.md", "a.json"):
        (tmp_path / name).write_text("old", encoding="utf-8")
        assert vaultcrm(*TODAY, "report", "week", "-o", tmp_path / name, cwd=vault).status == 0
        assert (tmp_path / name).read_text(encoding="utf-8") != "old"


def test_links_are_not_followed(vaultcrm: Run, vault: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.symlink_to(tmp_path / "nowhere" / "b.html")
    done = vaultcrm(*TODAY, "report", "week", "-o", file, cwd=vault)
    assert done.status == 2 and f"{file} is a link to " in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_pages_may_lie_in_the_vault_and_notes_may_not(vaultcrm: Run, vault: Path) -> None:
    assert vaultcrm(*TODAY, "report", "week", "-o", "week.html", cwd=vault).status == 0
    assert (vault / "week.html").is_file()
    other = (vault / "Other.md").read_bytes()
    link = vault.parent / "link.md"
    link.symlink_to(vault / "Other.md")
    vaultcrm(*TODAY, "report", "week", "-o", link, cwd=vault)
    assert (vault / "Other.md").read_bytes() == other


def test_write(vaultcrm: Run, vault: Path) -> None:
    ask = (*TODAY, "report", "client", "Acme Corp", "--write")
    path = "reports/Client Acme Corp 2026-11-23.md"
    assert vaultcrm(*ask, "-n", cwd=vault).stdout == f"would write {path}\n"
    assert not (vault / path).exists()
    assert vaultcrm(*ask, cwd=vault).stdout == f"written {path}\n"
    assert vaultcrm(*ask, cwd=vault).stdout == f"unchanged {path}\n"
    assert vaultcrm("check", "reports", cwd=vault).status == 0
    assert "type: report\n" in (vault / path).read_text(encoding="utf-8")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def links(file: Path) -> list[str]:
    parser = _Links()
    parser.feed(file.read_text(encoding="utf-8"))
    return parser.found


def test_a_site(vaultcrm: Run, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    ask = ("--vault", EXAMPLE, *TODAY, "report", "--all", "-o", folder)
    done = vaultcrm(*ask)
    assert (done.status, done.stdout) == (0, "")
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    clients, projects = (
        len(list((EXAMPLE / kind).glob("*.md"))) for kind in ("clients", "projects")
    )
    whole = [name for name in report_names() if not find_report(name).about]
    assert len(files) == 1 + len(whole) + clients + projects
    assert done.stderr == f"{len(files)} pages written; begin with {folder / 'index.html'}\n"
    assert {f"{name}.html" for name in whole} <= files.keys()
    inside = [unquote(link.partition("#")[0]) for link in links(folder / "index.html")]
    linked = set(inside)
    pages = [name for name in inside if name.removesuffix(".html") in whole]
    assert pages[:4] == ["summary.html", "week.html", "promises.html", "feedback.html"]
    assert files.keys() - {"index.html"} <= linked
    for name in files:
        for link in links(folder / name):
            assert not link.startswith(("//", "javascript")), link
            target = unquote(link.partition("#")[0])
            if target and not re.match(r"(?:https?|obsidian|file|mailto|data):", target):
                assert (folder / target).resolve().is_file(), (name, link)
    assert vaultcrm(*ask).status == 0
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == files


def test_a_site_can_be_made_again(vaultcrm: Run, vault: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    ask = (*TODAY, "report", "--all", "-o", folder)
    assert vaultcrm(*ask, cwd=vault).status == 0
    names = {file.name for file in folder.iterdir()}
    (folder / "index.html").unlink()  # as after an interruption
    (folder / ".~vaultcrm-0.tmp").write_text("half", encoding="utf-8")
    assert vaultcrm(*ask, cwd=vault).status == 0
    (folder / ".~vaultcrm-0.tmp").unlink()
    assert {file.name for file in folder.iterdir()} == names
    own, single = folder / "mine.html", folder / "week of mine.html"
    own.write_text("mine", encoding="utf-8")
    assert vaultcrm(*TODAY, "report", "week", "-o", single, cwd=vault).status == 0
    (vault / "clients/Acme Corp.md").unlink()
    assert vaultcrm(*ask, cwd=vault).status == 0
    left = {file.name for file in folder.iterdir()}
    assert left == names - {"client Acme Corp.html"} | {own.name, single.name}


def test_a_site_replaces_no_foreign_file(vaultcrm: Run, vault: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(OURS, encoding="utf-8")
    (folder / "client Acme Corp.html").write_text("mine", encoding="utf-8")
    done = vaultcrm(*TODAY, "report", "--all", "-o", folder, cwd=vault)
    assert done.status == 2 and "is no page of ours" in done.stderr
    assert len(list(folder.iterdir())) == 2


def test_what_another_program_has_just_written_is_fine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(folder: Path, name: str, data: bytes) -> bool:
        (folder / name).write_bytes(b"same")
        raise VaultError(f"{name}: exists already")

    monkeypatch.setattr(_sites, "overwrite", late)
    _sites.put(tmp_path, "a.html", "same")
    with pytest.raises(VaultError, match="exists already"):
        _sites.put(tmp_path, "a.html", "another")


def test_names_that_are_alike_have_pages_of_their_own(vaultcrm: Run, tmp_path: Path) -> None:
    notes = {
        "a/Acme.md": CLIENT,
        "b/ACME.md": CLIENT,
        "c/Odd.md": CLIENT.replace("---\n", '---\ntitle: "../../acme"\n', 1),
        "d/CON.md": CLIENT,
    }
    root = write_vault(tmp_path / "vault", notes)
    done = vaultcrm(*TODAY, "report", "--all", "-o", tmp_path / "site", cwd=root)
    assert done.status == 0, done.stderr
    pages = [file.name for file in (tmp_path / "site").iterdir() if "client" in file.name]
    assert len(pages) == len({page.casefold() for page in pages}) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "vault"]


def test_a_strange_folder_is_refused(vaultcrm: Run, vault: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "index.html").write_text("<html>my own page</html>", encoding="utf-8")
    for strange in (folder, folder / "index.html", vault):
        done = vaultcrm(*TODAY, "report", "--all", "-o", strange, cwd=vault)
        assert done.status == 2
        assert "holds something else than a site of ours" in done.stderr
    assert [file.name for file in folder.iterdir()] == ["index.html"]
    (folder / "index.html").unlink()
    assert vaultcrm(*TODAY, "report", "--all", "-o", folder, cwd=vault).status == 0


@pytest.mark.parametrize("columns", ["40", "100"])
@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {}])
def test_on_a_terminal_it_is_for_reading(vault: Path, env: dict[str, str], columns: str) -> None:
    command = [sys.executable, "-m", "vaultcrm", "--vault", str(vault), *TODAY, "report", "summary"]
    text = on_terminal(command, {**env, "COLUMNS": columns}).decode()
    assert ("\x1b[1m" in text) == (not env)
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert plain.startswith("Summary 2026-11-23\n")
    assert "| " not in plain
    assert max(map(len, plain.split("\n"))) <= int(columns)
