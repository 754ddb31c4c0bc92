"""A client's story: that of the example vault to the letter, and of clients with nothing, with too
much, with two currencies, and with a name that means harm."""

import shlex
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from report_data import EXAMPLE, TODAY, check_places, data_of, figures, report_of, rows
from running import Run
from vaults import book_of, opened, write_vault

from vaultcrm.facts.book import Book
from vaultcrm.reports import client, handover, project

CLIENT = "---\ntype: client\nstatus: active\n---\n"


@pytest.mark.parametrize("form", ["md", "json"])
def test_a_client_of_the_example(
    vaultcrm: Run, golden: Callable[[str, str], None], form: str
) -> None:
    name = "Northgate Physiotherapy"
    done = vaultcrm("--vault", EXAMPLE, *TODAY, "report", "client", name, "--format", form)
    assert done.status == 0, done.stderr
    golden(f"report-client.{form}", done.stdout)
    if form == "json":
        check_places(done.json(), EXAMPLE)


class Whole(Book):
    """A book that leaves nothing out."""

    def about(self, *paths: str) -> Book:
        return self


def test_what_is_about_others_makes_no_difference() -> None:
    with opened(EXAMPLE) as index:
        today = date(2026, 11, 23)
        part, whole = Book.of(index, today), Whole.of(index, today)
        jobs = [
            (module, record.path)
            for module in (client, handover, project)
            for record in part.records(module.ABOUT)
        ]
        assert len(jobs) > 50
        for module, path in jobs:
            assert report_of(module, part, path) == report_of(module, whole, path)


def test_a_client_with_nothing_but_a_name(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {"Acme.md": "---\ntype: client\n---\n"})
    done = vaultcrm(*TODAY, "report", "client", "Acme", cwd=root)
    assert done.status == 0, done.stderr
    assert "Client without a status. No contact yet. No open promises." in done.stdout
    last = done.stdout.split("\n\n")[-1]
    assert last.startswith("Nothing is written down about: health, promises, projects")
    assert "## Health" not in done.stdout


def test_a_story_of_years_says_what_it_leaves_out(vaultcrm: Run, tmp_path: Path) -> None:
    first = date(2025, 1, 1)
    log = "".join(f"- {first + timedelta(days=each)} call out: no. {each}\n" for each in range(500))
    notes = {'clients/A "b" \'c.md': f"{CLIENT}## Log\n{log}"}
    root = write_vault(tmp_path, notes)
    report = vaultcrm(*TODAY, "report", "client", 'A "b" \'c', "--json", cwd=root).json()
    (feed,) = [
        block
        for section in report["sections"]
        for block in section["blocks"]
        if block["block"] == "feed"
    ]
    assert len(feed["entries"]) == 200
    assert feed["more"] == 300
    assert [each["text"] for each in feed["entries"][:2]] == ["no. 499", "no. 498"]
    listed = vaultcrm(*TODAY, *shlex.split(feed["ask"])[1:], "--format", "jsonl", cwd=root)
    assert len(listed.stdout.splitlines()) == 500


def test_money_stays_in_its_currency(tmp_path: Path) -> None:
    project_note = """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        fee: 100 EUR
        ---
        ## Change requests
        - [x] More [cost:: 10 EUR] [hours:: 2] [asked:: 2026-10-01] ✅ 2026-10-02
        - [x] Other [cost:: 20 CHF] [hours:: 3] [asked:: 2026-10-01] ✅ 2026-10-02
        - [ ] New [cost:: 5 EUR] [asked:: 2026-11-01]
        ## Invoices
        - [x] A [amount:: 60 EUR] ✅ 2026-10-01
        - [x] B [amount:: 7 CHF] ✅ 2026-11-01
        - [ ] C [amount:: 3 CHF] 📅 2026-11-01
        - [x] D [amount:: 1 EUR]
    """
    notes = {"Acme.md": CLIENT, "Site.md": project_note}
    with book_of(tmp_path, notes) as book:
        data = data_of(client, book, "Acme.md")
    assert "3 CHF outstanding, 1 invoice overdue." in data["lead"]
    totals = [row for row in rows(data, "Scope changes") if "requests" in row]
    assert [(row["state"], row["requests"], row["hours"]) for row in totals] == [
        ("undecided", 1, None),
        ("approved", 2, 5),
    ]
    assert [each["currency"] for each in totals[1]["cost"]] == ["CHF", "EUR"]
    (money,) = [each for each in data["sections"] if each["title"] == "Money"]
    charts = [block for block in money["blocks"] if block["block"] == "chart"]
    sums = [sum(chart["series"][0]["values"]) for chart in charts]
    assert [(chart["unit"], total) for chart, total in zip(charts, sums, strict=True)] == [
        ("CHF", 7),
        ("EUR", 60),
    ]
    assert money["note"].startswith("1 paid invoice without a day")
    assert [row["state"] for row in rows(data, "Money") if "invoice" in row] == [
        "22 days late",
        "paid",
        "paid",
        "paid",
    ]


@pytest.mark.parametrize("report", ["client", "handover"])
def test_a_name_cannot_break_out(vaultcrm: Run, tmp_path: Path, report: str) -> None:
    name = '"a | b\\n# Owned\\n- [ ] x `y` %% z"'
    notes = {
        "A.md": f"---\ntype: client\nstatus: active\nname: {name}\n---\n<!-- secret -->\n",
        "P.md": f'---\ntype: person\nclient: "[[A]]"\nname: {name}\nrole: {name}\n---\nSays hi.\n',
        "M.md": f'---\ntype: meeting\nclient: "[[A]]"\ndate: 2026-11-01\nname: {name}\n---\n',
    }
    done = vaultcrm(*TODAY, "report", report, "A.md", cwd=write_vault(tmp_path, notes))
    assert done.status == 0, done.stderr
    assert "\n# Owned" not in done.stdout
    assert "\n- [ ]" not in done.stdout
    assert "secret" not in done.stdout
    assert " %% z" not in done.stdout.replace("\\%\\%", "")


def test_what_waits_for_an_answer(tmp_path: Path) -> None:
    log = """
        ---
        type: client
        status: active
        cadence: 14d
        reply_within: 1bd
        ---
        ## Log
        - 2026-11-01 10:00 email in: first
        - 2026-11-02 10:00 email out: answer
        - 2026-11-03 10:00 email in: second
        - 2026-11-05 10:00 message in: third
    """
    with book_of(tmp_path, {"Acme.md": log}) as book:
        data = data_of(client, book, "Acme.md")
    assert "Their email of 2026-11-03 waits for an answer." in data["lead"]
    assert "check-in 4 days late" in data["lead"]
    hint = "email of theirs, 20 days ago; reply expected within 1bd"
    assert figures(data)["Unanswered since"] == ("2026-11-03", hint)
