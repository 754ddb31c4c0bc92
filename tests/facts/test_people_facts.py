"""When there was contact with a person, against cases computed by hand. Today is 2026-11-23, a
Monday."""

from datetime import date
from pathlib import Path

import pytest
from client_notes import ACME, about, client, log, meeting
from vaults import book_of

from vaultcrm.facts import facts_of
from vaultcrm.model import Fact


def person(name: str, body: str = "", whose: str = "Acme", more: str = "") -> str:
    return f'---\ntype: person\ntitle: {name}\nclient: "[[{whose}]]"\n{more}---\n\n{body}\n'


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        # Their own log.
        ({"people/Fox.md": person("Dana Fox", log("- 2026-11-02 call out: hello"))}, (2, ":8")),
        # A meeting that they attended.
        (
            {"m/a.md": meeting("2026-11-05", more='attendees:\n  - "[[Fox]]"\n')},
            (5, "m/a.md"),
        ),
        # A line of the client's log that names them: by first name, whole name, alias, link, and
        # among others.
        ({ACME: client(log("- 2026-11-03 email in Dana: hi"))}, (3, f"{ACME}:7")),
        ({ACME: client(log("- 2026-11-03 email in dana fox: hi"))}, (3, f"{ACME}:7")),
        ({ACME: client(log("- 2026-11-03 email in Didi: hi"))}, (3, f"{ACME}:7")),
        ({ACME: client(log("- 2026-11-03 email in [[Fox|D.]]: hi"))}, (3, f"{ACME}:7")),
        ({ACME: client(log("- 2026-11-03 email in Max, Dana: hi"))}, (3, f"{ACME}:7")),
        # Another client's Dana, a Dana who is still to come, and a name that fits two.
        ({"clients/B.md": client(log("- 2026-11-03 email in Dana: hi"))}, None),
        ({ACME: client(log("- 2026-11-24 email in Dana: hi"))}, None),
        (
            {
                ACME: client(
                    log("- 2026-11-03 email in Didi: hi", "- 2026-11-02 email in Dana Fox: x")
                ),
                "people/Dana Ray.md": person("Dana Ray", more="aliases: [Didi]\n"),
            },
            (2, f"{ACME}:8"),
        ),
    ],
)
def test_a_persons_last_contact(
    tmp_path: Path, notes: dict[str, str], expected: tuple[int, str] | None
) -> None:
    path = "people/Fox.md"
    every = {ACME: client(), path: person("Dana Fox", more="aliases: [Didi]\n"), **notes}
    if expected and expected[1].startswith(":"):
        expected = (expected[0], path + expected[1])
    found = about(tmp_path, every, path, "people").get("last_contact")
    assert found == (Fact(date(2026, 11, expected[0]), (expected[1],)) if expected else None)


def test_a_link_to_a_note_of_another_kind_names_nobody(tmp_path: Path) -> None:
    notes = {ACME: client(log("- 2026-11-03 email in [[Acme]]: hi"))}
    with book_of(tmp_path, notes) as book:
        assert facts_of("people")["last_contact"](book) == {}
