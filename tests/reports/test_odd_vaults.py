"""The reports of the whole vault: of the example to the letter, and of vaults that hold next to
nothing, far too much, or what means to harm."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from report_data import EXAMPLE, TODAY, blocks, check_places, data_of, places
from running import Run
from vaults import book_of, write_vault

from vaultcrm.rendering.report_markdown import as_markdown
from vaultcrm.reports import Asked, find_report

NAMES = ("week", "pipeline", "workload", "feedback")
EVERY = (*NAMES, "summary")
CLIENT = "---\ntype: client\nstatus: active\n---\n"
MANY = 1000
MOST_ROWS = 250  # of any one table
PROJECT = """
    ---
    type: project
    client: "[[Client {number:04}]]"
    status: {status}
    fee: 100 EUR
    probability: 50
    expected_close: 2026-11-01
    ---
    ## Deliverables
    - [ ] Thing [hours:: 1] 📅 2026-11-20
    - [ ] Other 📅 2026-11-25
    - [x] Done 📅 2026-11-20 ✅ 2026-11-20
"""
OF_A_THOUSAND = """
    ---
    type: client
    status: active
    cadence: 7d
    ---
    ## Feedback
    - 2026-11-02 Too slow [kind:: complaint]
    - 2026-11-03 Good [kind:: csat] [score:: 5]
    ## Log
    - 2026-10-02 09:00 call in: hello
    ## Invoices
    - [ ] INV [amount:: 10 EUR] 📅 2026-11-01
"""
EVIL = r"a | b `c` <img src=//evil.example/x> %% [[x]] \"# *d*\\n## Owned\\n- [ ] e 📅 2026-11-20"


@pytest.mark.parametrize("form", ["md", "json"])
@pytest.mark.parametrize("name", NAMES)
def test_the_example(
    vaultcrm: Run, golden: Callable[[str, str], None], name: str, form: str
) -> None:
    done = vaultcrm("--vault", EXAMPLE, *TODAY, "report", name, "--format", form)
    assert done.status == 0, done.stderr
    golden(f"report-{name}.{form}", done.stdout)
    if form == "json":
        check_places(done.json(), EXAMPLE)


def reports_of(root: Path, notes: Mapping[str, str], config: str = "") -> dict[str, Any]:
    """Each report's data, and as Markdown under its name with `.md`."""
    found: dict[str, Any] = {}
    with book_of(root, notes, config) as book:
        for name in EVERY:
            maker = find_report(name)
            report = maker.make(book, Asked())
            found[f"{name}.md"] = as_markdown(report, book.link)
            found[name] = data_of(_Module(maker.make), book)
    return found


class _Module:
    """What `data_of` needs of a report's module."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self.make = make


def test_an_empty_vault(tmp_path: Path) -> None:
    reports = reports_of(tmp_path, {})
    for name in EVERY:
        assert not [place for place in places(reports[name]) if place], name
        for block in blocks(reports[name]):
            assert not block.get("rows")
            for figure in block.get("figures", ()):
                assert figure["value"] in (0, None, "0 h"), figure
                assert figure["value"] is not None or figure["hint"], figure
                assert figure["tone"] not in ("bad", "warn"), figure
    leads = {name: reports[name]["lead"] for name in EVERY}
    assert leads["week"] == (
        "0 done, 0 slipped, 0 due in the next 7 days, 0 clients to get back to, "
        "0 pieces of feedback open."
    )
    assert leads["pipeline"] == "0 open opportunities."
    assert leads["workload"].startswith("0 h of promised work with a date. What a week holds is")
    assert leads["feedback"] == (
        "0 pieces of feedback in 12 months. 0 to decide, 0 decided and not done, 0 to tell."
    )
    assert leads["summary"].endswith("0 active clients. Nothing owed to us.")


def test_one_client_without_a_meeting(tmp_path: Path) -> None:
    reports = reports_of(tmp_path, {"clients/Acme.md": CLIENT})
    (row,) = [row for block in blocks(reports["summary"], "Clients") for row in block["rows"]]
    assert (row["health"], row["last_contact"]) == ("too little data", None)
    assert "1 active client." in reports["summary"]["lead"]
    for name in NAMES:
        assert not [block for block in blocks(reports[name]) if block.get("rows")], name


def test_a_thousand_clients(tmp_path: Path) -> None:
    notes = {f"clients/Client {number:04}.md": OF_A_THOUSAND for number in range(MANY)}
    for number in range(MANY):
        status = "lead" if number % 2 else "active"
        notes[f"projects/P{number:04}.md"] = PROJECT.format(number=number, status=status)
    reports = reports_of(tmp_path, notes, "currency: EUR\npractice: {weekly_capacity: 30}\n")
    for name in EVERY:
        tables = [block for block in blocks(reports[name]) if "rows" in block]
        assert tables
        cut = 0
        for table in tables:
            assert len(table["rows"]) <= MOST_ROWS, (name, table["title"])
            cut += bool(table["more"])
        assert cut, name
        assert re.search(r"^[\d,]+ more", reports[f"{name}.md"], re.MULTILINE), name
        for block in blocks(reports[name]):
            assert len(block.get("categories", ())) <= 52, name
            assert len(block.get("spans", ())) <= 50, name
        assert len(reports[f"{name}.md"]) < 200_000, name
    (open_ones,) = blocks(reports["pipeline"], "Open")
    assert len(open_ones["rows"]) + open_ones["more"] == MANY // 2
    assert reports["pipeline"]["lead"].startswith("500 open opportunities, worth 25,000 EUR")
    assert reports["workload"]["lead"].startswith("1,000 h of promised work")
    assert reports["feedback"]["lead"].startswith(
        "2,000 pieces of feedback in 12 months from 1,000 clients. 1,000 to decide, 0 decided"
    )


def test_names_that_mean_to_harm(tmp_path: Path) -> None:
    line = EVIL.replace(r"\\n", " ").replace(r"\"", '"')
    notes = {
        "clients/Acme.md": f'---\ntype: client\nstatus: active\ncadence: 7d\ntitle: "{EVIL}"\n---\n'
        f"## Log\n- 2026-10-02 09:00 call in: {line}\n"
        f"## Feedback\n- 2026-11-02 {line} [kind:: complaint]\n- 2026-11-03 {line} [kind:: csat] "
        f"[score:: 2] [decided:: {line.split('[')[0]}]\n",
        "projects/Site.md": f'---\ntype: project\nclient: "[[Acme]]"\nstatus: lead\nfee: 10 EUR\n'
        f'probability: 10\nexpected_close: 2026-11-01\nstart: 2026-10-01\ntitle: "{EVIL}"\n---\n'
        f"## Deliverables\n- [ ] {line} [hours:: 2] 📅 2026-11-25\n"
        f"- [ ] {line} 📅 2026-11-20\n- [x] {line} ✅ 2026-11-20\n",
        "projects/Run.md": f'---\ntype: project\nclient: "[[Acme]]"\nstatus: active\n'
        f'due: 2026-11-30\nstart: 2026-10-01\ntitle: "{EVIL}"\n---\n',
    }
    reports = reports_of(tmp_path, notes)
    for name in EVERY:
        text = reports[f"{name}.md"]
        json.dumps(reports[name])
        assert "evil" in text, name
        assert not re.search(r"^(##+ Owned|- \[ \])", text, re.MULTILINE), name
        assert not re.search(r"(?<!\\)<img", text), name
        assert not re.search(r"(?<!\\)%%", text), name
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            widths = {row.replace(r"\|", "").count("|") for row in table.splitlines()}
            assert len(widths) == 1, (name, table)


def test_they_are_the_same_twice(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {"clients/Acme.md": OF_A_THOUSAND})
    for name in EVERY:
        ask = (*TODAY, "report", name)
        assert vaultcrm(*ask, cwd=root).stdout == vaultcrm(*ask, cwd=root).stdout != ""
