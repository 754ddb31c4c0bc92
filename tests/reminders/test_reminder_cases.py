"""Each case under cases/ is a small vault, with the reminders that are expected in it.

A case is a `## Title`, files (` ```markdown clients/Acme.md `, ` ```yaml .vaultcrm/config.yaml `),
and an `expected` fence: `rule | subject | period`, then what is due when, shown from when, and why.
Only the reminders of the rule that the file of cases is named after are shown. The day is
2026-11-23, a Monday, unless the title ends with another in brackets.

`pytest --update-golden` writes what is expected: read the difference before you commit it."""

import re
from datetime import date
from pathlib import Path
from textwrap import indent

import pytest
from vaults import opened

from vaultcrm.facts.book import Book
from vaultcrm.reminders import rule_names
from vaultcrm.reminders._causes import Cause, causes
from vaultcrm.rendering.reminders import body

CASES = Path(__file__).parent / "cases"
TITLE = re.compile(r"^## (?=[^\n]*\n\n *```)", re.MULTILINE)
DAY = re.compile(r"\((\d{4}-\d\d-\d\d)\)\Z")
FENCE = re.compile(r"^(`{3,})(\w+)(?: ([^\n]+))?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
EXPECTED = re.compile(r"\n````expected\n(.*)\Z", re.DOTALL)


def sections(file: Path) -> list[str]:
    return TITLE.split(file.read_text(encoding="utf-8"))[1:]


ALL = [
    pytest.param(file, number, id=f"{file.stem}-{number}")
    for file in sorted(CASES.glob("*.md"))
    for number in range(len(sections(file)))
]


@pytest.mark.parametrize(("file", "number"), ALL)
def test_case(file: Path, number: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    section = sections(file)[number]
    title = section.partition("\n")[0]
    (tmp_path / ".vaultcrm").mkdir()
    for _, language, name, text in FENCE.findall(section):
        if language != "expected":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
    day = DAY.search(title)
    today = date.fromisoformat(day[1]) if day else date(2026, 11, 23)
    with opened(tmp_path) as index:
        found = [each for each in causes(Book.of(index, today)) if each.reminder.rule == file.stem]
    shown = "\n".join(as_text(tmp_path, each) for each in found) + "````\n"
    if request.config.getoption("--update-golden"):
        new = EXPECTED.sub("", section).rstrip("\n") + f"\n\n````expected\n{shown}"
        whole = file.read_text(encoding="utf-8")
        file.write_text(whole.replace(section, new + "\n"), encoding="utf-8")
        return
    expected = EXPECTED.search(section)
    assert expected, "no ````expected fence: run pytest --update-golden"
    assert shown == expected[1].rstrip("\n") + "\n"


def as_text(root: Path, cause: Cause) -> str:
    """Everything that a reminder's note says but its properties."""
    each = cause.reminder
    head = f"{each.key}\nshown from {cause.shows_on}"
    if cause.waits_for:
        head += f", once {cause.waits_for} is not paused any more"
    if cause.off:
        head += ", but turned off"
    return f"{head}\n{indent(body(root, each).strip(), '    ')}\n"


def test_every_rule_has_cases() -> None:
    assert {file.stem for file in CASES.glob("*.md")} == set(rule_names())
