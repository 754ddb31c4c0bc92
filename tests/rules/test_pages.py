"""Every rule has its manual page, and every rule that anybody names exists."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_vaults import as_lines, fenced_files, findings_in, write_files

from vaultcrm.rules.catalogue import SEVERITIES, Rule, rule_names, rules_named

PACKAGE = Path(__file__).resolve().parents[2] / "vaultcrm"
SECTIONS = ["What it finds", "Why it matters", "Example", "What to do"]
GROUPS = "base|config|field|file|line|link|managed|practice|yaml"
NAMED = re.compile(rf"""["']((?:{GROUPS})/[a-z0-9-]+)["']""")


def rule(name: str) -> Rule:
    (found,) = rules_named([name])
    return found


def emitted() -> set[str]:
    """The rules that the program's source names, but for their own modules and for commands."""
    return {
        name
        for file in PACKAGE.rglob("*.py")
        if file.relative_to(PACKAGE).parts[0] != "commands" and file.parent.parent.name != "rules"
        for name in NAMED.findall(file.read_text(encoding="utf-8"))
    }


def test_every_rule_that_reading_names_has_a_module() -> None:
    assert emitted() - {*rule_names()} == set()


def test_every_rule_is_found_by_somebody() -> None:
    checked = {name for name in rule_names() if rule(name).check}
    assert {*rule_names()} - emitted() - checked == set()
    assert emitted() & checked == set()


def test_a_check_yields_its_own_name() -> None:
    for name in rule_names():
        if rule(name).check:
            file = PACKAGE / "rules" / f"{name.replace('-', '_')}.py"
            code = file.read_text(encoding="utf-8").split('"""\n', 1)[1]
            assert {*NAMED.findall(code)} == {name}


@pytest.mark.parametrize("name", rule_names())
def test_page(name: str) -> None:
    page = rule(name).page
    summary, *parts = re.split(rf"\n## ({'|'.join(SECTIONS)})\n", page)
    assert parts[::2] == SECTIONS
    assert all(len(text.strip()) > 20 for text in parts[1::2])
    assert re.fullmatch(r"[A-Z`].{10,90}\.\n", summary), "a summary is one short sentence"
    assert rule(name).severity in SEVERITIES
    assert re.search(r"\bprogram\b", parts[-1]), "says whether a program may mend it"


def section(name: str, title: str) -> str:
    page = rule(name).page
    after = page.partition(f"\n## {title}\n")[2]
    return after if title == SECTIONS[-1] else after.partition("\n## What to do\n")[0]


# What an example cannot be written down as: how to make it.
def _fifo(root: Path) -> None:
    os.mkfifo(root / "Acme.md")


def _link_out(root: Path) -> None:
    (root.parent / "Elsewhere.md").write_text("---\ntype: client\n---\n")
    (root / "Acme.md").symlink_to("../Elsewhere.md")


def _link_round(root: Path) -> None:
    (root / "clients").mkdir()
    (root / "clients" / "again").symlink_to("..")


def _link_nowhere(root: Path) -> None:
    (root / "Acme.md").symlink_to("gone.md")


def _large(root: Path) -> None:
    with (root / "Acme.md").open("wb") as file:
        file.truncate(17 * 1024 * 1024)


def _locked(root: Path) -> None:
    (root / "Acme.md").write_text("---\ntype: client\n---\n")
    (root / "Acme.md").chmod(0)


def _bytes(data: bytes) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / "Acme.md").write_bytes(data)

    return make


MADE = [
    ("file/not-a-file", _fifo),
    ("file/symlink", _link_out),
    ("file/symlink", _link_round),
    ("file/symlink", _link_nowhere),
    ("file/too-large", _large),
    ("file/unreadable", _locked),
    ("file/binary", _bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
    ("file/control-character", _bytes(b"name: Acme\x1b[31m\n")),
    ("file/not-utf8", _bytes("---\nname: Café\n---\n".encode("latin-1"))),
    ("file/nul-bytes", _bytes(b"---\ntype: client\nstatus: active\n---\nThe end\0\0\0\n")),
    ("yaml/tab", _bytes(b"---\ntype: client\nstatus: active\naliases:\n\t- ACME\n---\n")),
    ("yaml/too-large", _bytes(b"---\nx: [" + b"1," * 200_000 + b"]\n---\n")),
]
TEXT_ONLY = {name for name in rule_names() if not fenced_files(section(name, "Example"))}


@pytest.mark.parametrize(("name", "make"), MADE)
def test_made_example_is_found(name: str, make: Callable[[Path], None], tmp_path: Path) -> None:
    if make is _locked and os.geteuid() == 0:
        pytest.skip("root may read everything")
    root = tmp_path / "vault"
    root.mkdir()
    write_files(root, {})
    make(root)
    assert name in {finding.problem.rule for finding in findings_in(root)}


def test_every_example_that_is_no_file_is_made() -> None:
    assert {name for name, _ in MADE} == TEXT_ONLY


@pytest.mark.parametrize("name", sorted({*rule_names()} - TEXT_ONLY))
def test_written_example_is_found(name: str, tmp_path: Path) -> None:
    """By the rule, and by no other that is more than advice."""
    write_files(tmp_path, fenced_files(section(name, "Example")))
    found = findings_in(tmp_path, practice=name.startswith("practice/"))
    assert name in {finding.problem.rule for finding in found}
    others = [each for each in found if each.severity != "advice" and each.problem.rule != name]
    assert as_lines(others) == []


@pytest.mark.parametrize("name", rule_names())
def test_what_to_do_is_right(name: str, tmp_path: Path) -> None:
    """The mended note, in the place of the example's first, is found by no rule but as advice."""
    example = fenced_files(section(name, "Example"))
    mended = fenced_files(section(name, "What to do"))
    if not mended:
        return
    first = next(iter(example), "Note.md")
    if name == "field/missing":
        example["clients/Acme.md"] = b"---\ntype: client\nstatus: active\n---\n"
    (example[first],) = mended.values()
    write_files(tmp_path, example)
    found = findings_in(tmp_path, practice=name.startswith("practice/"))
    bad = [each for each in found if each.severity != "advice" or each.problem.rule == name]
    assert as_lines(bad) == []
