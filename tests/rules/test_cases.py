"""Each case under cases/ is a small vault, with the findings that are expected in it, and the notes
that `check --fix` and `check --unsafe-fixes` then change.

`pytest --update-golden` writes what is expected: read the difference before you commit it."""

import re
from pathlib import Path

import pytest
from markdown_vaults import (
    MENDED,
    as_difference,
    as_fences,
    as_lines,
    fenced_files,
    findings_in,
    mend,
    show_mended,
    write_files,
)

from vaultcrm.rules.catalogue import rule_names

CASES = Path(__file__).parent / "cases"
TITLE = re.compile(r"^## (?=[^\n]*\n\n *```)", re.MULTILINE)
EXPECTED = re.compile(r"\n```expected\n(.*?)```\n", re.DOTALL)
OUTCOME = re.compile(r"\n```expected\n(.*)\Z", re.DOTALL)


def sections(file: Path) -> list[str]:
    """The cases of a file, each from its title on."""
    return TITLE.split(file.read_text(encoding="utf-8"))[1:]


ALL = [
    pytest.param(file, number, id=f"{file.relative_to(CASES).with_suffix('')}-{number}")
    for file in sorted(CASES.rglob("*.md"))
    for number in range(len(sections(file)))
]


@pytest.mark.parametrize(("file", "number"), ALL)
def test_case(
    file: Path,
    number: int,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capfd: pytest.CaptureFixture[str],
) -> None:
    section = sections(file)[number]
    write_files(tmp_path, fenced_files(section))
    practice = file.parent.name == "practice"
    found = "".join(line + "\n" for line in as_lines(findings_in(tmp_path, practice=practice)))
    found += "```\n"
    for language in MENDED:
        before = {path: (tmp_path / path).read_bytes() for path in names(tmp_path)}
        capfd.readouterr()
        show_mended(tmp_path, language == "unsafe", practice)
        shown = capfd.readouterr().out
        assert before == {path: (tmp_path / path).read_bytes() for path in names(tmp_path)}
        changed = mend(tmp_path, language == "unsafe", practice)
        assert shown == as_difference(before, changed), "--diff shows what --fix does not write"
        found += as_fences(language, changed)
        assert mend(tmp_path, language == "unsafe", practice) == {}, "a second run changes more"
    if request.config.getoption("--update-golden"):
        _write_expected(file, section, found)
        return
    expected = OUTCOME.search(section)
    assert expected, "no ```expected fence: run pytest --update-golden"
    assert found == expected[1].rstrip("\n") + "\n"


def names(root: Path) -> list[str]:
    """The files of a vault, hidden ones too."""
    files = (path for path in root.rglob("*") if path.is_file())
    return [path.relative_to(root).as_posix() for path in files]


def _write_expected(file: Path, section: str, found: str) -> None:
    new = OUTCOME.sub("", section).rstrip("\n") + f"\n\n```expected\n{found}"
    text = file.read_text(encoding="utf-8")
    last = text.endswith(section)
    file.write_text(text.replace(section, new if last else f"{new}\n"), encoding="utf-8")


# What cannot be written down in Markdown: see test_pages.py.
ELSEWHERE = {"file/not-a-file", "file/symlink", "file/too-large", "file/unreadable"} | {
    "yaml/too-large"
}


@pytest.mark.parametrize("name", sorted({*rule_names()} - ELSEWHERE))
def test_every_rule_has_a_case_that_it_finds(name: str) -> None:
    text = (CASES / f"{name}.md").read_text(encoding="utf-8")
    assert any(f": {name} " in expected for expected in EXPECTED.findall(text))


def test_no_case_is_of_a_rule_that_is_gone() -> None:
    names = {file.relative_to(CASES).with_suffix("").as_posix() for file in CASES.rglob("*.md")}
    assert names <= {*rule_names()}
