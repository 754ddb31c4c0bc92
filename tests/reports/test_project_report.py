"""A project's report: that of the example vault to the letter, and what was agreed, burnt, is late
and comes next, in made ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from report_data import EXAMPLE, TODAY, blocks, check_places, data_of, figures, rows
from running import Run
from vaults import book_of, write_vault

from vaultcrm.reports import project

CLIENT = "---\ntype: client\nstatus: active\n---\n"


@pytest.mark.parametrize("form", ["md", "json"])
def test_a_project_of_the_example(
    vaultcrm: Run, golden: Callable[[str, str], None], form: str
) -> None:
    name = "Wyss online shop"
    done = vaultcrm("--vault", EXAMPLE, *TODAY, "report", "project", name, "--format", form)
    assert done.status == 0, done.stderr
    golden(f"report-project.{form}", done.stdout)
    if form == "json":
        check_places(done.json(), EXAMPLE)


def test_a_project_with_nothing_but_a_name(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {"Site.md": "---\ntype: project\n---\n"})
    done = vaultcrm(*TODAY, "report", "project", "Site", cwd=root)
    assert done.status == 0, done.stderr
    assert "\n\nWithout a status.\n\n" in done.stdout
    assert "next steps, scope and changes, deliverables, burn, risks, invoices" in done.stdout


def note(properties: str, body: str = "") -> dict[str, str]:
    front = f'type: project\nclient: "[[Acme]]"\n{properties}'
    return {"Acme.md": CLIENT, "Site.md": f"---\n{front}\n---\n{body}"}


def test_the_seal_is_said_to_hold_or_not(vaultcrm: Run, tmp_path: Path) -> None:
    body = "## Scope\nTen pages.\n## Deliverables\n- [ ] Pages 📅 2026-12-01\n"
    root = write_vault(tmp_path, note("status: active", body))
    assert vaultcrm(*TODAY, "agree", "Site", "--date", "2026-11-01", cwd=root).status == 0
    held = figures(vaultcrm(*TODAY, "report", "project", "Site", "--json", cwd=root).json())
    assert held["Scope and deliverables"] == ("as it was sealed", "")
    file = root / "Site.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("- [ ] Pages", "- [x] Pages"), encoding="utf-8")
    held = figures(vaultcrm(*TODAY, "report", "project", "Site", "--json", cwd=root).json())
    assert held["Scope and deliverables"] == ("as it was sealed", "")
    file.write_text(text.replace("Ten pages.", "Twelve pages."), encoding="utf-8")
    broken = figures(vaultcrm(*TODAY, "report", "project", "Site", "--json", cwd=root).json())
    value, hint = broken["Scope and deliverables"]
    assert value == "changed since it was sealed"
    assert hint == "vaultcrm agree Site --diff shows how"
    assert "Twelve" in vaultcrm(*TODAY, *hint.split()[1:4], cwd=root).stdout


@pytest.mark.parametrize(
    ("hours", "budget", "title", "values"),
    [
        (
            "- 2026-11-02 a [hours:: 3]\n- 2026-11-15 b [hours:: 1.5]\n- 2026-12-01 c [hours:: 9]",
            4,
            "Hours added up by week",
            [3, 4.5, 4.5, 4.5],  # from Monday to Monday; the one to come does not count
        ),
        (
            "- 2026-01-31 a [hours:: 3]\n- 2026-03-01 b [hours:: 2]\n- no day [hours:: 5]",
            40,
            "Hours added up by month",
            [3, 3, 5, 5, 5, 5, 5, 5, 5, 5, 5],
        ),
        ("- 2026-11-02 a [hours:: many]", 10, "", []),
    ],
)
def test_hours_add_up(
    tmp_path: Path, hours: str, budget: int, title: str, values: list[float]
) -> None:
    notes = note(f"status: active\nhours_budget: {budget}", f"## Hours\n{hours}\n")
    with book_of(tmp_path, notes) as book:
        data = data_of(project, book, "Site.md")
    charts = [each for each in blocks(data) if each["block"] == "chart"]
    assert [each["title"] for each in charts] == ([title] if title else [])
    if charts:
        assert charts[0]["series"][0]["values"] == values
        assert charts[0]["limit"] == budget


def test_shares_and_lateness(tmp_path: Path) -> None:
    notes = note(
        "status: active\nfee: 1000 EUR\nhours_budget: 10\nstart: 2026-11-03\ndue: 2026-11-13",
        """
## Deliverables
- [x] One 📅 2026-11-05 ✅ 2026-11-07
- [ ] Two 📅 2026-11-20
- [-] Three 📅 2026-11-01
## Hours
- 2026-11-04 a [hours:: 12] [person:: Mara]
- 2026-11-05 b [hours:: 1] [person:: Jonas]
## Invoices
- [x] A [amount:: 250 EUR] ✅ 2026-11-05
- [ ] B [amount:: 300 EUR] 📅 2026-12-01
- [ ] C [amount:: 99 USD]
## Actions
- [ ] Ours @us 📅 2026-11-10
- [ ] Theirs [owner:: Acme] 📅 2026-11-30
""",
    )
    with book_of(tmp_path, notes) as book:
        data = data_of(project, book, "Site.md")
    assert data["lead"] == (
        "Active, for Acme. 1 of 2 deliverables done. 130 % of the hours and 200 % of the time "
        "used. Due 2026-11-13, 10 days late. Late: 2 of ours. 300 EUR, 99 USD outstanding."
    )
    shares = {row["what"]: row["used"]["value"] for row in rows(data, "Burn") if "used" in row}
    assert len(shares) == 5
    assert [row["who"] for row in rows(data, "Burn") if "who" in row] == ["Mara", "Jonas"]
    following = [(row["what"], row["when"], row["kind"]) for row in rows(data, "Next steps")]
    assert following == [
        ("Ours @us", "13 days late", "action"),
        ("Two", "3 days late", "deliverable"),
        ("Theirs", "in 7 days", "action, theirs"),
    ]
    done = [(row["deliverable"], row["when"]) for row in rows(data, "Deliverables")]
    assert done == [("One", "2 days late"), ("Two", "3 days late"), ("Three", None)]


def test_the_worst_risk_is_first_and_an_untold_one_is_seen(tmp_path: Path) -> None:
    notes = note(
        "status: active",
        """
## Risks
- Mild [likelihood:: low] [impact:: high] [raised_by:: us] [told:: 2026-11-01]
- Grave [likelihood:: high] [impact:: high] [raised_by:: us]
- Known [likelihood:: medium] [impact:: medium] [raised_by:: them]
- [x] Over [likelihood:: high] [impact:: high] ✅ 2026-11-01
""",
    )
    with book_of(tmp_path, notes) as book:
        data = data_of(project, book, "Site.md")
    assert [(row["risk"], row["told"], row["tone"]) for row in rows(data, "Risks")] == [
        ("Grave", "not told", "bad"),
        ("Known", "they raised it", None),
        ("Mild", "2026-11-01", None),
        ("Over", "not told", None),
    ]


def test_what_may_come(tmp_path: Path) -> None:
    notes = note("status: proposed\nfee: 900 CHF\nprobability: 60\nexpected_close: 2026-12-01")
    with book_of(tmp_path, notes) as book:
        data = data_of(project, book, "Site.md")
    assert data["lead"] == (
        "Proposed, for Acme. 900 CHF, 60 % likely. A decision is expected 2026-12-01, in 8 days."
    )
    assert "Agreement" not in figures(data)
    assert "Burn" not in [section["title"] for section in data["sections"]]
