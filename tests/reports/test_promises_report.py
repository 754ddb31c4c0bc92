"""Promises both ways: those of the example vault to the letter, and how made ones are grouped."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from report_data import EXAMPLE, TODAY, blocks, check_places, data_of, figures, rows
from running import Run
from vaults import book_of, write_vault

from vaultcrm.reports import promises

CLIENT = "---\ntype: client\nstatus: active\n---\n"
MEETING = """
    ---
    type: meeting
    client: "[[Acme]]"
    date: 2026-10-05
    kind: visit
    ---
    ## Actions
    - [ ] late 📅 2026-11-22
    - [h] held 📅 2026-11-01
    - [ ] today 📅 2026-11-23
    - [ ] seventh day @Dana 📅 2026-11-30
    - [ ] eighth day [created:: 2026-10-07] 📅 2026-12-01
    - [ ] some day [owner:: Acme]
    - [x] done 📅 2026-11-01 ✅ 2026-11-02
"""


@pytest.mark.parametrize("form", ["md", "json"])
def test_promises_of_the_example(
    vaultcrm: Run, golden: Callable[[str, str], None], form: str
) -> None:
    done = vaultcrm("--vault", EXAMPLE, *TODAY, "report", "promises", "--format", form)
    assert done.status == 0, done.stderr
    golden(f"report-promises.{form}", done.stdout)
    if form == "json":
        check_places(done.json(), EXAMPLE)


def test_an_empty_vault(vaultcrm: Run, tmp_path: Path) -> None:
    done = vaultcrm(*TODAY, "report", "promises", cwd=write_vault(tmp_path, {}))
    assert done.status == 0, done.stderr
    assert "No open promises, neither ours nor theirs." in done.stdout
    assert "Nothing is overdue." in done.stdout


def test_groups(tmp_path: Path) -> None:
    notes = {"Acme.md": CLIENT, "Talk.md": MEETING, "Inbox.md": "- [ ] own thing 📅 2026-01-01\n"}
    with book_of(tmp_path, notes) as book:
        data = data_of(promises, book)
    assert data["lead"] == (
        "We owe 4 promises, 1 of them overdue. They owe us 2 promises, 0 of them overdue. "
        "Our oldest is 1 day late."
    )
    groups = {
        title: [
            (block["title"], row["what"], row["when"], row["said"])
            for block in blocks(data, title)
            for row in block["rows"]
        ]
        for title in ("Overdue", "This week", "Later", "Without a date")
    }
    assert groups == {
        "Overdue": [("We owe", "late", "1 day late", "visit, 2026-10-05")],
        "This week": [
            ("We owe", "today", "today", "visit, 2026-10-05"),
            ("They owe us", "seventh day @Dana", "in 7 days", "visit, 2026-10-05"),
        ],
        "Later": [("We owe", "eighth day", "in 8 days", "visit, 2026-10-07")],
        "Without a date": [
            ("We owe", "held", "on hold", "visit, 2026-10-05"),
            ("They owe us", "some day", None, "visit, 2026-10-05"),
        ],
    }
    assert [(row["what"], row["said"]) for row in rows(data, "For ourselves")] == [
        ("own thing", "Inbox")
    ]
    assert figures(data)["Overdue, ours"] == (1, "")


@pytest.mark.parametrize(
    ("day", "title"),
    [("📅 2026-11-01", "Overdue"), ("📅 2026-11-24", "This week"), ("", "Without a date")],
)
def test_what_is_not_shown_is_counted_and_can_be_listed(
    vaultcrm: Run, tmp_path: Path, day: str, title: str
) -> None:
    lines = "".join(f"- [ ] no. {number} {day}\n" for number in range(60))
    other = "- [ ] other 📅 2027-06-01\n"
    note = f'---\ntype: project\nclient: "[[Acme]]"\n---\n## Actions\n{lines}{other}'
    root = write_vault(tmp_path, {"Acme.md": CLIENT, "Site.md": note})
    report = vaultcrm(*TODAY, "report", "promises", "--json", cwd=root).json()
    (table,) = [block for block in blocks(report, title) if block["title"] == "We owe"]
    assert (len(table["rows"]), table["more"]) == (50, 10)
    listed = vaultcrm(*TODAY, *shlex.split(table["ask"])[1:], "--format", "jsonl", cwd=root)
    assert len(listed.stdout.splitlines()) == 60
