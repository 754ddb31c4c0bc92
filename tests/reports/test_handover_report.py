"""A handover: that of the example vault to the letter, and dates and sore points of made ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from report_data import EXAMPLE, TODAY, blocks, check_places, data_of, rows
from running import Run
from vaults import book_of, write_vault

from vaultcrm.reports import handover

NOTES = {
    "Acme.md": """
        ---
        type: client
        status: active
        reply_within: 1bd
        cadence: 30d
        ---
        Makes anvils. %% not for others %%

        ## Communication
        Only by letter.
        ## Feedback
        - 2026-10-01 bad work [kind:: complaint]
        - 2026-09-01 slow [kind:: complaint] [decided:: hire] [told:: 2026-09-03]
        - 2026-08-01 [score:: 6] [kind:: nps] so so
        - 2026-08-02 fine [score:: 7] [kind:: nps]
        - 2025-01-01 long ago [kind:: complaint]
        ## Log
        - 2026-11-20 email in Wile: where is it?
        ## Invoices
        - [ ] 2026-11-01 INV-1 [amount:: 5 EUR] 📅 2026-11-20
    """,
    "Wile.md": '---\ntype: person\nclient: "[[Acme]]"\nbirthday: 1960-02-29\n---\nA genius.\n',
    "Bird.md": '---\ntype: person\nclient: "[[Acme]]"\nbirthday: 1960-11-23\n---\n',
    "Site.md": """
        ---
        type: project
        client: "[[Acme]]"
        status: active
        due: 2026-12-20
        ---
        ## Deliverables
        - [ ] Late 📅 2026-11-01
        - [ ] Soon 📅 2026-11-25
        - [ ] In a month 📅 2026-12-24
        ## Risks
        - Falls [likelihood:: low] [impact:: high] [raised:: 2026-11-02]
        - Stumbles [likelihood:: low] [impact:: medium]
    """,
    "Old.md": '---\ntype: project\nclient: "[[Acme]]"\nstatus: closed\n---\n',
    "Talk.md": """
        ---
        type: meeting
        client: "[[Acme]]"
        project: "[[Old]]"
        date: 2026-10-05
        mood: tense
        next: 2026-12-01
        ---
        ## Decisions
        - Red, of old [state:: final]
        ## Actions
        - [ ] Ask [owner:: Wile] 📅 2026-11-24
    """,
    "Talk 2.md": """
        ---
        type: meeting
        client: "[[Acme]]"
        date: 2026-10-06
        ---
        ## Decisions
        - Blue [state:: tentative]
    """,
}


@pytest.mark.parametrize("form", ["md", "json"])
def test_a_handover_of_the_example(
    vaultcrm: Run, golden: Callable[[str, str], None], form: str
) -> None:
    name = "Calderwood Press"
    done = vaultcrm("--vault", EXAMPLE, *TODAY, "report", "handover", name, "--format", form)
    assert done.status == 0, done.stderr
    golden(f"report-handover.{form}", done.stdout)
    if form == "json":
        check_places(done.json(), EXAMPLE)


def test_a_client_with_nothing_but_a_name(vaultcrm: Run, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {"Acme.md": "---\ntype: client\n---\n"})
    done = vaultcrm(*TODAY, "report", "handover", "Acme", cwd=root)
    assert done.status == 0, done.stderr
    assert "No project in hand. No contact yet. No open promises." in done.stdout
    assert "None that are written down." in done.stdout


def test_what_the_notes_say_in_words(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        data = data_of(handover, book, "Acme.md")
    words = [(each["text"], each["evidence"]) for each in blocks(data) if each["block"] == "words"]
    assert words == [
        ("Makes anvils.", ["Acme.md:7"]),
        ("**Wile:** A genius.", ["Wile.md:6"]),
        ("**Acme:** Only by letter.", ["Acme.md:9"]),
    ]


def test_the_worst_is_first(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        data = data_of(handover, book, "Acme.md")
    found = [
        (
            row["kind"],
            row["what"] if isinstance(row["what"], str) else row["what"]["path"],
            row["since_then"],
        )
        for row in rows(data, "Sore points")
    ]
    assert found == [
        ("email without an answer", "where is it?", None),
        ("overdue deliverable", "Late", "22 days late"),
        ("complaint", "bad work", "nothing decided yet"),
        ("nps 6", "so so", "nothing decided yet"),
        ("overdue invoice, theirs", "INV-1", "3 days late"),
        ("risk", "Falls", "they do not know of it"),
        ("tense meeting", "Talk.md", None),
        ("complaint", "slow", "decided: hire; told: 2026-09-03"),
    ]


def test_the_next_thirty_days(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        data = data_of(handover, book, "Acme.md")
    found = [(row["day"], row["kind"]) for row in rows(data, "The next 30 days")]
    assert found == [
        ("2026-11-23", "birthday"),
        ("2026-11-24", "action, theirs"),
        ("2026-11-25", "deliverable"),
        ("2026-12-01", "next meeting after"),
        ("2026-12-20", "check-in"),
        ("2026-12-20", "project due"),
    ]


def test_decisions_of_what_is_over_bind_nobody(tmp_path: Path) -> None:
    with book_of(tmp_path, NOTES) as book:
        data = data_of(handover, book, "Acme.md")
    assert [row["decision"] for row in rows(data, "Decisions that bind")] == ["Blue"]
