"""What is promised and what waits, against cases computed by hand. Today is 2026-11-23, a
Monday."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from client_notes import ACME, about, client, log, meeting, project, shown

from vaultcrm.model import Fact


def test_promises_that_are_open_and_late(tmp_path: Path) -> None:
    notes = {
        ACME: client(
            """
            ## Onboarding
            - [ ] Contract 📅 2026-11-01
            - [ ] Their access [owner:: Acme] 📅 2026-11-01
            ## Todo
            - [ ] Draft 📅 2026-11-22
            - [ ] Today 📅 2026-11-23
            - [h] On hold 📅 2026-11-01
            - [x] Done 📅 2026-11-01
            - [ ] Someday
            """
        ),
        "meetings/a.md": meeting("2026-11-02", "## Actions\n- [ ] Send it 📅 2026-11-03"),
        "notes/x.md": "- [ ] Of no client 📅 2026-11-03",
    }
    assert shown(
        about(tmp_path, notes), ("open_actions", "open_actions_theirs", "overdue_actions")
    ) == {
        "open_actions": (6, (":10", ":11", ":12", ":14", "meetings/a.md:8", ":7")),
        "open_actions_theirs": (1, (":8",)),
        "overdue_actions": (3, (":10", "meetings/a.md:8", ":7")),
    }


def test_a_line_that_names_only_a_project_is_about_its_client(tmp_path: Path) -> None:
    notes = {
        ACME: client(),
        "projects/Site.md": project(),
        "clients/Other.md": client(),
        "inbox.md": dedent(
            """\
            - [ ] Landlord [project:: [[Site]]] 📅 2026-11-03
            - [ ] For another [project:: [[Site]]] [client:: [[Other]]]
            - [ ] Of no project [project:: [[Gone]]]
            - [ ] Theirs [project:: [[Site]]] [owner:: Acme]
            """
        ),
    }
    found = about(tmp_path, notes)
    assert found["open_actions"] == Fact(1, ("inbox.md:1",))
    assert found["overdue_actions"] == Fact(1, ("inbox.md:1",))
    assert found["open_actions_theirs"] == Fact(1, ("inbox.md:4",))
    assert about(tmp_path, notes, "clients/Other.md")["open_actions"].evidence == ("inbox.md:2",)


def test_no_promises_no_counts(tmp_path: Path) -> None:
    assert about(tmp_path, {ACME: client()}) == {}


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        # The earliest of a promise's own day and its meeting's.
        (
            {
                ACME: client("## Todo\n- [ ] Pay [owner:: Acme] ➕ 2026-11-10"),
                "m/a.md": meeting("2026-11-05", "## Actions\n- [ ] Texts [owner:: Acme]"),
            },
            (date(2026, 11, 5), ("m/a.md:8", "m/a.md")),
        ),
        (
            {
                ACME: client("## Todo\n- [ ] Pay [owner:: Acme] ➕ 2026-11-10"),
                "m/a.md": meeting("2026-11-12", "## Actions\n- [ ] Texts [owner:: Acme]"),
            },
            (date(2026, 11, 10), (f"{ACME}:7",)),
        ),
        # Ours, done ones, those on hold, still to come or without a day don't count.
        (
            {
                ACME: client(
                    """
                    ## Todo
                    - [ ] Ours ➕ 2026-11-10
                    - [x] Done [owner:: Acme] ➕ 2026-11-10 ✅ 2026-11-11
                    - [h] On hold [owner:: Acme] ➕ 2026-11-10
                    - [ ] Later [owner:: Acme] ➕ 2026-12-10
                    - [ ] Whenever [owner:: Acme]
                    """
                )
            },
            None,
        ),
        # A question, and the first one since they last spoke.
        (
            {
                ACME: client(
                    log(
                        "- 2026-11-01 email out: how many?",
                        "- 2026-11-02 email in: three",
                        "- 2026-11-03 email out: thanks",
                        "- 2026-11-04 message out: which?",
                        "- 2026-11-05 email out: and when？",
                    )
                )
            },
            (date(2026, 11, 4), (f"{ACME}:10",)),
        ),
        # A meeting answers, even on the same day; a web address asks nothing.
        (
            {
                ACME: client(log("- 2026-11-05 16:00 email out: shall we?")),
                "m/a.md": meeting("2026-11-05"),
            },
            None,
        ),
        ({ACME: client(log("- 2026-11-05 email out: see https://a.example/?q=1"))}, None),
        # What is asked in a call is answered in it.
        ({ACME: client(log("- 2026-11-05 call out: all well?"))}, None),
    ],
)
def test_waiting_on_them_since(
    tmp_path: Path, notes: dict[str, str], expected: tuple[date, tuple[str, ...]] | None
) -> None:
    found = about(tmp_path, {ACME: client(), **notes}).get("waiting_on_them_since")
    assert found == (Fact(*expected) if expected else None)
