"""Reports of the vault's own: found, listed, made in every form, bounded, their mistakes told."""

import re
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from running import ROOT, Run
from vaults import TODAY, opened, write_vault

from vaultcrm.cli import group
from vaultcrm.errors import VaultError
from vaultcrm.facts.book import Book
from vaultcrm.rendering.own_reports import own_reports
from vaultcrm.rendering.own_templates import problems, text_of
from vaultcrm.rendering.templates import render

REPORTS = ".vaultcrm/reports"
NOTES = {
    "clients/Acme.md": """\
        ---
        type: client
        status: active
        since: 2026-01-02
        aliases: [<b>bold</b>]
        ---
        """,
    "projects/Site.md": """\
        ---
        type: project
        client: "[[Acme]]"
        status: active
        fee: 12000 EUR
        ---
        ## Deliverables
        - [x] Home ✅ 2026-11-01
        - [ ] Shop 📅 2026-11-25
        ## Notes
        - [ ] Ring them 📅 2026-11-25
        """,
}
BASE = """\
filters: type == "project"
views:
  - {type: table, name: All, order: [file.name, fee]}
  - {type: table, name: Grouped, order: [status, client], groupBy: {property: status}}
"""
LIST = "{% for c in clients %}{{ c.title }} {{ c.since }};{% endfor %}"


def vault(root: Path, **files: str) -> Path:
    """A vault with reports: `bad_md` is `bad.md.j2`."""
    endings = {"md": ".md.j2", "html": ".html.j2", "base": ".base"}
    write_vault(root, NOTES)
    (root / REPORTS).mkdir(parents=True)
    for name, text in files.items():
        stem, _, form = name.rpartition("_")
        (root / REPORTS / f"{stem}{endings[form]}").write_text(text)
    return root


def made(root: Path, name: str = "own", form: str = "md") -> str:
    with opened(root) as index:
        return text_of(index.vault, Book.of(index, TODAY), own_reports(root)[name], form)


def test_the_example_in_the_documentation(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "reports.md").read_text()
    [example] = re.findall(r"```jinja\n(.*?)```", page, re.DOTALL)
    text = made(vault(tmp_path, own_md=example))
    assert own_reports(tmp_path)["own"].summary == "What Monday begins with."
    assert text.startswith("# Monday, 2026-11-23\n")
    assert "- 2026-11-25 Ring them for [[Acme]]\n" in text
    assert text.endswith("## Fees in hand\n- Site: 12,000 EUR, 50 % done\n")


# A template, and what it makes.
GOOD = [
    (LIST, "Acme 2026-01-02;"),
    ("{{ clients[0].website }}|{{ clients[0].crm.health }}|", "||"),
    ("{{ projects[0].client }} {{ projects[0].path }}", "[[Acme]] projects/Site.md"),
    ("{{ deliverables[1].text }} {{ deliverables[1].line }}", "Shop 9"),
    ("{{ projects | map(attribute='crm.progress') | join }}", "50"),
    ("{{ projects[0]['crm']['progress'] }}", "50"),
    ("{{ 'contact_due' in clients[0].crm }}", "True"),
    ("{{ summary.report }} {{ feedback_report.report }} {{ feedback | length }}",
     "summary feedback 0"),
    ("{{ config.we | length }} {{ today.year }}", "0 2026"),
    ("{% for c in clients %}{{ loop.index }} of {{ loop.length }}{% endfor %}", "1 of 1"),
    ("{{ [1, 2.5] | sum }}", "3.5"),
    ("{{ {'items': 1}.items }}", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "text"), GOOD, ids=[each[0] for each in GOOD])
def test_what_templates_are_given(tmp_path: Path, template: str, text: str) -> None:
    assert made(vault(tmp_path, own_md=template)) == text


def test_what_is_not_named_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    load = Book.records
    monkeypatch.setattr(Book, "records", lambda book, name: asked.append(name) or load(book, name))
    made(vault(tmp_path, own_md="{{ people | length }}"))
    assert asked == ["people"]


def test_html_is_escaped_and_links_are_words(tmp_path: Path) -> None:
    template = "{{ clients[0].aliases }} {{ projects[0].client }}"
    root = vault(tmp_path, own_html=template, own_md=template)
    assert made(root, form="html") == "&lt;b&gt;bold&lt;/b&gt; Acme"
    assert made(root, form="md") == "<b>bold</b> [[Acme]]"


FOREVER = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
TWICE = "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}{% endmacro %}{{ m(60) }}"
GROW = (
    "{% set n = namespace(x='aa') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}"
)
NESTED = (
    "{% set ns = namespace(l=[1]) %}{% for i in range(40) %}{% set ns.l = [ns.l, ns.l] %}"
    "{% endfor %}"
)
# A template, and how the error about it ends.
BAD = [
    (FOREVER, ":1: takes over 0.2 seconds: given up"),
    (TWICE, ":1: takes over 0.2 seconds: given up"),
    ("{{ range(99999) | map('center', 9999999) | map('length') | sum }}",
     ":1: takes over 0.2 seconds: given up"),
    ("{% for a in range(99999) %}{{ 'a'.ljust(100) }}{% endfor %}",
     ": makes over 1,000,000 characters: given up"),
    ("\n{{ 'a'.ljust(9 ** 9) }}", ":2: ** of these is not allowed in a template"),
    (GROW, ":1: needs too much memory"),
    ("\n{{ 'a'.ljust(4000000000) }}", ":2: needs too much memory"),
    ("{{ '%04000000000d' % 1 }}", ":1: "),
    ("{{ [1] | tojson(indent=4000000000) }}", ":1: needs too much memory"),
    ("{{ [[1]] | sum(start=[]) }}", ":1: sum adds numbers"),
    ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", ":1: calls itself without end"),
    ("a\n\n{{ nothing }}", ":3: 'nothing' is undefined"),
    ("\n{{ clients[0].statsu }}", ":2: 'dict object' has no attribute 'statsu'"),
    ("\n{{ clients[0].crm.helth }}", ":2: 'dict object' has no attribute 'helth'"),
    ("\n{% if x", ":2: unexpected end of template, expected 'end of statement block'."),
    ("{{ clients.append(1) }}", ":1: access to attribute 'append' of 'list' object is unsafe."),
    ("{{ clients.__class__ }}", ":1: access to attribute '__class__' of 'list' object is unsafe."),
    ("\n{% include '../config.yaml' %}", ":2: there is no template '../config.yaml'"),
    ("{{ lipsum(5) }}", ":1: 'lipsum' is undefined"),
    ("{{ []|slice(100000000000)|max }}", ":1: takes over 0.2 seconds: given up"),
    (NESTED + "{{ ns.l }}", ": takes over 0.2 seconds or too much memory: given up"),
    (NESTED + "{{ ns.l | tojson }}", ": takes over 0.2 seconds or too much memory: given up"),
    ("{{ 5|xmlattr }}", ":1: "),
    ("{{ 5|dictsort }}", ":1: "),
    ("{% for a in [1] %}" * 25 + "{% endfor %}" * 25, ": is nested too deep"),
    ("{% if 1 %}" * 120 + "{% endif %}" * 120, ": is nested too deep"),
    ("\n{% include '" + "a" * 300 + "' %}", ":2: there is no template 'aaa"),
    ("{{ " + "+".join("1" * 20000) + " }}", ": calls itself without end, or is nested too deep"),
    ("{{ today" + ".a" * 20000 + " }}", ": calls itself without end, or is nested too deep"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "error"), BAD, ids=[each[0][:40] for each in BAD])
def test_what_goes_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: str, error: str
) -> None:
    patience = 0.2 if "takes over" in error else 60
    monkeypatch.setattr("vaultcrm.rendering.templates.PATIENCE", patience)
    monkeypatch.setattr("vaultcrm.rendering.templates._GRACE", 0.2)
    with pytest.raises(VaultError) as caught:
        made(vault(tmp_path, own_md=template))
    assert caught.value.message.startswith(f"{REPORTS}/own.md.j2{error}")


def test_memory_is_as_before_afterwards(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(VaultError):
        made(vault(tmp_path, own_md="{{ 'a'.ljust(4000000000) }}"))
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_problems(tmp_path: Path) -> None:
    root = vault(
        tmp_path, good_md=LIST, summary_md="x", two_md="x", two_base=BASE, broken_html="\n{% if",
        slip_base="filters: a =\n", reach_md="{{ a._b }}",
    )  # fmt: skip
    found = {(path.rpartition("/")[2], each.rule, each.line) for path, each in problems(root)}
    assert found == {
        ("summary.md.j2", "config/template", 1),
        ("two.base", "config/template", 1),
        ("broken.html.j2", "config/template", 2),
        ("slip.base", "base/syntax", 1),
        ("reach.md.j2", "config/template", 1),
    }
    assert sorted(own_reports(root)) == ["broken", "good", "reach", "slip", "two"]


def test_the_command(tmp_path: Path, vaultcrm: Run) -> None:
    root = vault(tmp_path / "v", own_md=f"{{# Mine. #}}{LIST}", own_html="<p>x", summary_md="MINE")
    (root / REPORTS / "rows.base").write_text(BASE)

    def report(*arguments: str | Path, status: int = 0) -> str:
        done = vaultcrm("--today", "2026-11-23", "report", *arguments, cwd=root)
        assert done.status == status, done.stderr
        return done.stdout + done.stderr

    assert re.search(r"^own +Mine\.\nrows +\.vaultcrm/reports/rows\.base$", report(), re.MULTILINE)
    assert report("own") == "Acme 2026-01-02;"
    assert report("own", "--format", "html") == "<p>x"
    assert "no form json" in report("own", "--json", status=2)
    assert "no more than its name" in report("own", "Acme", status=2)
    assert "MINE" not in report("summary")
    assert "Did you mean 'rows'?" in report("rowz", status=2)
    report("own", "-o", tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text() == '<meta name="generator" content="vaultcrm"><p>x'
    report("own", "-o", tmp_path / "a.html")
    (tmp_path / "a.html").write_text("<p>mine")
    assert "is no page of ours" in report("own", "-o", tmp_path / "a.html", status=2)
    config = root / ".vaultcrm/config.yaml"
    assert "lies in the vault" in report("own", "--format", "md", "-o", config, status=2)
    assert config.read_text() == ""
    assert report("own", "--write") == "written reports/own.md\n"
    assert report("own", "--write") == "unchanged reports/own.md\n"
    assert "Acme 2026-01-02;" in (root / "reports/own.md").read_text()
    assert "## Grouped" in report("rows")
    assert '"amount": "12000"' in report("rows", "--json")
    report("rows", "-o", tmp_path / "b.html")
    assert "<h2" in (tmp_path / "b.html").read_text()
    done = vaultcrm("check", cwd=root)
    assert f"{REPORTS}/summary.md.j2:1:1: config/template" in done.stdout


def test_nothing_outside_the_vault_is_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("SECRET")
    (outside / "z.md.j2").write_text("SECRET")
    root = vault(tmp_path / "v", own_md='{% include "d/secret.txt" %}')
    (root / ".vaultcrm/templates").mkdir()
    (root / ".vaultcrm/templates/d").symlink_to(outside)
    with pytest.raises(VaultError, match="there is no template"):
        made(root)
    other = write_vault(tmp_path / "w", NOTES)
    (other / REPORTS).symlink_to(outside)
    assert own_reports(other) == {}


def test_nothing_commands_the_terminal(tmp_path: Path, vaultcrm: Run) -> None:
    root = vault(tmp_path, own_md="{{ '\\x1b[31m' }}red")
    (root / REPORTS / "new\nline.md.j2").write_text("x")
    assert vaultcrm("report", "own", cwd=root).stdout == "\\x1b[31mred"
    assert "\nnew line  " in vaultcrm("report", cwd=root).stdout


def test_a_script_is_no_address(tmp_path: Path) -> None:
    texts = ("javascript:x", " Java\\nScript:x", "data:x", "https://x", "databases: x")
    template = "".join(f"<{{{{ '{text}' }}}}>" for text in texts)
    assert (
        made(vault(tmp_path, own_html=template), form="html") == "<><><><https://x><databases: x>"
    )


def test_bounds_of_templates_in_the_place_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vaultcrm.rendering.templates.PATIENCE_WITH_PAGES", 0.2)
    folder = tmp_path / ".vaultcrm/templates/notes"
    folder.mkdir(parents=True)
    (folder / "client.md.j2").write_text(FOREVER)
    with pytest.raises(VaultError, match=r"takes over 0\.2 seconds: given up"):
        render(tmp_path, "notes/client.md.j2", {})


@pytest.mark.parametrize(
    "template", ["{% include '" + "a" * 300 + "' %}", "{{ " + "+".join("1" * 20000) + " }}"]
)
def test_check_tells_of_it(tmp_path: Path, template: str) -> None:
    [(path, problem)] = problems(vault(tmp_path, own_md=template))
    assert (path, problem.rule) == (f"{REPORTS}/own.md.j2", "config/template")


def test_completion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = vault(tmp_path, own_md="x", own_html="x", orders_base=BASE)
    monkeypatch.chdir(root)
    complete = ShellComplete(group, {}, "vaultcrm", "_VAULTCRM_COMPLETE")
    found = [each.value for each in complete.get_completions(["report"], "o")]
    assert found == ["orders", "own"]
    monkeypatch.chdir("/")
    found = [e.value for e in complete.get_completions(["--vault", str(root), "report"], "o")]
    assert found == ["orders", "own"]
