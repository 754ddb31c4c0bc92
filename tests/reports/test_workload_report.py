"""The workload, computed by hand. Today is 2026-11-23, a Monday."""

from pathlib import Path

import pytest
from report_data import blocks, data_of, figures, rows
from vaults import book_of

from vaultcrm.reports import workload

DATED = "37.5 h of promised work with a date, 16 h of it after the next 8 weeks."
CLIENT = "---\ntype: client\nstatus: active\n---\n"
SITE = """
    ---
    type: project
    client: "[[Acme]]"
    status: active
    hours_budget: 20
    ---
    ## Deliverables
    - [ ] late [hours:: 4] 📅 2026-11-20
    - [ ] now [hours:: 6.5] 📅 2026-11-29
    - [ ] next [hours:: 8] 📅 2026-11-30
    - [ ] in the eighth week [hours:: 1] 📅 2027-01-17
    - [ ] beyond [hours:: 16] 📅 2027-01-18
    - [ ] some day [hours:: 3]
    - [ ] unmeasured 📅 2026-12-01
    ## Hours
    - 2026-11-02 Design [hours:: 5]
"""
NOTES = {
    "clients/Acme.md": CLIENT,
    "projects/Site.md": SITE,
    "Inbox.md": "- [ ] own [hours:: 2] 📅 2026-11-24\n",
}


@pytest.mark.parametrize(
    ("config", "lead"),
    [
        ("", f"{DATED} What a week holds is not known"),
        (
            "practice: {weekly_capacity: 12.5}",
            f"{DATED} No week of the next 8 is over the 12.5 h",
        ),
        (
            "practice: {weekly_capacity: 12}",
            f"{DATED} 1 week of the next 8 is over the 12 h",
        ),
        (
            "practice: {weekly_capacity: 7}",
            f"{DATED} 2 weeks of the next 8 are over the 7 h",
        ),
    ],
)
def test_the_lead(tmp_path: Path, config: str, lead: str) -> None:
    with book_of(tmp_path, NOTES, config) as book:
        assert data_of(workload, book)["lead"].startswith(lead)


def test_the_workload(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES, "practice: {weekly_capacity: 12}") as book:
        data = data_of(workload, book)
    found = figures(data)
    assert {label: value for label, (value, _) in found.items()} == {
        "This week": "12.5 h",
        "Overdue": "4 h",
        "Without a date": "3 h",
        "Without hours": 1,
    }
    (chart,) = blocks(data, "By week")
    assert chart["categories"][0] == "2026-W48" and chart["categories"][-1] == "2027-W02"
    values = {each["name"]: [float(value) for value in each["values"]] for each in chart["series"]}
    assert values == {
        "Site": [10.5, 8, 0, 0, 0, 0, 0, 1],
        "other work": [2, 0, 0, 0, 0, 0, 0, 0],
    }
    assert float(chart["limit"]) == 12
    assert [(row["week"], row["what"], row["tone"]) for row in rows(data, "What it is")] == [
        ("2026-W48", "late", "bad"),
        ("2026-W48", "own", None),
        ("2026-W48", "now", None),
        ("2026-W49", "next", None),
        ("2027-W02", "in the eighth week", None),
    ]
    (project,) = rows(data, "By project")
    # To do 4 + 6.5 + 8 + 1 + 16 + 3; 5 of 20 hours are worked.
    shown = (float(project["hours_to_do"]), float(project["worked"]), project["used"]["value"])
    assert (*shown, project["tone"]) == (38.5, 5, 25, "bad")
    assert [row["what"] for row in rows(data, "Without hours")] == ["unmeasured"]


def test_a_project_within_its_budget_is_not_marked(tmp_path: Path) -> None:
    notes = {**NOTES, "projects/Site.md": SITE.replace("hours_budget: 20", "hours_budget: 43.5")}
    with book_of(tmp_path, notes) as book:
        (project,) = rows(data_of(workload, book), "By project")
    assert project["tone"] is None


def test_projects_beyond_those_with_a_colour_are_other_work(tmp_path: Path) -> None:
    notes = {"clients/Acme.md": CLIENT}
    for number in range(1, 9):
        notes[f"projects/P{number}.md"] = (
            '---\ntype: project\nclient: "[[Acme]]"\nstatus: active\n---\n'
            f"## Deliverables\n- [ ] it [hours:: {number}] 📅 2026-11-25\n"
        )
    with book_of(tmp_path, notes) as book:
        (chart,) = blocks(data_of(workload, book), "By week")
    names = [each["name"] for each in chart["series"]]
    assert names == ["P8", "P7", "P6", "P5", "P4", "P3", "other work"]
    assert float(chart["series"][-1]["values"][0]) == 1 + 2


def test_what_is_paused_is_in_no_week(tmp_path: Path) -> None:
    notes = {**NOTES, "projects/Rest.md": SITE.replace("status: active", "status: paused")}
    with book_of(tmp_path, notes) as book:
        data = data_of(workload, book)
    found = figures(data)
    assert found["Paused"][0] == "38.5 h"
    assert (found["This week"][0], found["Without hours"][0]) == ("12.5 h", 1)
    assert [row["project"]["path"] for row in rows(data, "By project")] == ["projects/Site.md"]
