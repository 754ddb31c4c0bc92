"""The week in review, computed by hand. Today is 2026-11-23, a Monday: the week is that from
2026-11-17 on, and what is next goes until 2026-11-30."""

from pathlib import Path

from report_data import data_of, figures, rows
from vaults import book_of

from vaultcrm.reports import week

CLIENT = """
    ---
    type: client
    status: active
    cadence: 14d
    ---
    ## Onboarding
    - [x] Contract ✅ 2026-11-17
    ## Feedback
    - 2026-11-02 Too slow [kind:: complaint]
    - 2026-11-03 Lovely [kind:: praise]
    - 2026-10-01 Typos [kind:: complaint] [acted:: 2026-10-02]
    ## Log
    - 2026-11-01 09:00 email in: hello
"""
TALK = """
    ---
    type: meeting
    client: "[[Acme]]"
    date: 2026-11-18
    kind: call
    ---
    ## Actions
    - [x] first day ✅ 2026-11-17
    - [x] before it ✅ 2026-11-16
    - [x] today ✅ 2026-11-23
    - [x] tomorrow ✅ 2026-11-24
    - [x] theirs [owner:: Dana] ✅ 2026-11-20
    - [ ] slipped 📅 2026-11-17
    - [ ] slipped long ago 📅 2026-11-16
    - [ ] theirs too [owner:: Dana] 📅 2026-11-20
    - [ ] due today 📅 2026-11-23
    - [ ] due on the last day 📅 2026-11-30
    - [ ] due later 📅 2026-12-01
    ## Feedback
    - Dull colours [kind:: complaint]
"""
SITE = """
    ---
    type: project
    client: "[[Acme]]"
    status: delivered
    delivered: 2026-11-19
    ---
    ## Invoices
    - [x] INV [amount:: 10 EUR] ✅ 2026-11-20
    ## Change requests
    - [x] More [cost:: 5 EUR] ✅ 2026-11-21
"""
QUIET = CLIENT.replace("2026-11-01 09:00", "2026-10-20 09:00").split("## Onboarding")[0]
QUIET += "## Log\n    - 2026-10-20 09:00 email in: hello\n"


def test_the_week(tmp_path: Path) -> None:
    notes = {
        "clients/Acme.md": CLIENT,
        "clients/Still.md": QUIET,
        "Talk.md": TALK,
        "projects/Site.md": SITE,
    }
    with book_of(tmp_path, notes) as book:
        data = data_of(week, book)
    assert data["lead"] == (
        "7 done, 1 slipped, 2 due in the next 7 days, 1 client to get back to, "
        "3 pieces of feedback open."
    )
    assert [(row["day"], row["what"], row["kind"]) for row in rows(data, "Done")] == [
        ("2026-11-17", "first day", "action"),
        ("2026-11-17", "Contract", "onboarding"),
        ("2026-11-19", "Site", "project delivered"),
        ("2026-11-20", "theirs", "action, theirs"),
        ("2026-11-20", "INV", "invoice paid"),
        ("2026-11-21", "More", "change decided"),
        ("2026-11-23", "today", "action"),
    ]
    assert [row["what"] for row in rows(data, "Slipped")] == ["slipped"]
    assert [(row["what"], row["when"]) for row in rows(data, "Due next")] == [
        ("due today", "today"),
        ("due on the last day", "in 7 days"),
    ]
    (quiet,) = rows(data, "Gone quiet")
    # 14 days after 2026-10-20 is 2026-11-03.
    assert (quiet["client"]["path"], quiet["days_ago"], quiet["check_in"], quiet["tone"]) == (
        "clients/Still.md",
        34,
        "20 days late",
        "bad",
    )
    assert [
        (row["day"], row["what_they_said"], row["next"])
        for row in rows(data, "Feedback not answered")
    ] == [
        ("2026-11-02", "Too slow", "to decide"),
        ("2026-11-18", "Dull colours", "to decide"),
        ("2026-10-01", "Typos", "to tell them"),
    ]
    found = figures(data)
    assert found["Slipped"] == (1, "4 late in all")  # and the check-in, and the email
    assert found["Done"][1] == "and 1 contact with clients"
